// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Difference } from '../model/difference.ts';
import { MAX_JSON_NESTING, parseJson } from './parse-json.ts';
import { MAX_COMMENTS, MAX_DEPTH, MAX_DIFF_CHARS, MAX_NODES, MAX_TOTAL_CHARS } from './tally.ts';

const HEAD = '"diffoscope-json-version": 1, ';
const toJson = (node: object): string => JSON.stringify({ 'diffoscope-json-version': 1, source1: 'a', source2: 'b', unified_diff: null, ...node });
const leaf = { source1: 'x', source2: 'x', unified_diff: '@@ -1 +1 @@\n-a\n+b\n' };

/** Nodes within nodes, written without recursion. */
function nest(depth: number): string {
  const open = '"source1": "x", "source2": "x", "unified_diff": null, "details": [{';
  return `{${HEAD}${open.repeat(depth - 1)}"source1": "y", "source2": "y", "unified_diff": null${'}]'.repeat(depth - 1)}}`;
}

function measure(node: Difference | undefined): number {
  let depth = 0;
  for (let at = node; at !== undefined; [at] = at.details) depth += 1;
  return depth;
}

describe('parseJson', () => {
  it('keeps names, comments, diffs and the order of details', () => {
    const { report } = parseJson(toJson({ details: [{ ...leaf, comments: ['one', 'two'], has_internal_linenos: true }, { ...leaf, source1: 'z' }] }));
    expect(report).toEqual({
      source1: 'a', source2: 'b', comments: [], unifiedDiff: null,
      details: [
        { source1: 'x', source2: 'x', comments: ['one', 'two'], unifiedDiff: leaf.unified_diff, details: [] },
        { source1: 'z', source2: 'x', comments: [], unifiedDiff: leaf.unified_diff, details: [] },
      ],
    });
  });

  it('says too deep of 10,000 levels, and of a million brackets, before any parser sees them', () => {
    for (const input of [nest(10_000), '['.repeat(1_000_000), `{${HEAD}"details": ${'[{"details":'.repeat(200_000)}`]) {
      const start = performance.now();
      expect(() => parseJson(input)).toThrow(expect.objectContaining({ code: 'diffoscope-too-deep' }));
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });

  it('counts no brackets within texts as nesting', () => {
    const text = '[{"\\'.repeat(MAX_JSON_NESTING);
    expect(parseJson(toJson({ unified_diff: text })).report.unifiedDiff).toBe(text);
  });

  it('cuts what lies deeper than the limit, and says so', () => {
    const { report, truncated } = parseJson(nest(MAX_DEPTH + 20));
    expect({ depth: measure(report), truncated }).toEqual({ depth: MAX_DEPTH, truncated: true });
    expect(parseJson(nest(MAX_DEPTH)).truncated).toBe(false);
  });

  it('cuts nodes, comments and texts beyond their limits, and says so', () => {
    const many = parseJson(toJson({ details: Array.from({ length: MAX_NODES + 5 }, () => leaf) }));
    expect([many.report.details.length, many.truncated]).toEqual([MAX_NODES - 1, true]);

    const comments = parseJson(toJson({ comments: Array.from({ length: MAX_COMMENTS + 1 }, () => 'x') }));
    expect([comments.report.comments.length, comments.truncated]).toEqual([MAX_COMMENTS, true]);

    const long = parseJson(toJson({ unified_diff: `@@ -1 +1 @@\n${'-0123456789\n'.repeat(MAX_DIFF_CHARS / 10)}` }));
    expect(long.truncated).toBe(true);
    expect(long.report.unifiedDiff?.endsWith('-0123456789\n')).toBe(true);
    expect(long.report.unifiedDiff?.length).toBeLessThanOrEqual(MAX_DIFF_CHARS);
  });

  it('bounds all texts of a report together', () => {
    const diff = `@@ -1 +1 @@\n${'-0123456789\n'.repeat(80_000)}`;
    const { report, truncated } = parseJson(toJson({ details: Array.from({ length: 30 }, () => ({ ...leaf, unified_diff: diff })) }));
    const total = report.details.reduce((sum, node) => sum + (node.unifiedDiff?.length ?? 0), 0);
    expect(total).toBeLessThanOrEqual(MAX_TOTAL_CHARS);
    expect(truncated).toBe(true);
  });

  it.each([
    ['lines removed', { unified_diff: '@@ -1,2 +1,2 @@\n-a\n-[ 17 lines removed ]\n+b\n' }],
    ['a command that was cut', { unified_diff: '@@ -1 +1 @@\n-a\n+b\n [ truncated after 10000 lines; 5 ignored ]\n' }],
    ['too much input', { unified_diff: '@@ -1 +1 @@\n-[ Too much input for diff (SHA: 00) ]\n+[ Too much input for diff (SHA: 01) ]\n' }],
    ['a timeout', { comments: ['Timeout exceeded; details may be incomplete.'] }],
  ])('notices %s', (_, node) => {
    expect(parseJson(toJson(node)).truncated).toBe(true);
  });

  it('replaces what neither a page nor a database can hold', () => {
    const { report } = parseJson('{"diffoscope-json-version": 1, "source1": "a\\u0000\\ud800", "source2": "b\\u202e", "unified_diff": null}');
    expect([report.source1, report.source2]).toEqual(['a\uFFFD\uFFFD', 'b\u202E']);
  });

  it('takes no prototype for data', () => {
    const json = '{"diffoscope-json-version": 1, "source1": "a", "source2": "b", "__proto__": {"details": [{"source1": "x"}]}, "constructor": 1}';
    expect(parseJson(json).report).toEqual({ source1: 'a', source2: 'b', comments: [], unifiedDiff: null, details: [] });
    expect(() => parseJson('{"diffoscope-json-version": 1, "__proto__": {"source1": "a", "source2": "b"}}')).toThrow(
      expect.objectContaining({ code: 'diffoscope-unparsable' }));
  });

  it('reads broken UTF-8 with replacements', () => {
    const bytes = Buffer.from(toJson({ source1: 'aXb' }).replace('X', '\u00ff'), 'latin1');
    expect(parseJson(bytes).report.source1).toBe('a\uFFFDb');
  });
});
