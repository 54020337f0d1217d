// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toExcerpt } from '../../failures/excerpt.ts';
import { isCoded } from '../../model/error.ts';
import type { TraceReading, UnreadTrace } from '../../model/failure.ts';
import type { SourceReading } from '../../model/reading.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import { createLimiter } from '../../platform/limiter.ts';
import { createJobCheck } from '../gitlab/job-check.ts';
import { createFailures } from '../gitlab/job-failures.ts';
import { toSourceKey } from '../gitlab/source.ts';
import { createLogReader } from './log.ts';

export interface TraceDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** The GitLab's, as the GitLab source has it. */
  readonly baseUrl: string;
  /** Logs read in one run; the others wait for the next. */
  readonly maxJobs: number;
  /** Longer logs are not read to their end. */
  readonly maxBytes?: number;
}

/** Reads the ends of failed jobs' logs, secrets masked. What fails is in the reading. */
export type TraceSource = (unread: readonly UnreadTrace[]) => Promise<SourceReading>;

const MAX_BYTES = 8 * 1024 * 1024;
const CONCURRENCY = 8;

export function toTracesKey(baseUrl: string): string {
  return `traces:${baseUrl}`;
}

/**
 * Only jobs of projects that could just be read are asked for: one that GitLab then does not know is a trigger job, or was
 * deleted, and would be asked for for ever.
 */
function passUnknown(thrown: unknown): void {
  if (!isCoded(thrown) || thrown.code !== 'not-found') throw thrown;
}

export function createTraceSource({ http, clock, baseUrl, maxJobs, maxBytes = MAX_BYTES }: TraceDeps): TraceSource {
  const readLog = createLogReader(http, baseUrl, maxBytes);
  const requireJob = createJobCheck(http, baseUrl);

  async function readTrace(job: UnreadTrace): Promise<Pick<TraceReading, 'outcome' | 'excerpt'>> {
    const log = await readLog(job);
    if (log === null) return { outcome: 'too-large', excerpt: '' };
    if (log !== '') return { outcome: 'read', excerpt: toExcerpt(log) };
    await requireJob(job).catch(passUnknown);
    return { outcome: 'absent', excerpt: '' };
  }

  return async (unread) => {
    const startedAt = clock.now();
    const sentBefore = http.count();
    const failures = createFailures();
    const limit = createLimiter(CONCURRENCY);
    const asked = unread.slice(0, maxJobs);
    const read = await Promise.all(asked.map((job) => limit(() => failures.guard(job, async (): Promise<TraceReading> =>
      ({ projectId: job.projectId, jobId: job.jobId, readAt: startedAt, ...await readTrace(job) })))));

    const jobs = read.filter((job) => job !== null);
    const unreadable = failures.list();
    const left = unread.length - asked.length + failures.skipped();
    const isEmpty = jobs.length === 0 && unreadable.length > 0;
    return {
      source: toTracesKey(baseUrl),
      outcome: unreadable.length === 0 ? 'complete' : isEmpty ? 'unavailable' : 'partial',
      requests: http.count() - sentBefore,
      durationMs: clock.now() - startedAt,
      projects: [],
      repositories: [],
      ...(isEmpty ? {} : { traces: { gitlab: toSourceKey(baseUrl), jobs } }),
      unreadable,
      notes: left === 0 ? [] : [`logs of ${left} failed jobs are left for the next collection`],
    };
  };
}
