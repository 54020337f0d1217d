// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseTestReport, renderCounts, sumCounts, toSkipReason } from './test-report.ts';

const file = (name: string, status: string, ...tests: string[]) => (
  { name, status, assertionResults: tests.map((test) => ({ status: test })) });

describe('parseTestReport', () => {
  it('counts tests by result, everything unfinished as skipped', () => {
    const report = { testResults: [file('a', 'failed', 'passed', 'failed'), file('b', 'passed', 'skipped', 'todo', 'pending')] };
    expect(parseTestReport(JSON.stringify(report))).toEqual({
      counts: { passed: 1, failed: 1, skipped: 3 },
      skips: [{ file: 'b', count: 3 }],
    });
  });
  it('counts a file that failed before its tests as a failure', () => {
    expect(parseTestReport(JSON.stringify({ testResults: [file('a', 'failed')] })).counts.failed).toBe(1);
    expect(parseTestReport(JSON.stringify({ testResults: [file('a', 'failed', 'skipped', 'passed')] })).counts)
      .toEqual({ passed: 1, failed: 1, skipped: 1 });
  });
  it('takes no other text for a report without failures', () => {
    expect(() => parseTestReport('{}')).toThrow();
    expect(() => parseTestReport('')).toThrow();
  });
});

describe('renderCounts', () => {
  it('is the last line of a run', () => {
    const counts = sumCounts([{ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 0, skipped: 0 }]);
    expect(renderCounts(counts)).toBe('11 passed, 2 failed, 3 skipped');
  });
});

describe('toSkipReason', () => {
  it('names the missing tool that the file needs', () => {
    expect(toSkipReason("describe.skipIf(!needsTool('rsync'))", ['chromium', 'rsync'])).toBe('rsync is not installed (apt-get install rsync)');
  });
  it('blames the test where no tool is missing', () => {
    expect(toSkipReason("it.skip('x'); needsTool('git')", ['chromium'])).toBe('marked so in the test itself');
  });
});
