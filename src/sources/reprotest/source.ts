// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isCoded } from '../../model/error.ts';
import type { ReprotestJobReading, ReprotestPackage, UnreadReprotest } from '../../model/evidence-reading.ts';
import type { SourceReading } from '../../model/reading.ts';
import type { Instant } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import { createLimiter } from '../../platform/limiter.ts';
import { createJobCheck, type RequireJob } from '../gitlab/job-check.ts';
import { createFailures } from '../gitlab/job-failures.ts';
import { toSourceKey } from '../gitlab/source.ts';
import { createArtifactReader, type ReadArtifact } from './artifacts.ts';
import { toPackageFolder, toResultsPath } from './places.ts';
import { createReportReader, NO_DETAIL, REPORT_NAMES, type ReadDetail } from './reports.ts';
import { MAX_RESULTS_BYTES, parseResults, type ReprotestErrorCode, type ReprotestResult } from './results.ts';

export interface ReprotestDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** The GitLab's, as the GitLab source has it. */
  readonly baseUrl: string;
  /** Where a job keeps its results; `{target}` stands for the job's target. */
  readonly resultsPath?: string;
  /** Names of comparisons in a package's folder, the likeliest first. */
  readonly reportNames?: readonly string[];
  /** Jobs read in one run; the others wait for the next. */
  readonly maxJobs: number;
  /** Comparisons read in one run; with 0 none ever is. */
  readonly maxReports: number;
  /** Larger comparisons are linked only. */
  readonly maxReportBytes: number;
}

/** Reads the results of reprotest jobs that were never read. What fails is in the reading. */
export type ReprotestSource = (unread: readonly UnreadReprotest[]) => Promise<SourceReading>;

export const DEFAULT_RESULTS_PATH = 'artifacts/reprotest/{target}/results.json';
const MAX_BUILDINFO_BYTES = 1024 * 1024;
const CONCURRENCY = 8;

export function toReprotestKey(baseUrl: string): string {
  return `reprotest:${baseUrl}`;
}

export function createReprotestSource(deps: ReprotestDeps): ReprotestSource {
  const { http, clock, baseUrl, resultsPath = DEFAULT_RESULTS_PATH, reportNames = REPORT_NAMES } = deps;
  const readResults = createArtifactReader(http, baseUrl, MAX_RESULTS_BYTES);
  const requireJob = createJobCheck(http, baseUrl);
  const readReport = createArtifactReader(http, baseUrl, deps.maxReportBytes);
  const readBuildinfo = createArtifactReader(http, baseUrl, MAX_BUILDINFO_BYTES);

  return async (unread) => {
    const startedAt = clock.now();
    const sentBefore = http.count();
    const failures = createFailures();
    const limit = createLimiter(CONCURRENCY);
    const readDetail = createReportReader({ baseUrl, names: reportNames, readReport, readBuildinfo });

    const asked = unread.slice(0, deps.maxJobs);
    const found = await Promise.all(asked.map((job) => limit(() => failures.guard(job, () => findResults(job, resultsPath, readResults, requireJob)))));
    const { shares, deferred } = shareReports(found.filter((one) => one !== null), deps.maxReports);
    const read = await Promise.all(shares.map(({ one, reports }) =>
      limit(() => failures.guard(one.job, () => readPackages(one, reports, readDetail, startedAt)))));

    const jobs = read.filter((job) => job !== null);
    const unreadable = failures.list();
    const left = unread.length - asked.length + deferred + failures.skipped();
    const isEmpty = jobs.length === 0 && unreadable.length > 0;
    return {
      source: toReprotestKey(baseUrl),
      outcome: unreadable.length === 0 ? 'complete' : isEmpty ? 'unavailable' : 'partial',
      requests: http.count() - sentBefore,
      durationMs: clock.now() - startedAt,
      projects: [],
      repositories: [],
      ...(isEmpty ? {} : { evidence: { kind: 'reprotest', gitlab: toSourceKey(baseUrl), jobs } }),
      unreadable,
      notes: left === 0 ? [] : [`results of ${left} reprotest jobs are left for the next collection`],
    };
  };
}

/** What a job says before its comparisons are looked for. */
type Found = { readonly job: UnreadReprotest } & (
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'read'; readonly path: string; readonly results: readonly ReprotestResult[] });

async function findResults(job: UnreadReprotest, template: string, readResults: ReadArtifact, requireJob: RequireJob): Promise<Found> {
  const path = toResultsPath(template, job.target);
  if (path === null) return { job, kind: 'refused', reason: 'the job’s target is not the name of a folder' };
  try {
    const bytes = await readResults({ ...job, path });
    if (bytes !== null) return { job, kind: 'read', path, results: parseResults(bytes) };
    await requireJob(job);
    return { job, kind: 'absent' };
  } catch (thrown) {
    // What is wrong with the file itself stays so; everything else may go better next time.
    if (isCoded(thrown) && isOfFile(thrown.code)) return { job, kind: 'refused', reason: thrown.message };
    throw thrown;
  }
}

function isOfFile(code: string): boolean {
  return code === ('invalid-results' satisfies ReprotestErrorCode) || code === 'too-much';
}

/**
 * Gives each job as many comparisons as it has packages that differ, never more than all have together. A job that would
 * come short waits for the next collection, because results are read once; one that no collection could serve gets what
 * there is.
 */
function shareReports(found: readonly Found[], maxReports: number): { shares: { one: Found; reports: number }[]; deferred: number } {
  let left = maxReports;
  const shares: { one: Found; reports: number }[] = [];
  for (const one of found) {
    const differing = one.kind === 'read' ? one.results.filter(({ reproduced }) => !reproduced).length : 0;
    const reports = Math.min(differing, maxReports);
    if (reports > left) continue;
    left -= reports;
    shares.push({ one, reports });
  }
  return { shares, deferred: found.length - shares.length };
}

async function readPackages(one: Found, reports: number, readDetail: ReadDetail, readAt: Instant): Promise<ReprotestJobReading> {
  const { projectId, jobId } = one.job;
  const reading = { projectId, jobId, readAt, outcome: one.kind, reason: null, packages: [] };
  if (one.kind === 'refused') return { ...reading, reason: one.reason };
  if (one.kind === 'absent') return reading;
  const packages: ReprotestPackage[] = [];
  let left = reports;
  for (const result of one.results) {
    const isWanted = !result.reproduced && left > 0;
    if (isWanted) left -= 1;
    packages.push({ ...result, ...(isWanted ? await readDetail(one.job, toPackageFolder(one.path, result.name)) : NO_DETAIL) });
  }
  return { ...reading, packages };
}
