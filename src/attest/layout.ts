// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { toIso } from '../model/time.ts';
import { toArtifactRules } from './artifact-rule.ts';
import type { ArtifactRule } from './artifact-rule.ts';
import { attestError, toQuoted } from './attest-error.ts';
import { openSigned } from './attestation.ts';
import type { AttestationSignature, Signed } from './attestation.ts';
import { toJsonKey } from './json-key.ts';
import { isJsonObject, parseJson } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { MAX_KEYS } from './plain-keys.ts';
import { requireArray, requireObject, requireText } from './statement.ts';
import type { TrustedKey } from './trusted-key.ts';

/** Who may do which step of a supply chain, and what has to come of it; nothing of it, nor of its signatures, was checked. */
export interface Layout {
  /** The first moment it no longer holds. */
  readonly expires: Instant;
  readonly readme: string;
  /** By the id that steps name them by. */
  readonly keys: ReadonlyMap<string, TrustedKey>;
  readonly steps: readonly Step[];
  readonly inspections: readonly Inspection[];
  readonly signatures: readonly AttestationSignature[];
  /** What is signed, to the byte. */
  readonly signedBytes: Uint8Array;
}

interface Item {
  /** No other step and no inspection has it. */
  readonly name: string;
  readonly expectedMaterials: readonly ArtifactRule[];
  readonly expectedProducts: readonly ArtifactRule[];
}

export interface Step extends Item {
  /** Ids of the keys, or of their subkeys, whose links count. */
  readonly pubkeys: readonly string[];
  /** How many different keys have to have done it; any integer, as it was written. */
  readonly threshold: number;
  readonly expectedCommand: readonly string[];
}

export interface Inspection extends Item {
  /** What in-toto would run. Here nothing ever is. */
  readonly run: readonly string[];
}

export const MAX_LAYOUT_BYTES = 4 * 1024 * 1024;
const MAX_ITEMS = 100;

/**
 * Reads a layout (in-toto specification, section 4.3), bare or in a DSSE envelope. Nothing may be missing and nothing
 * unknown be there: it might be a condition. Throws `too-large`, `unparsable`, `unsupported`, `not-canonical`,
 * `too-many-signatures`, `key-invalid` or `key-private`.
 */
export function parseLayout(bytes: Uint8Array): Layout {
  return toLayout(openSigned(requireObject(parseJson(bytes, { maxBytes: MAX_LAYOUT_BYTES, allowFloats: false }), 'a layout')));
}

/** Reads an opened document as a layout. Throws as `parseLayout` does. */
export function toLayout({ value, signedBytes, signatures }: Signed): Layout {
  return { ...readLayout(value), signedBytes, signatures };
}

/** True for an opened document that says it is a layout. */
export function isLayout({ value }: Signed): boolean {
  return value['_type'] === 'layout';
}

function readLayout(value: JsonObject): Omit<Layout, 'signedBytes' | 'signatures'> {
  requireFields(value, 'layout', ['expires', 'inspect', 'keys', 'readme', 'steps']);
  const layout = {
    expires: toExpiry(value['expires']),
    readme: requireText(value['readme'], 'readme'),
    keys: toKeys(requireObject(value['keys'], 'keys')),
    steps: requireItems(value['steps'], 'steps').map(toStep),
    inspections: requireItems(value['inspect'], 'inspect').map(toInspection),
  };
  const names = new Set<string>();
  for (const { name } of [...layout.steps, ...layout.inspections]) {
    if (names.has(name)) throw attestError('unparsable', `two steps or inspections of the name ${toQuoted(name)}`);
    names.add(name);
  }
  return layout;
}

/** `_type` and exactly these fields. */
function requireFields(value: JsonObject, type: string, fields: readonly string[]): void {
  const { _type: said } = value;
  if (said !== type) throw attestError('unsupported', `something of type ${typeof said === 'string' ? toQuoted(said) : 'unknown'}, no ${type}`);
  const missing = fields.find((field) => !Object.hasOwn(value, field));
  if (missing !== undefined) throw attestError('unparsable', `a ${type} without ${toQuoted(missing)}`);
  const unknown = Object.keys(value).find((field) => field !== '_type' && !fields.includes(field));
  if (unknown !== undefined) throw attestError('unsupported', `a ${type} with the field ${toQuoted(unknown)}, which is not understood here`);
}

function requireItems(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  const items = requireArray(value, what);
  if (items.length > MAX_ITEMS) throw attestError('too-large', `more than ${MAX_ITEMS} ${what}`);
  return items;
}

/** `YYYY-MM-DDTHH:MM:SSZ`, and nothing else that somebody might read as a time. */
function toExpiry(value: JsonValue | undefined): Instant {
  const text = requireText(value, 'expires');
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? Date.parse(text) : Number.NaN;
  // The 30th of February is taken for a day in March.
  if (Number.isNaN(instant) || toIso(instant) !== text) throw attestError('unparsable', `expires is ${toQuoted(text)}, no time like 2027-01-31T00:00:00Z`);
  return instant;
}

function toKeys(value: JsonObject): ReadonlyMap<string, TrustedKey> {
  const entries = Object.entries(value);
  if (entries.length > MAX_KEYS) throw attestError('too-large', `more than ${MAX_KEYS} keys`);
  return new Map(entries.map(([keyid, key]) => {
    if (isJsonObject(key) && key['keyid'] !== keyid) throw attestError('key-invalid', `the key called ${toQuoted(keyid)} has another keyid in itself`);
    return [keyid, toJsonKey(key)];
  }));
}

function toStep(value: JsonValue): Step {
  const step = requireObject(value, 'a step');
  requireFields(step, 'step', ['expected_command', 'expected_materials', 'expected_products', 'name', 'pubkeys', 'threshold']);
  const { threshold } = step;
  if (typeof threshold !== 'number') throw attestError('unparsable', 'threshold is no number');
  return { ...toItem(step), threshold, pubkeys: toTexts(step['pubkeys'], 'pubkeys'), expectedCommand: toTexts(step['expected_command'], 'expected_command') };
}

function toInspection(value: JsonValue): Inspection {
  const inspection = requireObject(value, 'an inspection');
  requireFields(inspection, 'inspection', ['expected_materials', 'expected_products', 'name', 'run']);
  return { ...toItem(inspection), run: toTexts(inspection['run'], 'run') };
}

function toItem(item: JsonObject): Item {
  return {
    name: requireText(item['name'], 'the name of a step'),
    expectedMaterials: toArtifactRules(item['expected_materials'], 'expected_materials'),
    expectedProducts: toArtifactRules(item['expected_products'], 'expected_products'),
  };
}

function toTexts(value: JsonValue | undefined, what: string): string[] {
  return requireArray(value, what).map((text) => requireText(text, `an entry of ${what}`));
}
