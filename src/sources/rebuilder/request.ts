// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import type { Http, HttpResponse } from '../../platform/http.ts';
import { parseJson, type SourceErrorCode } from '../outcome.ts';

/** An answer, or word that nothing changed since the validators of the request. */
export interface JsonAnswer {
  readonly isUnchanged: boolean;
  /** Null where unchanged. */
  readonly value: unknown;
  /** What `value` was parsed from; empty where unchanged. */
  readonly body: string;
  readonly validators: Validators;
}

/** What a server gave to ask "has it changed since?" with. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export const NO_VALIDATORS: Validators = { etag: null, lastModified: null };
const MAX_VALIDATOR_LENGTH = 300;

/**
 * Asks for JSON; `what` names it in messages. Throws a coded error for anything but JSON, or 304 where validators were given.
 */
export async function fetchJson(http: Http, url: string, what: string, validators: Validators = NO_VALIDATORS): Promise<JsonAnswer> {
  const { etag, lastModified } = validators;
  const response = await http({
    method: 'GET',
    url,
    headers: {
      accept: 'application/json',
      ...(etag === null ? {} : { 'if-none-match': etag }),
      ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
    },
  });
  if (response.status === 304 && (etag !== null || lastModified !== null)) return { isUnchanged: true, value: null, body: '', validators };
  requireAnswer(response, what);
  return { isUnchanged: false, value: parseJson(response, what), body: response.body, validators: toValidators(response) };
}

/** Throws the coded error that a status outside 2xx stands for. Rebuilders are asked without credentials. */
export function requireAnswer({ status }: Pick<HttpResponse, 'status'>, what: string): void {
  if (status >= 200 && status < 300) return;
  const code: SourceErrorCode = status === 401 || status === 403 ? 'forbidden' : status === 404 || status === 410 ? 'not-found' : 'refused';
  const advice = code === 'forbidden' ? '; rebuilders are read without credentials' : code === 'not-found' ? '; check the address' : '';
  throw new CodedError<SourceErrorCode>(code, `${what}: answered ${status}${advice}`);
}

function toValidators({ headers }: HttpResponse): Validators {
  const bound = (text: string | undefined): string | null =>
    (text === undefined || text.length > MAX_VALIDATOR_LENGTH || !/^[\x20-\x7e]+$/.test(text) ? null : text);
  return { etag: bound(headers['etag']), lastModified: bound(headers['last-modified']) };
}
