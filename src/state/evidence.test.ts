// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../model/difference.ts';
import type { StoredVerdict } from '../model/evidence.ts';
import type { SourceReading } from '../model/reading.ts';
import {
  archiveReading, artifact, digest, evidenceReading, REBUILDER, rebuilderReading, suite, TIMESTAMP_DIFFERENCES, verdict, verified,
} from '../testing/evidence-readings.ts';
import { collection, collectionOf, day, pipeline, rules, SOURCE, temporaryFile, temporaryStore } from '../testing/state-readings.ts';
import { exportState } from './archive-export.ts';
import { importState } from './archive-import.ts';
import { APPLICATION_ID } from './schema.ts';
import { MIGRATION_1 } from './migration-1.data.ts';
import type { Store } from './store.ts';

const REPORT: Difference = { source1: 'a', source2: 'b', comments: ['c'], unifiedDiff: '-x\n+y', details: [] };

function merge(store: Store, at: number, ...readings: SourceReading[]): void {
  store.merge(collection(at, ...readings), rules);
}

function onlyVerdict(store: Store): StoredVerdict {
  const [only, ...others] = store.readEvidence().verdicts;
  if (only === undefined || others.length > 0) throw new Error('not one verdict');
  return only;
}

describe('merge: verdicts', () => {
  it('gives back what was read, with when it was first seen', () => {
    const store = temporaryStore();
    const read = verdict('hello', { claim: 'differs', at: day(0), sha256: digest(1), differences: TIMESTAMP_DIFFERENCES, report: REPORT });
    merge(store, day(1), rebuilderReading([read], { cursor: 'page 3' }));
    const { id: _id, revision: _revision, report: _report, ...expected } = read;
    const stored = onlyVerdict(store);
    expect(stored).toEqual({
      ...expected, key: stored.key, source: REBUILDER, hasReport: true, isCurrent: true, firstSeen: day(1), seenAt: day(1), previous: null,
    });
    expect(store.readReport('verdict', stored.key)).toEqual(REPORT);
    expect(store.readReport('reprotest', stored.key)).toBeNull();
    expect(store.knownEvidence(REBUILDER)).toMatchObject({ cursor: 'page 3', verdicts: [{ id: 'hello', revision: '1', hasReport: true }] });
  });

  it('keeps a proof and a comparison while the revision is the same, and drops both with a new one', () => {
    const store = temporaryStore();
    const proof = verified(digest(1));
    merge(store, day(0), rebuilderReading([verdict('hello', { proof, differences: TIMESTAMP_DIFFERENCES, report: REPORT })]));
    merge(store, day(1), rebuilderReading([verdict('hello')]));
    expect(onlyVerdict(store)).toMatchObject({ proof, differences: TIMESTAMP_DIFFERENCES, hasReport: true });
    merge(store, day(2), rebuilderReading([verdict('hello', { revision: '2' })]));
    expect(onlyVerdict(store)).toMatchObject({ proof: { kind: 'unchecked' }, differences: null, hasReport: false });
  });

  it('replaces a proof that was checked again: one that no longer holds does not stay verified', () => {
    const store = temporaryStore();
    merge(store, day(0), rebuilderReading([verdict('hello', { proof: verified(digest(1)) })]));
    const refused = { kind: 'refused', code: 'wrong-key', reason: 'signed by another key', checkedAt: day(1) } as const;
    merge(store, day(1), rebuilderReading([verdict('hello', { proof: refused })]));
    expect(onlyVerdict(store).proof).toEqual(refused);
    merge(store, day(2), rebuilderReading([verdict('hello', { proof: { kind: 'absent' } })]));
    expect(onlyVerdict(store).proof).toEqual({ kind: 'absent' });
  });

  it('remembers what was said before, until when, and whether it was proved', () => {
    const store = temporaryStore();
    merge(store, day(0), rebuilderReading([verdict('hello', { proof: verified(digest(1)) })]));
    merge(store, day(1), rebuilderReading([verdict('hello', { revision: '2', claim: 'differs' })]));
    const previous = { claim: 'reproduced', wasVerified: true, until: day(1) };
    expect(onlyVerdict(store)).toMatchObject({ claim: 'differs', previous });
    merge(store, day(2), rebuilderReading([verdict('hello', { revision: '2', claim: 'differs' })]));
    expect(onlyVerdict(store)).toMatchObject({ previous });
  });

  it('keeps what a complete listing leaves out as gone, and everything when a listing was not complete', () => {
    const store = temporaryStore();
    merge(store, day(0), rebuilderReading([verdict('hello'), verdict('sl')]));
    merge(store, day(1), rebuilderReading([verdict('hello')], { complete: false }));
    expect(store.readEvidence().verdicts.map(({ isCurrent }) => isCurrent)).toEqual([true, true]);
    merge(store, day(2), rebuilderReading([verdict('hello')]));
    expect(store.readEvidence().verdicts).toMatchObject([
      { name: 'hello', isCurrent: true, seenAt: day(2) }, { name: 'sl', isCurrent: false, seenAt: day(2) },
    ]);
    expect(store.knownEvidence(REBUILDER).verdicts).toMatchObject([{ name: 'hello' }]);
    merge(store, day(3), rebuilderReading([verdict('sl')], { complete: false }));
    expect(store.readEvidence().verdicts).toMatchObject([{ isCurrent: true }, { name: 'sl', isCurrent: true, firstSeen: day(0) }]);
  });

  it('lets an older collection neither overwrite a verdict or a cursor nor end one', () => {
    const store = temporaryStore();
    merge(store, day(2), rebuilderReading([verdict('hello', { claim: 'differs' }), verdict('sl')], { cursor: 'new' }));
    merge(store, day(1), rebuilderReading([verdict('hello')], { cursor: 'old' }));
    expect(store.readEvidence().verdicts).toMatchObject([
      { name: 'hello', claim: 'differs', firstSeen: day(1), previous: null, isCurrent: true }, { name: 'sl', isCurrent: true },
    ]);
    expect(store.knownEvidence(REBUILDER).cursor).toBe('new');
  });

  it('lets a rebuilder whose list broke off grow old', () => {
    const store = temporaryStore();
    const readAt = (): number | null | undefined => store.readBoard().sources[0]?.readAt;
    merge(store, day(0), rebuilderReading([verdict('hello')]));
    merge(store, day(1), { ...rebuilderReading([verdict('sl')], { complete: false, isUpToDate: false }), outcome: 'partial' });
    expect(readAt()).toBe(day(0));
    merge(store, day(2), { ...rebuilderReading([], { complete: false }), outcome: 'partial' });
    expect(readAt()).toBe(day(2));
  });

  it('keeps everything of a rebuilder that could not be read', () => {
    const store = temporaryStore();
    merge(store, day(0), rebuilderReading([verdict('hello')], { cursor: 'x' }));
    const { evidence: _evidence, ...unavailable } = rebuilderReading([]);
    merge(store, day(1), { ...unavailable, outcome: 'unavailable' });
    expect(onlyVerdict(store)).toMatchObject({ isCurrent: true, seenAt: day(0) });
    expect(store.knownEvidence(REBUILDER).cursor).toBe('x');
  });
});

describe('merge: archives', () => {
  it('keeps two digests of one name and version apart, and says which is published now', () => {
    const store = temporaryStore();
    merge(store, day(0), archiveReading([suite([artifact('hello', digest(1))])]));
    merge(store, day(1), archiveReading([suite([artifact('hello', digest(2))])]));
    expect(store.readEvidence().artifacts).toMatchObject([
      { sha256: digest(1), suites: [], firstSeen: day(0), lastSeen: day(0) },
      { sha256: digest(2), suites: ['trixie'], firstSeen: day(1), lastSeen: day(1) },
    ]);
  });

  it('takes an unchanged suite as read, and what left it as seen until then', () => {
    const store = temporaryStore();
    merge(store, day(0), archiveReading([suite([artifact('hello', digest(1))])]));
    merge(store, day(3), archiveReading([suite(null)]));
    expect(store.readEvidence()).toMatchObject({ suites: [{ readAt: day(3) }], artifacts: [{ lastSeen: day(3), suites: ['trixie'] }] });
    merge(store, day(5), archiveReading([suite([])]));
    expect(store.readEvidence().artifacts).toMatchObject([{ lastSeen: day(3), suites: [] }]);
  });

  it('leaves alone a suite that was not read, and lets no older collection replace one', () => {
    const store = temporaryStore();
    merge(store, day(1), archiveReading([suite([artifact('hello', digest(1))]), suite([artifact('sl', digest(2))], { suite: 'sid' })]));
    merge(store, day(2), archiveReading([suite([artifact('hello', digest(1))])]));
    merge(store, day(0), archiveReading([suite([artifact('old', digest(3))], { suite: 'sid', sourcePackages: [{ name: 'old', version: '1', vcsUrl: null }] })]));
    const board = store.readEvidence();
    expect(board.artifacts).toMatchObject([
      { name: 'hello', suites: ['trixie'] }, { name: 'sl', suites: ['sid'] }, { name: 'old', suites: [], firstSeen: day(0) },
    ]);
    expect(board.suites).toMatchObject([{ suite: 'sid', readAt: day(1) }, { suite: 'trixie', readAt: day(2) }]);
    expect(board.sourcePackages).toEqual([]);
  });

  it('gives back source packages with where they are developed', () => {
    const store = temporaryStore();
    const sourcePackages = [{ name: 'hello', version: '1.0-1', vcsUrl: 'https://git.example/hello' }];
    merge(store, day(0), archiveReading([suite([], { sourcePackages })]));
    expect(store.readEvidence().sourcePackages).toMatchObject([{ ...sourcePackages[0], suite: 'trixie', distribution: 'debian' }]);
  });
});

describe('merge: reprotest', () => {
  const gitlab = collectionOf(day(0), pipeline(1, { 'r4.2:build:vm-sid': 'success', 'r4.2:repro:vm-sid': 'failed' }));
  const packages = [{
    name: 'hello', reproduced: false, url: 'https://gitlab.example/x', differences: TIMESTAMP_DIFFERENCES, report: REPORT,
    sources: [{ name: 'hello', version: '1' }],
  }];

  function readJob(store: Store): number {
    const [unread] = store.unreadReprotests(SOURCE, 'repro', 10);
    if (unread === undefined) throw new Error('nothing unread');
    expect(unread).toMatchObject({ projectId: 1, projectPath: 'group/one', target: 'vm-sid', ref: 'main' });
    return unread.jobId;
  }

  it('asks once for every result of the stage, and shows the packages with its cell', () => {
    const store = temporaryStore();
    store.merge(gitlab, rules);
    const jobId = readJob(store);
    const job = { projectId: 1, jobId, readAt: day(0), outcome: 'read', reason: null, packages } as const;
    store.mergeLate(day(0), evidenceReading('reprotest:https://gitlab.example', { kind: 'reprotest', gitlab: SOURCE, jobs: [job] }));
    expect(store.unreadReprotests(SOURCE, 'repro', 10)).toEqual([]);
    expect(store.unreadReprotests(SOURCE, 'build', 10)).toHaveLength(1);
    const [reprotest] = store.readEvidence().reprotests;
    expect(reprotest).toMatchObject({
      project: { source: SOURCE, id: 1 }, ref: 'main', release: 'r4.2', stage: 'repro', target: 'vm-sid', jobId, outcome: 'read',
      packages: [{ name: 'hello', reproduced: false, hasReport: true, differences: TIMESTAMP_DIFFERENCES }],
    });
    expect(store.readReport('reprotest', reprotest?.packages[0]?.key ?? 0)).toEqual(REPORT);
    expect(store.readBoard().collections).toMatchObject([{ startedAt: day(0), sources: [{}, { source: 'reprotest:https://gitlab.example' }] }]);
  });

  it('takes nothing back when a job is read again', () => {
    const store = temporaryStore();
    store.merge(gitlab, rules);
    const job = { projectId: 1, jobId: readJob(store), readAt: day(0), outcome: 'read', reason: null, packages } as const;
    const late = (one: object): SourceReading => evidenceReading('reprotest:https://gitlab.example', { kind: 'reprotest', gitlab: SOURCE, jobs: [{ ...job, ...one }] });
    store.mergeLate(day(0), late({}));
    store.mergeLate(day(0), late({ outcome: 'absent', packages: [] }));
    expect(store.readEvidence().reprotests).toMatchObject([{ outcome: 'read', packages: [{ name: 'hello' }] }]);
  });
});

describe('the state file', () => {
  it('brings a state of the first format up to date with everything in it', () => {
    const file = temporaryFile();
    const db = new DatabaseSync(file);
    db.exec(MIGRATION_1);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1; INSERT INTO collections VALUES (1, ${day(0)}, 5)`);
    db.close();
    const store = temporaryStore(file);
    merge(store, day(1), rebuilderReading([verdict('hello')]));
    expect(store.readBoard().collections).toMatchObject([{ startedAt: day(1) }, { startedAt: day(0) }]);
    expect(onlyVerdict(store)).toMatchObject({ name: 'hello' });
  });

  it('exports and imports evidence with its comparisons', async () => {
    const file = temporaryFile();
    const store = temporaryStore(file);
    merge(store, day(0), rebuilderReading([verdict('hello', { claim: 'differs', report: REPORT })]), archiveReading([suite([artifact('hello', digest(1))])]));
    const copy = temporaryFile();
    const pipe = new PassThrough();
    await Promise.all([exportState(file, pipe), importState(copy, pipe)]);
    const imported = temporaryStore(copy);
    expect(imported.readEvidence()).toEqual(store.readEvidence());
    expect(imported.readReport('verdict', onlyVerdict(imported).key)).toEqual(REPORT);
  });
});
