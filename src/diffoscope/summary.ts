// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference, DifferenceSummary, DifferingMember } from '../model/difference.ts';
import { classify } from './classify.ts';
import { isCommand, toMemberPath, toNodeName } from './member-path.ts';

const MAX_MEMBERS = 50;

/** What is kept of a comparison: the members that differ most, and why. `truncated` as the parser found it. */
export function toSummary(report: Difference, truncated: boolean): DifferenceSummary {
  const members = listMembers(report);
  return { members: members.slice(0, MAX_MEMBERS), memberCount: members.length, causes: classify(report), truncated };
}

/** Every file that differs, those with most lines first. What several commands show of one file is added up. */
function listMembers(report: Difference): DifferingMember[] {
  const lines = new Map<string, { added: number; removed: number }>();
  const pending: { node: Difference; ancestors: readonly Difference[] }[] = [{ node: report, ancestors: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, ancestors } = next;
    if (isMember(node, ancestors)) {
      const { file } = toMemberPath(ancestors, node);
      const known = lines.get(file) ?? { added: 0, removed: 0 };
      const { added, removed } = countLines(node.unifiedDiff ?? '');
      lines.set(file, { added: known.added + added, removed: known.removed + removed });
    }
    for (const detail of node.details.toReversed()) pending.push({ node: detail, ancestors: [...ancestors, node] });
  }
  return [...lines].map(([path, counts]) => ({ path, ...counts }))
    .toSorted((a, b) => b.added + b.removed - a.added - a.removed);
}

/** A node that says something of its own: an archive that only holds what differs does not. */
function isMember(node: Difference, ancestors: readonly Difference[]): boolean {
  if (node.unifiedDiff !== null && node.unifiedDiff !== '') return true;
  // Renamed, or different in a way that has no lines.
  return node.details.length === 0 && (ancestors.length > 0 || node.comments.length > 0) && (
    node.comments.length > 0 || node.source1 !== node.source2) && !isCommand(toNodeName(node));
}

function countLines(unifiedDiff: string): { added: number; removed: number } {
  let [added, removed] = [0, 0];
  for (let at = 0; at < unifiedDiff.length;) {
    const sign = unifiedDiff[at];
    if (sign === '+') added += 1;
    else if (sign === '-') removed += 1;
    const end = unifiedDiff.indexOf('\n', at);
    at = end === -1 ? unifiedDiff.length : end + 1;
  }
  return { added, removed };
}
