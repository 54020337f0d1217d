// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Transition } from '../model/cell.ts';
import type { FailureFinding } from '../model/failure.ts';
import type { ResultState } from '../model/job-state.ts';
import { transition } from '../testing/history-fixture.ts';
import { toChangeKind, toEventLines, toNetLines } from './change-lines.ts';

const UNKNOWN: FailureFinding = { area: 'unknown', class: 'unknown', rule: 'none', title: 'unknown', message: null, key: 'unknown' };
const MIRROR: FailureFinding = { area: 'infrastructure', class: 'network', rule: 'mirror', title: 'mirror unreachable', message: 'Could not connect', key: 'network could not connect' };
const nothing = () => UNKNOWN;

/** One cell's results in the order of its pipelines, from what it was before: `passed failed passed`. */
function steps(words: string, more: Partial<Transition> = {}): Transition[] {
  const states = words.split(' ') as (ResultState | 'none')[];
  return states.slice(1).map((to, index) => {
    const from = states[index] as ResultState | 'none';
    const base = transition(more);
    return { ...base, from: from === 'none' ? null : from, to: to as ResultState, at: { ...base.at, pipelineId: 100 + index } };
  });
}

describe('toNetLines', () => {
  it.each([
    ['passed failed', 'broken'],
    ['none failed', 'broken'],
    ['warned failed', 'broken'],
    ['failed passed', 'fixed'],
    // It fails, and is allowed to now.
    ['failed warned', 'warned'],
    ['warned passed', 'fixed'],
    ['passed warned', 'warned'],
    ['passed failed passed', 'recovered'],
    ['passed failed warned', 'warned'],
    ['none failed passed', 'recovered'],
    // It was mended and broke again, within the time: what broke it last is news.
    ['failed passed failed', 'broken'],
    ['passed warned passed', null],
    ['failed passed warned', 'warned'],
    ['none passed', null],
  ])('calls %s %s', (words, kind) => {
    expect(toNetLines(steps(words), nothing).map((line) => line.kind)).toEqual(kind === null ? [] : [kind]);
  });

  it.each<[NonNullable<Transition['found']>[], string | null]>([
    [['differs'], 'warned'], [['same'], 'fixed'], [['differs', 'same'], 'recovered'], [['same', 'differs'], null],
    [['differs', 'same', 'differs'], 'warned'],
  ])('calls what a reprotest job found, %j, %s', (found, kind) => {
    const events = found.map((one, index) => ({ ...transition(), from: 'passed', to: 'passed', found: one, at: { ...transition().at, pipelineId: index } }) as const);
    expect(toNetLines(events, nothing).map((line) => line.kind)).toEqual(kind === null ? [] : [kind]);
    // What the job itself did last is told in its place.
    expect(toNetLines([...events, ...steps('passed failed')], nothing).map((line) => line.kind)).toEqual(['broken']);
  });

  it('keeps the order of several results of one pipeline', () => {
    const inOne = steps('passed failed passed').map((one) => ({ ...one, at: transition().at }));
    expect(toNetLines(inOne, nothing).map(({ kind }) => kind)).toEqual(['recovered']);
    expect(toNetLines(inOne.slice(1), nothing).map(({ kind }) => kind)).toEqual(['fixed']);
  });

  it('follows pipelines, not the order in which changes were seen', () => {
    expect(toNetLines(steps('passed failed passed').reverse(), nothing).map(({ kind }) => kind)).toEqual(['recovered']);
  });

  it('makes one line of a stage that broke on several targets with one pipeline', () => {
    const lines = toNetLines(['b', 'a'].map((target) => transition({ target })), nothing);
    expect(lines.map(({ targets, first }) => [targets, first.target])).toEqual([[['a', 'b'], 'a']]);
    expect(toNetLines([transition({ target: 'a' }), transition({ target: 'b', stage: 'install' })], nothing)).toHaveLength(2);
  });

  it('puts what broke first, whatever came first', () => {
    const lines = toNetLines([...steps('failed passed', { target: 'a' }), ...steps('passed warned', { target: 'b' }), ...steps('passed failed', { target: 'c' })], nothing);
    expect(lines.map(({ kind }) => kind)).toEqual(['broken', 'warned', 'fixed']);
  });

  it('takes the cause of the one job whose log tells for all that broke together', () => {
    const findingOf = ({ target }: Transition) => (target === 'b' ? MIRROR : UNKNOWN);
    expect(toNetLines([transition({ target: 'a' }), transition({ target: 'b' })], findingOf)[0]?.finding).toBe(MIRROR);
    expect(toNetLines(steps('failed passed'), findingOf)[0]?.finding).toBeNull();
  });

  it('keeps apart what broke together for different causes', () => {
    const other = { ...MIRROR, area: 'code' as const, class: 'compile' as const, key: 'compile x' };
    const findingOf = ({ target }: Transition) => (target === 'a' ? MIRROR : target === 'b' ? other : UNKNOWN);
    const lines = toNetLines(['a', 'b', 'c'].map((target) => transition({ target })), findingOf);
    expect(lines.map(({ targets, finding }) => [targets.join(), finding?.key])).toEqual([['a', MIRROR.key], ['b', other.key], ['c', 'unknown']]);
  });
});

describe('toEventLines', () => {
  it('tells every change by itself, the newest pipeline first', () => {
    expect(toEventLines(steps('passed failed passed'), nothing).map(({ kind, first }) => [kind, first.at.pipelineId])).toEqual([['fixed', 101], ['broken', 100]]);
  });
});

describe('toChangeKind', () => {
  it('makes nothing of a first result that did not fail', () => {
    expect([toChangeKind({ from: null, to: 'passed' }), toChangeKind({ from: null, to: 'warned' }), toChangeKind({ from: null, to: 'failed' })]).toEqual([null, null, 'broken']);
  });
});
