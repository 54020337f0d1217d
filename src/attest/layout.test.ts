// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGpgKey, createPlainKey, signMetadata, signPayload, toBytes, toRootLayout, toStep } from '../testing/supply-chain.ts';
import type { JsonObject } from './json.ts';
import { MAX_LAYOUT_BYTES, parseLayout } from './layout.ts';
import { verifySignatures } from './signatures.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const [OWNER, ALICE] = [createPlainKey('owner'), createPlainKey('alice')];
const LAYOUT = toRootLayout([ALICE], 1);
const [STEP = {}] = LAYOUT['steps'] as JsonObject[];
const [INSPECTION = {}] = LAYOUT['inspect'] as JsonObject[];

function refuse(bytes: Uint8Array): string {
  try {
    parseLayout(bytes);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return String(thrown.code);
    throw thrown;
  }
  throw new Error('it was taken');
}

const without = (object: JsonObject, field: string): JsonObject => (
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== field)));

describe('parseLayout', () => {
  it('reads what in-toto 1.3.1 wrote', () => {
    const layout = parseLayout(readFileSync(new URL('fixtures/in-toto-1.3.1.layout', import.meta.url)));
    const rebuilders = ['db7495680bec29e4bfe0213f1d9f21d70c26b86d', '4f48b25267db2cdf025ad9bd40c894521da340d4'];
    expect(layout).toMatchObject({
      expires: Date.parse('2027-11-22T16:32:11Z'), readme: '',
      steps: [{
        name: 'rebuild', threshold: 2, pubkeys: rebuilders, expectedCommand: [], expectedMaterials: [],
        expectedProducts: [{ kind: 'create', pattern: '*.deb' }, { kind: 'disallow', pattern: '*.deb' }],
      }],
      inspections: [{
        name: 'verify-reprobuilds', run: ['/usr/bin/true'], expectedProducts: [],
        expectedMaterials: [
          { kind: 'match', pattern: '*.deb', sourcePrefix: '', target: 'products', targetPrefix: '', from: 'rebuild' },
          { kind: 'disallow', pattern: '*.deb' },
        ],
      }],
      signatures: [{ kind: 'gpg', keyid: 'b4d75efd0e5b701a9b9997383d57d71b4e548ed9' }],
    });
    expect([...layout.keys].map(([keyid, key]) => [keyid, key.fingerprint])).toEqual([...rebuilders].reverse().map((id) => [id, id]));
  });
  it('reads one in an envelope, whose signature then is over the envelope', () => {
    const layout = parseLayout(signPayload(LAYOUT, [OWNER]));
    expect(layout.steps).toEqual(parseLayout(signMetadata(LAYOUT, [])).steps);
    expect(verifySignatures(layout, [OWNER.trusted], { now: NOW }).keys).toEqual([OWNER.trusted]);
    expect(verifySignatures(parseLayout(signMetadata(LAYOUT, [OWNER])), [OWNER.trusted], { now: NOW }).keys).toEqual([OWNER.trusted]);
  });
  it('reads GPG keys with their subkeys', () => {
    const times = { createdAt: NOW, signsAt: NOW };
    const main = createGpgKey('main', { ...times, subkeys: [createGpgKey('sub', times)] });
    const { keys } = parseLayout(signMetadata(toRootLayout([main], 1), []));
    expect(keys.get(main.keyid)?.signers.map(({ fingerprint }) => fingerprint)).toEqual([main.keyid, createGpgKey('sub', times).keyid]);
  });
  it.each<[string, Uint8Array, string]>([
    ['no JSON', new TextEncoder().encode('x'), 'unparsable'],
    ['a list', toBytes([]), 'unparsable'],
    ['neither metadata nor an envelope', toBytes({}), 'unsupported'],
    ['no signatures', toBytes({ signed: LAYOUT }), 'unparsable'],
    ['a link', signMetadata({ _type: 'link' }, []), 'unsupported'],
    ['something without a type', signMetadata({}, []), 'unsupported'],
    ['something of a type that is a number', signMetadata({ ...LAYOUT, _type: 1 }, []), 'unsupported'],
    ...['expires', 'inspect', 'keys', 'readme', 'steps'].map((field) => [`a layout without ${field}`, signMetadata(without(LAYOUT, field), []), 'unparsable'] as [string, Uint8Array, string]),
    ['a layout with more than is known', signMetadata({ ...LAYOUT, rootcas: {} }, []), 'unsupported'],
    ['a readme that is no text', signMetadata({ ...LAYOUT, readme: 1 }, []), 'unparsable'],
    ['keys in a list', signMetadata({ ...LAYOUT, keys: [] }, []), 'unparsable'],
    ['a key that is none', signMetadata({ ...LAYOUT, keys: { x: 1 } }, []), 'key-invalid'],
    ['a key under another name', signMetadata({ ...LAYOUT, keys: { x: ALICE.json } }, []), 'key-invalid'],
    ['a private key', signMetadata({ ...LAYOUT, keys: { [ALICE.keyid]: { ...ALICE.json, keyval: { private: 'x', public: '' } } } }, []), 'key-private'],
    ['too many keys', signMetadata({ ...LAYOUT, keys: Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`${index}`, 1])) }, []), 'too-large'],
    ['too many steps', signMetadata({ ...LAYOUT, steps: Array.from({ length: 101 }, () => STEP) }, []), 'too-large'],
    ['a step without its threshold', signMetadata({ ...LAYOUT, steps: [without(STEP, 'threshold')] }, []), 'unparsable'],
    ['a step with more than is known', signMetadata({ ...LAYOUT, steps: [{ ...STEP, certificate_constraints: [] }] }, []), 'unsupported'],
    ['an inspection in place of a step', signMetadata({ ...LAYOUT, steps: [INSPECTION] }, []), 'unsupported'],
    ['a threshold that is a word', signMetadata({ ...LAYOUT, steps: [{ ...STEP, threshold: '1' }] }, []), 'unparsable'],
    ['a threshold that is true', signMetadata({ ...LAYOUT, steps: [{ ...STEP, threshold: true }] }, []), 'unparsable'],
    ['keys of a step that are no texts', signMetadata({ ...LAYOUT, steps: [{ ...STEP, pubkeys: [1] }] }, []), 'unparsable'],
    ['an inspection whose command is a text', signMetadata({ ...LAYOUT, inspect: [{ ...INSPECTION, run: 'true' }] }, []), 'unparsable'],
    ['two steps of one name', signMetadata({ ...LAYOUT, steps: [STEP, STEP] }, []), 'unparsable'],
    ['a step and an inspection of one name', signMetadata({ ...LAYOUT, inspect: [{ ...INSPECTION, name: 'rebuild' }] }, []), 'unparsable'],
    ['a rule that is none', signMetadata({ ...LAYOUT, steps: [toStep([], 1, { expected_products: [['CREATE']] })] }, []), 'unparsable'],
    ['too many bytes', new Uint8Array(MAX_LAYOUT_BYTES + 1), 'too-large'],
  ])('refuses %s', (_, bytes, code) => {
    expect(refuse(bytes)).toBe(code);
  });
  it.each(['2027-02-29T00:00:00Z', '2027-01-01T00:00:60Z', '2027-01-01', '2027-01-01T00:00:00+00:00', '2027-01-01T00:00:00.000Z', '+012027-01-01T00:00:00Z', '', 'never'])(
    'refuses the expiry %j', (expires) => {
      expect(refuse(signMetadata({ ...LAYOUT, expires }, []))).toBe('unparsable');
    },
  );
});
