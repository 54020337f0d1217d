// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError } from './attest-error.ts';
import { isJsonObject, parseJson } from './json.ts';
import type { JsonValue } from './json.ts';
import { givenPrivate, toJsonKey } from './json-key.ts';
import { listBlocks, readPemKey } from './pem.ts';
import type { ArmorBlock } from './pem.ts';
import { mergeCopies, readEd25519, toPlainKey } from './trusted-key.ts';
import type { TrustedKey } from './trusted-key.ts';

export const MAX_KEYS_LENGTH = 4 * 1024 * 1024;
/** More keys than any rebuilder or archive has; every signature may be tried against each. */
export const MAX_KEYS = 200;

const EXPECTED = 'expected are PEM public keys, an Ed25519 key as 64 hex digits, in-toto\'s or rebuilderd\'s JSON, or armoured OpenPGP public keys';

/** A text with keys, taken apart: what is read here, and the OpenPGP blocks that need its library. */
export interface KeyText {
  readonly keys: readonly TrustedKey[];
  readonly openPgp: readonly ArmorBlock[];
}

/**
 * Reads every form of public key but OpenPGP's, whose blocks are handed on. Throws `key-private` for a private key and
 * `key-invalid` for anything else that is none; neither repeats what was given.
 */
export function parseKeyText(text: string): KeyText {
  if (text.length > MAX_KEYS_LENGTH) throw invalid(`more than ${MAX_KEYS_LENGTH} characters`);
  // Any of PEM's, OpenSSH's and OpenPGP's private blocks, and securesystemslib's encrypted Ed25519 keys.
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text) || text.includes('@@@@')) throw givenPrivate();
  const trimmed = text.trim();
  if (trimmed === '') throw invalid('nothing was given');
  if (/^[{[]/.test(trimmed)) return readJson(trimmed);
  const blocks = listBlocks(text);
  if (blocks.length > 0) return readBlocks(blocks);
  return { keys: trimmed.split(/\s+/).map(readHex), openPgp: [] };
}

/** One key of each fingerprint, the ids of all its forms with it; `key-invalid` for none or too many. */
export function toDistinctKeys(keys: readonly TrustedKey[]): TrustedKey[] {
  const distinct = mergeCopies(keys);
  if (distinct.length === 0) throw invalid('no key was found');
  if (distinct.length > MAX_KEYS) throw invalid(`more than ${MAX_KEYS} keys`);
  return distinct;
}

function readBlocks(blocks: readonly ArmorBlock[]): KeyText {
  const openPgp = blocks.filter(({ label }) => label === 'PGP PUBLIC KEY BLOCK');
  const plain = blocks.filter(({ label }) => label !== 'PGP PUBLIC KEY BLOCK');
  const other = plain.find(({ label }) => label !== 'PUBLIC KEY' && label !== 'RSA PUBLIC KEY');
  if (other !== undefined) throw invalid(`a block of ${other.label}`);
  return { keys: plain.map((block) => toPlainKey(readPemKey(block))), openPgp };
}

function readHex(word: string): TrustedKey {
  if (!/^[0-9a-fA-F]{64}$/.test(word)) throw invalid('it is none of these');
  return toPlainKey(readEd25519(Buffer.from(word, 'hex')));
}

/** One key, an array of keys, or rebuilderd's `{current: [PEM]}` of `/api/v1/meta/public-keys`. */
function readJson(text: string): KeyText {
  const value = parseValue(text);
  if (isJsonObject(value) && Array.isArray(value['current'])) {
    const parts = value['current'].map(readCurrent);
    return { keys: parts.flatMap((part) => part.keys), openPgp: parts.flatMap((part) => part.openPgp) };
  }
  return { keys: (Array.isArray(value) ? value : [value]).map(toJsonKey), openPgp: [] };
}

function parseValue(text: string): JsonValue {
  try {
    return parseJson(new TextEncoder().encode(text), { maxBytes: MAX_KEYS_LENGTH * 3, allowFloats: false });
  } catch {
    // Its cause is left out: it may quote what was given.
    throw invalid('JSON that cannot be read');
  }
}

function readCurrent(entry: JsonValue): KeyText {
  if (typeof entry !== 'string') throw invalid('"current" holds something that is no text');
  return readBlocks(listBlocks(entry));
}

function invalid(what: string): Error {
  return attestError('key-invalid', `no public key: ${what}; ${EXPECTED}`);
}
