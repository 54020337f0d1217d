// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePackageName } from '../debian-name.ts';
import type { PackageName } from '../debian-name.ts';
import { createAsker } from './asker.ts';
import type { Get } from './question.ts';
import { askRebuilderd } from './rebuilderd.ts';
import type { RebuilderdOutcome } from './rebuilderd.ts';

/** Captured answers of running daemons: their README says of which and when. */
const readCaptured = (path: string): string => readFileSync(new URL(`../../sources/rebuilderd/fixtures/${path}`, import.meta.url), 'utf8');

const V1 = 'api/v1/packages/binary?name=hello&architecture=amd64';
const V0 = 'api/v0/pkgs/list?name=hello&architecture=amd64';

function name(fileName: string): PackageName {
  const parsed = parsePackageName(fileName);
  if (parsed === null) throw new Error(`${fileName} is no name`);
  return parsed;
}
const HELLO = name('hello_2.10-5_amd64.deb');

function answers(byPath: Readonly<Record<string, string>>, asked: string[] = []): Get {
  return (path) => {
    asked.push(path);
    const text = byPath[path];
    return Promise.resolve(text === undefined ? { kind: 'absent' } : text === 'down' ? { kind: 'unavailable', reason: 'down' } : { kind: 'found', bytes: Buffer.from(text) });
  };
}

const toText = (outcome: RebuilderdOutcome): string => (outcome.kind === 'found' ? Buffer.from(outcome.bytes).toString() : outcome.kind);
const record = (more: object): object => ({ id: 1, name: 'hello', version: '2.10-5', architecture: 'amd64', status: 'GOOD', build_id: 7, artifact_id: 9, ...more });
const page = (...records: object[]): string => JSON.stringify({ total: records.length, records });

describe('askRebuilderd', () => {
  it('finds the attestation of a captured 0.28 by API v1', async () => {
    const attestation = readCaptured('v1/builds-1-artifacts-1-attestation.json');
    const get = answers({ [V1]: readCaptured('v1/packages.json'), 'api/v1/builds/1/artifacts/1/attestation': attestation });
    expect(toText(await askRebuilderd(get, HELLO))).toBe(attestation);
  });
  it('finds the attestation of a captured 0.24 by API v0', async () => {
    const attestation = readCaptured('v0/v0-builds-1-attestation.json');
    const get = answers({ [V0]: readCaptured('v0/pkgs-list.json'), 'api/v0/builds/1/attestation': attestation });
    expect(toText(await askRebuilderd(get, HELLO))).toBe(attestation);
  });
  it('believes no "GOOD" without an attestation', async () => {
    expect(toText(await askRebuilderd(answers({ [V1]: page(record({})) }), HELLO))).toBe('absent');
  });
  it('takes the newest build of this very version', async () => {
    const get = answers({
      [V1]: page(record({ build_id: 3 }), record({ build_id: 8 }), record({ build_id: 5 }), record({ build_id: 99, version: '2.10-6' })),
      'api/v1/builds/8/artifacts/9/attestation': 'newest',
    });
    expect(toText(await askRebuilderd(get, HELLO))).toBe('newest');
  });
  it('finds a version with an epoch by a file name without', async () => {
    const get = answers({ 'api/v1/packages/binary?name=vim&architecture=amd64': page({ ...record({ name: 'vim', version: '2:9.1-1' }) }), 'api/v1/builds/7/artifacts/9/attestation': 'x' });
    expect(toText(await askRebuilderd(get, name('vim_9.1-1_amd64.deb')))).toBe('x');
    expect(toText(await askRebuilderd(get, name('vim_2%3a9.1-1_amd64.deb')))).toBe('x');
    expect(toText(await askRebuilderd(get, name('vim_1%3a9.1-1_amd64.deb')))).toBe('absent');
  });
  it.each([
    ['another name', { name: 'other' }], ['another architecture', { architecture: 'arm64' }], ['another version', { version: '2.10-50' }],
    ['BAD', { status: 'BAD' }], ['no build', { build_id: null }], ['a build that is a path', { build_id: '../../x' }], ['a negative number', { artifact_id: -1 }],
    ['a fraction', { build_id: 1.5 }], ['no version', { version: null }],
  ])('passes over a record with %s', async (_, more) => {
    const asked: string[] = [];
    expect(toText(await askRebuilderd(answers({ [V1]: page(record(more)) }, asked), HELLO))).toBe('absent');
    expect(asked).toEqual([V1]);
  });
  it('passes over a record of API v0 without an attestation', async () => {
    expect(toText(await askRebuilderd(answers({ [V0]: JSON.stringify([record({ has_attestation: false }), record({})]) }), HELLO))).toBe('absent');
  });
  it('says that no daemon is there where something else answers', async () => {
    for (const text of ['<html>', '[]', '{}', '{"records": {}}', 'null', '{"records": [', '"x"']) {
      expect(toText(await askRebuilderd(answers({ [V1]: text, [V0]: '{}' }), HELLO))).toBe('not-rebuilderd');
    }
    expect(toText(await askRebuilderd(answers({}), HELLO))).toBe('not-rebuilderd');
  });
  it('survives records that are no objects', async () => {
    expect(toText(await askRebuilderd(answers({ [V1]: '{"records": [null, 1, [], "x"]}' }), HELLO))).toBe('absent');
  });
  it('hands on that it could not be asked', async () => {
    expect(toText(await askRebuilderd(answers({ [V1]: 'down' }), HELLO))).toBe('unavailable');
    expect(toText(await askRebuilderd(answers({ [V0]: 'down' }), HELLO))).toBe('unavailable');
    expect(toText(await askRebuilderd(answers({ [V1]: page(record({})), 'api/v1/builds/7/artifacts/9/attestation': 'down' }), HELLO))).toBe('unavailable');
  });
});

describe('createAsker', () => {
  const question = { artifact: { fileName: 'hello_2.10-5_amd64.deb', sha256: 'ab'.repeat(32), packageName: null }, name: HELLO, source: null };
  const daemon = { [V1]: page(record({})), 'api/v1/builds/7/artifacts/9/attestation': 'x' };

  it('finds out that an address is a daemon, and asks it as nothing else from then on', async () => {
    const asked: string[] = [];
    const asker = createAsker(null);
    await asker(answers(daemon, asked), question);
    expect(asked.filter((path) => !path.startsWith('api/'))).toHaveLength(3);
    asked.length = 0;
    await asker(answers(daemon, asked), question);
    expect(asked).toEqual(Object.keys(daemon));
  });
  it('asks a configured daemon as a daemon at once, and says where there is none', async () => {
    const asked: string[] = [];
    expect((await createAsker('rebuilderd')(answers(daemon, asked), question)).kind).toBe('found');
    expect(asked).toEqual(Object.keys(daemon));
    expect(await createAsker('rebuilderd')(answers({}), question)).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('No rebuilderd answers there') as unknown });
  });
  it('asks for the API once where there is none', async () => {
    const asked: string[] = [];
    const asker = createAsker(null);
    for (let times = 0; times < 3; times++) await asker(answers({}, asked), question);
    expect(asked.filter((path) => path.startsWith('api/'))).toEqual([V1, V0]);
  });
  it('does not forget a daemon that is away for a while', async () => {
    const asker = createAsker(null);
    expect((await asker(answers({ [V1]: 'down' }), question)).kind).toBe('unavailable');
    expect((await asker(answers(daemon), question)).kind).toBe('found');
  });
  it('lets the first question find out, and the others wait for it', async () => {
    const asked: string[] = [];
    const asker = createAsker(null);
    await Promise.all([1, 2, 3].map(() => asker(answers(daemon, asked), question)));
    expect(asked.filter((path) => !path.startsWith('api/'))).toHaveLength(3);
  });
});
