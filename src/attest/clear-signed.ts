// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createMessage, enums } from 'openpgp';
import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import { verifyDocument } from './document-signature.ts';
import { decodeUtf8 } from './json.ts';
import { createKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';

/** Debian's largest InRelease has 300 kB. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

export interface SignedText {
  /**
   * The lines that are signed, joined by `\n` and without white space at their ends, which no clear signature covers
   * (RFC 9580, section 7.2). Nothing outside the frame is in it.
   */
  readonly text: string;
  /** Main keys of the keyring whose signatures hold, each once; never empty. */
  readonly fingerprints: readonly string[];
}

/**
 * Verifies a clear-signed document (InRelease, buildinfo); one signature of a key in the keyring is enough. Bytes have to be
 * UTF-8. Throws `unsigned` where it is not one frame from the first line to the last, and otherwise as `verifyDetached`.
 */
export async function verifyClearSigned(
  document: string | Uint8Array, keyring: Keyring | readonly string[], now: Instant,
): Promise<SignedText> {
  const { lines, signature } = parseFrame(toText(document));
  const text = lines.join('\n');
  const message = await createMessage({ text });
  const fingerprints = await verifyDocument({
    message, signature, type: enums.signature.text, keyring: await toKeyring(keyring), now,
  });
  return { text, fingerprints };
}

/**
 * Verifies a detached signature, armoured or not, over exactly these bytes, and answers with the fingerprints of the main
 * keys whose signatures hold. Throws `unsigned`, `wrong-key`, `bad-signature`, `weak-hash`, `signature-expired`,
 * `signature-future`, `key-expired`, `key-revoked`, `key-not-yet-valid`, `too-many-signatures`, `unsupported` or `too-large`.
 */
export async function verifyDetached(
  bytes: Uint8Array, signature: Uint8Array | string, keyring: Keyring | readonly string[], now: Instant,
): Promise<string[]> {
  requireSize(bytes.byteLength);
  requireSize(signature.length);
  const message = await createMessage({ binary: bytes });
  return verifyDocument({ message, signature, type: enums.signature.binary, keyring: await toKeyring(keyring), now });
}

function toText(document: string | Uint8Array): string {
  requireSize(document.length);
  const text = typeof document === 'string' ? document : decodeUtf8(document);
  // Half a character would be verified as U+FFFD and returned as something else.
  if (!text.isWellFormed()) throw unsigned('it is no valid text');
  return text;
}

function requireSize(length: number): void {
  if (length > MAX_DOCUMENT_BYTES) throw attestError('too-large', `a document larger than ${MAX_DOCUMENT_BYTES} bytes`);
}

async function toKeyring(keyring: Keyring | readonly string[]): Promise<Keyring> {
  return 'fingerprints' in keyring ? keyring : createKeyring(keyring);
}

const MARKS = {
  begin: '-----BEGIN PGP SIGNED MESSAGE-----',
  signature: '-----BEGIN PGP SIGNATURE-----',
  end: '-----END PGP SIGNATURE-----',
} as const;

interface Frame {
  readonly lines: readonly string[];
  readonly signature: string;
}

/**
 * Takes the cleartext framework (RFC 9580, section 7) apart. Stricter than the RFC, so that no two readers can see two
 * texts: the frame is the whole document, no header but `Hash`, and every line of the text that begins with a dash is escaped.
 */
function parseFrame(document: string): Frame {
  const all = document.split('\n').map(trimLine);
  while (all.at(-1) === '') all.pop();
  if (all[0] !== MARKS.begin) throw unsigned(`it does not begin with "${MARKS.begin}"`);
  if (all.at(-1) !== MARKS.end) throw unsigned(`it does not end with "${MARKS.end}"`);
  const textAt = all.indexOf('') + 1;
  const signatureAt = all.indexOf(MARKS.signature);
  if (textAt === 0 || signatureAt < textAt) throw unsigned('its frame is incomplete');
  if (!all.slice(1, textAt - 1).every((line) => /^Hash: [A-Za-z0-9, -]+$/.test(line))) throw unsigned('its frame has a foreign header');
  const armor = all.slice(signatureAt);
  if (armor.filter((line) => line.startsWith('-')).length !== 2) throw unsigned('something stands between its signatures');
  return { lines: all.slice(textAt, signatureAt).map(toUnescaped), signature: armor.join('\n') };
}

/** By hand: a regular expression takes the square of the time for a long run of blanks that does not end the line. */
function trimLine(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

function toUnescaped(line: string): string {
  if (!line.startsWith('-')) return line;
  if (!line.startsWith('- ')) throw unsigned('a line of its text begins with a dash that is not escaped');
  return line.slice(2);
}

function unsigned(what: string): Error {
  return attestError('unsigned', `this is no clear-signed document: ${what}`);
}
