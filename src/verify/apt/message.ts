// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** One message of apt's method protocol: `600 URI Acquire`, then fields. */
export interface Message {
  readonly code: number;
  readonly text: string;
  /** In the order they came; of several lines where they were continued. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** A message, or why the bytes are none. After a broken one nothing more is read: where the next begins is anybody's guess. */
export type Parsed =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'broken'; readonly reason: string };

export interface MessageParser {
  /** Takes bytes as they come, gives the messages they complete. */
  push(bytes: Uint8Array): readonly Parsed[];
  /** What is left when there are no more: nothing, or a message that was cut short. */
  end(): readonly Parsed[];
}

export interface MessageLimits {
  readonly maxLineBytes: number;
  readonly maxMessageBytes: number;
}

/** apt sends its whole configuration as one message: some ten kilobytes, a few hundred at most. */
const APT_LIMITS: MessageLimits = { maxLineBytes: 65_536, maxMessageBytes: 4_194_304 };

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Reads the method protocol: a line with number and text, fields, an empty line. Carriage returns before a line's end are nothing. */
export function createMessageParser(limits: MessageLimits = APT_LIMITS): MessageParser {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest: Uint8Array = new Uint8Array(0);
  let lines: string[] = [];
  let messageBytes = 0;
  let isBroken = false;

  function* take(bytes: Uint8Array): Iterable<Parsed> {
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const parsed = takeLine(bytes.subarray(start, end));
      start = end + 1;
      if (parsed !== null) yield parsed;
    }
    rest = bytes.slice(start);
    if (rest.length > limits.maxLineBytes) yield broken('a line is too long');
  }

  function takeLine(bytes: Uint8Array): Parsed | null {
    const length = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    messageBytes += bytes.length + 1;
    if (length > limits.maxLineBytes) return broken('a line is too long');
    if (messageBytes > limits.maxMessageBytes) return broken('a message is too long');
    if (length > 0) {
      lines.push(decode(bytes.subarray(0, length)));
      return null;
    }
    messageBytes = 0;
    if (lines.length === 0) return null;
    const message = parseMessage(lines);
    lines = [];
    return message;
  }

  /** What is no UTF-8 becomes a control character, and that is refused below. */
  function decode(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      return '\0';
    }
  }

  function untilBroken(all: Iterable<Parsed>): Parsed[] {
    const parsed: Parsed[] = [];
    for (const one of all) {
      if (isBroken) break;
      parsed.push(one);
      isBroken = one.kind === 'broken';
    }
    return parsed;
  }

  return {
    push: (bytes) => (isBroken ? [] : untilBroken(take(rest.length === 0 ? bytes : Buffer.concat([rest, bytes])))),
    end: () => (isBroken || (rest.length === 0 && lines.length === 0) ? [] : untilBroken([broken('it ends in the middle of a message')])),
  };
}

/** The value of the field of this name, whatever its case; null where there is none. */
export function findField({ fields }: Message, name: string): string | null {
  const wanted = name.toLowerCase();
  return fields.find(([field]) => field.toLowerCase() === wanted)?.[1] ?? null;
}

/** All values of a field that may come several times. */
export function listField({ fields }: Message, name: string): string[] {
  const wanted = name.toLowerCase();
  return fields.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

function parseMessage([first = '', ...lines]: readonly string[]): Parsed {
  const [start, code, text = ''] = /^(\d{3}) (\S.*)$/.exec(first) ?? [];
  if (start === undefined || hasControls(first)) return broken('a message begins with no number and name');
  const fields: [name: string, value: string][] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    if (hasControls(line)) return broken('a field holds characters that are no text');
    const previous = fields.at(-1);
    if (/^[ \t]/.test(line) && previous !== undefined) {
      previous[1] += `\n${line.trim()}`;
      continue;
    }
    const [, name, value = ''] = /^([A-Za-z0-9-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined) return broken('a line is no field');
    const key = name.toLowerCase();
    // Of two addresses one would be judged and the other installed.
    if (key !== 'config-item' && seen.has(key)) return broken(`the field ${name} comes twice`);
    seen.add(key);
    fields.push([name, value.trimEnd()]);
  }
  return { kind: 'message', message: { code: Number(code), text, fields } };
}

function broken(reason: string): Parsed {
  return { kind: 'broken', reason };
}

function hasControls(text: string): boolean {
  return /[\0-\x08\x0a-\x1f\x7f]/.test(text);
}

/** The first words of a method; apt sends nothing before. */
export const CAPABILITIES = '100 Capabilities\nVersion: 1.2\nPipeline: true\nSend-Config: true\nSend-URI-Encoded: true\n\n';

/** The fields that we send. */
export type FieldName =
  | 'URI' | 'Filename' | 'Size' | 'Last-Modified' | 'Resume-Point' | 'IMS-Hit'
  | 'MD5Sum-Hash' | 'SHA1-Hash' | 'SHA256-Hash' | 'SHA512-Hash'
  | 'Message' | 'FailReason' | 'Transient-Failure';

/** Writes a message; a field without a value is left out. No value can begin a field or a message of its own. */
export function renderMessage(start: string, fields: Partial<Record<FieldName, string | number | null | undefined>>): string {
  const lines = Object.entries<string | number | null | undefined>(fields).flatMap(([name, value]) => (value === null || value === undefined ? [] : [`${name}: ${toOneLine(String(value))}\n`]));
  return `${start}\n${lines.join('')}\n`;
}

/** A text for one line of a terminal: without control characters, direction marks and the like. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
