// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseText } from './parse-text.ts';
import { MAX_DEPTH, MAX_NODES } from './tally.ts';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

describe('parseText', () => {
  it('reads a diff of the outermost files, which stands without bars', () => {
    const { report, truncated } = parseText(lines('--- a/x', '+++ b/x', '@@ -1,2 +1,2 @@', ' same', '-one', '+two'));
    expect(report).toEqual({ source1: 'a/x', source2: 'b/x', comments: [], unifiedDiff: '@@ -1,2 +1,2 @@\n same\n-one\n+two\n', details: [] });
    expect(truncated).toBe(false);
  });

  it('reads a renamed member, whose first line looks like a line of the diff above it', () => {
    const { report } = parseText(lines(
      '--- a', '+++ b', '├── one', '│ @@ -1 +1 @@', '│ -x', '│ +y', '│   --- ./old', '├── +++ ./new', '│ @@ -1 +1 @@', '│ -p', '│ +q'));
    expect(report.details.map(({ source1, source2, unifiedDiff }) => [source1, source2, unifiedDiff])).toEqual([
      ['one', 'one', '@@ -1 +1 @@\n-x\n+y\n'], ['./old', './new', '@@ -1 +1 @@\n-p\n+q\n'],
    ]);
  });

  it('takes lines of a file that look like the tree for lines of the file', () => {
    const { report, truncated } = parseText(lines('--- a', '+++ b', '├── one', '│ @@ -1,3 +1,3 @@', '│  ├── two', '│ -│ ├── three', '│   --- four', '│ +├── five'));
    expect(report.details).toHaveLength(1);
    expect(report.details[0]?.unifiedDiff).toBe('@@ -1,3 +1,3 @@\n ├── two\n-│ ├── three\n  --- four\n+├── five\n');
    expect(truncated).toBe(false);
  });

  it('keeps comments, and notices where diffoscope says that it stopped', () => {
    const { report, truncated } = parseText(lines('--- a', '+++ b', '├── one', '│┄ Ordering differences only', '│┄ Timeout exceeded; details may be incomplete.'));
    expect(report.details[0]?.comments).toHaveLength(2);
    expect(truncated).toBe(true);
    expect(parseText(lines('--- a', '+++ b', '├── one', 'Max text output size reached.')).truncated).toBe(true);
  });

  it('leaves out what fits nowhere, and says so', () => {
    const { report, truncated } = parseText(lines('--- a', '+++ b', '├── one', '│ @@ -1 +1 @@', '│ -x', '│ +y', 'killed after 100 bytes', '│ -z', '│ │ │ │ ├── far'));
    expect(report.details[0]).toEqual({ source1: 'one', source2: 'one', comments: [], unifiedDiff: '@@ -1 +1 @@\n-x\n+y\n', details: [] });
    expect(truncated).toBe(true);
  });

  it('keeps nothing of what lies deeper than the limit, and what comes after it', () => {
    const all = ['--- a', '+++ b', ...Array.from({ length: MAX_DEPTH + 50 }, (_, depth) => `${'│ '.repeat(depth)}├── n${depth}`), '├── last'];
    const { report, truncated } = parseText(lines(...all));
    expect(report.details.map(({ source1 }) => source1)).toEqual(['n0', 'last']);
    expect(truncated).toBe(true);
  });

  it('does not give the lines of a node that is left out to the one before it', () => {
    const nodes = Array.from({ length: MAX_NODES + 5 }, (_, index) => `├── n${index}`);
    const { report, truncated } = parseText(lines('--- a', '+++ b', ...nodes, '│ @@ -1 +1 @@', '│ -x', '│ +y'));
    expect([report.details.length, report.details.at(-1)?.unifiedDiff, truncated]).toEqual([MAX_NODES - 1, null, true]);
  });

  it('reads a million lines, half a million comments and bars without end in time', () => {
    const start = performance.now();
    const head = lines('--- a', '+++ b', '├── one');
    parseText(`${head}│ @@ -1,1000000 +0,0 @@\n${'│ -x\n'.repeat(1_000_000)}`);
    parseText(`${head}${'│┄ comment\n'.repeat(500_000)}`);
    parseText(`${head}${`${'│ '.repeat(50_000)}\n`.repeat(200)}`);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
