// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { FailureFinding } from '../model/failure.ts';
import type { Instant } from '../model/time.ts';
import { hasEvidence, type ChangeLine } from './change-lines.ts';

/** Failures of one collection that have one cause, in several repositories. */
export interface SharedCause {
  readonly finding: FailureFinding;
  readonly seenAt: Instant;
  readonly repositories: number;
  readonly lines: readonly ChangeLine[];
}

export interface SharedCauses {
  /** What hit most repositories first. */
  readonly shared: readonly SharedCause[];
  /** The other lines, in their order. */
  readonly rest: readonly ChangeLine[];
}

const MIN_REPOSITORIES = 2;

/** Takes the broken lines that share their cause out of the others. Without any evidence of a cause there is none to share. */
export function toSharedCauses(lines: readonly ChangeLine[]): SharedCauses {
  const groups = Map.groupBy(lines.filter(({ kind, finding }) => kind === 'broken' && hasEvidence(finding)), ({ seenAt, finding }) => JSON.stringify([seenAt, finding?.key]));
  const shared: SharedCause[] = [];
  const taken = new Set<ChangeLine>();
  for (const group of groups.values()) {
    const finding = group[0]?.finding ?? null;
    const repositories = new Set(group.map(({ project }) => `${project.id} ${project.source}`)).size;
    if (finding === null || repositories < MIN_REPOSITORIES) continue;
    shared.push({ finding, repositories, lines: group, seenAt: group[0]?.seenAt ?? 0 });
    for (const line of group) taken.add(line);
  }
  return {
    shared: shared.sort((a, b) => b.repositories - a.repositories || b.seenAt - a.seenAt || compare(a.finding.key, b.finding.key)),
    rest: lines.filter((line) => !taken.has(line)),
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
