// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import type { ArchiveErrorCode } from './archive-error.ts';

/** What a signed file says of another one; a size it does not say is null. */
export interface Expected {
  readonly sha256: string;
  readonly size: number | null;
}

/** A page that says there is no such file may be larger than the file would be. */
const MAX_PAGE_BYTES = 256 * 1024;

/** Fetches a file of the archive, or null where it has none. `what` names it for people. Throws for every other answer. */
export async function fetchFile(http: Http, url: string, maxBytes: number, what: string): Promise<Uint8Array | null> {
  const { status, bytes } = await http.bytes({ method: 'GET', url, maxBytes: Math.max(maxBytes, MAX_PAGE_BYTES) });
  if (status === 404 || status === 410) return null;
  if (status === 401 || status === 403) throw new CodedError<ArchiveErrorCode>(status === 401 ? 'unauthorized' : 'forbidden', `${what}: access denied (${status})`);
  if (status < 200 || status >= 300) throw new CodedError<ArchiveErrorCode>('refused', `${what}: answered ${status}`);
  if (bytes.byteLength > maxBytes) throw new CodedError<ArchiveErrorCode>('too-much', `${what}: is larger than ${maxBytes} bytes`);
  return bytes;
}

export function notFound(what: string): CodedError<ArchiveErrorCode> {
  return new CodedError('not-found', `${what}: not found (404)`);
}

/** A detached signature as it is to be read: armoured ones are text. */
export function toSignature(bytes: Uint8Array): Uint8Array | string {
  const text = new TextDecoder('latin1').decode(bytes);
  return /^\s*-----BEGIN PGP SIGNATURE-----/.test(text) ? text : bytes;
}

/** Throws `digest-mismatch` where the bytes are not those that were signed for. */
export function checkDigest(bytes: Uint8Array, { sha256, size }: Expected, what: string): void {
  if (size !== null && bytes.byteLength !== size) {
    throw new CodedError<ArchiveErrorCode>('digest-mismatch', `${what}: is ${bytes.byteLength} bytes long where ${size} are signed for${toHint(bytes)}`);
  }
  if (toSha256(bytes) !== sha256) {
    throw new CodedError<ArchiveErrorCode>('digest-mismatch', `${what}: has another SHA256 than is signed for${toHint(bytes)}`);
  }
}

export function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function toHint(bytes: Uint8Array): string {
  return isHtml(bytes) ? ' (it is HTML)' : '; a mirror in the middle of an update has that, another run will tell';
}

/** True for what begins as a web page does: an error page, or a login, in the place of the file. */
export function isHtml(bytes: Uint8Array): boolean {
  return /^\s*<(?:!doctype html|html|head|body)\b/i.test(new TextDecoder().decode(bytes.subarray(0, 512)));
}
