// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from './time.ts';

/** Whose it is to mend: whoever runs the machines, or whoever wrote the code. `unknown` where no rule tells. */
export type FailureArea = 'infrastructure' | 'code' | 'unknown';

/** What is of whoever runs the machines. `service`: GitLab, or another service, refused or broke off its part. */
export const INFRASTRUCTURE_CLASSES = ['runner', 'network', 'registry', 'disk', 'memory', 'timeout', 'service'] as const;

/** What is of whoever wrote the code, its packaging or its jobs. */
export const CODE_CLASSES = [
  'compile', 'test', 'lint', 'packaging', 'dependency', 'signature', 'reproducibility', 'configuration',
] as const;

/** What kind of failure it is. */
export type FailureClass = (typeof INFRASTRUCTURE_CLASSES)[number] | (typeof CODE_CLASSES)[number] | 'unknown';

export function toArea(failureClass: FailureClass): FailureArea {
  if (failureClass === 'unknown') return 'unknown';
  return INFRASTRUCTURE_CLASSES.some((own) => own === failureClass) ? 'infrastructure' : 'code';
}

/** What a failed job's reason and the end of its log amount to by the rules of today. Every text is fit to be shown. */
export interface FailureFinding {
  readonly area: FailureArea;
  readonly class: FailureClass;
  /** The rule that told, for whoever doubts it. */
  readonly rule: string;
  /** What the rule calls it: `mirror unreachable`. */
  readonly title: string;
  /** The line of the log that told, or GitLab's sentence; null where neither says anything. */
  readonly message: string | null;
  /** Equal for failures with one cause: the class and the message without what differs from job to job, several lines of it. */
  readonly key: string;
}

/** A failed job whose log is to be read. */
export interface UnreadTrace {
  readonly projectId: number;
  readonly projectPath: string;
  readonly jobId: number;
}

/** The end of one failed job's log. */
export interface TraceReading {
  readonly projectId: number;
  readonly jobId: number;
  readonly readAt: Instant;
  /** `read`: `excerpt` has it. `absent`: the job has none, or it was erased. `too-large`: longer than is ever read. */
  readonly outcome: 'read' | 'absent' | 'too-large';
  /** The last lines, secrets masked, without control characters; empty unless `read`. */
  readonly excerpt: string;
}

/** What a source read of logs. */
export interface TracesReading {
  /** The source key of the GitLab whose jobs these are, `gitlab:https://gitlab.com`. */
  readonly gitlab: string;
  readonly jobs: readonly TraceReading[];
}

/** What is known of one failed job. */
export interface KnownFailure {
  /** GitLab's word or sentence for why it failed. */
  readonly failureMessage: string | null;
  /** The end of its log; null where it was not read, or had nothing in it. */
  readonly excerpt: string | null;
}
