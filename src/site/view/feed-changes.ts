// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toChangeId } from '../../feeds/tag-id.ts';
import { toChangeKind } from '../../history/change-lines.ts';
import type { ProjectKey, Transition } from '../../model/cell.ts';
import type { FailureFinding } from '../../model/failure.ts';
import { DAY_MS, type Instant } from '../../model/time.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';

/** One change as every feed tells it. */
export interface FeedChange {
  /** The same in every feed, whatever becomes of the project's path. */
  readonly id: string;
  /** `unreproducible`: a reprotest job whose packages differ, whether it broke of that or not. */
  readonly kind: 'broken' | 'warned' | 'fixed' | 'unreproducible';
  readonly transition: Transition;
  readonly entry: ProjectEntry;
  /** Why it broke; null for what did not. */
  readonly finding: FailureFinding | null;
}

const WINDOW_MS = 7 * DAY_MS;

/** The instant after which changes are news to feeds. */
export function toFeedStart({ board }: Catalogue): Instant {
  return board.now - WINDOW_MS;
}

/** The host that ids of the site begin with; null where the configuration does not say where it is. */
export function toHost({ config }: Catalogue): string | null {
  return config.site.url === undefined ? null : new URL(config.site.url).host;
}

/** Says of transitions what feeds say, in their order; those that are no news, or of projects that are not shown, are none. */
export function toFeedChanges(catalogue: Catalogue, transitions: readonly Transition[]): FeedChange[] {
  const host = toHost(catalogue);
  return transitions.flatMap((transition) => {
    const entry = catalogue.toEntry(transition.project);
    const kind = toChangeKind(transition);
    if (entry === null || kind === null) return [];
    const { past } = catalogue;
    const { at, before, jobId, found } = transition;
    return [{
      // What is found in a job's results later on makes no other change of it.
      id: toChangeId(host, {
        ...transition, pipelineId: at.pipelineId, at: at.at, kind: found ?? kind,
        ...(at.pipelineId === before?.pipelineId ? { again: jobId } : {}),
      }),
      kind: past.hasDiffered(transition.jobId) ? 'unreproducible' : kind,
      transition, entry,
      finding: kind === 'broken' ? past.findingOf(transition) : null,
    }];
  });
}

/** The newest of transitions that are in the order they were seen, newest first; at most `limit`, and none seen before `after`. */
export function toNewest(transitions: readonly Transition[], limit: number, after: Instant): Transition[] {
  const newest: Transition[] = [];
  for (const transition of toBackwards(transitions)) {
    if (transition.seenAt <= after || isBeyond(newest, transition, limit)) break;
    newest.push(transition);
  }
  return newest.sort(compareNewest).slice(0, limit);
}

/** Finds the newest transitions of a project, newest first. */
export type NewestOf = (project: ProjectKey) => readonly Transition[];

/** Creates what finds them, at most `limit` of each project, in one walk: a year has very many. */
export function createNewestOf(transitions: readonly Transition[], limit: number): NewestOf {
  const bySource = new Map<string, Map<number, Transition[]>>();
  for (const transition of toBackwards(transitions)) {
    const { source, id } = transition.project;
    const byId = bySource.get(source) ?? new Map<number, Transition[]>();
    if (byId.size === 0) bySource.set(source, byId);
    const newest = byId.get(id) ?? [];
    if (newest.length === 0) byId.set(id, newest);
    if (!isBeyond(newest, transition, limit)) newest.push(transition);
  }
  return ({ source, id }) => (bySource.get(source)?.get(id) ?? []).sort(compareNewest).slice(0, limit);
}

/** What one collection brought is taken as a whole, to be ordered before it is cut. */
function isBeyond(newest: readonly Transition[], { seenAt }: Transition, limit: number): boolean {
  return newest.length >= limit && newest.at(-1)?.seenAt !== seenAt;
}

function* toBackwards(transitions: readonly Transition[]): Iterable<Transition> {
  for (let index = transitions.length - 1; index >= 0; index -= 1) {
    const transition = transitions[index];
    if (transition !== undefined) yield transition;
  }
}

/** By what the changes are alone: a state that was exported and imported has its rows in another order. */
function compareNewest(a: Transition, b: Transition): number {
  return b.seenAt - a.seenAt || b.at.pipelineId - a.at.pipelineId || a.project.id - b.project.id || compare(toPlace(a), toPlace(b));
}

function toPlace({ project, ref, release, stage, target }: Transition): string {
  return JSON.stringify([project.source, ref, release, stage, target]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
