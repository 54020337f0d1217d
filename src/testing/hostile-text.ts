// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';

/** Names that somebody chose to do harm, each to a format of ours or to who reads it. */
export const HOSTILE_TEXTS: readonly string[] = [
  '', ' ', '\n', '\r\n', '\r', '\t', '\u0000', '\u0001\u0008\u000b\u000c\u001b[31m\u007f', '\u0085\u2028\u2029', '\u202e\u2066\u200f',
  '\ud800', '\udfff', 'a\udc00b\ud83d', '\ufffe\uffff', '\ufeff', '😀',
  ']]>', '<![CDATA[', '<!-- --', '-->', '<?xml version="1.0"?>', '<!DOCTYPE x [<!ENTITY e "e">]>', '</name><x/>', '&e;', '&#0;', '&amp;', '"\'', '<script>',
  '\\', '\\n', '\\"', '"', '"} 1\n# EOF\n', '{a="b"}', '} 5', ',status="success"', ' # {trace_id="1"} 1', 'a,ref:b', '# TYPE x counter', '=', '",',
  '@id', '#text', '?pi', '!--', '__proto__', 'constructor', 'toString',
  '..', '../x', '/', '//', '%', '%zz', '%2F', '~', 'javascript:alert(1)', 'http://user:secret@host/', 'https://[::1]/a b|^`{}[]#a#b%',
  'x'.repeat(10_000), '"'.repeat(10_000), '😀'.repeat(10_000), '\n'.repeat(10_000), '\ud800'.repeat(10_000), '&'.repeat(10_000), '%'.repeat(10_000),
];

/** Any text: half of them hostile, or with something hostile in it. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.array(fc.constantFrom(...HOSTILE_TEXTS.filter(({ length }) => length < 50)), { maxLength: 4 }).map((parts) => parts.join('x')),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);

/** Times that a forge may send: far away, too. */
export const anyInstant: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
);
