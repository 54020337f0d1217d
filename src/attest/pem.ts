// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KeyObject } from 'node:crypto';
import { attestError } from './attest-error.ts';
import { decodeBase64 } from './encoding.ts';
import { readEd25519, readKey } from './trusted-key.ts';

/** One armoured block of a text. */
export interface ArmorBlock {
  /** `PUBLIC KEY`, `PGP PUBLIC KEY BLOCK`. */
  readonly label: string;
  /** Everything between the two marks. */
  readonly body: string;
  /** With its marks. */
  readonly text: string;
}

const BEGIN = '-----BEGIN ';

/** The armoured blocks of a text in their order, text between them aside; `key-invalid` where one does not end. */
export function listBlocks(text: string): ArmorBlock[] {
  const blocks: ArmorBlock[] = [];
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, at)) {
    const labelEnd = text.indexOf('-----', at + BEGIN.length);
    const label = text.slice(at + BEGIN.length, labelEnd);
    const end = `-----END ${label}-----`;
    const endAt = text.indexOf(end, labelEnd);
    const body = text.slice(labelEnd + 5, endAt);
    if (labelEnd === -1 || endAt === -1 || !/^[A-Z0-9 ]{1,40}$/.test(label) || body.includes(BEGIN)) {
      throw attestError('key-invalid', 'an armoured block ("-----BEGIN …") that does not end; give it whole');
    }
    blocks.push({ label, body, text: text.slice(at, endAt + end.length) });
    at = endAt + end.length;
  }
  return blocks;
}

/**
 * rebuilderd writes Ed25519 keys with NULL as the parameter of the algorithm, where RFC 8410 wants none: 46 bytes that
 * OpenSSL refuses.
 */
const REBUILDERD_PREFIX = Buffer.from('302c300706032b65700500032100', 'hex');

/** The key of a `PUBLIC KEY` (SubjectPublicKeyInfo) or `RSA PUBLIC KEY` (PKCS#1) block. */
export function readPemKey({ label, body }: ArmorBlock): KeyObject {
  const bytes = decodeBase64(body.replaceAll(/[ \t\r\n]/g, ''));
  if (bytes === null) throw attestError('key-invalid', 'a PEM block that is no base64');
  if (label === 'RSA PUBLIC KEY') return readKey({ key: bytes, format: 'der', type: 'pkcs1' });
  const prefix = REBUILDERD_PREFIX.byteLength;
  if (bytes.byteLength === prefix + 32 && bytes.subarray(0, prefix).equals(REBUILDERD_PREFIX)) {
    return readEd25519(bytes.subarray(prefix));
  }
  return readKey({ key: bytes, format: 'der', type: 'spki' });
}
