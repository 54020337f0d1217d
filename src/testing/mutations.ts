// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../attest/json.ts';

/** One change of a document, at a place that is taken modulo its size. */
export interface Mutation {
  readonly kind: 'flip' | 'delete' | 'insert' | 'replace' | 'repeat' | 'value' | 'digit' | 'drop' | 'add' | 'rename' | 'swap' | 'signature';
  readonly at: number;
  readonly value: number;
}

const KINDS: readonly Mutation['kind'][] = ['flip', 'delete', 'insert', 'replace', 'repeat', 'value', 'digit', 'drop', 'add', 'rename', 'swap', 'signature'];

/** Changes of the bytes, and changes of what the signed part, or a signature, says. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({ kind: fc.constantFrom(...KINDS), at: fc.nat(), value: fc.nat(255) });

/** The document with one change; equal to it only where the change happened to change nothing. */
export function mutate(bytes: Uint8Array, { kind, at, value }: Mutation): Uint8Array {
  const index = at % bytes.byteLength;
  const [head, byte = 0, tail] = [bytes.subarray(0, index), bytes[index], bytes.subarray(index + 1)];
  switch (kind) {
    case 'flip': return Buffer.concat([head, Buffer.of(byte ^ (1 << (value % 8))), tail]);
    case 'delete': return Buffer.concat([head, tail]);
    case 'insert': return Buffer.concat([head, Buffer.of(value, byte), tail]);
    case 'replace': return Buffer.concat([head, Buffer.of(value), tail]);
    case 'repeat': return Buffer.concat([head, Buffer.of(byte, byte), tail]);
    default: return mutateMeaning(bytes, { kind, at, value });
  }
}

/** Changes a signed part, or a signature, as somebody would who writes the document anew around it. */
function mutateMeaning(bytes: Uint8Array, { kind, at, value }: Mutation): Uint8Array {
  const root = JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
  const documents = listDocuments(root);
  const document = documents[at % documents.length] ?? root;
  if (kind === 'signature') {
    const [signature = {}] = document['signatures'] as JsonObject[];
    for (const field of ['sig', 'signature']) if (typeof signature[field] === 'string') signature[field] = toFlipped(signature[field], at, value);
  } else if (typeof document['payload'] === 'string') {
    const payload = JSON.parse(Buffer.from(document['payload'], 'base64').toString()) as JsonObject;
    mutateValue(payload, { kind, at, value });
    document['payload'] = Buffer.from(JSON.stringify(payload)).toString('base64');
  } else {
    mutateValue(document['signed'] as JsonObject, { kind, at, value });
  }
  return new TextEncoder().encode(JSON.stringify(root));
}

/** Flips a bit of what the text stands for: hex here, base64 in envelopes. */
function toFlipped(text: string, at: number, value: number): string {
  const encoding = /^[0-9a-f]+$/.test(text) ? 'hex' : 'base64';
  const bytes = Buffer.from(text, encoding);
  const index = at % bytes.byteLength;
  bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (value % 8)), index);
  return bytes.toString(encoding);
}

interface Place { readonly holder: JsonObject | JsonValue[]; readonly key: string }

function listPlaces(holder: JsonObject | JsonValue[]): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => [{ holder, key }, ...(typeof value === 'object' && value !== null ? listPlaces(value) : [])]);
}

function mutateValue(root: JsonObject, { kind, at, value }: Mutation): void {
  const all = listPlaces(root);
  const places = kind === 'digit' ? all.filter((place) => isDigest(read(place))) : all;
  const place = places[at % places.length];
  const other = all[(at + value) % all.length];
  if (place === undefined || other === undefined) return;
  const old = read(place);
  switch (kind) {
    case 'digit': write(place, isDigest(old) ? toOtherDigit(old, value) : old); break;
    case 'swap': {
      // Of a value and one within it there is no swap.
      if (typeof old === 'object' || typeof read(other) === 'object') break;
      write(place, read(other));
      write(other, old);
      break;
    }
    case 'drop':
      if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
      else Reflect.deleteProperty(place.holder, place.key);
      break;
    case 'add':
      if (Array.isArray(place.holder)) place.holder.push(old);
      else Object.assign(place.holder, { [`${place.key}${value}`]: old });
      break;
    case 'rename':
      if (Array.isArray(place.holder)) break;
      Reflect.deleteProperty(place.holder, place.key);
      Object.assign(place.holder, { [`${place.key}x`]: old });
      break;
    default: write(place, toOther(old, value));
  }
}

function isDigest(value: JsonValue): value is string {
  return typeof value === 'string' && /^[0-9a-f]{40,}$/.test(value);
}

function read({ holder, key }: Place): JsonValue {
  return (holder as JsonObject)[key] ?? null;
}

function write({ holder, key }: Place, value: JsonValue): void {
  (holder as JsonObject)[key] = value;
}

function toOther(value: JsonValue, by: number): JsonValue {
  if (typeof value === 'number') return value + by - 128;
  if (typeof value === 'string') return by % 2 === 0 ? value + String.fromCharCode(32 + (by % 90)) : value.slice(0, -1);
  return Array.isArray(value) ? {} : [value];
}

function toOtherDigit(text: string, value: number): string {
  const index = value % text.length;
  return text.slice(0, index) + ((Number.parseInt(text.charAt(index), 16) + 1 + (value % 15)) % 16).toString(16) + text.slice(index + 1);
}

/** The documents of an index by digest, or the one that there is. */
function listDocuments(root: JsonObject): JsonObject[] {
  return Array.isArray(root['attestations']) ? root['attestations'] as JsonObject[] : [root];
}

/**
 * True where the change cannot matter: every document still says the same, to the value, and still carries one of its
 * signatures, to the byte. What may differ is white space and escapes around them, key ids, fields that nothing signs, other
 * signatures, the digest of an index.
 */
export function isSameMeaning(original: Uint8Array, mutant: Uint8Array): boolean {
  let documents: JsonObject[];
  try {
    documents = listDocuments(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(mutant)) as JsonObject);
  } catch {
    return false;
  }
  return listDocuments(JSON.parse(new TextDecoder().decode(original)) as JsonObject).every((wanted) => documents.some((found) => (
    isDeepStrictEqual(toSaid(wanted), toSaid(found)) && listSignatures(wanted).some((signature) => listSignatures(found).includes(signature)))));
}

function toSaid({ signed, payload, payloadType }: JsonObject): unknown {
  return typeof payload === 'string' ? [payloadType, Buffer.from(payload, 'base64').toString('hex')] : signed;
}

function listSignatures({ signatures, payload }: JsonObject): string[] {
  const toBytes = (text: JsonValue | undefined): JsonValue | undefined => (
    payload !== undefined && typeof text === 'string' ? Buffer.from(text, 'base64').toString('hex') : text);
  return (Array.isArray(signatures) ? signatures as JsonObject[] : []).map(({ sig, signature, other_headers: headers }) => (
    JSON.stringify([toBytes(sig ?? signature), headers])));
}
