// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JobName } from './cell.ts';

/** Qubes OS's convention, the default: `r4.2:build:vm-bookworm`. */
export const DEFAULT_JOB_PATTERN = '^(?<release>r\\d[^:]*):(?<stage>[^:]+):(?<target>[^:]+)$';

/**
 * Splits a job's name by a pattern with the named groups `release`, `stage` and `target` (each optional).
 * What the pattern does not give comes from GitLab: the stage from the job's stage, the target from the job's name
 * without its parallel suffix (`test 1/3` and `test: [a, b]` are both the target `test`).
 */
export function toJobName(name: string, gitlabStage: string, pattern: RegExp | null): JobName {
  const groups = pattern?.exec(name)?.groups ?? {};
  return {
    release: groups['release'] ?? null,
    stage: groups['stage'] ?? gitlabStage,
    target: groups['target'] ?? name.replace(/(?: \d+\/\d+|: \[.*\])$/u, ''),
  };
}
