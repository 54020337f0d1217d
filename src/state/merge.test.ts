// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { BoardProject } from '../model/board.ts';
import type { RepositoryReading, SourceReading } from '../model/reading.ts';
import {
  collection, collectionOf, day, job, pipeline, project, reading, rules, SOURCE, temporaryStore,
} from '../testing/state-readings.ts';
import type { Store } from './store.ts';

const one = project([pipeline(1, { a: 'success' })]);

function onlyProject(store: Store): BoardProject {
  const [only] = store.readBoard().projects;
  if (only === undefined) throw new Error('no project');
  return only;
}

describe('merge: projects', () => {
  it('keeps a project that is unreadable, with the reason and the age of its data', () => {
    const store = temporaryStore();
    store.merge(collection(day(0), reading([one])), rules);
    const unreadable = { project: { id: 1, path: 'group/one' }, code: 'forbidden', message: 'CI is private' };
    store.merge(collection(day(1), reading([], { outcome: 'partial', unreadable: [unreadable] })), rules);
    expect(onlyProject(store)).toMatchObject({ readAt: day(0), unreadable, cells: [{ target: 'a' }] });
    store.merge(collection(day(2), reading([one])), rules);
    expect(onlyProject(store)).toMatchObject({ readAt: day(2), unreadable: null });
  });

  it('does not let an older collection say what could not be read', () => {
    const store = temporaryStore();
    const unreadable = { project: { id: 1, path: 'group/one' }, code: 'forbidden', message: 'CI is private' };
    store.merge(collection(day(2), reading([one])), rules);
    store.merge(collection(day(1), reading([], { outcome: 'partial', unreadable: [unreadable] })), rules);
    store.merge(collection(day(1), reading([])), rules);
    expect(onlyProject(store)).toMatchObject({ readAt: day(2), unreadable: null });
    store.merge(collection(day(4), reading([], { outcome: 'partial', unreadable: [unreadable] })), rules);
    store.merge(collection(day(3), reading([one])), rules);
    expect(onlyProject(store)).toMatchObject({ readAt: day(3), unreadable });
  });

  it('finds an unreadable project by its path where no id is known', () => {
    const store = temporaryStore();
    store.merge(collection(day(0), reading([one])), rules);
    const unreadable = { project: { id: null, path: 'group/one' }, code: 'timeout', message: 'too slow' };
    const unknown = { project: { id: null, path: 'group/never' }, code: 'forbidden', message: 'private' };
    store.merge(collection(day(1), reading([], { outcome: 'partial', unreadable: [unknown, unreadable] })), rules);
    expect(store.readBoard().projects).toHaveLength(1);
    expect(onlyProject(store).unreadable).toEqual(unreadable);
  });

  it('says of a project that a complete reading leaves out that it is no longer listed', () => {
    const store = temporaryStore();
    store.merge(collection(day(0), reading([one])), rules);
    store.merge(collection(day(1), reading([])), rules);
    expect(onlyProject(store)).toMatchObject({
      readAt: day(0),
      unreadable: { project: { id: 1, path: 'group/one' }, code: 'not-found', message: 'no longer listed' },
      cells: [{ target: 'a' }],
    });
  });

  it.each(['partial', 'unavailable'] as const)('leaves what a source that is %s does not mention as it was', (outcome) => {
    const store = temporaryStore();
    store.merge(collection(day(0), reading([one])), rules);
    const unreadable = [{ project: null, code: 'unreachable', message: 'no route' }];
    store.merge(collection(day(1), reading([], { outcome, unreadable })), rules);
    expect(onlyProject(store)).toMatchObject({ readAt: day(0), unreadable: null });
    expect(store.readBoard().sources).toMatchObject([
      { attemptedAt: day(1), readAt: outcome === 'partial' ? day(1) : day(0), report: { outcome, unreadable } },
    ]);
  });

  it('keeps the history of a renamed project and its former paths, newest first', () => {
    const store = temporaryStore();
    const paths = ['group/one', 'group/uno', 'other/uno'];
    for (const [n, path] of paths.entries()) store.merge(collection(day(n), reading([{ ...one, path }])), rules);
    // A late, older collection does not rename it back.
    store.merge(collection(day(0) + 1, reading([one])), rules);
    expect(onlyProject(store)).toMatchObject({
      path: 'other/uno', formerPaths: ['group/uno', 'group/one'], cells: [{ result: { since: { pipelineId: 1 } } }],
    });
  });

  it('asks the rules again for a renamed project', () => {
    const store = temporaryStore();
    const byPath = { fingerprint: 'path', toCell: (path: string, ref: string) => ({ ref, release: path, stage: 's', target: 't' }) };
    store.merge(collection(day(0), reading([one])), byPath);
    store.merge(collection(day(1), reading([{ ...one, path: 'new' }])), byPath);
    expect(onlyProject(store).cells).toMatchObject([{ release: 'new' }]);
    expect(store.readBoard().changes).toEqual([]);
  });

  it('tells apart projects of one id on two servers', () => {
    const store = temporaryStore();
    const other = project([pipeline(1, { b: 'failed' })], { path: 'else' });
    store.merge(collection(day(0), reading([one]), reading([other], { source: 'gitlab:https://other.example' })), rules);
    expect(store.readBoard().projects.map(({ source, cells }) => [source, cells[0]?.target])).toEqual([
      [SOURCE, 'a'], ['gitlab:https://other.example', 'b'],
    ]);
  });

  it('shows the refs its last reading asked for, one without a pipeline too', () => {
    const store = temporaryStore();
    const old = pipeline(2, { b: 'success' }, { ref: 'old' });
    store.merge(collection(day(0), reading([{ ...one, refs: ['main', 'old'], pipelines: [...one.pipelines, old] }])), rules);
    store.merge(collection(day(1), reading([{ ...one, refs: ['main', 'empty'] }])), rules);
    expect(onlyProject(store).refs).toMatchObject([{ ref: 'empty', latest: null, finished: null }, { ref: 'main' }]);
    expect(onlyProject(store).cells).toMatchObject([{ ref: 'main' }]);
    store.merge(collection(day(2), reading([{ ...one, refs: ['main', 'old'] }])), rules);
    expect(onlyProject(store).cells).toMatchObject([{ ref: 'main' }, { ref: 'old', target: 'b' }]);
  });
});

describe('merge: repositories', () => {
  const repository: RepositoryReading = {
    id: 7, owner: 'Org', name: 'one', url: 'https://github.example/Org/one', defaultBranch: 'main', topics: ['x'],
    archived: false, truncated: false,
    pullRequests: [{
      number: 3, title: 'Fix', url: 'https://github.example/Org/one/pull/3', author: 'a', isDraft: false,
      createdAt: day(0), updatedAt: day(0), headSha: 'abc', checks: 'passed',
    }],
  };
  const github = (repositories: readonly RepositoryReading[]): SourceReading =>
    reading([], { source: 'github:https://api.github.example', repositories });

  it('replaces the pull requests of what was read and keeps those of what was not', () => {
    const store = temporaryStore();
    store.merge(collection(day(0), github([repository, { ...repository, id: 8, name: 'two' }])), rules);
    store.merge(collection(day(1), github([{ ...repository, pullRequests: [] }])), rules);
    expect(store.readBoard().repositories).toEqual([
      { ...repository, source: 'github:https://api.github.example', readAt: day(1), pullRequests: [] },
      { ...repository, source: 'github:https://api.github.example', readAt: day(0), id: 8, name: 'two' },
    ]);
  });

  it('does not let an older collection replace a newer one', () => {
    const store = temporaryStore();
    store.merge(collection(day(1), github([{ ...repository, pullRequests: [] }])), rules);
    store.merge(collection(day(0), github([repository])), rules);
    expect(store.readBoard().repositories).toMatchObject([{ readAt: day(1), pullRequests: [] }]);
  });
});

describe('merge: one pipeline read twice', () => {
  const first = pipeline(1, { a: 'success' });
  const later = pipeline(1, { a: 'failed' }, { updatedAt: first.updatedAt + 1 });
  const stateOf = (store: Store) => onlyProject(store).cells[0]?.current.state;

  it('takes the later update, whichever comes first', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(1), later), rules);
    expect(store.merge(collectionOf(day(2), first), rules)).toMatchObject({ pipelines: 0, jobs: 0 });
    expect(stateOf(store)).toBe('failed');
  });

  it('takes the newer collection where the updates are equal', () => {
    const store = temporaryStore();
    const changed = { ...later, updatedAt: first.updatedAt };
    store.merge(collectionOf(day(1), changed), rules);
    store.merge(collectionOf(day(0), first), rules);
    expect(stateOf(store)).toBe('failed');
    store.merge(collectionOf(day(2), first), rules);
    expect(stateOf(store)).toBe('passed');
  });

  it('keeps the jobs where they were not read again', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), first), rules);
    expect(store.merge(collectionOf(day(1), { ...first, jobs: null }), rules)).toMatchObject({ projects: 1, pipelines: 0 });
    expect(stateOf(store)).toBe('passed');
  });

  it('replaces all jobs by those read again', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', gone: 'success' })), rules);
    store.merge(collectionOf(day(1), later), rules);
    expect(store.readProject({ source: SOURCE, id: 1 }, 1).jobs).toMatchObject([{ name: 'a', state: 'failed' }]);
    expect(onlyProject(store).cells).toHaveLength(1);
  });

  it('takes the jobs from a late collection where a newer one had none', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(1), { ...first, jobs: null }), rules);
    store.merge(collectionOf(day(0), first), rules);
    expect(stateOf(store)).toBe('passed');
  });
});

describe('merge: summary', () => {
  it('counts what is new, and changes but not first results', () => {
    const store = temporaryStore();
    expect(store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'failed', c: 'success' })), rules)).toEqual({
      projects: 1, pipelines: 1, jobs: 3, transitions: 0, newlyBroken: 0, newlyFixed: 0, verdicts: 0,
    });
    const jobs = [job(200, 'a', 'failed'), job(201, 'b', 'success'), job(202, 'c', 'failed', { allowFailure: true })];
    expect(store.merge(collectionOf(day(1), pipeline(2, jobs)), rules)).toEqual({
      projects: 1, pipelines: 1, jobs: 3, transitions: 3, newlyBroken: 1, newlyFixed: 1, verdicts: 0,
    });
  });
});

describe('merge: hostile texts', () => {
  it('stores lone surrogates, NUL, markup and long names without failing or confusing them', () => {
    const store = temporaryStore();
    const names = ['a\0b', 'a\0c', 'x\uDC00', '\u202Eevil', "'; DROP TABLE jobs; --", '<script>', '../..', 'n'.repeat(10_000), ''];
    const hostile = project([pipeline(1, names.map((name, n) => job(n + 1, name, 'success', { stage: name, failureMessage: name })), {
      ref: 'ref\0\uD800', sha: '\0', status: 'st\0range',
    })], { path: 'p\0', name: '\uD800', refs: ['ref\0\uD800'] });
    store.merge(collection(day(0), reading([hostile], { notes: ['\uD800\0'] })), rules);
    store.merge(collection(day(1), reading([hostile], { notes: ['\uD800\0'] })), rules);
    const read = onlyProject(store);
    expect(read.path).toBe('p\uFFFD');
    expect(read.formerPaths).toEqual([]);
    expect(read.refs).toMatchObject([{ ref: 'ref\uFFFD\uFFFD', latest: { state: 'unknown', status: 'st\uFFFDrange', sha: '\uFFFD' } }]);
    expect(read.cells.map(({ target }) => target).sort()).toEqual(names.map((name) => name.toWellFormed().replace('\0', '\uFFFD')).sort());
    expect(store.readBoard().sources[0]?.report.notes).toHaveLength(1);
  });
});
