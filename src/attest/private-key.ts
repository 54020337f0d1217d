// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { toMessage } from '../model/error.ts';
import { decodeBase64, decodeHex } from './encoding.ts';
import { isJsonObject, parseJson } from './json.ts';
import type { JsonObject } from './json.ts';
import type { KeyidForm } from './key-metadata.ts';
import { readOpenPgpSigner } from './openpgp-private-key.ts';
import { listBlocks } from './pem.ts';
import type { ArmorBlock } from './pem.ts';
import { toPlainSigner } from './plain-signer.ts';
import { isSealedKey, openSealedKey } from './sealed-key.ts';
import { signError } from './sign-error.ts';
import type { Signer } from './signer.ts';

export interface PrivateKeyOptions {
  /** Null where none was given. */
  readonly passphrase: string | null;
  readonly keyids: KeyidForm;
}

const MAX_LENGTH = 1_000_000;

/**
 * Reads one private key: PEM (PKCS#8, PKCS#1, SEC1, encrypted or not), the JSON of securesystemslib and in-toto (encrypted or
 * not), or an armoured OpenPGP secret key. Throws `key-public`, `key-locked`, `passphrase-wrong` or `key-unusable`; none of
 * them repeats what was given.
 */
export async function parsePrivateKey(text: string, options: PrivateKeyOptions): Promise<Signer> {
  if (text.length > MAX_LENGTH) throw unusable(`it has more than ${MAX_LENGTH} characters`);
  const trimmed = text.trim();
  if (isSealedKey(trimmed)) return readJsonKey(openSealedKey(trimmed, options.passphrase), options);
  if (trimmed.startsWith('{')) return readJsonKey(trimmed, options);
  const blocks = listKeyBlocks(text);
  const secret = blocks.filter(({ label }) => label.includes('PRIVATE KEY'));
  const [block, ...others] = secret;
  if (block === undefined) {
    if (blocks.length > 0) throw signError('key-public', 'this is a public key: signing needs the private one');
    throw unusable('expected are PEM, securesystemslib\'s JSON, or an armoured OpenPGP secret key');
  }
  if (others.length > 0) throw unusable('it holds several private keys; give one');
  if (block.label === 'PGP PRIVATE KEY BLOCK') return readOpenPgpSigner(block.text, options);
  return toPlainSigner(readPem(block, options.passphrase), null, options.keyids);
}

/** Without the blocks of OpenSSL that name a curve and hold no key. */
function listKeyBlocks(text: string): ArmorBlock[] {
  try {
    return listBlocks(text).filter(({ label }) => label !== 'EC PARAMETERS');
  } catch (thrown) {
    throw unusable(toMessage(thrown));
  }
}

const KNOWN_LABELS = ['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];

function readPem({ label, body, text }: ArmorBlock, passphrase: string | null): KeyObject {
  if (!KNOWN_LABELS.includes(label)) throw unusable(`a block of ${label}; convert it: openssl pkcs8 -topk8`);
  const isLocked = label === 'ENCRYPTED PRIVATE KEY' || body.includes('Proc-Type: 4,ENCRYPTED');
  if (isLocked && passphrase === null) throw signError('key-locked', 'the private key is encrypted: its passphrase is needed');
  try {
    const longer = isLocked ? null : readRingKey(body);
    return longer ?? createPrivateKey({ key: text, format: 'pem', ...(isLocked && passphrase !== null ? { passphrase } : {}) });
  } catch {
    throw isLocked
      ? signError('passphrase-wrong', 'the private key does not open with this passphrase')
      : unusable('OpenSSL cannot read it');
  }
}

const RING_PREFIX = Buffer.from('3053020101300506032b657004220420', 'hex');
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Ed25519 as Rust's ring writes it, and so in-toto-rs: PKCS#8 version 2, the public key behind the private, which OpenSSL refuses. */
function readRingKey(body: string): KeyObject | null {
  const bytes = decodeBase64(body.replaceAll(/\s/g, ''));
  if (bytes?.byteLength !== 85 || !bytes.subarray(0, RING_PREFIX.byteLength).equals(RING_PREFIX)) return null;
  return toEd25519(bytes.subarray(RING_PREFIX.byteLength, RING_PREFIX.byteLength + 32));
}

function toEd25519(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

/** securesystemslib's `{keytype, scheme, keyval: {public, private}}`: hex of Ed25519, PEM of the others. */
function readJsonKey(text: string, { keyids }: PrivateKeyOptions): Signer {
  const key = parseObject(text);
  const keyval = key['keyval'];
  const { private: secret, public: open } = isJsonObject(keyval) ? keyval : { private: undefined, public: undefined };
  if (typeof secret !== 'string' || typeof open !== 'string') throw unusable('JSON without "keyval": {"private", "public"}');
  if (secret === '') throw signError('key-public', 'this is a public key: its "private" is empty');
  const scheme = typeof key['scheme'] === 'string' ? key['scheme'] : null;
  const secretKey = readSecret(secret);
  const signer = toPlainSigner(secretKey, scheme, keyids);
  if (!isPublicHalf(open, secretKey)) throw unusable('JSON whose public and private keys do not belong together');
  return signer;
}

function readSecret(secret: string): KeyObject {
  const seed = decodeHex(secret);
  if (seed?.byteLength === 32) return toEd25519(seed);
  const [pem] = listKeyBlocks(secret);
  if (pem === undefined) throw unusable('JSON whose "private" is neither 64 hex digits of Ed25519 nor PEM');
  return readPem(pem, null);
}

function parseObject(text: string): JsonObject {
  try {
    const value = parseJson(new TextEncoder().encode(text), { maxBytes: MAX_LENGTH * 3, allowFloats: false });
    if (isJsonObject(value)) return value;
  } catch {
    // Its message quotes what was given.
  }
  throw unusable('JSON that cannot be read');
}

function isPublicHalf(text: string, secret: KeyObject): boolean {
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' });
  if (!text.includes('-----')) return text.toLowerCase() === spki.subarray(-32).toString('hex');
  try {
    return createPublicKey(text).export({ type: 'spki', format: 'der' }).equals(spki);
  } catch {
    return false;
  }
}

function unusable(what: string): Error {
  return signError('key-unusable', `no private key that can be used: ${what}`);
}
