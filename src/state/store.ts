// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board, ProjectDetail } from '../model/board.ts';
import type { CellRules, ProjectKey, Transition } from '../model/cell.ts';
import type { Difference } from '../model/difference.ts';
import type { KnownEvidence, UnreadReprotest } from '../model/evidence-reading.ts';
import type { EvidenceBoard, ReprotestOutcome } from '../model/evidence.ts';
import type { UnreadTrace } from '../model/failure.ts';
import type { CellHistory } from '../model/history.ts';
import type { KnownSource, SourceReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { visitTransitions } from './board-transitions.ts';
import { readBoard } from './board.ts';
import { inSnapshot, inTransaction, openDatabase, type OpenOptions } from './database.ts';
import { defineStatusWords } from './status-words.ts';
import { readEvidenceBoard } from './evidence-board.ts';
import { mergeLate, readKnownEvidence } from './evidence-rows.ts';
import { readKnown } from './known.ts';
import { mergeCollection, type Collection, type MergeSummary } from './merge.ts';
import { readNewestJobs, type NewestPipeline, type WantedJobs } from './newest-jobs.ts';
import { createHistoryReader, createProjectReader } from './project-detail.ts';
import { readReport, type ReportKind } from './report-rows.ts';
import { readReprotestOutcomes, readUnreadReprotests } from './reprotest-rows.ts';
import { visitHistories } from './run-rows.ts';
import { toStateError } from './state-error.ts';
import { createTraceReader, readUnreadTraces } from './trace-rows.ts';

/** The history of everything that was ever collected, in one file. */
export interface Store {
  /** What is known of a source; nothing of one never read. */
  known(source: string): KnownSource;
  /** What is known of a rebuilder or an archive. */
  knownEvidence(source: string): KnownEvidence;
  /** Jobs of a stage that are a cell's result and whose reprotest results were never read, newest first. */
  unreadReprotests(gitlab: string, stage: string, limit: number): UnreadReprotest[];
  /** Jobs that broke a cell which is still broken, and whose logs were never read, newest first. */
  unreadTraces(gitlab: string, limit: number): UnreadTrace[];
  /** Takes a collection into the history, all of it or, when it throws, nothing. */
  merge(collection: Collection, rules: CellRules): MergeSummary;
  /** Adds what the collection that began at `startedAt` read after it was merged. */
  mergeLate(startedAt: Instant, reading: SourceReading): void;
  /** What the site shows; `now` in place of the last collection's start. */
  readBoard(options?: { readonly now?: Instant }): Board;
  /** A project's own history, at most `limit` pipelines per ref besides downstream ones. */
  readProject(key: ProjectKey, limit: number): ProjectDetail;
  /** The newest pipeline of every watched ref with its jobs, or with their count alone: there may be very many. */
  readNewestJobs(wanted: WantedJobs): NewestPipeline[];
  /** A project's last transitions, first results among them, newest first. */
  readHistory(key: ProjectKey, limit: number): Transition[];
  /** Every change first seen after an instant, in the order it was seen, but for first results that did not fail. */
  visitTransitions(after: Instant, visit: (transition: Transition) => void): void;
  /** Every cell's results since an instant (a few older ones may be among them), one cell at a time. */
  visitHistories(since: Instant, visit: (history: CellHistory) => void): void;
  /** The end of a failed job's log; null where it was not read. `source` is the GitLab's key. */
  readTrace(source: string, jobId: number): string | null;
  /** The reprotest jobs whose results were read, by id. */
  readReprotestOutcomes(gitlab: string): Map<number, ReprotestOutcome>;
  /** What the site shows of reproducibility. */
  readEvidence(options?: { readonly now?: Instant }): EvidenceBoard;
  /** A stored comparison by the key of its verdict, or of its reprotest package; null where there is none. */
  readReport(kind: ReportKind, key: number): Difference | null;
  close(): void;
}

/**
 * Opens the state, created when absent unless `readOnly`. This and every method throws `CodedError<StateErrorCode>`
 * where the file is refused, damaged, or in use.
 */
export function openStore(file: string, options: OpenOptions = {}): Store {
  const db = openDatabase(file, options);
  defineStatusWords(db);
  const readProject = createProjectReader(db);
  const readHistory = createHistoryReader(db);
  const readTrace = createTraceReader(db);

  function coded<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (thrown) {
      throw toStateError(thrown, file);
    }
  }

  return {
    known: (source) => coded(() => inSnapshot(db, () => readKnown(db, source))),
    knownEvidence: (source) => coded(() => inSnapshot(db, () => readKnownEvidence(db, source))),
    unreadReprotests: (gitlab, stage, limit) => coded(() => inSnapshot(db, () => readUnreadReprotests(db, gitlab, stage, limit))),
    unreadTraces: (gitlab, limit) => coded(() => inSnapshot(db, () => readUnreadTraces(db, gitlab, limit))),
    mergeLate: (startedAt, reading) => coded(() => inTransaction(db, () => mergeLate(db, startedAt, reading))),
    merge: (collection, rules) => coded(() => inTransaction(db, () => mergeCollection(db, collection, rules))),
    readBoard: (boardOptions) => coded(() => inSnapshot(db, () => readBoard(db, boardOptions?.now ?? null))),
    readProject: (key, limit) => coded(() => inSnapshot(db, () => readProject(key, limit))),
    readNewestJobs: (wanted) => coded(() => inSnapshot(db, () => readNewestJobs(db, wanted))),
    readHistory: (key, limit) => coded(() => inSnapshot(db, () => readHistory(key, limit))),
    visitTransitions: (after, visit) => coded(() => inSnapshot(db, () => visitTransitions(db, after, visit))),
    visitHistories: (since, visit) => coded(() => inSnapshot(db, () => visitHistories(db, since, visit))),
    readTrace: (source, jobId) => coded(() => readTrace(source, jobId)),
    readReprotestOutcomes: (gitlab) => coded(() => inSnapshot(db, () => readReprotestOutcomes(db, gitlab))),
    readEvidence: (boardOptions) => coded(() => inSnapshot(db, () => readEvidenceBoard(db, boardOptions?.now ?? null))),
    readReport: (kind, key) => coded(() => inSnapshot(db, () => readReport(db, kind, key))),
    close: () => db.close(),
  };
}
