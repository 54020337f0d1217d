// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { BoardProject } from '../../model/board.ts';
import { createFeedCatalogue, entryOf, plainProject } from '../../testing/feed-fixture.ts';
import { toFeedTotals, toStandings } from './feed-totals.ts';
import { toRepositoriesView } from './indexes.ts';
import { toRepositoryView } from './repository.ts';
import { toBarrenRefs } from './standing.ts';

const assets = { style: 's.css', script: 's.js' };

/** The plain project, whose cells pass, with its pipeline in this state. */
function withPipeline(state: 'passed' | 'failed'): Partial<BoardProject> {
  return { refs: plainProject.refs.map((ref) => {
    const pipeline = ref.latest === null ? null : { ...ref.latest, state, status: state };
    return { ...ref, latest: pipeline, finished: pipeline };
  }) };
}

describe('toBarrenRefs', () => {
  it('finds a pipeline that failed without any job, and nothing says that it passes', () => {
    const catalogue = createFeedCatalogue({ projects: [withPipeline('failed')] });
    expect(toBarrenRefs(catalogue, entryOf(catalogue, 1)).map(({ ref }) => ref)).toEqual(['main']);
    expect(toFeedTotals(toStandings(catalogue))).toMatchObject({ repositories: 1, failing: 1, passing: 0 });
    const view = toRepositoryView(catalogue, assets, entryOf(catalogue, 1));
    expect(view.sentence).toBe('Its pipeline failed.');
    expect(view.notices[0]).toContain('no job of it says why');
    expect(toRepositoriesView(catalogue, assets)).toMatchObject({ totals: { failing: 1, passing: 0 }, frame: { worst: 'failed' } });
  });

  it('finds none that passed', () => {
    const catalogue = createFeedCatalogue({ projects: [withPipeline('passed')] });
    expect(toBarrenRefs(catalogue, entryOf(catalogue, 1))).toEqual([]);
    expect(toFeedTotals(toStandings(catalogue))).toMatchObject({ failing: 0, passing: 1 });
  });
});
