// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { CodedError } from '../../model/error.ts';
import { asNetError, isNetError, toNetError } from './net-error.ts';

function withCode(code: unknown): Error {
  return Object.assign(new Error('message'), { code });
}

describe('asNetError', () => {
  it.each([
    ['HPE_INVALID_CONSTANT', 'broken-answer'], ['HPE_HEADER_OVERFLOW', 'broken-answer'], ['ERR_HTTP_CONTENT_LENGTH_MISMATCH', 'broken-answer'],
    ['ERR_INVALID_CHAR', 'request-refused'], ['ERR_UNESCAPED_CHARACTERS', 'request-refused'],
    ['CERT_HAS_EXPIRED', 'certificate-refused'], ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-refused'], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-refused'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-refused'], ['EPROTO', 'certificate-refused'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-refused'],
    ['ECONNREFUSED', 'unreachable'], ['ENOTFOUND', 'unreachable'], ['ECONNRESET', 'unreachable'], [5, 'unreachable'],
  ])('makes of %s %s', (code, expected) => {
    expect(asNetError(withCode(code), 'a.example')).toMatchObject({ code: expected, message: expect.stringContaining('a.example') as string });
  });

  it.each([['a text', 'a text'], [null, 'null'], [new Error('why'), 'why']])('makes something of %s, whatever was thrown', (thrown, text) => {
    expect(asNetError(thrown, 'a.example')).toMatchObject({ code: 'unreachable', message: `a.example could not be reached (${text}).` });
  });

  it('leaves its own errors as they are', () => {
    const error = toNetError('too-large', 'x');
    expect(asNetError(error, 'a.example')).toBe(error);
    expect([isNetError(error), isNetError(new CodedError('other', 'x')), isNetError(new Error('x'))]).toEqual([true, false, false]);
  });
});
