// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseLayout } from '../attest/layout.ts';
import { parsePublicKeys } from '../attest/keys.ts';
import { verifySignatures } from '../attest/signatures.ts';
import { DAY_MS } from '../model/time.ts';
import type { Clock } from '../platform/clock.ts';
import { readPrivateKey, readPublicKey, type GpgTestKey, type PlainTestKey } from '../testing/keys/sign.ts';
import { run } from './program.ts';

const START = Date.parse('2026-06-01T12:00:00Z');

let folder: string;
let file: string;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofboard-layout-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  file = join(folder, 'root.layout');
  now = START;
});

type Key = PlainTestKey | GpgTestKey;

function toPublic(...names: readonly Key[]): string {
  const path = join(folder, `${names.join('+')}.pub`);
  writeFileSync(path, names.map(readPublicKey).join('\n'));
  return path;
}

function toPrivate(name: Key): string {
  const path = join(folder, name);
  writeFileSync(path, readPrivateKey(name), { mode: 0o600 });
  return path;
}

interface Answer {
  readonly code: number;
  readonly json: { readonly error?: { readonly code: string }; readonly daysLeft?: number; readonly signatures?: readonly object[]; readonly keys?: readonly { readonly keyid: string }[] };
  readonly stderr: string;
}

async function layout(words: readonly string[], answers: readonly string[] | null = null): Promise<Answer> {
  const texts = { stdout: '', stderr: '' };
  const write = (name: 'stdout' | 'stderr') => ({ write: (text: string): boolean => (texts[name] += text) !== '' });
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const left = [...answers ?? []];
  const ask = answers === null ? null : (): Promise<string> => Promise.resolve(left.shift() ?? '');
  const code = await run(['layout', ...words, '--json'], { env: {}, clock, stdout: write('stdout'), stderr: write('stderr'), ask, untilStopped: () => Promise.resolve() });
  return { code, json: JSON.parse(texts.stdout === '' ? '{}' : texts.stdout) as Answer['json'], stderr: texts.stderr };
}

const create = (...more: readonly string[]): Promise<Answer> => (
  layout(['new', '--rebuilder', toPublic('ed25519'), toPublic('gpg-rsa'), '--threshold', '2', '--days', '90', '-o', file, ...more]));
const toCode = ({ json }: Answer): string | undefined => json.error?.code;

async function countHeld(...owners: readonly Key[]): Promise<number> {
  const keys = await parsePublicKeys(owners.map(readPublicKey).join('\n'));
  return verifySignatures(parseLayout(readFileSync(file)), keys, { now }).keys.length;
}

describe('proofboard layout new', () => {
  it('makes a layout of the rebuilders\' keys and signs it at once', async () => {
    const { code, json } = await create('--key', toPrivate('rsa'), '--readme', 'for people');
    expect([code, json.daysLeft]).toEqual([0, 90]);
    expect(parseLayout(readFileSync(file))).toMatchObject({ readme: 'for people', expires: START + 90 * DAY_MS, steps: [{ threshold: 2 }] });
    expect(await countHeld('rsa')).toBe(1);
  });

  it('takes a date, and warns of a layout that nobody has signed or that ends soon', async () => {
    const { stderr } = await layout(['new', '--rebuilder', toPublic('ed25519'), '--threshold', '1', '--expires', '2026-06-20', '-o', file]);
    expect(parseLayout(readFileSync(file)).expires).toBe(Date.parse('2026-06-20T00:00:00Z'));
    expect(stderr).toContain('nobody has signed it');
    expect(stderr).toContain('expires in 18 days');
  });

  it('asks at a terminal for what no option says', async () => {
    const { code } = await layout(['new', '-o', file], [` ${toPublic('ed25519')}  ${toPublic('rsa')} `, '2', '30']);
    expect(code).toBe(0);
    expect(parseLayout(readFileSync(file))).toMatchObject({ expires: START + 30 * DAY_MS, steps: [{ threshold: 2 }] });
  });

  it('says which option is missing where nobody can be asked, and takes no answer that is none', async () => {
    const key = toPublic('ed25519');
    const parts = [['--rebuilder', key], ['--threshold', '1'], ['--days', '30']];
    for (const missing of parts) {
      const answer = await layout(['new', '-o', file, ...parts.filter((part) => part !== missing).flat()]);
      expect([answer.code, toCode(answer)]).toEqual([2, 'usage']);
    }
    for (const answers of [['', '1', '30'], [key, 'x', '30'], [key, '0', '30'], [key, '1', 'x'], [key, '1', '2026-13-45']]) {
      expect(toCode(await layout(['new', '-o', file], answers))).toBe('usage');
    }
  });

  it('refuses what makes no sense, and writes nothing', async () => {
    const base = ['new', '--rebuilder', toPublic('ed25519'), '-o', file];
    const check = async (...words: readonly string[]): Promise<string | undefined> => toCode(await layout([...base, ...words]));
    expect(await check('--threshold', '2', '--days', '9')).toBe('threshold-invalid');
    expect(await check('--threshold', '0', '--days', '9')).toBe('usage');
    expect(await check('--threshold', '1', '--expires', '2026-05-01')).toBe('expiry-invalid');
    expect(await check('--threshold', '1', '--expires', 'tomorrow')).toBe('usage');
    expect(await check('--threshold', '1', '--days', '9', '--expires', '2027-01-01')).toBe('usage');
    expect(await check('--threshold', '1', '--days', '9', '--rebuilder', toPublic('rsa', 'gpg-rsa'))).toBe('key-file-invalid');
    expect(await check('--threshold', '1', '--days', '9', '--rebuilder', toPrivate('rsa'))).toBe('key-file-invalid');
    expect(await check('--threshold', '1', '--days', '9', '--rebuilder', join(folder, 'none'))).toBe('key-file-unreadable');
    expect(await check('--threshold', '1', '--days', '9', '--rebuilder', toPublic('ed25519'))).toBe('key-shared');
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('does not replace a layout that is there', async () => {
    await create();
    const before = readFileSync(file, 'utf8');
    expect(toCode(await create('--key', toPrivate('rsa')))).toBe('layout-exists');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('proofboard layout, with owners that rebuild', () => {
  const warning = expect.stringContaining('is one of its rebuilders') as unknown;

  it('warns when it is made, signed and renewed by a key of one of its rebuilders, and not otherwise', async () => {
    expect((await create('--key', toPrivate('rsa'))).stderr).toBe('');
    expect(await layout(['sign', file, '--key', toPrivate('gpg-rsa')])).toMatchObject({ code: 0, stderr: warning });
    expect(await layout(['renew', file, '--days', '90', '--key', toPrivate('gpg-rsa')])).toMatchObject({ code: 0, stderr: warning });
    rmSync(file);
    expect(await create('--key', toPrivate('ed25519'))).toMatchObject({ code: 0, stderr: warning });
  });
});

describe('proofboard layout sign', () => {
  it('lets owners sign one after another', async () => {
    await create();
    await layout(['sign', '--key', toPrivate('rsa'), file]);
    const { json } = await layout(['sign', '--key', toPrivate('gpg-archive'), '--key', toPrivate('ecdsa-p256'), file]);
    expect(json.signatures).toHaveLength(3);
    expect(await countHeld('rsa', 'gpg-archive', 'ecdsa-p256')).toBe(3);
  });

  it('signs nothing that has expired, is no layout, or is not there', async () => {
    await create();
    now += 91 * DAY_MS;
    expect(toCode(await layout(['sign', file, '--key', toPrivate('rsa')]))).toBe('expiry-invalid');
    writeFileSync(file, '{}');
    expect(toCode(await layout(['sign', file, '--key', toPrivate('rsa')]))).toBe('layout-invalid');
    writeFileSync(file, ' '.repeat(4 * 1024 * 1024 + 1));
    expect(toCode(await layout(['sign', file, '--key', toPrivate('rsa')]))).toBe('layout-missing');
    expect(toCode(await layout(['sign', join(folder, 'none'), '--key', toPrivate('rsa')]))).toBe('layout-missing');
  });
});

describe('proofboard layout, changed by hand', () => {
  const change = (): void => writeFileSync(file, readFileSync(file, 'utf8').replace('"threshold": 2', '"threshold": 1'));

  it.each(['rsa', 'gpg-archive'] as const)('is neither signed nor renewed where the signature of %s no longer holds', async (owner) => {
    await create('--key', toPrivate(owner), '--key', toPrivate('ecdsa-p256'));
    expect(await layout(['sign', file, '--key', toPrivate(owner)])).toMatchObject({ code: 0, json: { signatures: [{}, {}] } });
    change();
    const before = readFileSync(file, 'utf8');
    for (const words of [['sign', file], ['renew', file, '--days', '90']]) {
      const answer = await layout([...words, '--key', toPrivate(owner)]);
      expect([answer.code, toCode(answer)]).toEqual([2, 'layout-changed']);
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('is not renewed over one owner\'s broken signature by another whose own holds', async () => {
    await create('--key', toPrivate('rsa'));
    change();
    await layout(['sign', file, '--key', toPrivate('gpg-archive')]);
    expect(toCode(await layout(['renew', file, '--days', '90', '--key', toPrivate('gpg-archive'), '--key', toPrivate('rsa')]))).toBe('layout-changed');
    expect(await layout(['renew', file, '--days', '90', '--key', toPrivate('gpg-archive')])).toMatchObject({ code: 0 });
  });

  it('is not renewed by an owner whose signature is not on it, or was taken off, before it is signed', async () => {
    await create('--key', toPrivate('rsa'));
    const renew = (): Promise<Answer> => layout(['renew', file, '--days', '90', '--key', toPrivate('gpg-archive'), '--key', toPrivate('ecdsa-p256')]);
    expect(toCode(await renew())).toBe('layout-foreign');
    const { signed } = JSON.parse(readFileSync(file, 'utf8')) as { readonly signed: object };
    writeFileSync(file, JSON.stringify({ signed, signatures: [] }));
    expect(toCode(await layout(['renew', file, '--days', '90', '--key', toPrivate('rsa')]))).toBe('layout-foreign');
    await layout(['sign', file, '--key', toPrivate('ecdsa-p256')]);
    expect(await renew()).toMatchObject({ code: 0 });
  });
});

describe('proofboard layout show', () => {
  it('warns before the end and after it, and ends with 1 only when asked to', async () => {
    await create('--key', toPrivate('rsa'));
    const show = (...more: readonly string[]): Promise<Answer> => layout(['show', file, ...more]);
    expect(await show()).toMatchObject({ code: 0, stderr: '', json: { daysLeft: 90 } });
    now += 61 * DAY_MS;
    expect(await show()).toMatchObject({ code: 0, stderr: expect.stringContaining('expires in 29 days') as unknown });
    expect([(await show('--fail-within', '29')).code, (await show('--fail-within', '30')).code]).toEqual([0, 1]);
    now += 30 * DAY_MS;
    expect(await show()).toMatchObject({ code: 0, stderr: expect.stringContaining('it has expired') as unknown, json: { daysLeft: -1 } });
    expect((await show('--fail-within', '1')).code).toBe(1);
  });

  it('says of every signature whether it holds, by the owners\' keys', async () => {
    await create('--key', toPrivate('rsa'), '--key', toPrivate('ecdsa-p256'));
    writeFileSync(file, readFileSync(file, 'utf8').replace('"readme": ""', '"readme": "changed"'));
    await layout(['sign', file, '--key', toPrivate('gpg-archive')]);
    const { json, stderr } = await layout(['show', file, '--owner', toPublic('rsa', 'gpg-archive')]);
    expect(json.signatures).toMatchObject([{ isValid: false }, { isValid: null }, { isValid: true }]);
    expect(stderr).toContain('does not hold');
  });

  it('warns of a threshold that nobody can reach', async () => {
    await create();
    writeFileSync(file, readFileSync(file, 'utf8').replace('"threshold": 2', '"threshold": 3'));
    expect((await layout(['show', file])).stderr).toContain('wants 3 of 2 keys');
  });
});

describe('proofboard layout renew', () => {
  it('gives another end, and only the new signatures', async () => {
    await create('--key', toPrivate('rsa'), '--key', toPrivate('ecdsa-p256'));
    now += 80 * DAY_MS;
    const { code, json } = await layout(['renew', file, '--days', '90', '--key', toPrivate('rsa')]);
    expect([code, json.daysLeft, json.signatures?.length]).toEqual([0, 90, 1]);
    expect(await countHeld('rsa')).toBe(1);
  });

  it('puts a new key in the place of an old one, with its history where in-toto has one', async () => {
    const { json } = await layout(['new', '--rebuilder', toPublic('gpg-archive'), toPublic('ed25519'), '--threshold', '2', '--days', '90', '-o', file, '--key', toPrivate('rsa')]);
    const [gpg = '', plain = ''] = json.keys?.map(({ keyid }) => keyid).sort((a, b) => a.length - b.length) ?? [];
    now += DAY_MS;
    const renew = (...words: readonly string[]): Promise<Answer> => layout(['renew', file, '--days', '90', '--key', toPrivate('rsa'), ...words]);
    expect(await renew('--rotate', `${gpg.toUpperCase()}=${toPublic('gpg-ed25519')}`)).toMatchObject({ code: 0 });
    const { json: shown } = await layout(['show', file]);
    expect(shown.keys).toEqual(expect.arrayContaining([expect.objectContaining({ history: [{ fingerprint: gpg, until: '2026-06-02T12:00:00Z' }] })]));
    expect(toCode(await renew('--rotate', `${plain}=${toPublic('ecdsa-p256')}`))).toBe('history-impossible');
    expect(await renew('--drop-old', '--rotate', `${plain}=${toPublic('ecdsa-p256')}`)).toMatchObject({ code: 0 });
    expect(toCode(await renew('--rotate', `${plain}=${toPublic('ed25519')}`))).toBe('no-such-key');
    expect(toCode(await renew('--rotate', 'nonsense'))).toBe('usage');
  });

  it('wants a new end', async () => {
    await create();
    expect(toCode(await layout(['renew', file, '--key', toPrivate('rsa')]))).toBe('usage');
  });
});

describe('the text of a layout', () => {
  it('is for people', async () => {
    await create('--key', toPrivate('rsa'), '--readme', 'for people');
    let text = '';
    const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
    const { signed, signatures } = JSON.parse(readFileSync(file, 'utf8')) as { readonly signed: object; readonly signatures: readonly object[] };
    const anonymous = { keyid: '', sig: 'ab' };
    writeFileSync(file, JSON.stringify({ signed, signatures: [...signatures, anonymous, { ...signatures[0], sig: 'ab' }] }));
    await run(['layout', 'show', file, '--owner', toPublic('rsa')], { env: {}, clock, stdout: { write: (part) => (text += part) !== '' }, stderr: { write: () => true }, untilStopped: () => Promise.resolve() });
    expect(text).toMatch(/90 days left, until 2026-08-30T12:00:00Z\n {2}for people\n {2}step rebuild: 2 of 2 rebuilders\n {2}key /);
    expect(text).toMatch(/signed by [0-9a-f]{64}: holds\n {2}signed by a key without name: not checked: its key was not given\n {2}signed by [0-9a-f]{64}: DOES NOT HOLD\n$/);
  });
});
