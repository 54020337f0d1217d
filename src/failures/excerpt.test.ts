// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toExcerpt, toPlainLine, toWholeLines } from './excerpt.ts';

const ESC = '\u001B';
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('toExcerpt', () => {
  it.each([
    ['colours', `${ESC}[31;1mERROR: Job failed${ESC}[0;m`, 'ERROR: Job failed'],
    ['colours with colons', `a${ESC}[38:2:255:0:0mb`, 'ab'],
    ['private and intermediate sequences', `a${ESC}[?25l${ESC}[3 q${ESC}[>4;1m${ESC}(B${ESC}%G${ESC}7b`, 'ab'],
    ['links', `${ESC}]8;;http://example.org/${ESC}\\here${ESC}]8;;\u0007`, 'here'],
    ['strings for terminals', `a${ESC}P0;1|17/ab${ESC}\\b${ESC}_Ga=T;AAAA${ESC}\\c`, 'abc'],
    ['sequences of one character', 'a\u009B31mb\u009D0;title\u009Cc', 'abc'],
    ['a sequence within a sequence', `a${ESC}${ESC}[0m[31mb`, 'a\uFFFD[31mb'],
    ['a string without an end, to the end of its line', `a${ESC}]0;title\nb`, 'a\nb'],
    ['controls', 'a\u0000b\u0008c\u007Fd', 'a\uFFFDb\uFFFDc\uFFFDd'],
    ['what turns text around or is not seen', 'a\u202Eb\u2066c\u200Bd\u2028e\uFEFFf', 'a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf'],
    ['half a character', 'a\uD83D', 'a\uFFFD'],
    ['tabs', '\ta\n\u00A0\tb', '    a\n\u00A0    b'],
    ['ends of lines', 'a\r\nb  \nc', 'a\nb\nc'],
    ['blank lines around', '\n\n  \na\n\nb\n\n', 'a\n\nb'],
  ])('takes away or shows %s', (_, log, expected) => {
    expect(toExcerpt(log)).toBe(expected);
  });

  it('keeps emoji that are joined', () => {
    expect(toExcerpt('👩‍💻 ok')).toBe('👩‍💻 ok');
  });

  it('shows of a line that was written over what was seen last', () => {
    expect(toExcerpt('Reading 0%\rReading 50%\rReading 100%\r\ncurl 1\rcurl 2\r\nx\r   ')).toBe('Reading 100%\ncurl 2\nx');
  });

  it('leaves out the runner’s markers of sections', () => {
    const log = `section_start:1560896352:prepare_script[collapsed=true]\r${ESC}[0K${ESC}[0K${ESC}[36;1mPreparing environment${ESC}[0;m\n`
      + `section_end:1560896353:prepare_script\r${ESC}[0Ksection_start:1560896353:step_script\r${ESC}[0K${ESC}[0K${ESC}[36;1mExecuting${ESC}[0;m\nsection_end:1560896360:step_script\r${ESC}[0K`;
    expect(toExcerpt(log)).toBe('Preparing environment\nExecuting');
  });

  it('leaves out the runner’s times, and joins what it broke into two lines', () => {
    const log = '2024-05-22T12:43:46.962646Z 00O Running\n2024-05-22T12:43:46.962701Z 00O+ with gitlab-runner\n2024-05-22T12:43:47.000000Z 01E warn\n2024-05-22T12:43:47.000000Z 01E';
    expect(toExcerpt(log)).toBe('Running with gitlab-runner\nwarn');
    expect(toExcerpt('2024-05-22T12:43:46.962646Z is a time')).toBe('2024-05-22T12:43:46.962646Z is a time');
  });

  it('keeps 120 lines of 400 characters, and never more than 16 KiB', () => {
    const short = toExcerpt(Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n')).split('\n');
    expect([short.length, short[0], short.at(-1)]).toEqual([120, 'line 380', 'line 499']);
    expect(toExcerpt(`${'a'.repeat(401)}\n${'b'.repeat(400)}`)).toBe(`${'a'.repeat(399)}…\n${'b'.repeat(400)}`);
    const wide = toExcerpt(`${'€'.repeat(400)}\n`.repeat(200));
    expect(encode(wide).length).toBeLessThanOrEqual(16 * 1024);
    expect(wide.split('\n')).toHaveLength(13);
    expect(toExcerpt('💥'.repeat(300)).isWellFormed()).toBe(true);
  });

  it('takes bytes that are no text', () => {
    const bytes = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 73 + (index >> 7)) % 256);
    const excerpt = toExcerpt(new TextDecoder().decode(bytes));
    expect(excerpt).not.toMatch(/[^\P{Cc}\n]/u);
    expect(encode(excerpt).length).toBeLessThanOrEqual(16 * 1024);
  });

  it('leaves nothing in any log that is not to be seen', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(ESC, `${ESC}[`, `${ESC}]`, `${ESC}P`, '\u009B', '\r', '\n', '\t', 'm', '0;', '\u0007', 'section_start:1:x', '\u202E', '\uD800'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const excerpt = toExcerpt(pieces.join(''));
      expect(excerpt).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      expect(excerpt.isWellFormed()).toBe(true);
      expect(toExcerpt(excerpt)).toBe(excerpt);
    }), { numRuns: 500 });
  });

  it.each([`${ESC}[`, `${ESC}[0;`, `${ESC}]`, `${ESC}P`, '\u009B', 'section_start:1:', 'a\r', '\n', '2024-05-22T12:43:46.962646Z 00O+a\n', `${ESC} `, '\t'])(
    'is done soon with 64 KiB of nothing but %j', (piece) => {
      const log = piece.repeat(65_536).slice(0, 65_536);
      const startedAt = performance.now();
      toExcerpt(log);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    });
});

describe('toWholeLines', () => {
  it.each([['half\nwhole\nend', '\nwhole\nend'], ['ha\rlf\nwhole', '\nlf\nwhole'], ['no end', '\n'], ['', '\n']])('empties the first line of %j', (tail, expected) => {
    expect(toWholeLines(tail)).toBe(expected);
  });
});

describe('toPlainLine', () => {
  it('makes one line of several, cut', () => {
    expect(toPlainLine(`a\nb${ESC}[1mc`)).toBe('a\uFFFDbc');
    expect(toPlainLine('x'.repeat(1_000))).toHaveLength(400);
  });
});
