// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import { MINUTE_MS, SECOND_MS, type Instant } from '../model/time.ts';
import type { DebianErrorCode } from './error.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = /^(\w{3}), {1,2}(\d{1,2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (UTC|GMT|Z|[+-]\d{4})$/;
const UTC = new Set(['UTC', 'GMT', 'Z', '+0000']);

/**
 * Parses an RFC 2822 date as Release files have it: `Sat, 11 Jul 2026 10:16:37 UTC`. The zone is to be UTC in one of its
 * spellings, a day that does not exist or has another weekday is none. Throws `invalid-date`.
 */
export function parseUtcDate(text: string): Instant {
  const { local, zone } = parseDate(text);
  if (!UTC.has(zone)) throw invalid(text);
  return local;
}

/** The same in any zone: a builder writes its own local time. */
export function parseZonedDate(text: string): Instant {
  const { local, zone } = parseDate(text);
  if (UTC.has(zone)) return local;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3, 5));
  if (hours > 14 || minutes > 59) throw invalid(text);
  const offsetMs = (hours * 60 + minutes) * MINUTE_MS;
  return zone.startsWith('+') ? local - offsetMs : local + offsetMs;
}

function parseDate(text: string): { readonly local: Instant; readonly zone: string } {
  const [, weekday = '', day = '', month = '', year = '', hour = '', minute = '', second = '', zone = ''] = DATE.exec(text) ?? [];
  const monthIndex = MONTHS.indexOf(month);
  const local = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(local);
  // What is beyond its range rolls over into the next day, month or year, and is then not what was written.
  const isSame = zone !== '' && monthIndex !== -1 && date.getUTCMonth() === monthIndex && date.getUTCDate() === Number(day)
    && date.getUTCFullYear() === Number(year) && DAYS[date.getUTCDay()] === weekday
    && Number(hour) < 24 && Number(minute) < 60 && local % (60 * SECOND_MS) === Number(second) * SECOND_MS;
  if (!isSame) throw invalid(text);
  return { local, zone };
}

function invalid(text: string): CodedError<DebianErrorCode> {
  return new CodedError('invalid-date', `${JSON.stringify(text.slice(0, 60))} is no date such as "Sat, 11 Jul 2026 10:16:37 UTC"`);
}
