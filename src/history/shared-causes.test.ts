// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Transition } from '../model/cell.ts';
import type { FailureFinding } from '../model/failure.ts';
import { GITLAB } from '../testing/board-fixture.ts';
import { daysAgo, transition } from '../testing/history-fixture.ts';
import { toNetLines } from './change-lines.ts';
import { toSharedCauses } from './shared-causes.ts';

function finding(key: string, more: Partial<FailureFinding> = {}): FailureFinding {
  return { area: 'infrastructure', class: 'network', rule: 'mirror', title: 'mirror unreachable', message: key, key, ...more };
}

const ofProject = (id: number, more: Partial<Transition> = {}) => transition({ project: { source: GITLAB, id }, jobId: id, ...more });

describe('toSharedCauses', () => {
  it('makes one row of failures of one collection with one cause in several repositories', () => {
    const lines = toNetLines([1, 2, 3, 4].map((id) => ofProject(id)), ({ project }) => finding(project.id === 4 ? 'other' : 'mirror.example'));
    const { shared, rest } = toSharedCauses(lines);
    expect(shared.map((cause) => [cause.repositories, cause.finding.key, cause.lines.length])).toEqual([[3, 'mirror.example', 3]]);
    expect(rest.map(({ project }) => project.id)).toEqual([4]);
  });

  it('wants more than one repository, however many of its targets broke', () => {
    const lines = toNetLines([ofProject(1, { stage: 'a' }), ofProject(1, { stage: 'b' })], () => finding('x'));
    expect(toSharedCauses(lines)).toMatchObject({ shared: [], rest: { length: 2 } });
  });

  it('keeps collections apart', () => {
    const lines = toNetLines([ofProject(1), ofProject(2, { seenAt: daysAgo(1) })], () => finding('x'));
    expect(toSharedCauses(lines).shared).toEqual([]);
  });

  it('shares nothing that nobody knows', () => {
    const unknown = finding('unknown', { class: 'unknown', area: 'unknown', message: null });
    expect(toSharedCauses(toNetLines([ofProject(1), ofProject(2)], () => unknown)).shared).toEqual([]);
  });

  it('puts what hit most repositories first', () => {
    const lines = toNetLines([1, 2, 3, 4, 5].map((id) => ofProject(id)), ({ project }) => finding(project.id < 3 ? 'few' : 'many'));
    expect(toSharedCauses(lines).shared.map((cause) => cause.finding.key)).toEqual(['many', 'few']);
  });
});
