// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toMidnight, type SampleProject, type SampleRepository } from '../organisation.ts';
import type { ComponentGroup } from './components.data.ts';
import { draftPullRequests } from './pull-requests.ts';
import { createRandom } from './random.ts';
import { CAST } from './story.data.ts';

/** The organisation but for its projects and repositories. */
export const GROUP = {
  group: 'QubesOS',
  groupId: 2_317_485,
  gitlabWebUrl: 'https://gitlab.com',
  githubWebUrl: 'https://github.com',
  owner: 'QubesOS',
} as const;

/** A component's project, with its part in the story and without pipelines. */
export function createProject(name: string, { subgroup }: ComponentGroup, index: number): SampleProject {
  const namespace = subgroup === null ? GROUP.group : `${GROUP.group}/${subgroup}`;
  return {
    id: 14_000_000 + index * 30_011,
    name,
    namespace,
    path: `${namespace}/${name}`,
    formerPaths: name === CAST.renamed ? [{ path: `${namespace}/${CAST.formerName}`, until: toMidnight(CAST.renamedOnDay) }] : [],
    webUrl: null,
    defaultBranch: 'main',
    visibility: name === CAST.private ? 'private' : 'public',
    archived: name === CAST.archived,
    ci: name === CAST.ciDisabled ? 'disabled' : name === CAST.membersOnly ? 'members' : 'enabled',
    pipelines: [],
  };
}

/** The same component's repository on GitHub. */
export function toRepository(name: string, topic: string, index: number): SampleRepository {
  const isArchived = name === CAST.archived;
  return {
    id: 9_000_000 + index * 12_345,
    name,
    url: null,
    defaultBranch: 'main',
    archived: isArchived,
    topics: ['qubes-os', topic, ...(createRandom('topics', name).chance(0.3) ? ['help-wanted'] : [])],
    pullRequests: isArchived ? [] : draftPullRequests(name),
  };
}
