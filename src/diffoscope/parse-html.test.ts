// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { MAX_HTML_NESTING, parseHtml } from './parse-html.ts';

const node = (name: string, inner: string): string => `<div class="difference"><div class="diffheader"><div><span class="source">${name}</span></div></div>${inner}</div>`;
const table = (rows: string): string => `<table class="diff"><tr style="display:none;"><td>&nbsp;</td></tr>${rows}</table>`;
const HUNK = '<tr class="diffhunk"><td colspan="2">Offset 1, 2 lines modified</td><td colspan="2">Offset 1, 2 lines modified</td></tr>';
const present = (text: string): string => `<td class="diffline">1 </td><td class="diffpresent">${text}</td>`;
const DOT = '<span class="dp">·</span>';

describe('parseHtml', () => {
  it('turns two sides back into a unified diff', () => {
    const rows = `${HUNK}<tr class="diffunmodified">${present('same')}${present('same')}</tr>`
      + `<tr class="diffchanged">${present(`<del>a</del>${DOT}x &lt;b&gt;`)}${present(`<ins>bc</ins>${DOT}x &lt;b&gt;`)}</tr>`
      + `<tr class="diffdeleted">${present('gone')}<td colspan="2">&nbsp;</td></tr><tr class="diffadded"><td colspan="2">&nbsp;</td>${present('new')}</tr>`;
    const { report, truncated } = parseHtml(node('x', table(rows)));
    expect(report.unifiedDiff).toBe('@@ -1,2 +1,2 @@\n same\n-a x <b>\n-gone\n+bc x <b>\n+new\n');
    expect(truncated).toBe(false);
  });

  it('reads tabs, and the end of a file without a line break, as they were', () => {
    const tab = '<span class="dp">»</span>';
    const row = `<tr class="diffchanged">${present(`ab${tab}${'&nbsp;'.repeat(5)}c`)}${present('d<br/><span class="dp">\\</span>No newline at end of file')}</tr>`;
    expect(parseHtml(node('x', table(HUNK + row))).report.unifiedDiff).toBe('@@ -1,2 +1,2 @@\n-ab\tc\n+d\n\\ No newline at end of file\n');
  });

  it('reads lines that hold their own numbers', () => {
    const row = '<tr class="diffchanged"><td colspan="2" class="diffpresent">one</td><td colspan="2" class="diffpresent">two</td></tr>';
    expect(parseHtml(node('x', table(HUNK + row))).report.unifiedDiff).toBe('@@ -1,2 +1,2 @@\n-one\n+two\n');
  });

  it('keeps names of both sides, comments and what is within', () => {
    const renamed = '<div class="difference"><div class="diffheader"><div><span class="source">old</span> vs.</div><div><span class="source">new</span></div></div>'
      + '<div class="comment multiline">one\ntwo\n  </div></div>';
    const { report } = parseHtml(node('top', node('in', '') + renamed));
    expect(report.details).toEqual([
      { source1: 'in', source2: 'in', comments: [], unifiedDiff: null, details: [] },
      { source1: 'old', source2: 'new', comments: ['one', 'two'], unifiedDiff: null, details: [] },
    ]);
  });

  it.each([
    ['a picture', '<div class="difference"><img src="data:image/png;base64,AA==" alt="compared images" /></div>'],
    ['a diff that stopped', table('<tr class="error"><td colspan="4">Max diff block lines reached; 7/90 bytes (7.78%) of diff not shown.</td></tr>')],
    ['a page of its own', table('<tr class="ondemand"><td colspan="4">... <a href="x.html">Open expanded diff</a> ...</td></tr>')],
    ['details loaded later', '<div class="ondemand-details">... <a href="x.html">open details</a> ...</div>'],
    ['a report that stopped', '<div class="error">Max HTML report size reached</div>'],
  ])('notices %s', (_, inner) => {
    const { report, truncated } = parseHtml(node('x', inner));
    expect({ details: report.details, truncated }).toEqual({ details: [], truncated: true });
  });

  it('keeps scripts and mark-up as text or not at all', () => {
    const { report } = parseHtml(node('x<script>alert(1)</script>&lt;img&gt;', ''));
    expect(report.source1).toBe('x<img>');
  });

  it('says too deep of a page without an end, in time', () => {
    for (const tag of ['<div class="difference">', '<b>', '<table>', '<svg>']) {
      const start = performance.now();
      expect(() => parseHtml(tag.repeat(500_000))).toThrow(expect.objectContaining({ code: 'diffoscope-too-deep' }));
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });

  it('is not slowed by end tags without a beginning', () => {
    const start = performance.now();
    expect(() => parseHtml('<b>'.repeat(MAX_HTML_NESTING - 1) + '</i>'.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'diffoscope-unparsable' }));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
