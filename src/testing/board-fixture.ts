// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board, BoardJob, BoardPipeline, BoardProject, BoardRepository, ProjectDetail } from '../model/board.ts';
import type { ProjectKey, StageCell, Transition } from '../model/cell.ts';
import type { JobState, ResultState } from '../model/job-state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../model/time.ts';
import type { Past } from '../history/past.ts';
import type { NewestPipeline, WantedJobs } from '../state/newest-jobs.ts';
import { createPastFixture } from './past-fixture.ts';

/** 22 Nov 2026, 06:04 UTC. */
export const FIXTURE_NOW: Instant = Date.UTC(2026, 10, 22, 6, 4);

export const GITLAB = 'gitlab:https://gitlab.com';
export const GITHUB = 'github:https://api.github.com';

/** How large a board. */
export interface BoardSize {
  readonly repositories: number;
  readonly targets: number;
  readonly releases: number;
}

export interface BoardFixture {
  readonly board: Board;
  /** Without evidence; src/testing/evidence-fixture.ts has some. */
  readonly evidence: null;
  /** What broke last, and nothing before. */
  readonly past: Past;
  readProject(key: ProjectKey): ProjectDetail;
  readNewestJobs(wanted: WantedJobs): readonly NewestPipeline[];
}

const FAILURE = 'drivers/xen/gntdev.c:1021: error: implicit declaration of function';
const STAGES = ['build', 'install', 'repro'];
const AREAS = ['core', 'app', 'desktop-linux', 'mgmt-salt', 'gui', 'vmm-xen', 'linux', 'builder'];
const TARGETS = [
  'host-fc41', 'vm-bookworm', 'vm-trixie', 'vm-fc41', 'vm-fc42', 'vm-fc43', 'vm-archlinux', 'vm-noble', 'vm-jammy',
  'vm-centos-stream9', 'vm-gentoo', 'host-fc37',
];

/** A board of any size, always the same for the same size: mostly green, with one of everything else. */
export function createBoardFixture({ repositories, targets, releases }: BoardSize): BoardFixture {
  const projects = Array.from({ length: repositories }, (_, index) => createProject(index, targets, releases));
  const changes = projects.flatMap(toChanges);
  const report = { requests: 5, durationMs: 8_400, notes: [] };
  const unreadable = projects.flatMap((project) => (project.unreadable === null ? [] : [project.unreadable]));
  const board: Board = {
    now: FIXTURE_NOW,
    collections: [0, 1, 2].map((day) => ({
      id: 30 - day, startedAt: FIXTURE_NOW - day * DAY_MS, durationMs: 9_000 + day,
      sources: [{ source: GITLAB, outcome: 'partial', unreadable: [], ...report }, { source: GITHUB, outcome: 'complete', unreadable: [], ...report }],
    })),
    sources: [
      { source: GITLAB, attemptedAt: FIXTURE_NOW, readAt: FIXTURE_NOW, report: { source: GITLAB, outcome: unreadable.length > 0 ? 'partial' : 'complete', unreadable, ...report } },
      { source: GITHUB, attemptedAt: FIXTURE_NOW, readAt: FIXTURE_NOW, report: { source: GITHUB, outcome: 'complete', unreadable: [], ...report, requests: 2 } },
    ],
    projects,
    repositories: projects.map(createRepository),
    changes,
  };
  const byId = new Map(projects.map((project) => [project.id, project]));
  return {
    board,
    evidence: null,
    past: createPastFixture({ now: FIXTURE_NOW, transitions: changes }),
    readProject: ({ id }) => {
      const project = byId.get(id);
      return project === undefined ? { pipelines: [], jobs: [], transitions: [] } : createDetail(project);
    },
    readNewestJobs: (wanted) => projects.flatMap((project) => toNewestPipelines(project, wanted)),
  };
}

/** A passed cell; `changes` are laid over it. */
export function createCell(changes: Partial<StageCell> = {}): StageCell {
  const point = { pipelineId: 90, sha: 'a'.repeat(40), at: FIXTURE_NOW - 9 * DAY_MS };
  return {
    ref: 'main', release: 'r4.3', stage: 'build', target: 'vm-fc42',
    result: { state: 'passed', jobId: 1_000, jobName: 'r4.3:build:vm-fc42', at: FIXTURE_NOW - HOUR_MS, pipelineId: 100, since: point, before: null },
    current: { state: 'passed', status: 'success', jobId: 1_000, pipelineId: 100, at: FIXTURE_NOW - HOUR_MS },
    ...changes,
  };
}

/** A cell whose last result is `state`, since some days and found some days ago. */
export function createResultCell(state: ResultState, { sinceDays = 3, ageDays = 0, ...changes }: Partial<StageCell> & { sinceDays?: number; ageDays?: number } = {}): StageCell {
  const plain = createCell(changes);
  const at = FIXTURE_NOW - ageDays * DAY_MS - HOUR_MS;
  const since = { pipelineId: 95, sha: 'b'.repeat(40), at: FIXTURE_NOW - sinceDays * DAY_MS };
  const before = { pipelineId: 94, sha: 'c'.repeat(40), at: since.at - DAY_MS };
  return {
    ...plain,
    result: { state, jobId: 1_000, jobName: 'job', at, pipelineId: 100, since, before },
    current: changes.current ?? { ...plain.current, state, status: state, at },
  };
}

function createProject(index: number, targetCount: number, releaseCount: number): BoardProject {
  const area = AREAS[index % AREAS.length] ?? 'core';
  const path = `QubesOS/qubes-${area}-component${index}`;
  const isUnread = index % 75 === 60;
  const releases = Array.from({ length: releaseCount }, (_, release) => `r4.${releaseCount - release + 1}`);
  const cells = index % 40 === 39 ? [] : releases.flatMap((release, releaseIndex) => targetNames(targetCount)
    .filter((_, target) => target < 3 || (index + target * 7) % 5 !== 0)
    .flatMap((target, place) => STAGES.map((stage, stageIndex) => createPlacedCell({ index, place, stageIndex, releaseIndex, release, target, stage }))));
  const refs = releases.map((release, releaseIndex) => {
    const ref = toRef(releaseIndex, release);
    const pipeline = cells.length === 0 ? null : createPipeline(index, path, ref, releaseIndex, 0);
    return { ref, latest: pipeline, finished: pipeline };
  });
  return {
    source: GITLAB, id: 5_000 + index, path, name: `qubes-${area}-component${index}`, webUrl: `https://gitlab.com/${path}`,
    defaultBranch: 'main', archived: index % 50 === 49, ciEnabled: index % 40 !== 39,
    formerPaths: index % 30 === 7 ? [`QubesOS/old-name-${index}`] : [],
    readAt: isUnread ? FIXTURE_NOW - 3 * DAY_MS : FIXTURE_NOW,
    unreadable: isUnread ? { project: { id: 5_000 + index, path }, code: 'forbidden', message: 'GitLab answered 403 Forbidden' } : null,
    refs, cells,
  };
}

function targetNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => TARGETS[index] ?? `vm-extra${index}`);
}

function toRef(releaseIndex: number, release: string): string {
  return releaseIndex === 0 ? 'main' : `release${release.slice(1)}`;
}

interface Place {
  readonly index: number;
  readonly place: number;
  readonly stageIndex: number;
  readonly releaseIndex: number;
  readonly release: string;
  readonly target: string;
  readonly stage: string;
}

/** Jobs are numbered as GitLab does: one after the other within a pipeline. */
function createPlacedCell({ index, place, stageIndex, releaseIndex, release, target, stage }: Place): StageCell {
  const pipelineId = toPipelineId(index, releaseIndex, 0);
  const jobId = 12_300_000_000 + index * 61_291 + releaseIndex * 90_000_000 + stageIndex * 40 + place;
  const at = FIXTURE_NOW - ((index * 37) % 400) * HOUR_MS / 20;
  const state = toResult(index, place, stageIndex);
  const sinceDays = state !== 'failed' ? 20 : index % 46 === 3 ? 0 : 1 + (index % 7);
  const point = (day: number, pipeline: number) => ({ pipelineId: pipeline, sha: toSha(index * 31 + day), at: FIXTURE_NOW - day * DAY_MS - HOUR_MS });
  const isOld = index % 45 === 20 && stageIndex === 2;
  const isRunning = index % 33 === 5 && stageIndex > 0;
  return {
    ref: toRef(releaseIndex, release), release, stage, target,
    result: index % 60 === 33 && stageIndex > 0 ? null : {
      state, jobId, jobName: `${release}:${stage}:${target}`, at: isOld ? FIXTURE_NOW - 42 * DAY_MS : at, pipelineId,
      since: point(sinceDays, pipelineId - sinceDays), before: point(sinceDays + 1, pipelineId - sinceDays - 1),
    },
    current: toCurrent(index, place === 1 ? stageIndex : 2, isRunning, state, jobId, pipelineId, at),
  };
}

function toCurrent(index: number, stageIndex: number, isRunning: boolean, state: JobState, jobId: number, pipelineId: number, at: Instant): StageCell['current'] {
  if (isRunning) return { state: 'running', status: 'running', jobId: jobId + 7_000, pipelineId: pipelineId + 1, at: FIXTURE_NOW };
  if (index % 60 === 33 && stageIndex > 0) return { state: 'manual', status: 'manual', jobId, pipelineId, at };
  if (index === 52 && stageIndex < 2) return { state: 'unknown', status: 'awaiting_quantum', jobId, pipelineId, at };
  return { state, status: state === 'passed' ? 'success' : 'failed', jobId, pipelineId, at };
}

function toResult(index: number, place: number, stageIndex: number): ResultState {
  if (index % 23 === 3 && place % 4 === 1 && stageIndex === index % 3) return 'failed';
  if (index % 37 === 11 && place < 2 && stageIndex === 1) return 'warned';
  return 'passed';
}

function toPipelineId(index: number, releaseIndex: number, age: number): number {
  return 2_100_000_000 + index * 40 + releaseIndex * 1_000_000 - age * 100_000;
}

function toSha(seed: number): string {
  return Array.from({ length: 5 }, (_, part) => (((seed + 11) * 2_654_435_761 + part * 97_531_357) % 4_294_967_296).toString(16).padStart(8, '0')).join('');
}

function createPipeline(index: number, path: string, ref: string, releaseIndex: number, age: number): BoardPipeline {
  const createdAt = FIXTURE_NOW - age * DAY_MS - 5 * HOUR_MS;
  const state = index % 23 === 3 && age < 4 ? 'failed' : 'passed';
  return {
    id: toPipelineId(index, releaseIndex, age), iid: 700 - age, projectId: 5_000 + index, projectPath: path, ref, sha: toSha(index * 31 + age),
    state, status: state === 'passed' ? 'success' : 'failed', createdAt, startedAt: createdAt + MINUTE_MS, finishedAt: createdAt + (20 + age) * MINUTE_MS + 11_000, parentId: null,
  };
}

function toChanges(project: BoardProject): readonly Transition[] {
  return project.cells.flatMap((cell) => {
    const { result } = cell;
    const isNew = result !== null && FIXTURE_NOW - result.since.at < DAY_MS;
    return isNew && result.state === 'failed' ? [{
      ...cell, project, from: 'passed' as const, to: result.state, jobId: result.jobId, at: result.since, before: result.before, seenAt: FIXTURE_NOW, failureMessage: FAILURE,
    }] : [];
  });
}

function createRepository(project: BoardProject): BoardRepository {
  const index = project.id - 5_000;
  return {
    source: GITHUB, id: 900 + index, owner: 'QubesOS', name: project.name, url: `https://github.com/QubesOS/${project.name}`,
    defaultBranch: 'main', topics: [], archived: project.archived, truncated: index === 4, readAt: FIXTURE_NOW,
    pullRequests: index % 9 === 3 ? [1, 2].map((pull) => ({
      number: 100 + index + pull, title: pull === 1 ? 'Fix the build on Fedora 43' : 'Draft: use the new qrexec policy', author: 'marmarek', isDraft: pull === 2,
      url: `https://github.com/QubesOS/${project.name}/pull/${100 + index + pull}`, createdAt: FIXTURE_NOW - 20 * DAY_MS,
      updatedAt: FIXTURE_NOW - index * HOUR_MS - pull * DAY_MS, headSha: toSha(index), checks: (['passed', 'failed', 'pending', 'none', 'unknown'] as const)[(index + pull) % 5] ?? 'none',
    })) : [],
  };
}

function createDetail(project: BoardProject): ProjectDetail {
  const index = project.id - 5_000;
  if (project.cells.length === 0) return { pipelines: [], jobs: [], transitions: [] };
  const jobs = project.refs.flatMap(({ ref, latest }) => project.cells.filter((cell) => cell.ref === ref).flatMap((cell): readonly BoardJob[] => {
    const job: BoardJob = {
      id: cell.current.jobId, pipelineId: latest?.id ?? 0, name: `${cell.release}:${cell.stage}:${cell.target}`, stage: cell.stage,
      state: cell.current.state, status: cell.current.status, retried: false, kind: 'build', startedAt: FIXTURE_NOW - 5 * HOUR_MS,
      finishedAt: cell.current.state === 'running' ? null : FIXTURE_NOW - 5 * HOUR_MS + (cell.target.length * 37_000), queuedSeconds: 4,
      failureMessage: cell.current.state === 'failed' ? FAILURE : null,
    };
    return cell.current.state === 'failed' ? [{ ...job, id: job.id - 5, retried: true }, job] : [job];
  }));
  return {
    pipelines: project.refs.flatMap(({ ref }, releaseIndex) => Array.from({ length: 10 }, (_, age) => createPipeline(index, project.path, ref, releaseIndex, age))),
    jobs,
    transitions: project.cells.flatMap((cell) => (cell.result?.state === 'failed' ? [{
      ...cell, project, from: 'passed' as const, to: 'failed' as const, jobId: cell.result.jobId, at: cell.result.since, before: cell.result.before, seenAt: cell.result.since.at, failureMessage: FAILURE,
    }] : [])),
  };
}

function toNewestPipelines(project: BoardProject, wanted: WantedJobs): readonly NewestPipeline[] {
  const { jobs } = createDetail(project);
  return project.refs.flatMap(({ ref, latest }) => {
    const own = jobs.filter(({ pipelineId, retried }) => pipelineId === latest?.id && !retried);
    return latest === null ? [] : [{
      project: { source: project.source, id: project.id }, ref, id: latest.id, updatedAt: latest.finishedAt ?? latest.createdAt, queuedSeconds: 3, runs: 10,
      jobCount: own.length, jobs: wanted === 'all' ? own : [],
    }];
  });
}
