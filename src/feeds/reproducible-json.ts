// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import type { Claim } from '../model/verdict.ts';
import { toUtc } from './utc.ts';

/** What is known of one source package on one architecture. */
export interface ReproducibleRecord {
  readonly package: string;
  readonly version: string;
  readonly suite: string;
  readonly architecture: string;
  /** `reproduced` only for what the board shows green; what is stale or only reported is `unknown`. */
  readonly claim: Claim;
  /** When it was built; null where that is not known. */
  readonly builtAt: Instant | null;
}

/** What a distribution writes, and never a path or a mark-up: readers make addresses of it. */
const WORD = /^[A-Za-z0-9_@+][A-Za-z0-9_.+~^:@%-]{0,299}$/;
const SUITE = /^[A-Za-z0-9_@+][A-Za-z0-9_.+~^:@%/-]{0,299}$/;

/**
 * Renders `reproducible.json` in the format of tests.reproducible-builds.org, one record a line, in its order and with its
 * words as <http://rb.zq1.de/spec/json-format.txt> has them (the site itself calls `unreproducible` FTBR by now). A record
 * that names no package, version, suite or architecture that could be one is left out.
 */
export function renderReproducibleJson(records: readonly ReproducibleRecord[]): string {
  const lines = records.filter(isNamed).sort(compare).map((record) => `  ${JSON.stringify({
    architecture: record.architecture,
    build_date: record.builtAt === null ? null : toUtc(record.builtAt).slice(0, 16).replace('T', ' '),
    package: record.package,
    status: toStatus(record.claim),
    suite: record.suite,
    version: record.version,
  })}`);
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

function toStatus(claim: Claim): string {
  switch (claim) {
    case 'reproduced': return 'reproducible';
    case 'differs': return 'unreproducible';
    case 'failed': return 'FTBFS';
    case 'waiting': return 'depwait';
    case 'pending': case 'unknown': return 'untested';
  }
}

function isNamed(record: ReproducibleRecord): boolean {
  return WORD.test(record.package) && WORD.test(record.version) && WORD.test(record.architecture) && SUITE.test(record.suite);
}

function compare(a: ReproducibleRecord, b: ReproducibleRecord): number {
  return order(a.package, b.package) || order(a.version, b.version) || order(a.suite, b.suite) || order(a.architecture, b.architecture);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
