// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { Board } from '../../model/board.ts';
import type { Transition } from '../../model/cell.ts';
import { HOUR_MS } from '../../model/time.ts';
import { createBoardFixture, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createPastFixture } from '../../testing/past-fixture.ts';
import { createCatalogue } from './catalogue.ts';
import { toSummaryView, type SummaryView } from './summary.ts';

const fixture = createBoardFixture({ repositories: 5, targets: 3, releases: 1 });
const [project] = fixture.board.projects;
if (project === undefined) throw new Error('no project');

function view(board: Partial<Board> = {}, transitions: readonly Transition[] = []): SummaryView {
  const config = configSchema.parse({ title: 'Qubes OS CI', gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] } });
  const catalogue = createCatalogue({ ...fixture, past: createPastFixture({ now: FIXTURE_NOW, transitions }), board: { ...fixture.board, ...board }, config });
  return toSummaryView(catalogue, { style: 's.css', script: 's.js' }, catalogue.front, '');
}

function transition(changes: Partial<Transition>): Transition {
  const point = { pipelineId: 7, sha: 'b'.repeat(40), at: FIXTURE_NOW - HOUR_MS };
  return {
    project: { source: project?.source ?? '', id: project?.id ?? 0 }, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42',
    from: 'passed', to: 'failed', jobId: 1, at: point, before: { ...point, pipelineId: 6, sha: 'a'.repeat(40) }, seenAt: FIXTURE_NOW, failureMessage: null, ...changes,
  };
}

describe('toSummaryView', () => {
  it('says one change on several targets once, with the range that brought it', () => {
    const { changes } = view({}, [transition({}), transition({ target: 'vm-fc43' })]);
    expect(changes.shown).toMatchObject([{
      kind: 'broken', label: 'qubes-core-component0', what: 'build · vm-fc42, vm-fc43',
      range: { text: 'aaaaaaaa…bbbbbbbb', href: `https://github.com/QubesOS/qubes-core-component0/compare/${'a'.repeat(40)}...${'b'.repeat(40)}` },
    }]);
  });

  it('shows what broke before what was fixed', () => {
    const { changes } = view({}, [transition({ from: 'failed', to: 'passed' }), transition({ stage: 'install' })]);
    expect(changes.shown.map(({ kind }) => kind)).toEqual(['broken', 'fixed']);
  });

  it('makes no line of a first result that passed, but one of a first failure', () => {
    const { changes } = view({}, [transition({ from: null, to: 'passed', target: 'vm-fc43' }), transition({ from: null, to: 'failed', before: null })]);
    expect(changes.shown.map(({ kind, range }) => [kind, range.text])).toEqual([['broken', 'bbbbbbbb']]);
  });

  it('shows only the changes of its release', () => {
    expect(view({}, [transition({ release: 'r9' })]).changes).toMatchObject({ shown: [], count: 0 });
  });

  it('folds what is more than a dozen', () => {
    const changes = Array.from({ length: 30 }, (_, index) => transition({ stage: `s${index}` }));
    expect(view({}, changes).changes).toMatchObject({ shown: { length: 12 }, folded: { length: 18 } });
  });

  it('says the worst in its title and its icon', () => {
    const { frame } = view();
    expect(frame.title).toBe('✕ 1 broken – Qubes OS CI');
    expect(frame.icon).toBe('icon-failed.svg');
  });

  it('says how much older than the collection a source is', () => {
    const [source] = fixture.board.sources;
    if (source === undefined) throw new Error('no source');
    const report = { ...source.report, outcome: 'unavailable' as const };
    const { sources, frame } = view({ sources: [{ ...source, report, readAt: FIXTURE_NOW - 40 * HOUR_MS }] });
    expect(sources).toMatchObject([{ name: 'gitlab.com', isOld: true, text: 'read 20 Nov 2026, 14:04 UTC, 40 h before this collection' }]);
    expect(frame.sourceNotes).toEqual(['gitlab.com could not be read; shown as of 40 h before']);
  });

  it('counts what was named but never read', () => {
    const [source] = fixture.board.sources;
    if (source === undefined) throw new Error('no source');
    const unreadable = ['QubesOS/secret', 'QubesOS/secret', project.path].map((path) => ({ project: { id: null, path }, code: 'forbidden', message: '403' }));
    expect(view({ sources: [{ ...source, report: { ...source.report, unreadable } }] }).neverRead).toBe(1);
  });

  it('is a page before anything was collected', () => {
    const empty = view({ collections: [], sources: [], projects: [], repositories: [], changes: [] });
    expect(empty).toMatchObject({ totals: { rows: 0 }, releases: [], changes: { since: null, shown: [] } });
    expect(empty.frame).toMatchObject({ title: '? nothing known – Qubes OS CI', collected: null });
  });
});
