// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SourceReading } from '../model/reading.ts';
import { toSourceKey } from '../sources/gitlab/source.ts';
import { createReprotestSource } from '../sources/reprotest/source.ts';
import { createTraceSource } from '../sources/traces/source.ts';
import type { Store } from '../state/store.ts';
import { createSourceHttp, MAX_REPORT_BYTES, type SourceDeps } from './sources.ts';

/**
 * What can be asked for only when the state has taken the rest: what of the jobs it now knows was never read. None where
 * nothing is configured; where nothing is left, a reading that asked nothing.
 */
export async function readLate(store: Store, deps: SourceDeps): Promise<SourceReading[]> {
  const readings = await Promise.all([readReprotests(store, deps), readTraces(store, deps)]);
  return readings.filter((reading) => reading !== null);
}

async function readReprotests(store: Store, deps: SourceDeps): Promise<SourceReading | null> {
  const { gitlab, reprotest } = deps.config;
  if (reprotest === undefined) return null;
  const unread = store.unreadReprotests(toSourceKey(gitlab.url), reprotest.stage, reprotest.jobs);
  const read = createReprotestSource({
    http: createSourceHttp(deps, gitlab.url, deps.tokens.gitlab, 'GitLab for reprotest results'),
    clock: deps.clock,
    baseUrl: gitlab.url,
    resultsPath: reprotest.results,
    maxJobs: reprotest.jobs,
    maxReports: reprotest.reports,
    maxReportBytes: MAX_REPORT_BYTES,
  });
  return read(unread);
}

async function readTraces(store: Store, deps: SourceDeps): Promise<SourceReading | null> {
  const { gitlab, failures } = deps.config;
  if (failures.traces === 0) return null;
  const unread = store.unreadTraces(toSourceKey(gitlab.url), failures.traces);
  const read = createTraceSource({
    http: createSourceHttp(deps, gitlab.url, deps.tokens.gitlab, 'GitLab for logs'),
    clock: deps.clock, baseUrl: gitlab.url, maxJobs: failures.traces,
  });
  return read(unread);
}
