// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError } from './attest-error.ts';
import { hasLoneSurrogate, MAX_JSON_DEPTH } from './json.ts';

/**
 * The canonical form (OLPC, as securesystemslib writes it) that in-toto signs, in UTF-8: keys by code point, no white space,
 * only `\` and `"` escaped, so that control characters stay raw. Numbers are whole; what has no such form is
 * `not-canonical`: fractions, integers that are no longer exact, lone surrogates, holes, anything but plain objects.
 */
export function toCanonicalJson(value: unknown): Uint8Array<ArrayBuffer> {
  const parts: string[] = [];
  write(value, parts, 1);
  return new TextEncoder().encode(parts.join(''));
}

/** Compares by code point. JavaScript's own order is by UTF-16 unit and puts U+1F600 before U+FF01. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return toRank(a) - toRank(b);
  }
  return left.length - right.length;
}

/** Puts surrogates, which stand for what lies beyond U+FFFF, behind all other units. */
function toRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function write(value: unknown, parts: string[], depth: number): void {
  if (depth > MAX_JSON_DEPTH) throw refuse(`more than ${MAX_JSON_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') {
    parts.push(String(value));
  } else if (typeof value === 'string') {
    parts.push(toText(value));
  } else if (typeof value === 'bigint') {
    parts.push(value.toString());
  } else if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw refuse('a number that is no exact integer');
    parts.push(String(value));
  } else if (Array.isArray(value)) {
    writeArray(value, parts, depth);
  } else if (isPlainObject(value)) {
    writeObject(value, parts, depth);
  } else {
    throw refuse(`something of type ${typeof value}`);
  }
}

function writeArray(values: readonly unknown[], parts: string[], depth: number): void {
  parts.push('[');
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) parts.push(',');
    write(values[index], parts, depth + 1);
  }
  parts.push(']');
}

function writeObject(object: Readonly<Record<string, unknown>>, parts: string[], depth: number): void {
  parts.push('{');
  let isFirst = true;
  for (const key of Object.keys(object).sort(compareCodePoints)) {
    if (!isFirst) parts.push(',');
    isFirst = false;
    parts.push(toText(key), ':');
    write(object[key], parts, depth + 1);
  }
  parts.push('}');
}

function toText(text: string): string {
  if (hasLoneSurrogate(text)) throw refuse('half a character (a lone surrogate)');
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function refuse(what: string): Error {
  return attestError('not-canonical', `${what} has no canonical JSON form`);
}
