// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, isCoded, toMessage } from '../../model/error.ts';

/**
 * Why a request got no answer. `scheme-refused`, `request-refused` and `redirect-refused` are ours, before or after a byte is
 * sent; the others are the network's or the server's.
 */
export type NetErrorCode =
  | 'scheme-refused' | 'request-refused' | 'redirect-refused' | 'too-many-redirects'
  | 'proxy-failed' | 'unreachable' | 'certificate-refused' | 'timeout' | 'broken-answer' | 'too-large' | 'stopped';

/** A coded error of this folder. */
export function toNetError(code: NetErrorCode, message: string, cause?: unknown): CodedError<NetErrorCode> {
  return new CodedError<NetErrorCode>(code, message, { cause });
}

/** Any error of node:http, node:tls or a body, as one of ours; ours stay as they are. `at` is a host without credentials. */
export function asNetError(thrown: unknown, at: string): CodedError<NetErrorCode> {
  if (isNetError(thrown)) return thrown;
  const code = toSystemCode(thrown);
  if (code.startsWith('HPE_') || code === 'ERR_HTTP_CONTENT_LENGTH_MISMATCH') return toNetError('broken-answer', `${at} answered what is no HTTP (${code}).`, thrown);
  if (code.startsWith('ERR_INVALID_') || code === 'ERR_UNESCAPED_CHARACTERS') return toNetError('request-refused', `The request to ${at} has characters that HTTP has no place for.`, thrown);
  if (isCertificateCode(code)) return toNetError('certificate-refused', `The certificate of ${at} is not trusted (${code}).`, thrown);
  return toNetError('unreachable', `${at} could not be reached (${code === '' ? toMessage(thrown) : code}).`, thrown);
}

/** Whether it is a coded error of this folder. */
export function isNetError(thrown: unknown): thrown is CodedError<NetErrorCode> {
  return isCoded(thrown) && NET_CODES.has(thrown.code);
}

const NET_CODES = new Set<string>([
  'scheme-refused', 'request-refused', 'redirect-refused', 'too-many-redirects',
  'proxy-failed', 'unreachable', 'certificate-refused', 'timeout', 'broken-answer', 'too-large', 'stopped',
] satisfies NetErrorCode[]);

function toSystemCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** Codes of X.509 as OpenSSL names them, and Node's own for a name that does not fit. */
function isCertificateCode(code: string): boolean {
  return /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_|^EPROTO$|HOSTNAME_MISMATCH|^INVALID_CA$|^PATH_LENGTH_EXCEEDED$/.test(code);
}
