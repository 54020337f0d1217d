// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { HOUR_MS } from '../../model/time.ts';
import { toMidnight, type Organisation, type SampleProject } from './organisation.ts';
import { draftJob, type DraftJob, type DraftPipeline } from './story/draft.ts';
import { numberPipelines } from './story/numbering.ts';
import { GROUP } from './story/projects.ts';
import { createRandom } from './story/random.ts';

export interface UniformOptions {
  readonly projects: number;
  /** Each with the release that its jobs are named for. */
  readonly refs?: readonly { readonly name: string; readonly release: string }[];
  readonly targets?: number;
  readonly stages?: readonly string[];
  /** How many projects get a new pipeline on their first ref in the night of day 1. */
  readonly changed?: number;
}

const REFS = [
  { name: 'main', release: 'r4.4' },
  { name: 'release4.3', release: 'r4.3' },
  { name: 'release4.2', release: 'r4.2' },
];

/**
 * An organisation for measuring, all alike: on day 0 every ref of every project has one finished pipeline with
 * targets × stages jobs, by default 3 refs × 10 × 3; one job in fifty fails.
 */
export function createUniform(options: UniformOptions): Organisation {
  const { refs = REFS, targets = 10, stages = ['build', 'install', 'repro'], changed = 0 } = options;
  const projects = Array.from({ length: options.projects }, (_, index) => createUniformProject(index));
  const draft = (project: SampleProject, ref: { name: string; release: string }, day: number): DraftPipeline => {
    const createdAt = toMidnight(day) + HOUR_MS;
    const random = createRandom('uniform', project.id, ref.name, day);
    const jobs = stages.flatMap((stage, step) => Array.from({ length: targets }, (_, target): DraftJob => {
      const fails = random.chance(0.02);
      const name = `${ref.release}:${stage}:vm-${String(target + 1).padStart(2, '0')}`;
      return {
        ...draftJob({
          name, stage, createdAt, status: fails ? 'failed' : 'success', readyAt: createdAt + step * HOUR_MS,
          queuedSeconds: random.integer(1, 60), durationSeconds: random.integer(60, 3_000),
        }),
        failureReason: fails ? 'script_failure' : null,
      };
    }));
    return { project, ref: ref.name, sha: random.hex(40), source: 'schedule', createdAt, status: null, jobs };
  };
  numberPipelines([
    ...projects.flatMap((project) => refs.map((ref) => draft(project, ref, 0))),
    ...projects.slice(0, changed).flatMap((project) => refs.slice(0, 1).map((ref) => draft(project, ref, 1))),
  ]);
  return { ...GROUP, projects, repositories: [] };
}

function createUniformProject(index: number): SampleProject {
  const name = `component-${String(index + 1).padStart(4, '0')}`;
  return {
    id: 30_000_000 + index * 7, name, namespace: GROUP.group, path: `${GROUP.group}/${name}`, formerPaths: [], webUrl: null,
    defaultBranch: 'main', visibility: 'public', archived: false, ci: 'enabled', pipelines: [],
  };
}
