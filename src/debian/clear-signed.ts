// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import type { DebianErrorCode } from './error.ts';

const MESSAGE = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/**
 * Takes the text out of an OpenPGP clear-signed message (RFC 9580, 7), without looking at the signature: nothing read so is
 * proven. Null where there is no such wrapper; anything before or behind it throws `invalid-deb822`, since a reader that
 * took it along would read what nobody signed.
 */
export function unwrapClearSigned(text: string): string | null {
  if (!text.startsWith(`${MESSAGE}\n`)) {
    if (text.includes(MESSAGE)) throw invalid('has text before it');
    return null;
  }
  const headerEnd = text.indexOf('\n\n');
  const signature = text.indexOf(`\n${SIGNATURE}\n`);
  const end = text.indexOf(`\n${END}`, signature);
  if (headerEnd === -1 || signature < headerEnd + 1 || end === -1) throw invalid('is incomplete');
  if (text.slice(end + 1 + END.length).trim() !== '') throw invalid('has text behind it');
  const headers = text.slice(MESSAGE.length + 1, headerEnd).split('\n');
  if (headers.some((header) => header !== '' && !header.startsWith('Hash: '))) throw invalid('has a header other than Hash');
  return text.slice(headerEnd + 2, signature + 1).replace(/^- /gm, '');
}

function invalid(what: string): CodedError<DebianErrorCode> {
  return new CodedError('invalid-deb822', `the signed message ${what}`);
}
