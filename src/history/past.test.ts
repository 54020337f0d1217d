// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { KnownFailure } from '../model/failure.ts';
import { DAY_MS } from '../model/time.ts';
import { FIXTURE_NOW, GITLAB } from '../testing/board-fixture.ts';
import { daysAgo, history, transition } from '../testing/history-fixture.ts';
import { createPastFixture } from '../testing/past-fixture.ts';
import { readPast, type PastOptions, type PastReader } from './past.ts';
import { toShownKind, toWindowChanges } from './windows.ts';

const reader: PastReader = {
  visitTransitions: () => undefined, visitHistories: () => undefined, readTrace: () => null, readReprotestOutcomes: () => new Map(),
};
const options: PastOptions = {
  now: FIXTURE_NOW, gitlab: GITLAB, staleResultMs: 30 * DAY_MS, flaky: { windowMs: 30 * DAY_MS, rate: 0.1 }, hasReprotests: true, isShown: () => true,
  classify: ({ failureMessage, excerpt }) => ({ area: 'unknown', class: 'unknown', rule: 'none', title: failureMessage ?? '', message: excerpt, key: '' }),
};

describe('readPast', () => {
  it('ranks flaky cells, and knows of unsteady ones that are not', () => {
    const past = createPastFixture({ now: FIXTURE_NOW, histories: [history('PFP', { target: 'once' }), history('PFPFP', { target: 'worse' }), history('PFPFPPPP', { target: 'bad' }), history('PP', { target: 'good' })] });
    expect(past.flaky.map(({ target, flakiness }) => [target, flakiness.flips])).toEqual([['worse', 4], ['bad', 4]]);
    const { project } = history('');
    expect(past.isFlaky(project, history('', { target: 'bad' }))).toBe(true);
    expect(past.flakinessOf(project, history('', { target: 'once' }))).toMatchObject({ flips: 2 });
    expect(past.isFlaky(project, history('', { target: 'once' }))).toBe(false);
    expect(past.flakinessOf(project, history('', { target: 'good' }))).toBeNull();
  });

  it('leaves out projects that are not shown, and what was seen later than it looks', () => {
    const past = readPast({
      ...reader,
      visitTransitions: (_, visit) => [transition(), transition({ project: { source: GITLAB, id: 7 } }), transition({ seenAt: FIXTURE_NOW + 1 })].forEach(visit),
      visitHistories: (_, visit) => [history('PFPFP'), history('PFPFP', { project: { source: GITLAB, id: 7 } })].forEach(visit),
    }, { ...options, isShown: ({ id }) => id !== 7 });
    expect([past.transitions.length, past.flaky.length]).toEqual([1, 1]);
  });

  it('reads a log once, and only when its failure is asked for', () => {
    const read: number[] = [];
    const judged: KnownFailure[] = [];
    const past = readPast({
      ...reader, visitTransitions: (_, visit) => visit(transition({ jobId: 5, failureMessage: 'why' })),
      readTrace: (_, jobId) => {
        read.push(jobId);
        return 'log';
      },
    }, { ...options, classify: (failure) => {
      judged.push(failure);
      return options.classify(failure);
    } });
    expect(read).toEqual([]);
    for (const one of [...past.transitions, ...past.transitions]) expect(past.findingOf(one)).toMatchObject({ title: 'why', message: 'log' });
    expect(read).toEqual([5]);
    expect(judged).toEqual([{ failureMessage: 'why', excerpt: 'log' }]);
  });

  it('knows nothing of reprotest results where none are configured', () => {
    const outcomes = { ...reader, readReprotestOutcomes: () => new Map([[1, { isSame: false, readAt: 0 }]]) };
    expect(readPast(outcomes, options).hasDiffered(1)).toBe(true);
    expect(readPast(outcomes, { ...options, hasReprotests: false }).hasDiffered(1)).toBe(false);
  });
});

describe('toWindowChanges', () => {
  const past = createPastFixture({
    now: FIXTURE_NOW,
    transitions: [3, 2, 1, 0].map((days) => transition({ seenAt: daysAgo(days), target: `t${days}`, release: days === 2 ? 'r9' : 'r4.2' })),
    histories: [history('', { target: 'old', runs: [{ pipelineId: 1, jobId: 1, at: daysAgo(32), state: 'passed', durationSeconds: null, queuedSeconds: null, isRetry: false, isSameCommit: false }] })],
  });
  const targets = (after: number, until: number) => toWindowChanges(past, [], { after: daysAgo(after), until: daysAgo(until) }).lines.flatMap((line) => line.targets).sort();

  it('takes what was seen after its beginning, up to and with its end', () => {
    expect(targets(3, 0)).toEqual(['t0', 't1', 't2']);
    expect(targets(3.5, 1)).toEqual(['t1', 't2', 't3']);
    expect(targets(0, -1)).toEqual([]);
    expect(targets(30, 3)).toEqual(['t3']);
  });

  it('tells what became stale in it, and of wanted releases only', () => {
    const span = { after: daysAgo(3), until: daysAgo(0) };
    expect(toWindowChanges(past, [], span).stale.map(({ target }) => target)).toEqual(['old']);
    expect(toWindowChanges(past, [], span, ({ release }) => release === 'r9')).toMatchObject({ lines: [{ release: 'r9' }], stale: [] });
  });

  it('calls a reprotest job that broke with packages that differ unreproducible', () => {
    const differing = createPastFixture({ now: FIXTURE_NOW, transitions: [transition({ jobId: 1 })], reprotests: new Map([[1, false]]) });
    const [line] = toWindowChanges(differing, [], { after: 0, until: FIXTURE_NOW }).lines;
    expect(line && toShownKind(differing, line)).toBe('unreproducible');
    expect(line && toShownKind(past, line)).toBe('broken');
  });

  it('tells of a reprotest job that passes though its packages differ from now on', () => {
    const one = history('PPP', { stage: 'repro' });
    const [first, second, third] = one.runs.map(({ jobId }) => jobId) as [number, number, number];
    const readAt = new Map([first, second, third].map((jobId, index) => [jobId, daysAgo(2 - index)]));
    const differing = createPastFixture({ now: FIXTURE_NOW, histories: [one], readAt, reprotests: new Map([[first, true], [second, false], [third, true]]) });
    const kindsIn = (after: number, until: number) => toWindowChanges(differing, [], { after, until }).lines.map((line) => toShownKind(differing, line));
    expect(kindsIn(daysAgo(2), daysAgo(1))).toEqual(['unreproducible']);
    expect(kindsIn(daysAgo(1), daysAgo(0))).toEqual(['fixed']);
    expect(kindsIn(daysAgo(2), daysAgo(0))).toEqual(['recovered']);
  });
});
