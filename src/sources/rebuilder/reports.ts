// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseDiffoscope } from '../../diffoscope/parse.ts';
import { toSummary } from '../../diffoscope/summary.ts';
import { isCoded } from '../../model/error.ts';
import type { VerdictReading } from '../../model/verdict.ts';
import type { Checks } from './cursor.ts';
import { toMark, type Fetched, type Fetcher } from './fetcher.ts';
import type { Journal } from './journal.ts';

export interface ReportOptions {
  readonly checks: Checks;
  readonly fetcher: Fetcher;
  readonly journal: Journal;
  readonly maxReportBytes: number;
  readonly toRecency: (verdict: VerdictReading) => number;
}

export interface ReportOutcome {
  /** Verdicts whose comparison was read in this run, by id. */
  readonly read: ReadonlyMap<string, VerdictReading>;
  readonly skipped: readonly string[];
}

/** What will not become readable by asking again. */
const FINAL: readonly string[] = ['too-much', 'not-found', 'forbidden', 'foreign-origin'];

/** Fetches and summarises diffoscope's reports of what differs, the newest first, as many as the fetcher allows. */
export async function readReports(verdicts: Iterable<VerdictReading>, options: ReportOptions): Promise<ReportOutcome> {
  const { checks, fetcher, toRecency } = options;
  const read = new Map<string, VerdictReading>();
  const deferred = new Set(checks.deferred);
  const skipped = new Set(checks.skipped);
  const wanted = [...verdicts].flatMap((verdict) => {
    const address = verdict.claim === 'differs' && verdict.differences === null ? verdict.links.diffoscope : null;
    if (address === null || skipped.has(toMark(address))) return [];
    return [{ verdict, address, isDeferred: deferred.has(toMark(address)), recency: toRecency(verdict) }];
  }).sort((a, b) => Number(a.isDeferred) - Number(b.isDeferred) || b.recency - a.recency);
  await Promise.all([...Map.groupBy(wanted, ({ address }) => address)].map(async ([address, group]) => {
    const fetched = await fetcher.read(address);
    const comparison = toComparison(fetched, options);
    if (comparison !== null) {
      for (const { verdict } of group) read.set(verdict.id, { ...verdict, ...comparison });
    } else if (fetched.kind === 'read' || (fetched.kind === 'failed' && FINAL.includes(fetched.code))) {
      skipped.add(toMark(address));
    }
  }));
  return { read, skipped: [...skipped] };
}

function toComparison(fetched: Fetched, { journal, maxReportBytes }: ReportOptions): Pick<VerdictReading, 'report' | 'differences'> | null {
  if (fetched.kind === 'failed' && fetched.code === 'too-much') {
    journal.countNote((count) => `diffoscope reports of more than ${maxReportBytes} bytes, linked but not copied: ${count}`);
  }
  if (fetched.kind !== 'read') return null;
  try {
    const { report, truncated } = parseDiffoscope(fetched.bytes);
    return { report, differences: toSummary(report, truncated) };
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    journal.count(thrown.code, thrown.message, (count, example) => `diffoscope reports that could not be read: ${count} (the first: ${example})`);
    return null;
  }
}
