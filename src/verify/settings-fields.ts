// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isJsonObject } from '../attest/json.ts';
import type { JsonObject, JsonValue } from '../attest/json.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { settingsError } from './settings.ts';

const MAX_TEXT = 2_000;
const MAX_ENTRIES = 1_000;

/** An object of the policy file whose fields are read one by one; `where` names it in messages: `rebuilders[1]`. */
export interface Fields {
  readonly where: string;
  readonly has: (name: string) => boolean;
  /** A text that is not empty and has no character that moves a cursor. */
  readonly text: (name: string) => string;
  /** A key's text, of any length and lines; its reader bounds it. */
  readonly texts: (name: string) => readonly string[];
  readonly positive: (name: string, most: number) => number;
  /** `2026-11-25`, at its beginning in UTC. */
  readonly day: (name: string) => Instant;
  readonly object: (name: string, allowed: readonly string[]) => Fields;
  readonly objects: (name: string, allowed: readonly string[]) => readonly Fields[];
}

/** Takes an object apart. `settings-unknown-option` for a field that is not allowed, `settings-invalid` for a wrong value. */
export function toFields(value: JsonValue | undefined, where: string, allowed: readonly string[]): Fields {
  if (!isJsonObject(value)) throw invalid(where, 'is no object ({…})');
  const object: JsonObject = value;
  for (const name of Object.keys(object)) {
    if (allowed.includes(name)) continue;
    throw settingsError('settings-unknown-option', `${where}: the option ${JSON.stringify(name.slice(0, 80))} is unknown; known are ${allowed.join(', ')}`);
  }
  const path = (name: string): string => (where === 'policy' ? name : `${where}.${name}`);
  const list = (name: string): readonly JsonValue[] => {
    const entries = object[name];
    if (!Array.isArray(entries)) throw invalid(path(name), 'is no list ([…])');
    if (entries.length > MAX_ENTRIES) throw invalid(path(name), `has more than ${MAX_ENTRIES} entries`);
    return entries;
  };
  return {
    where,
    has: (name) => object[name] !== undefined,
    text: (name) => toText(object[name], path(name)),
    texts: (name) => list(name).map((entry, index) => {
      if (typeof entry !== 'string' || entry === '') throw invalid(`${path(name)}[${index}]`, 'is no text');
      return entry;
    }),
    positive: (name, most) => {
      const number = object[name];
      if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1 || number > most) throw invalid(path(name), `is no whole number from 1 to ${most}`);
      return number;
    },
    day: (name) => toDay(object[name], path(name)),
    object: (name, names) => toFields(object[name], path(name), names),
    objects: (name, names) => list(name).map((entry, index) => toFields(entry, `${path(name)}[${index}]`, names)),
  };
}

export function invalid(where: string, what: string): Error {
  return settingsError('settings-invalid', `${where} ${what}`);
}

function toText(value: JsonValue | undefined, where: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(where, 'is no text, or an empty one');
  if (value.length > MAX_TEXT || /[\p{C}\p{Zl}\p{Zp}]/u.test(value)) throw invalid(where, `has a control character, or more than ${MAX_TEXT} characters`);
  return value;
}

function toDay(value: JsonValue | undefined, where: string): Instant {
  const isDay = typeof value === 'string' && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value);
  const instant = isDay ? Date.parse(`${value}T00:00:00Z`) : NaN;
  // The 30th of February would be the 2nd of March.
  if (!isDay || Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== value) throw invalid(where, 'is no date; write it as 2026-11-25');
  return instant;
}

/** The end of a day, so that "until" a day has that day in it. */
export function toEndOfDay(day: Instant): Instant {
  return day + DAY_MS;
}
