// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { HOUR_MS } from '../../../model/time.ts';
import { toMidnight, type Organisation, type SampleProject, type SamplePullRequest } from '../organisation.ts';
import type { DraftPipeline } from './draft.ts';
import { draftJob } from './draft.ts';
import { HOSTILE_NAMES } from './hostile.data.ts';
import { createRandom } from './random.ts';

const SCRIPT_URL = 'javascript:alert(document.domain)';
const DAYS = [0, 29];

/** Adds projects and repositories with hostile names to an organisation and returns the projects' pipelines. */
export function draftHostile(organisation: Organisation): DraftPipeline[] {
  const projects = HOSTILE_NAMES.map((name, index) => createHostileProject(organisation.group, name, index));
  organisation.projects.push(...projects);
  organisation.repositories.push(...HOSTILE_NAMES.map((name, index) => ({
    id: 8_000_000 + index, name, url: SCRIPT_URL, defaultBranch: name, archived: false, topics: [name],
    pullRequests: [createHostilePullRequest(name, index)],
  })));
  return projects.flatMap((project, index) =>
    ['main', HOSTILE_NAMES[index] ?? 'main'].flatMap((ref) => DAYS.map((day) => draftHostilePipeline(project, ref, day))));
}

function createHostileProject(group: string, name: string, index: number): SampleProject {
  return {
    id: 13_000_000 + index, name, namespace: group, path: index % 2 === 0 ? `${group}/${name}` : name, formerPaths: [], webUrl: SCRIPT_URL,
    defaultBranch: index % 2 === 0 ? 'main' : name, visibility: 'public', archived: false, ci: 'enabled', pipelines: [],
  };
}

function createHostilePullRequest(name: string, index: number): SamplePullRequest {
  const createdAt = toMidnight(index) + 9 * HOUR_MS;
  return {
    number: 1, title: name, url: SCRIPT_URL, author: name, isDraft: false, createdAt, updatedAt: createdAt, closedAt: null,
    headSha: createRandom('hostile', index).hex(40), checks: 'FAILURE',
  };
}

function draftHostilePipeline(project: SampleProject, ref: string, day: number): DraftPipeline {
  const createdAt = toMidnight(day) + HOUR_MS;
  const jobs = [project.name, `r4.2:build:${project.name}`, `r4.2:${project.name}:vm-bookworm`].map((name, index) => ({
    ...draftJob({
      name, stage: project.name, status: index === 1 ? 'failed' : 'success', createdAt, readyAt: createdAt, queuedSeconds: 5, durationSeconds: 60,
    }),
    failureReason: index === 1 ? project.name : null,
  }));
  return { project, ref, sha: createRandom('hostile', project.id, day).hex(40), source: 'push', createdAt, status: null, jobs };
}
