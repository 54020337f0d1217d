// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CLOCK_TOLERANCE_MS } from '../attest/problems.ts';
import { toIso } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Exception } from './decision.ts';

/** The exception that holds for a package, if any, and a line for each that is there and does not hold. */
export interface ExceptionCheck {
  readonly exception: Exception | null;
  readonly notes: readonly string[];
}

/** Looks for an exception by the exact name of the package. One that ended, or begins in the future, does not hold. */
export function findException(exceptions: readonly Exception[], packageName: string | null, now: Instant): ExceptionCheck {
  const own = exceptions.filter((exception) => packageName !== null && exception.packageName === packageName);
  const exception = own.find((candidate) => findProblem(candidate, now) === null) ?? null;
  const notes = own.flatMap((candidate) => {
    const problem = findProblem(candidate, now);
    return problem === null ? [] : [`the exception for ${candidate.packageName} ("${candidate.reason}") ${problem}`];
  });
  return { exception, notes };
}

function findProblem({ addedAt, until }: Exception, now: Instant): string | null {
  // Written so that a time that is none (NaN) does not hold either.
  if (!(addedAt <= now + CLOCK_TOLERANCE_MS)) return 'begins in the future, so it does not hold; check its date and the clock';
  if (until !== null && !(now < until)) return `ended on ${Number.isFinite(until) ? toIso(until) : 'no date at all'}, so it does not hold`;
  return null;
}
