// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CellRules, StageCell, Transition } from '../model/cell.ts';
import type { CellHistory } from '../model/history.ts';
import { DEFAULT_JOB_PATTERN, toJobName } from '../model/job-name.ts';
import type { JobReading, PipelineReading, ProjectReading, SourceReading } from '../model/reading.ts';
import { HOUR_MS, type Instant } from '../model/time.ts';
import type { Collection } from '../state/merge.ts';
import { openStore, type Store } from '../state/store.ts';

/** Readings for the tests of the state, written as briefly as they can be. */

export const SOURCE = 'gitlab:https://gitlab.example';
export const T0: Instant = Date.UTC(2026, 2, 1);
const PATTERN = new RegExp(DEFAULT_JOB_PATTERN, 'u');

export const rules: CellRules = {
  fingerprint: 'qubes',
  toCell: (_path, ref, jobName, gitlabStage) => {
    const name = toJobName(jobName, gitlabStage, PATTERN);
    return { ref, release: name.release ?? ref, stage: name.stage, target: name.target };
  },
};

/** The start of the n-th daily collection. */
export function day(n: number): Instant {
  return T0 + n * 24 * HOUR_MS;
}

export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state.sqlite');
}

export function temporaryStore(file = temporaryFile()): Store {
  const store = openStore(file);
  onTestFinished(() => store.close());
  return store;
}

export function job(id: number, name: string, status: string, more: Partial<JobReading> = {}): JobReading {
  return {
    id, name, stage: 'test', status, allowFailure: false, retried: false, kind: 'build',
    startedAt: T0 + id * 1000, finishedAt: T0 + id * 1000 + 60_000, queuedSeconds: 3, failureMessage: null,
    downstreamId: null, ...more,
  };
}

export function bridge(id: number, name: string, status: string, downstreamId: number, more: Partial<JobReading> = {}): JobReading {
  return job(id, name, status, { kind: 'bridge', downstreamId, ...more });
}

/** A pipeline of project 1's main; its jobs as `{ 'r4.2:build:vm-sid': 'success' }` or in full. */
export function pipeline(
  id: number, jobs: Readonly<Record<string, string>> | readonly JobReading[] | null, more: Partial<PipelineReading> = {},
): PipelineReading {
  return {
    id, iid: id, projectId: 1, projectPath: 'group/one', ref: 'main', sha: id.toString(16).padStart(40, '0'),
    status: 'success', warnings: false, createdAt: T0 + id * 60_000, updatedAt: T0 + id * 60_000 + 1234,
    startedAt: null, finishedAt: null, queuedSeconds: null, parentId: null,
    jobs: isList(jobs) ? jobs : Object.entries(jobs).map(([name, status], index) => job(id * 100 + index, name, status)),
    ...more,
  };
}

export function project(pipelines: readonly PipelineReading[], more: Partial<ProjectReading> = {}): ProjectReading {
  return {
    id: 1, path: 'group/one', name: 'one', webUrl: 'https://gitlab.example/group/one', defaultBranch: 'main',
    archived: false, ciEnabled: true, refs: ['main'], pipelines, ...more,
  };
}

export function reading(projects: readonly ProjectReading[], more: Partial<SourceReading> = {}): SourceReading {
  return {
    source: SOURCE, outcome: 'complete', requests: 2, durationMs: 150, projects, repositories: [], unreadable: [],
    notes: [], ...more,
  };
}

export function collection(startedAt: Instant, ...readings: readonly SourceReading[]): Collection {
  return { startedAt, durationMs: 900, readings };
}

/** A collection of project 1 alone. */
export function collectionOf(startedAt: Instant, ...pipelines: readonly PipelineReading[]): Collection {
  return collection(startedAt, reading([project(pipelines)]));
}

/** What is derived of project 1, changes in the order of their places. */
export function derived(store: Store): { cells: readonly StageCell[]; transitions: Transition[]; histories: CellHistory[] } {
  const transitions = store.readHistory({ source: SOURCE, id: 1 }, 1000);
  return {
    histories: historiesOf(store),
    cells: store.readBoard().projects.find(({ id }) => id === 1)?.cells ?? [],
    transitions: transitions.toReversed().sort(byPlace),
  };
}

/** Every cell's results, ordered by place. */
export function historiesOf(store: Store): CellHistory[] {
  const histories: CellHistory[] = [];
  store.visitHistories(0, (history) => histories.push(history));
  const toPlace = ({ project, ref, release, stage, target }: CellHistory): string => JSON.stringify([project, ref, release, stage, target]);
  return histories.sort((a, b) => toPlace(a).localeCompare(toPlace(b)));
}

function byPlace(a: Transition, b: Transition): number {
  const [x, y] = [a, b].map(({ at, ref, release, stage, target }) => JSON.stringify([at.pipelineId, ref, release, stage, target]));
  return String(x).localeCompare(String(y));
}

function isList(jobs: Readonly<Record<string, string>> | readonly JobReading[] | null): jobs is readonly JobReading[] | null {
  return jobs === null || Array.isArray(jobs);
}
