// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import { clearSign, readPrivateKey, readPublicKey, signDetached } from '../testing/keys/sign.ts';
import { MAX_DOCUMENT_BYTES, verifyClearSigned, verifyDetached } from './clear-signed.ts';
import { createKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';
import { MAX_KEYS } from './plain-keys.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const SIGNED_AT = NOW - DAY_MS;
const TEXT = 'Origin: Test\n- dash\n-----BEGIN X-----\nFrom here\n\nSHA256:\n é\t\u2028 x\nlast';

let archive: Keyring;
let document = '';
beforeAll(async () => {
  archive = await createKeyring([readPublicKey('gpg-archive')]);
  document = await clearSign(TEXT, ['gpg-archive'], SIGNED_AT);
});

const codeOf = (thrown: unknown): string => {
  if (thrown instanceof Error && 'code' in thrown) return String(thrown.code);
  throw thrown;
};
const judge = (text: string | Uint8Array, keyring: Keyring | readonly string[] = archive, now = NOW): Promise<string> => (
  verifyClearSigned(text, keyring, now).then(() => 'verified', codeOf));

/** A document signed with SHA-1, by a key made to prefer it. */
async function clearSignWeakly(): Promise<string> {
  const signingKeys = await openpgp.readPrivateKey({ armoredKey: readPrivateKey('gpg-rsa') });
  const { sha1 } = openpgp.enums.hash;
  for (const { selfCertifications } of signingKeys.users) {
    for (const certificate of selfCertifications) certificate.preferredHashAlgorithms = [sha1];
  }
  const message = await openpgp.createCleartextMessage({ text: TEXT });
  const config = { preferredHashAlgorithm: sha1, nonDeterministicSignaturesViaNotation: false };
  const weak: unknown = await openpgp.sign({ message, signingKeys, date: new Date(SIGNED_AT), config });
  return String(weak);
}

describe('verifyClearSigned', () => {
  it('answers with the text as it was before its dashes were escaped, and with who signed', async () => {
    expect(document).toContain('\n- -----BEGIN X-----\n');
    expect(await verifyClearSigned(document, archive, NOW)).toEqual({ text: TEXT, fingerprints: archive.fingerprints });
    expect(await judge(new TextEncoder().encode(document))).toBe('verified');
    expect(await judge(document.replaceAll('\n', '\r\n'))).toBe('verified');
    expect(await judge(document, [readPublicKey('gpg-archive')])).toBe('verified');
  });
  it('leaves out white space at the ends of lines, which no signature covers', async () => {
    const padded = document.replace('Origin: Test', 'Origin: Test \t').replace('From here\n\n', 'From here\n \t\n');
    expect((await verifyClearSigned(padded, archive, NOW)).text).toBe(TEXT);
  });
  it('is content with one pinned key of several, and names each that holds', async () => {
    const several = await clearSign(TEXT, ['gpg-rsa', 'gpg-archive', 'gpg-ed25519'], SIGNED_AT);
    expect((await verifyClearSigned(several, archive, NOW)).fingerprints).toEqual(archive.fingerprints);
    const both = await createKeyring([readPublicKey('gpg-ed25519') + readPublicKey('gpg-archive'), readPublicKey('gpg-archive')]);
    expect((await verifyClearSigned(several, both, NOW)).fingerprints.toSorted()).toEqual(both.fingerprints.toSorted());
    expect(both.fingerprints).toHaveLength(2);
  });
  it('refuses the key of another', async () => {
    expect(await judge(document, [readPublicKey('gpg-rsa')])).toBe('wrong-key');
  });
  it('refuses a change to any byte of the text', async () => {
    const start = document.indexOf('Origin');
    const end = document.indexOf('-----BEGIN PGP SIGNATURE');
    const outcomes = new Set<string>();
    for (let at = start; at < end; at += 1) {
      if (/\s/.test(document[at] ?? '')) continue;
      const changed = document.slice(0, at) + String.fromCharCode(document.charCodeAt(at) ^ 1) + document.slice(at + 1);
      outcomes.add(await judge(changed));
    }
    expect([...outcomes]).toEqual(['bad-signature']);
  });
  it('refuses lines that were left out, added or joined', async () => {
    for (const [from, to] of [['From here\n', ''], ['From here\n', 'From here\nmore\n'], ['\nlast', ' last'], ['\nlast\n', '\nlast\n\n\n']] as const) {
      expect(document).toContain(from);
      expect(await judge(document.replace(from, to))).toBe('bad-signature');
    }
  });
  it.each([
    ['text before the frame', (text: string) => `SHA256: evil\n${text}`],
    ['another first line', (text: string) => text.replace(/^.*/, 'Origin: evil')],
    ['an empty line before it', (text: string) => `\n${text}`],
    ['text behind the frame', (text: string) => `${text}SHA256: evil\n`],
    ['text among the headers', (text: string) => text.replace(/Hash: (\w+)/, 'Hash: $1\nSHA256: evil')],
    ['another header', (text: string) => text.replace('Hash:', 'NotDashEscaped: yes\nHash:')],
    ['two frames', (text: string) => text + text],
    ['a frame in a frame', (text: string) => text.replace('Origin: Test', '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOrigin: Test')],
    ['a dash that is not escaped', (text: string) => text.replace('- - dash', '-dash')],
    ['text between two signatures', (text: string) => text.replace('-----END PGP SIGNATURE-----', '-----END PGP SIGNATURE-----\nevil\n-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----')],
    ['no signature', (text: string) => text.slice(0, text.indexOf('-----BEGIN PGP SIGNATURE'))],
    ['no end of its headers', (text: string) => text.replaceAll('\n\n', '\n')],
    ['no beginning of its signature', (text: string) => text.replace('-----BEGIN PGP SIGNATURE-----\n', '')],
    ['a signature among its headers', (text: string) => text.replace('Hash:', '-----BEGIN PGP SIGNATURE-----\nHash:')],
    ['half a signature', (text: string) => text.slice(0, -50)],
    ['plain text', () => TEXT],
    ['nothing', () => ''],
    ['half a character', (text: string) => text.replace('é', '\ud800')],
  ])('refuses %s', async (_, change) => {
    expect(await judge(change(document))).toBe('unsigned');
  });
  it('refuses a signature that cannot be read, or that says nothing', async () => {
    const [frame = '', armor = ''] = document.split(/(?=-----BEGIN PGP SIGNATURE-----)/);
    expect(await judge(`${frame}${armor.replace(/\n\w{20}/, '\n!!!!')}`)).toBe('bad-signature');
    expect(await judge(`${frame}-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n`)).toMatch(/^(?:bad|no)-signature$/);
    const many = new openpgp.PacketList<openpgp.SignaturePacket>();
    const [packet] = (await openpgp.readSignature({ armoredSignature: armor })).packets;
    if (packet === undefined) throw new Error('no packet');
    for (let count = 0; count <= 50; count += 1) many.push(packet);
    expect(await judge(frame + new openpgp.Signature(many).armor())).toBe('too-many-signatures');
  });
  it('refuses bytes that are no UTF-8, and too many of them', async () => {
    expect(await judge(Buffer.from(document, 'latin1'))).toBe('unparsable');
    expect(await judge(new Uint8Array(MAX_DOCUMENT_BYTES + 1))).toBe('too-large');
  });
  it('takes no longer for long runs of blanks than for anything else', async () => {
    const blanks = `x${' '.repeat(MAX_DOCUMENT_BYTES / 2)}x`;
    expect(await judge(blanks)).toBe('unsigned');
    expect(await judge(document.replace('From here', blanks))).toBe('bad-signature');
  });
  it('refuses SHA-1, which OpenPGP.js can be made to take', async () => {
    const weak = await clearSignWeakly();
    const keyring = await createKeyring([readPublicKey('gpg-rsa')]);
    expect(weak).toContain('Hash: SHA1');
    const before = openpgp.config.rejectMessageHashAlgorithms;
    openpgp.config.rejectMessageHashAlgorithms = new Set();
    const outcome = await judge(weak, keyring);
    openpgp.config.rejectMessageHashAlgorithms = before;
    expect(outcome).toBe('weak-hash');
  });
  it('refuses signatures from the future, but for a day', async () => {
    expect(await judge(document, archive, SIGNED_AT - DAY_MS)).toBe('verified');
    expect(await judge(document, archive, SIGNED_AT - DAY_MS - HOUR_MS)).toBe('signature-future');
  });
});

describe('verifyDetached', () => {
  const BYTES = Uint8Array.from([0xff, 0x00, 0x0d, 0x0a, 0x20, 0x0a]);

  it('covers every byte, line ends among them', async () => {
    const armored = await signDetached(BYTES, 'gpg-archive', SIGNED_AT);
    const binary = (await openpgp.readSignature({ armoredSignature: armored })).packets.write();
    expect(await verifyDetached(BYTES, armored, archive, NOW)).toEqual(archive.fingerprints);
    expect(await verifyDetached(BYTES, binary, archive, NOW)).toEqual(archive.fingerprints);
    for (let at = 0; at < BYTES.byteLength; at += 1) {
      const changed = Uint8Array.from(BYTES, (byte, index) => (index === at ? byte ^ 1 : byte));
      await expect(verifyDetached(changed, armored, archive, NOW)).rejects.toMatchObject({ code: 'bad-signature' });
    }
    await expect(verifyDetached(BYTES.subarray(0, 2), armored, archive, NOW)).rejects.toMatchObject({ code: 'bad-signature' });
  });
  it('takes no signature of a text for one of bytes', async () => {
    const armor = document.slice(document.indexOf('-----BEGIN PGP SIGNATURE'));
    const bytes = new TextEncoder().encode(TEXT.replaceAll('\n', '\r\n'));
    await expect(verifyDetached(bytes, armor, archive, NOW)).rejects.toMatchObject({ code: 'unsupported' });
  });
  it('refuses what is no signature', async () => {
    for (const [signature, code] of [['', 'no-signature'], [new Uint8Array(), 'no-signature'], ['words', 'bad-signature'], [Uint8Array.of(1, 2, 3), 'bad-signature'], [readPublicKey('gpg-archive'), 'bad-signature']] as const) {
      await expect(verifyDetached(BYTES, signature, archive, NOW)).rejects.toMatchObject({ code });
    }
  });
});

describe('createKeyring', () => {
  it('refuses private keys, other keys, and none', async () => {
    await expect(createKeyring([readPrivateKey('gpg-archive')])).rejects.toMatchObject({ code: 'key-private' });
    await expect(createKeyring([readPublicKey('ed25519')])).rejects.toMatchObject({ code: 'key-invalid' });
    await expect(createKeyring([])).rejects.toMatchObject({ code: 'key-invalid' });
    await expect(createKeyring(['words'])).rejects.toMatchObject({ code: 'key-invalid' });
  });
  it('refuses more keys than anybody has use for', async () => {
    const many = Array.from({ length: MAX_KEYS + 1 }, () => readPublicKey('gpg-archive'));
    await expect(createKeyring(many)).rejects.toMatchObject({ code: 'key-invalid', message: expect.stringContaining('more than') as unknown });
  });
});
