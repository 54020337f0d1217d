// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { CellRules } from '../model/cell.ts';
import type { ProjectReading, SourceReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { createCollectionWriter, replaceFingerprint } from './collection-rows.ts';
import { createDirtyRefs } from './dirty-refs.ts';
import { createReplay } from './history.ts';
import { createProjectWriter } from './merge-project.ts';
import { createPipelineWriter } from './pipeline-rows.ts';
import { createEvidenceWriter } from './evidence-rows.ts';
import { createTexts } from './texts.ts';
import { toSummaryKind } from './transition-rows.ts';

/** What every source found, in one collection. */
export interface Collection {
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly readings: readonly SourceReading[];
}

/** What a collection brought. Transitions are the changes the board will list: first results are none. */
export interface MergeSummary {
  /** Projects that were read. */
  readonly projects: number;
  /** Pipelines that are new or changed, and the jobs stored with them. */
  readonly pipelines: number;
  readonly jobs: number;
  readonly transitions: number;
  readonly newlyBroken: number;
  readonly newlyFixed: number;
  /** Verdicts of rebuilders that are new or were read again. */
  readonly verdicts: number;
}

/** Merges a collection into the history; the caller holds the transaction. */
export function mergeCollection(db: DatabaseSync, collection: Collection, rules: CellRules): MergeSummary {
  const { startedAt } = collection;
  const texts = createTexts(db);
  const writer = createCollectionWriter(db, startedAt, collection.durationMs);
  const writeEvidence = createEvidenceWriter(db, texts, startedAt);
  const projects = createProjectWriter(db);
  const pipelines = createPipelineWriter(db, texts);
  const dirty = createDirtyRefs(db);
  const watch = db.prepare('UPDATE refs SET watched_at = max(coalesce(watched_at, 0), ?) WHERE key = ?');
  const summary = { projects: 0, pipelines: 0, jobs: 0, transitions: 0, newlyBroken: 0, newlyFixed: 0, verdicts: 0 };

  function mergeProject(source: number, project: ProjectReading): void {
    const { key, renamed } = projects.write(source, project, startedAt);
    for (const ref of project.refs) watch.run(startedAt, pipelines.refKey(key, ref));
    const changes = project.pipelines.map((pipeline) => ({
      pipeline, ...pipelines.write({ key, id: project.id, seenAt: startedAt }, pipeline),
    }));
    // Only now is every parent known, in whatever order they came.
    for (const { pipeline, changed } of changes) {
      if (changed === 'nothing') continue;
      dirty.pipeline(key, pipeline.id);
      summary.pipelines += 1;
      if (changed === 'jobs') summary.jobs += pipeline.jobs?.length ?? 0;
    }
    if (renamed || changes.some(({ moved }) => moved)) dirty.project(key);
    summary.projects += 1;
  }

  for (const reading of collection.readings) {
    const source = writer.writeReport(reading);
    for (const project of reading.projects) mergeProject(source, project);
    for (const repository of reading.repositories) writer.writeRepository(source, repository);
    projects.markRead(source, reading, startedAt);
    summary.verdicts += writeEvidence(source, reading);
  }
  if (replaceFingerprint(db, rules.fingerprint)) dirty.everything();
  const replay = createReplay(db, texts, rules);
  for (const { ref, from } of dirty.list()) {
    for (const row of replay(ref, from)) {
      const kind = toSummaryKind(row);
      if (row.seen_at !== startedAt || kind === 'first') continue;
      summary.transitions += 1;
      if (kind === 'broken') summary.newlyBroken += 1;
      if (kind === 'fixed') summary.newlyFixed += 1;
    }
  }
  return summary;
}
