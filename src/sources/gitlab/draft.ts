// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KnownProject, ProjectReading, Unreadable } from '../../model/reading.ts';
import { toUnreadable } from '../outcome.ts';
import type { ProjectAnswer } from './answer.ts';
import { toReadings, type DraftPipeline } from './map.ts';

/** One project while it is being read. */
export interface DraftProject {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly webUrl: string;
  readonly defaultBranch: string | null;
  readonly archived: boolean;
  readonly ciEnabled: boolean;
  /** Refs to read. */
  readonly refs: readonly string[];
  /** The newest pipeline of each ref read so far; null where it has none. */
  readonly newest: Map<string, DraftPipeline | null>;
  /** The newest one that has ended, of refs whose newest has not. */
  readonly finished: Map<string, DraftPipeline>;
  /** Everything to hand over, by pipeline id. */
  readonly pipelines: Map<number, DraftPipeline>;
  readonly known: KnownProject | null;
}

/** What a run has found so far. The only thing that changes while reading; its parts are added and never taken away. */
export interface Draft {
  readonly projects: Map<number, DraftProject>;
  readonly unreadable: Unreadable[];
  readonly notes: Set<string>;
  fail(thrown: unknown, project: Unreadable['project']): void;
}

export function createDraft(): Draft {
  const unreadable: Unreadable[] = [];
  return {
    projects: new Map(),
    unreadable,
    notes: new Set(),
    fail: (thrown, project) => {
      const entry = toUnreadable(thrown, project);
      const isSame = (other: Unreadable): boolean =>
        other.project?.id === project?.id && other.project?.path === project?.path && other.code === entry.code;
      if (!unreadable.some(isSame)) unreadable.push(entry);
    },
  };
}

export function createDraftProject(answer: ProjectAnswer, refs: readonly string[], known: KnownProject | null): DraftProject {
  return {
    id: answer.id,
    path: answer.fullPath,
    name: answer.name,
    webUrl: answer.webUrl ?? '',
    defaultBranch: answer.repository?.rootRef ?? known?.defaultBranch ?? null,
    archived: answer.archived ?? false,
    ciEnabled: answer.jobsEnabled ?? true,
    refs,
    newest: new Map(),
    finished: new Map(),
    pipelines: new Map(),
    known,
  };
}

/** The finished reading. A project that failed on the way is in `unreadable` beside it and keeps what it had. */
export function toProjectReading(draft: DraftProject): ProjectReading {
  const { id, path, name, webUrl, defaultBranch, archived, ciEnabled, refs } = draft;
  return { id, path, name, webUrl, defaultBranch, archived, ciEnabled, refs, pipelines: toReadings(draft.pipelines.values()) };
}
