// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { CAPABILITIES, createMessageParser, findField, listField, renderMessage, toOneLine } from './message.ts';
import type { MessageLimits, Parsed } from './message.ts';

const ACQUIRE = '600 URI Acquire\nURI: intoto+http://a.example/x.deb\nFilename: /x.deb\nExpected-SHA256: ab\n\n';

function parse(text: string | Uint8Array, limits?: MessageLimits): readonly Parsed[] {
  const parser = createMessageParser(limits);
  return [...parser.push(typeof text === 'string' ? Buffer.from(text) : text), ...parser.end()];
}

describe('createMessageParser', () => {
  it('reads number, text and fields', () => {
    expect(parse(ACQUIRE)).toEqual([{
      kind: 'message',
      message: { code: 600, text: 'URI Acquire', fields: [['URI', 'intoto+http://a.example/x.deb'], ['Filename', '/x.deb'], ['Expected-SHA256', 'ab']] },
    }]);
  });

  it('reads messages that come byte by byte, with carriage returns and empty lines between', () => {
    const parser = createMessageParser();
    const bytes = Buffer.from(`\n\r\n${ACQUIRE.replaceAll('\n', '\r\n')}\n\n${ACQUIRE}`);
    const parsed = [...bytes].flatMap((byte) => parser.push(Uint8Array.of(byte)));
    expect(parsed).toEqual([...parse(ACQUIRE), ...parse(ACQUIRE)]);
    expect(parser.end()).toEqual([]);
  });

  it('continues fields over lines', () => {
    const [parsed] = parse('600 URI Acquire\nSigned-By: a\n b\n\tc\n\n');
    expect(parsed).toMatchObject({ message: { fields: [['Signed-By', 'a\nb\nc']] } });
  });

  it('lets only settings come several times', () => {
    expect(parse('601 Configuration\nConfig-Item: a=1\nConfig-Item: a=2\n\n')).toMatchObject([{ kind: 'message' }]);
  });

  it.each([
    ['no number', 'URI Acquire\n\n', 'a message begins with no number and name'],
    ['a number of two digits', '60 URI Acquire\n\n', 'a message begins with no number and name'],
    ['a number alone', '600\n\n', 'a message begins with no number and name'],
    ['a continued first line', ' 600 URI Acquire\n\n', 'a message begins with no number and name'],
    ['a line without a colon', '600 URI Acquire\nURI\n\n', 'a line is no field'],
    ['a continued nothing', '600 URI Acquire\n x\n\n', 'a line is no field'],
    ['a space in a name', '600 URI Acquire\nU RI: x\n\n', 'a line is no field'],
    ['a zero byte', '600 URI Acquire\nURI: a\0b\n\n', 'a field holds characters that are no text'],
    ['an escape', '600 URI Acquire\nURI: \u001b[31m\n\n', 'a field holds characters that are no text'],
    ['a carriage return within a line', '600 URI Acquire\nURI: a\rURI: b\n\n', 'a field holds characters that are no text'],
    ['two addresses', '600 URI Acquire\nURI: a\nuri: b\n\n', 'the field uri comes twice'],
    ['an end in the middle', '600 URI Acquire\nURI: a\n', 'it ends in the middle of a message'],
    ['an end within a line', '600 URI', 'it ends in the middle of a message'],
  ])('is broken by %s', (_, text, reason) => {
    expect(parse(text)).toEqual([{ kind: 'broken', reason }]);
  });

  it('is broken by what is no UTF-8', () => {
    expect(parse(Buffer.from('600 URI Acquire\nURI: \xff\n\n', 'latin1'))).toMatchObject([{ kind: 'broken' }]);
  });

  it('is broken by lines and messages that are too long, whether they end or not', () => {
    const limits = { maxLineBytes: 20, maxMessageBytes: 60 };
    expect(parse(`600 x\nA: ${'x'.repeat(17)}\n\n`, limits)).toMatchObject([{ kind: 'message' }]);
    expect(parse(`600 x\nA: ${'x'.repeat(18)}\n\n`, limits)).toEqual([{ kind: 'broken', reason: 'a line is too long' }]);
    expect(parse('x'.repeat(21), limits)).toEqual([{ kind: 'broken', reason: 'a line is too long' }]);
    expect(parse(`600 x\n${'A: xxxxxxxxxxxx\n'.repeat(4)}`, limits)).toEqual([{ kind: 'broken', reason: 'a message is too long' }]);
    expect(parse(`600 x\nA: xxxxxxxxxxxx\n\n`.repeat(9), limits)).toHaveLength(9);
  });

  it('reads nothing more after a broken message', () => {
    const parser = createMessageParser();
    expect(parser.push(Buffer.from(`x\n\n${ACQUIRE}`))).toMatchObject([{ kind: 'broken' }]);
    expect(parser.push(Buffer.from(ACQUIRE))).toEqual([]);
    expect(parser.end()).toEqual([]);
  });
});

describe('findField', () => {
  it('finds names in any case; null for others', () => {
    const [parsed] = parse(ACQUIRE);
    if (parsed?.kind !== 'message') throw new Error('no message');
    expect(findField(parsed.message, 'filename')).toBe('/x.deb');
    expect(findField(parsed.message, 'Proxy')).toBeNull();
    expect(listField(parsed.message, 'uri')).toEqual(['intoto+http://a.example/x.deb']);
  });
});

describe('renderMessage', () => {
  it('writes what apt reads, and leaves out what has no value', () => {
    expect(renderMessage('200 URI Start', { 'URI': 'x', 'Size': 0, 'Last-Modified': null })).toBe('200 URI Start\nURI: x\nSize: 0\n\n');
  });

  it('writes no value that would begin a field or a message', () => {
    const message = renderMessage('400 URI Failure', { Message: 'a\n\n201 URI Done\nURI: x\r\u2028b\u0085c\u202e' });
    expect(message).toBe('400 URI Failure\nMessage: a 201 URI Done URI: x b c\n\n');
  });

  it('writes an address as apt wrote it', () => {
    const uri = 'intoto+http://a.example/x_1%3a2%2B~%7e+ü.deb';
    expect(renderMessage('200 URI Start', { URI: uri })).toContain(`\nURI: ${uri}\n`);
  });
});

describe('toOneLine', () => {
  it('takes escapes and marks of direction out', () => {
    expect(toOneLine('a\u001b[2Jb\u200fc\n')).toBe('a [2Jb c');
  });
});

describe('CAPABILITIES', () => {
  it('is one message', () => {
    expect(parse(CAPABILITIES)).toMatchObject([{ kind: 'message', message: { code: 100 } }]);
  });
});
