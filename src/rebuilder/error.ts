// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';

/**
 * `gpg-missing`, `gpg-failed`, `gpg-no-key`: the system's gpg. `artifact-foreign`: a file that the build did not make.
 * `original-conflict`: two things are said of one original. `original-missing`: nothing is said of one of several. `same-key`: one key for what was reproduced and what was not.
 * `name-invalid`: a name that none of these has. `tree-conflict`, `tree-invalid`: what is published says something else, or
 * cannot be verified, and so is not signed again.
 */
export type RebuilderErrorCode =
  | 'gpg-missing' | 'gpg-failed' | 'gpg-no-key'
  | 'artifact-foreign' | 'original-conflict' | 'original-missing' | 'same-key'
  | 'name-invalid' | 'tree-conflict' | 'tree-invalid';

export function rebuilderError(code: RebuilderErrorCode, message: string, cause?: unknown): CodedError<RebuilderErrorCode> {
  return new CodedError(code, message, cause === undefined ? {} : { cause });
}
