// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { renderAtom, type AtomEntry } from '../../feeds/atom.ts';
import type { Transition } from '../../model/cell.ts';
import { DAY_MS, HOUR_MS } from '../../model/time.ts';
import { createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createFeedCatalogue, entryOf, plainProject, toTransition, type FeedParts } from '../../testing/feed-fixture.ts';
import { createRepositoryAtomFeeds, MAX_ENTRIES, MAX_REPOSITORY_ENTRIES, toAtomFeed } from './feed-atom.ts';

const broken = toTransition(createResultCell('failed'), { failureMessage: 'There has been a runner system failure, please try again' });
const SITE = { site: { url: 'https://ci.example.org:8443/p' } };

function entriesOf(transitions: readonly Transition[], parts: FeedParts = {}): readonly AtomEntry[] {
  return toAtomFeed(createFeedCatalogue({ transitions, ...parts }), '0.1.0').entries;
}

function feedOf(transitions: readonly Transition[], parts: FeedParts = {}): string {
  const catalogue = createFeedCatalogue({ transitions, ...parts });
  return renderAtom(createRepositoryAtomFeeds(catalogue, '0.1.0')(entryOf(catalogue)));
}

describe('toAtomFeed', () => {
  it('tells of a break what, why, which commits, when and where', () => {
    const [entry] = entriesOf([broken], { config: SITE });
    expect(entry?.summary).toMatch(/^Why: [\w ]+: There has been a runner system failure, please try again\n/);
    expect(entry).toEqual({
      id: 'tag:ci.example.org,2026-11-19:gitlab.com/1/main/r4.3/build/vm-fc42/95/broken',
      title: 'broken: core r4.3 build vm-fc42',
      published: broken.at.at, updated: FIXTURE_NOW, href: 'https://ci.example.org:8443/p/repositories/QubesOS/core/-/',
      summary: [
        entry?.summary.split('\n')[0],
        `Commits: cccccccc…bbbbbbbb https://gitlab.com/QubesOS/core/-/compare/${'c'.repeat(40)}...${'b'.repeat(40)}`,
        'Pipeline: 95 on main', 'First seen: 2026-11-22T06:04:00Z', 'Job: https://gitlab.com/QubesOS/core/-/jobs/1000',
      ].join('\n'),
      categories: [
        { term: 'broken', of: 'kind' }, { term: 'QubesOS/core', of: 'repository' }, { term: 'r4.3', of: 'release' }, { term: 'build', of: 'stage' }, { term: 'vm-fc42', of: 'target' },
      ],
    });
  });

  it('has addresses of its own only where the site knows its own', () => {
    const whole = (config: Record<string, unknown>) => toAtomFeed(createFeedCatalogue({ transitions: [broken], config }), '0.1.0');
    expect(whole(SITE)).toMatchObject({ id: 'tag:ci.example.org,2026-01-01:feeds/all', self: 'https://ci.example.org:8443/p/atom.xml', alternate: 'https://ci.example.org:8443/p/changes/' });
    expect(whole({})).toMatchObject({
      id: 'tag:proofboard.invalid,2026-01-01:feeds/all', self: null, alternate: null, entries: [{ href: 'https://gitlab.com/QubesOS/core/-/jobs/1000' }],
    });
    expect(entriesOf([broken], { projects: [{ webUrl: 'javascript:alert(1)' }] })[0]?.href).toBeNull();
  });

  it('keeps the ids of a project that was renamed', () => {
    const ids = (path: string): readonly string[] => entriesOf([broken], { projects: [{ path, webUrl: `https://gitlab.com/${path}` }] }).map(({ id }) => id);
    expect(ids('elsewhere/other')).toEqual(ids('QubesOS/core'));
    expect(feedOf([broken], { projects: [{ path: 'elsewhere/other' }] })).toContain('<id>tag:proofboard.invalid,2026-01-01:feeds/repository/gitlab.com/1</id>');
  });

  it('calls unreproducible what broke because its packages differ, under the same id', () => {
    const [plain] = entriesOf([broken]);
    const [differing] = entriesOf([broken], { reprotests: new Map([[broken.jobId, false]]) });
    expect(differing?.title).toBe('unreproducible: core r4.3 build vm-fc42');
    expect(differing?.id).toBe(plain?.id);
  });

  it('is about the last seven days, newest first, and about nothing that is no change', () => {
    const at = (seenAt: number, pipelineId: number, more: Partial<Transition> = {}): Transition => ({ ...broken, seenAt, at: { ...broken.at, pipelineId }, ...more });
    const transitions = [
      at(FIXTURE_NOW - 7 * DAY_MS, 1), at(FIXTURE_NOW - 6 * DAY_MS, 2), at(FIXTURE_NOW, 3, { from: null, to: 'passed' }), at(FIXTURE_NOW, 4, { from: 'failed', to: 'passed' }),
      at(FIXTURE_NOW, 5, { to: 'warned' }), at(FIXTURE_NOW, 6, { project: { ...broken.project, id: 99 } }),
    ];
    expect(entriesOf(transitions).map(({ id }) => id.split('/').slice(-2).join(' '))).toEqual(['5 warned', '4 fixed', '2 broken']);
  });

  it('is cut where it would be endless, at the same entries whatever order they came in', () => {
    const many = Array.from({ length: MAX_ENTRIES + 20 }, (_, index) => ({ ...broken, target: `vm-${index % 2}${String(index).padStart(4, '0')}` }));
    const ids = entriesOf(many).map(({ id }) => id);
    expect(ids).toHaveLength(MAX_ENTRIES);
    expect(entriesOf(many.toReversed()).map(({ id }) => id)).toEqual(ids);
  });

  it('never says that something was told before it happened', () => {
    const early = { ...broken, at: { ...broken.at, at: FIXTURE_NOW + HOUR_MS } };
    expect(entriesOf([early])[0]).toMatchObject({ published: FIXTURE_NOW + HOUR_MS, updated: FIXTURE_NOW + HOUR_MS });
  });

  it('is of the time of its newest entry, without any of the last collection', () => {
    expect(toAtomFeed(createFeedCatalogue({ transitions: [{ ...broken, seenAt: FIXTURE_NOW - DAY_MS }] }), '0.1.0').updated).toBe(FIXTURE_NOW - DAY_MS);
    expect(toAtomFeed(createFeedCatalogue(), '0.1.0').updated).toBe(FIXTURE_NOW);
    expect(toAtomFeed(createFeedCatalogue({ board: { collections: [] } }), '0.1.0').updated).toBe(0);
  });
});

describe('createRepositoryAtomFeeds', () => {
  it('has the last changes of one repository, however old', () => {
    const old = Array.from({ length: MAX_REPOSITORY_ENTRIES + 5 }, (_, index) => ({ ...broken, seenAt: FIXTURE_NOW - (200 - index) * DAY_MS, at: { ...broken.at, pipelineId: 100 + index } }));
    const catalogue = createFeedCatalogue({ projects: [{}, { path: 'QubesOS/gui' }], transitions: [...old, { ...broken, project: { ...broken.project, id: 2 } }] });
    const toFeed = createRepositoryAtomFeeds(catalogue, '0.1.0');
    const { entries, title } = toFeed(entryOf(catalogue, 1));
    expect([title, entries.length, entries[0]?.id.split('/').at(-2), entries.at(-1)?.id.split('/').at(-2)]).toEqual(['Proofboard: changes of QubesOS/core', MAX_REPOSITORY_ENTRIES, String(104 + MAX_REPOSITORY_ENTRIES), '105']);
    expect(toFeed(entryOf(catalogue, 2)).entries).toHaveLength(1);
  });

  it('does not change from day to day while nothing happens', () => {
    const day = (now: number): string => feedOf([broken], { board: { now, collections: [{ id: 1, startedAt: now, durationMs: 1, sources: [] }] }, projects: [{ readAt: now, refs: plainProject.refs }] });
    expect(day(FIXTURE_NOW + 20 * DAY_MS)).toBe(day(FIXTURE_NOW));
  });
});
