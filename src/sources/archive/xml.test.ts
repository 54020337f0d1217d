// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createXmlReader } from './xml.ts';

/** What is opened and closed, read in pieces of `step` bytes. */
function read(text: string | Uint8Array, { step = 7, isWanted = () => true }: { readonly step?: number; readonly isWanted?: (path: string) => boolean } = {}): string[] {
  const events: string[] = [];
  const reader = createXmlReader({
    open: (path, attributes) => {
      events.push(`${path} ${JSON.stringify(attributes)}`);
      return isWanted(path);
    },
    close: (path, content) => void events.push(`/${path} ${content.trim()}`),
  }, 'test.xml');
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.byteLength; at += step) reader.write(bytes.subarray(at, at + step));
  reader.end();
  return events;
}

describe('createXmlReader', () => {
  const text = '<?xml version="1.0" encoding="UTF-8"?>\n<a x="1 &amp; 2">\n <b>ü &lt;😀&gt;</b><c/>\n <d><e y="\'"></e></d>\n</a>\n';
  const events = ['a {"x":"1 & 2"}', 'a/b {}', '/a/b ü <😀>', 'a/c {}', '/a/c ', 'a/d {}', 'a/d/e {"y":"\'"}', '/a/d/e ', '/a/d ', '/a '];

  it('reads the same in pieces of every size', () => {
    for (let step = 1; step < 40; step += 1) expect(read(text, { step })).toEqual(events);
    expect(read(text, { step: 1_000 })).toEqual(events);
  });

  it('leaves out what is not wanted, with all within', () => {
    expect(read(text, { isWanted: (path) => path !== 'a/d' })).toEqual(events.filter((event) => !event.startsWith('a/d/') && !event.startsWith('/a/d')));
  });

  it.each([
    ['a tag that is not closed', '<a><b></a>'], ['a cut document', '<a><b></b>'], ['a cut tag', '<a></a'], ['tags across', '<a><b><c></b></c></a>'], ['an end without a beginning', '<a></b></a>'],
    ['an end behind the root', '<a></a></a>'], ['two roots', '<a></a><b></b>'], ['text outside', 'x<a></a>'], ['text behind', '<a></a>x'], ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['a comment', '<a><!-- x --></a>'], ['CDATA', '<a><![CDATA[</a>]]></a>'], ['an instruction', '<a><?php x ?></a>'], ['nothing', ''], ['blanks', ' \n '], ['no XML', 'Package: a\n'],
    ['an end tag within an attribute', '<a x="</a>"></a>'], ['a whole element nested out of sight', `<a>${'<b>'.repeat(40)}${'</b>'.repeat(40)}</a>`],
  ])('refuses %s', (_, broken) => {
    for (const step of [1, 5, 1_000]) expect(() => read(broken, { step })).toThrow(expect.objectContaining({ code: 'invalid-metadata' }));
    expect(() => read(broken, { isWanted: (path) => path === 'a' })).toThrow(expect.objectContaining({ code: 'invalid-metadata' }));
  });

  it('refuses what is not UTF-8', () => {
    expect(() => read(new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toThrow(expect.objectContaining({ code: 'invalid-metadata' }));
    expect(() => read(new Uint8Array([0x3c, 0x61, 0x2f, 0x3e, 0xc3]))).toThrow(expect.objectContaining({ code: 'invalid-metadata' }));
  });

  it('says too-much of texts and tags without end', () => {
    const step = 16 * 1024;
    expect(() => read(`<a>${'x'.repeat(70_000)}</a>`, { step })).toThrow(expect.objectContaining({ code: 'too-much' }));
    expect(() => read(`<a x="${'x'.repeat(400_000)}"></a>`, { step })).toThrow(expect.objectContaining({ code: 'too-much' }));
    expect(() => read(`<${'x'.repeat(400_000)}></a>`, { step })).toThrow(expect.objectContaining({ code: 'too-much' }));
    expect(read(`<a><b>${'x'.repeat(70_000)}</b></a>`, { step, isWanted: (path) => path === 'a' })).toHaveLength(3);
  });

  it('takes no attribute for the prototype', () => {
    expect(read('<a __proto__="x" constructor="y"></a>')[0]).toBe('a {"constructor":"y"}');
  });
});
