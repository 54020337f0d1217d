// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { FailureClass } from '../model/failure.ts';

interface Named {
  readonly name: string;
  readonly class: FailureClass;
  readonly title: string;
}

/** What GitLab's own reason says. */
export interface ReasonRule extends Named {
  /** GitLab's words, as its REST API gives them. */
  readonly reasons: readonly string[];
  /** What of all reasons only these have in their sentences, as its GraphQL API gives them, in every version. */
  readonly sentence: RegExp;
}

/** What a line of the log says. */
export interface LogRule extends Named {
  /** Met by the one line that tells, each by one kind of line; linear, for the line is anybody's. */
  readonly lines: readonly RegExp[];
}

/** A rule of the configuration, tried before the tables. */
export interface ExtraRule {
  readonly name: string;
  readonly class: FailureClass;
  readonly title?: string | undefined;
  /** A regular expression, case-insensitive, met by one line of the log or by GitLab's reason. */
  readonly pattern: string;
}
