// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board, BoardProject } from '../model/board.ts';
import type { StageCell } from '../model/cell.ts';
import type { NewestPipeline } from '../state/newest-jobs.ts';
import { createPastFixture } from './past-fixture.ts';
import { createBoardFixture, createCell, createResultCell, FIXTURE_NOW, GITHUB, GITLAB, type BoardFixture } from './board-fixture.ts';

/** Names that somebody could give a project, a ref, a job or a pull request to harm who shows them. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '../../../etc/passwd',
  '..',
  '.',
  '-',
  'a/-/b',
  'index.html',
  'index',
  '404',
  'x.html',
  'pipeline',
  'pipeline.svg',
  '\u202egnp.exe\u202c',
  'nul\0byte\u0007',
  '😀👩‍👩‍👧',
  '\ud800 lone',
  '__proto__',
  'constructor',
  '%2e%2e%2f',
  '&lt;b&gt;&amp;',
  'A'.repeat(10_000),
  'a/'.repeat(2_000) + 'b',
];

/** A board in which every text is one of those names, and every link is none. */
export function createHostileBoard(): BoardFixture {
  const { board } = createBoardFixture({ repositories: 1, targets: 1, releases: 1 });
  const projects = HOSTILE_NAMES.map((name, index) => createHostileProject(name, index));
  const hostile: Board = {
    ...board,
    sources: board.sources.map((source) => ({
      ...source,
      report: {
        ...source.report, outcome: 'partial', notes: [...HOSTILE_NAMES],
        unreadable: HOSTILE_NAMES.map((name) => ({ project: { id: null, path: `never/${name}` }, code: name, message: name })),
      },
    })),
    projects,
    repositories: HOSTILE_NAMES.map((name, index) => ({
      source: GITHUB, id: index, owner: 'QubesOS', name, url: 'javascript:alert(1)', defaultBranch: name, topics: [name], archived: false, truncated: true, readAt: FIXTURE_NOW,
      pullRequests: [{
        number: index, title: name, url: index % 2 === 0 ? name : 'data:text/html,<script>alert(1)</script>', author: name, isDraft: true,
        createdAt: FIXTURE_NOW, updatedAt: FIXTURE_NOW, headSha: name, checks: 'failed',
      }],
    })),
    changes: projects.flatMap((project) => project.cells.filter(({ result }) => result?.state === 'failed').map((cell) => ({
      ...cell, project, from: 'passed' as const, to: 'failed' as const, jobId: 1, at: { pipelineId: 1, sha: cell.stage, at: FIXTURE_NOW }, before: null, seenAt: FIXTURE_NOW, failureMessage: cell.target,
    }))),
  };
  return {
    board: hostile,
    evidence: null,
    past: createPastFixture({ now: FIXTURE_NOW, transitions: hostile.changes }),
    readProject: ({ id }) => {
      const name = HOSTILE_NAMES[id] ?? '';
      const pipeline = createPipeline(name, id);
      return {
        pipelines: [pipeline, { ...pipeline, id: pipeline.id + 1, parentId: pipeline.id, projectId: 77, projectPath: name }],
        jobs: [0, 1].map((child) => ({
          id: 1, pipelineId: pipeline.id + child, name, stage: name, state: 'failed', status: name, retried: false, kind: 'build', startedAt: null, finishedAt: null, queuedSeconds: null, failureMessage: name,
        })),
        transitions: [],
      };
    },
    readNewestJobs: (wanted) => projects.map(({ source, id, path }): NewestPipeline => ({
      project: { source, id }, ref: path, id: id * 10, updatedAt: FIXTURE_NOW, queuedSeconds: null, runs: 1, jobCount: 1,
      jobs: wanted === 'all' ? [{
        id, name: path, stage: path, state: 'failed', status: path, startedAt: null, finishedAt: FIXTURE_NOW, queuedSeconds: null, failureMessage: path,
      }] : [],
    })),
  };
}

function createHostileProject(name: string, id: number): BoardProject {
  const cells: readonly StageCell[] = [
    createResultCell('failed', { ref: name, release: name, stage: name, target: name }),
    createCell({ ref: name, release: 'r4.3', stage: name, target: 'vm-fc42', current: { state: 'unknown', status: name, jobId: 1, pipelineId: 1, at: FIXTURE_NOW } }),
  ];
  const latest = createPipeline(name, id);
  return {
    source: GITLAB, id, path: name, name, webUrl: id % 2 === 0 ? 'javascript:alert(1)' : `https://gitlab.com/${name}`, defaultBranch: name, archived: true, ciEnabled: false,
    formerPaths: [name], readAt: FIXTURE_NOW, unreadable: id % 3 === 0 ? { project: { id, path: name }, code: name, message: name } : null,
    refs: [{ ref: name, latest, finished: latest }], cells,
  };
}

function createPipeline(name: string, id: number): NonNullable<BoardProject['refs'][number]['latest']> {
  return {
    id: id * 10, iid: id, projectId: id, projectPath: name, ref: name, sha: name, state: 'unknown', status: name, createdAt: FIXTURE_NOW, startedAt: null, finishedAt: null, parentId: null,
  };
}
