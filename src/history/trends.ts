// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ProjectKey } from '../model/cell.ts';
import type { ReprotestOutcome } from '../model/evidence.ts';
import type { CellHistory, CellRun } from '../model/history.ts';
import { DAY_MS, type Instant } from '../model/time.ts';

/** What finished on one day (UTC). */
export interface TrendPoint {
  /** Midnight at which the day begins. */
  readonly day: Instant;
  readonly finished: number;
  readonly passed: number;
  /** Reprotest jobs whose results were read, and those of them that built the same twice. */
  readonly compared: number;
  readonly reproduced: number;
  /** Medians in seconds; null where no job says. */
  readonly durationSeconds: number | null;
  readonly queuedSeconds: number | null;
}

/** One row of points a day, oldest first, the last one of the day of `now`. */
export interface Trends {
  /** Of one target of a release, or with null of all of its targets; null where nothing finished in all that time. */
  of(release: string, target: string | null): readonly TrendPoint[] | null;
  /** The passed share a day of one project's results, null on days without any; null where it never had any. */
  passRates(project: ProjectKey): readonly (number | null)[] | null;
}

export interface TrendOptions {
  readonly now: Instant;
  readonly days: number;
  /** What reprotest jobs found, by job: see `readReprotestOutcomes`. */
  readonly reprotests: ReadonlyMap<number, ReprotestOutcome>;
}

/** Gathers results, cell by cell. */
export interface TrendGatherer {
  add(history: CellHistory): void;
  finish(): Trends;
}

interface Bucket {
  finished: number;
  passed: number;
  compared: number;
  reproduced: number;
  readonly durations: number[];
  readonly queues: number[];
}

/** Creates a gatherer of the last `days` days. Results dated after `now` (a clock ahead of ours) count for the last. */
export function createTrends({ now, days, reprotests }: TrendOptions): TrendGatherer {
  const lastDay = Math.floor(now / DAY_MS);
  const series = new Map<string, (Bucket | undefined)[]>();
  const projects = new Map<string, { passed: Uint32Array; finished: Uint32Array }>();

  function toIndex(at: Instant): number {
    return Math.min(days - 1, Math.floor(at / DAY_MS) - lastDay + days - 1);
  }

  function toBucket(key: string, index: number): Bucket {
    const buckets = series.get(key) ?? new Array<Bucket | undefined>(days).fill(undefined);
    series.set(key, buckets);
    return buckets[index] ??= { finished: 0, passed: 0, compared: 0, reproduced: 0, durations: [], queues: [] };
  }

  function add({ project, release, target, runs }: CellHistory): void {
    const ofProject = toProjectCounts(projects, project, days);
    for (const run of runs) {
      const index = toIndex(run.at);
      if (index < 0) continue;
      addRun(toBucket(toKey(release, target), index), run, reprotests.get(run.jobId)?.isSame);
      ofProject.finished[index] = (ofProject.finished[index] ?? 0) + 1;
      if (run.state === 'passed') ofProject.passed[index] = (ofProject.passed[index] ?? 0) + 1;
    }
  }

  function finish(): Trends {
    const byRelease = Map.groupBy([...series], ([key]) => toRelease(key));
    const toDay = (index: number): Instant => (lastDay - days + 1 + index) * DAY_MS;
    const toPoints = (rows: readonly (readonly (Bucket | undefined)[])[]): TrendPoint[] =>
      Array.from({ length: days }, (_, index) => toPoint(toDay(index), rows.flatMap((row) => row[index] ?? [])));
    return {
      of: (release, target) => {
        const rows = target === null
          ? (byRelease.get(release) ?? []).map(([, buckets]) => buckets)
          : [series.get(toKey(release, target))].filter((buckets) => buckets !== undefined);
        return rows.length === 0 ? null : toPoints(rows);
      },
      passRates: (project) => {
        const counts = projects.get(toProjectKey(project));
        if (counts === undefined || counts.finished.every((count) => count === 0)) return null;
        return Array.from(counts.finished, (count, index) => (count === 0 ? null : (counts.passed[index] ?? 0) / count));
      },
    };
  }

  return { add, finish };
}

function addRun(bucket: Bucket, run: CellRun, isReproduced: boolean | undefined): void {
  bucket.finished += 1;
  if (run.state === 'passed') bucket.passed += 1;
  if (isReproduced !== undefined) bucket.compared += 1;
  if (isReproduced === true && run.state === 'passed') bucket.reproduced += 1;
  if (run.durationSeconds !== null) bucket.durations.push(run.durationSeconds);
  if (run.queuedSeconds !== null) bucket.queues.push(run.queuedSeconds);
}

function toPoint(day: Instant, buckets: readonly Bucket[]): TrendPoint {
  const sum = (pick: (bucket: Bucket) => number): number => buckets.reduce((total, bucket) => total + pick(bucket), 0);
  return {
    day,
    finished: sum(({ finished }) => finished),
    passed: sum(({ passed }) => passed),
    compared: sum(({ compared }) => compared),
    reproduced: sum(({ reproduced }) => reproduced),
    durationSeconds: toMedian(buckets.flatMap(({ durations }) => durations)),
    queuedSeconds: toMedian(buckets.flatMap(({ queues }) => queues)),
  };
}

/** The middle value, or the mean of the two in the middle; null of none. */
export function toMedian(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function toProjectCounts(
  projects: Map<string, { passed: Uint32Array; finished: Uint32Array }>, project: ProjectKey, days: number,
): { passed: Uint32Array; finished: Uint32Array } {
  const key = toProjectKey(project);
  const counts = projects.get(key) ?? { passed: new Uint32Array(days), finished: new Uint32Array(days) };
  projects.set(key, counts);
  return counts;
}

function toProjectKey({ source, id }: ProjectKey): string {
  return `${id} ${source}`;
}

function toKey(release: string, target: string): string {
  return JSON.stringify([release, target]);
}

function toRelease(key: string): string {
  return (JSON.parse(key) as [string, string])[0];
}
