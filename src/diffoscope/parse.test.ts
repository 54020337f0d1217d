// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../model/difference.ts';
import { parseDiffoscope } from './parse.ts';
import { MAX_REPORT_BYTES } from './tally.ts';

const read = (name: string): Uint8Array => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

/** diffoscope takes white space off the end of every diff in its text. */
function withoutLastSpace(node: Difference): Difference {
  return { ...node, unifiedDiff: node.unifiedDiff?.trimEnd() ?? null, details: node.details.map(withoutLastSpace) };
}

/** Beside each other, lines of one place come in another order than below each other. */
function withSortedLines(node: Difference): Difference {
  return { ...node, unifiedDiff: node.unifiedDiff?.split('\n').toSorted().join('\n') ?? null, details: node.details.map(withSortedLines) };
}

/** `@@ -1 +1 @@` is `@@ -1,1 +1,1 @@`, as HTML writes it. */
function withWholeRanges(node: Difference): Difference {
  const toWhole = (diff: string): string => diff.replaceAll(/^@@ .* @@$/gmu, (hunk) => hunk.replaceAll(/([-+]\d+)(?=\s)/gu, '$1,1'));
  return { ...node, unifiedDiff: node.unifiedDiff === null ? null : toWhole(node.unifiedDiff), details: node.details.map(withWholeRanges) };
}

describe('parseDiffoscope', () => {
  it.each(['time', 'order', 'locale', 'path'])('reads the text of %s as its JSON', (name) => {
    const json = parseDiffoscope(read(`${name}.json`));
    expect(withoutLastSpace(parseDiffoscope(read(`${name}.txt`)).report)).toEqual(withoutLastSpace(json.report));
    expect(json.truncated).toBe(false);
  });

  it.each(['time', 'order', 'locale'])('reads the HTML of %s as its JSON, but for the order of lines', (name) => {
    const { report, truncated } = parseDiffoscope(read(`${name}.html`));
    expect(withSortedLines(report)).toEqual(withSortedLines(withWholeRanges(parseDiffoscope(read(`${name}.json`)).report)));
    expect(truncated).toBe(false);
  });

  it('reads what rebuilderd stores', () => {
    const { report, truncated } = parseDiffoscope(read('rebuilderd.txt'));
    expect(report.details.map(({ source1 }) => source1)).toEqual(['file list', 'data.tar.xz', 'stat {}']);
    expect(truncated).toBe(false);
  });

  it.each([
    ['diffoscope-empty', ''],
    ['diffoscope-empty', ' \n'],
    ['diffoscope-unparsable', 'Not found\n'],
    ['diffoscope-unparsable', '{"message": "404 Not Found"}'],
    ['diffoscope-unparsable', '{"diffoscope-json-version": 2, "source1": "a", "source2": "b", "unified_diff": null}'],
    ['diffoscope-unparsable', '{"diffoscope-json-version": 1'],
    ['diffoscope-unparsable', '{"diffoscope-json-version": 1, "source1": ["a"], "source2": "b", "unified_diff": null}'],
    ['diffoscope-unparsable', '{"diffoscope-json-version": 1, "source1": "a", "source2": "b", "unified_diff": 7}'],
    ['diffoscope-unparsable', '{"diffoscope-json-version": 1, "source1": "a", "source2": "b", "details": [null]}'],
    ['diffoscope-unparsable', '<!DOCTYPE html><title>502 Bad Gateway</title><p>Sorry'],
    ['diffoscope-unparsable', '--- only one name\n'],
  ])('throws %s for %j', (code, input) => {
    expect(() => parseDiffoscope(input)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses millions of lines and of values before they are lists', () => {
    for (const input of [`--- a\n+++ b\n${'\n'.repeat(20_000_000)}`, `{"details": [${'{},'.repeat(5_000_000)}`]) {
      expect(() => parseDiffoscope(input)).toThrow(expect.objectContaining({ code: 'diffoscope-too-large' }));
    }
  });

  it('refuses 200 MB without reading them', () => {
    const bytes = new Uint8Array(200_000_000).fill(0x5b);
    expect(bytes.length).toBeGreaterThan(MAX_REPORT_BYTES);
    const start = performance.now();
    expect(() => parseDiffoscope(bytes)).toThrow(expect.objectContaining({ code: 'diffoscope-too-large' }));
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
