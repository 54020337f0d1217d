// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { element, renderXml } from './xml.ts';

describe('renderXml', () => {
  it('indents elements and leaves texts as they are', () => {
    expect(renderXml(element('a', { b: 'c' }, [element('d', {}, ' e\nf '), element('g', {})]))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a b="c">\n  <d> e\nf </d>\n  <g/>\n</a>\n');
  });

  it('takes nothing in a text for mark-up, not even what is escaped already', () => {
    expect(renderXml(element('a', {}, ']]></a>&e;&amp;"\r'))).toContain('<a>]]&gt;&lt;/a&gt;&amp;e;&amp;amp;"&#13;</a>');
    expect(renderXml(element('a', { b: '"\'&#0;<\t\n\r' }))).toContain('<a b="&quot;\'&amp;#0;&lt;&#9;&#10;&#13;"/>');
  });

  it('holds no character that XML has not', () => {
    expect(renderXml(element('a', {}, '\u0000\u000b\ud800x\udfff\ufffe\u{1f600}'))).toContain('<a>\ufffd\ufffd\ufffdx\ufffd\ufffd\u{1f600}</a>');
  });
});
