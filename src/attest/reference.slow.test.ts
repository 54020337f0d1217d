// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsTool } from '../testing/needs.ts';
import { toCanonicalJson } from './canonical-json.ts';
import { parsePublicKeys } from './keys.ts';
import { parseJson } from './json.ts';
import { toProof } from './proof.ts';

// Debian's package runs on Debian's Python, whatever else is on the path.
const PYTHON = '/usr/bin/python3';
const NOW = Date.parse('2099-01-01T00:00:00Z');

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'proofboard-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder, input, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: folder, PYTHONIOENCODING: 'utf-8' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const SECURESYSTEMSLIB = `
import json, sys
from securesystemslib.formats import encode_canonical
for line in sys.stdin:
    print(encode_canonical(json.loads(line)).encode("utf-8").hex())
`;

describe.skipIf(!needsTool('in-toto-run'))('toCanonicalJson, against securesystemslib', () => {
  it('writes the same bytes of 500 values with characters of every plane', () => {
    const character = fc.oneof(
      fc.constantFrom('"', '\\', '/', '\u0000', '\n', '\u001f', '\u007f', '\u2028', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const text = fc.string({ unit: character, maxLength: 6 });
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 }, text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(text, tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    const lines = fc.sample(value, { numRuns: 500, seed: 7 }).map((sample) => JSON.stringify(sample));
    const expected = run(PYTHON, ['-c', SECURESYSTEMSLIB], `${lines.join('\n')}\n`).trimEnd().split('\n');
    const options = { maxBytes: 1_000_000, allowFloats: false };
    const ours = lines.map((line) => Buffer.from(toCanonicalJson(parseJson(new TextEncoder().encode(line), options))).toString('hex'));
    expect(ours).toEqual(expected);
    expect(lines.some((line) => /[\u{10000}-\u{10ffff}]/u.test(line))).toBe(true);
  });
  it('writes integers of any size the same', () => {
    const line = '{"a":123456789012345678901234567890,"b":-0,"c":9007199254740993}';
    const [expected] = run(PYTHON, ['-c', SECURESYSTEMSLIB], `${line}\n`).split('\n');
    const value = parseJson(new TextEncoder().encode(line), { maxBytes: 1000, allowFloats: false });
    expect(Buffer.from(toCanonicalJson(value)).toString('hex')).toBe(expected);
  });
});

const MAKE_KEYS = `
from securesystemslib.interface import generate_and_write_unencrypted_ed25519_keypair as ed, \\
  generate_and_write_unencrypted_ecdsa_keypair as ec, generate_and_write_unencrypted_rsa_keypair as rsa
ed(filepath="ed25519"); ec(filepath="ecdsa"); rsa(filepath="rsa", bits=2048)
`;

describe.skipIf(!needsTool('in-toto-run'))('toProof, of what in-toto-run writes', () => {
  beforeAll(() => {
    run(PYTHON, ['-c', MAKE_KEYS]);
    writeFileSync(join(folder, 'x_1_all.deb'), 'a package');
  }, 60_000);

  it.each(['ed25519', 'ecdsa', 'rsa'])('verifies a link signed with %s, and knows what in-toto calls the key', async (type) => {
    run('/usr/bin/in-toto-run', ['--step-name', 'rebuild', '--products', 'x_1_all.deb', '--key', type, '--key-type', type, '--no-command']);
    const file = readdirSync(folder).filter((name) => name.endsWith('.link')).join();
    const bytes = readFileSync(join(folder, file));
    rmSync(join(folder, file));
    const keys = await parsePublicKeys(readFileSync(join(folder, `${type}.pub`), 'utf8'));
    const proof = toProof(bytes, { fileName: 'x_1_all.deb', names: ['rebuild'], keys, now: NOW });
    expect(proof).toMatchObject({ kind: 'verified', keys: [keys[0]?.fingerprint] });
    const { signatures: [signature] } = JSON.parse(bytes.toString()) as { signatures: { keyid: string }[] };
    expect(keys[0]?.keyids).toContain(signature?.keyid);
  });
});
