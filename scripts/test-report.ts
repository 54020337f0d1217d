// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { renderMissing } from '../src/testing/needs.ts';
import type { ToolName } from '../src/testing/tools.data.ts';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestReport {
  readonly counts: TestCounts;
  /** Files with skipped tests, and how many. */
  readonly skips: readonly { readonly file: string; readonly count: number }[];
}

const reportSchema = z.object({
  testResults: z.array(z.object({
    name: z.string(),
    status: z.string(),
    assertionResults: z.array(z.object({ status: z.string() })),
  })),
});

/** Counts what Vitest's JSON report says. A file that failed without a failed test, in its imports or hooks, counts as one. */
export function parseTestReport(text: string): TestReport {
  const files = reportSchema.parse(JSON.parse(text)).testResults.map(({ name, status, assertionResults }) => {
    const count = (wanted: string): number => assertionResults.filter((test) => test.status === wanted).length;
    const [passed, failed] = [count('passed'), count('failed')];
    return {
      name, passed,
      failed: failed === 0 && status !== 'passed' ? 1 : failed,
      skipped: assertionResults.length - passed - failed,
    };
  });
  return {
    counts: sumCounts(files),
    skips: files.filter((file) => file.skipped > 0).map((file) => ({ file: file.name, count: file.skipped })),
  };
}

export function sumCounts(all: readonly TestCounts[]): TestCounts {
  const sum = (key: keyof TestCounts): number => all.reduce((total, counts) => total + counts[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

export function renderCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Why a file's tests were skipped: the tools that its source asks for by `needsTool` and that are missing. */
export function toSkipReason(source: string, missing: readonly ToolName[]): string {
  const needed = missing.filter((name) => source.includes(`needsTool('${name}')`));
  return needed.length === 0 ? 'marked so in the test itself' : needed.map(renderMissing).join(', ');
}
