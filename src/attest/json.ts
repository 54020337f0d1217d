// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError, toQuoted } from './attest-error.ts';

export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;

/** Objects have no prototype: `__proto__` and `constructor` are keys like any other. */
export interface JsonObject { [key: string]: JsonValue }

export interface JsonOptions {
  /** What is larger is `too-large`. */
  readonly maxBytes: number;
  /** Whether numbers may have a fraction or an exponent; canonical JSON has neither. */
  readonly allowFloats: boolean;
}

/** Arrays and objects within each other, in everything this folder reads or writes. */
export const MAX_JSON_DEPTH = 64;
/** Empty objects are cheap to write and dear to keep: 8 MiB of them would take a gigabyte. */
export const MAX_JSON_VALUES = 200_000;
/** As in Python's reader a number may be of any size; this keeps one from costing more than it is worth. */
const MAX_DIGITS = 400;

/**
 * Parses JSON (RFC 8259) that somebody hostile may have written. What two readers could understand differently is
 * refused as `unparsable`: duplicate keys, invalid UTF-8, lone surrogates, a byte order mark. Integers are exact.
 */
export function parseJson(bytes: Uint8Array, options: JsonOptions): JsonValue {
  if (bytes.byteLength > options.maxBytes) {
    throw attestError('too-large', `larger than ${options.maxBytes} bytes; nothing of it was read`);
  }
  return createParser(decodeUtf8(bytes), options.allowFloats)();
}

/** The text of strict UTF-8; anything else is `unparsable`. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw attestError('unparsable', 'no valid UTF-8', cause);
  }
}

/** True for text that UTF-8 cannot hold. Node 18, which runs the verifier too, knows no `isWellFormed`. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** True for an object as this parser makes them. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORDS = [['true', true], ['false', false], ['null', null]] as const;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
};

function createParser(text: string, allowFloats: boolean): () => JsonValue {
  let at = 0;
  let count = 0;

  const fail = (what: string): Error => attestError('unparsable', `no acceptable JSON: ${what} at character ${at + 1}`);

  function skipSpace(): void {
    for (; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
    }
  }

  /** Steps over `mark`, after white space, if it comes next. */
  function take(mark: string): boolean {
    skipSpace();
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  }

  function readValue(depth: number): JsonValue {
    if (depth > MAX_JSON_DEPTH) throw fail(`more than ${MAX_JSON_DEPTH} levels`);
    count += 1;
    if (count > MAX_JSON_VALUES) throw fail(`more than ${MAX_JSON_VALUES} values`);
    skipSpace();
    const first = text[at];
    if (first === '{') return readObject(depth);
    if (first === '[') return readArray(depth);
    if (first === '"') return readString();
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return value;
    }
    return readNumber();
  }

  function readObject(depth: number): JsonObject {
    const object = Object.create(null) as JsonObject;
    at += 1;
    if (take('}')) return object;
    do {
      skipSpace();
      if (text[at] !== '"') throw fail('no key');
      const key = readString();
      if (Object.hasOwn(object, key)) throw fail(`the key ${toQuoted(key)} a second time`);
      if (!take(':')) throw fail('no colon');
      object[key] = readValue(depth + 1);
    } while (take(','));
    if (!take('}')) throw fail('an object that does not end');
    return object;
  }

  function readArray(depth: number): JsonValue[] {
    const values: JsonValue[] = [];
    at += 1;
    if (take(']')) return values;
    do values.push(readValue(depth + 1)); while (take(','));
    if (!take(']')) throw fail('an array that does not end');
    return values;
  }

  function readString(): string {
    let value = '';
    at += 1;
    for (let from = at; ; at += 1) {
      const unit = text.charCodeAt(at);
      // Past the end `charCodeAt` is NaN, and no comparison with it holds.
      if (!(unit >= 0x20)) throw fail('a string that does not end, or a control character in it');
      if (unit === 0x22) {
        value += text.slice(from, at);
        at += 1;
        break;
      }
      if (unit !== 0x5c) continue;
      value += text.slice(from, at) + readEscape();
      from = at + 1;
    }
    if (hasLoneSurrogate(value)) throw fail('half a character (a lone surrogate) in the string before');
    return value;
  }

  /** Leaves `at` on the last character of the escape. */
  function readEscape(): string {
    at += 1;
    const mark = text[at] ?? '';
    if (mark === 'u') {
      const digits = text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw fail('an unknown escape');
      at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const value = Object.hasOwn(ESCAPES, mark) ? ESCAPES[mark] : undefined;
    if (value === undefined) throw fail('an unknown escape');
    return value;
  }

  function readNumber(): number | bigint {
    NUMBER.lastIndex = at;
    const digits = NUMBER.exec(text)?.[0];
    if (digits === undefined) throw fail('no value');
    if (digits.length > MAX_DIGITS) throw fail('a number of too many digits');
    if (/[.eE]/.test(digits)) {
      if (!allowFloats) throw fail('a number that is no integer');
      const float = Number(digits);
      if (!Number.isFinite(float)) throw fail('a number out of range');
      at += digits.length;
      return float;
    }
    at += digits.length;
    const whole = Number(digits);
    // `+ 0`: minus zero is zero.
    return Number.isSafeInteger(whole) ? whole + 0 : BigInt(digits);
  }

  return () => {
    const value = readValue(1);
    skipSpace();
    if (at < text.length) throw fail('something after the end');
    return value;
  };
}
