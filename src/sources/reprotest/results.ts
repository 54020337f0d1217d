// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isJsonObject, parseJson } from '../../attest/json.ts';
import { CodedError } from '../../model/error.ts';

export type ReprotestErrorCode = 'invalid-results';

/** A job's answer for one package. */
export interface ReprotestResult {
  readonly name: string;
  readonly reproduced: boolean;
}

export const MAX_RESULTS_BYTES = 1024 * 1024;
const MAX_PACKAGES = 1_000;
/** What Debian, RPM and Arch call packages, with versions and architectures; each is the name of a folder, too. */
const PACKAGE_NAME = /^[A-Za-z0-9][A-Za-z0-9@+._~:^-]{0,199}$/u;

/**
 * Parses `results.json`, `{"package": true}` for each that was reproduced. Throws `invalid-results` for anything else:
 * what is not certain to mean "reproduced" must not become green, and an empty list is no proof of anything.
 */
export function parseResults(bytes: Uint8Array): ReprotestResult[] {
  const entries = Object.entries(readObject(bytes));
  if (entries.length === 0) throw invalid('names no package');
  if (entries.length > MAX_PACKAGES) throw invalid(`names more than ${MAX_PACKAGES} packages`);
  return entries.map(([name, reproduced], index) => {
    if (!PACKAGE_NAME.test(name)) throw invalid(`entry ${index + 1} is named as no package can be`);
    if (typeof reproduced !== 'boolean') throw invalid(`${name} is neither true nor false`);
    return { name, reproduced };
  });
}

function readObject(bytes: Uint8Array): object {
  try {
    const value = parseJson(bytes, { maxBytes: MAX_RESULTS_BYTES, allowFloats: false });
    if (isJsonObject(value)) return value;
  } catch (thrown) {
    if (thrown instanceof CodedError) throw invalid(thrown.message, thrown);
    throw thrown;
  }
  throw invalid('no object of packages');
}

function invalid(what: string, cause?: unknown): CodedError<ReprotestErrorCode> {
  return new CodedError('invalid-results', `results.json: ${what}`, { cause });
}
