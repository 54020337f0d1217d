// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { InvalidArgumentError } from 'commander';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseInstant, type Instant } from '../model/time.ts';
import { REPORT_KINDS, type ReportKind } from './change-report-items.ts';
import type { Since } from './commands/changes.ts';

/** The words of the command line, each read or refused with what was expected. */

export function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return port;
}

/** A whole number from 1 on. */
export function toCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('a whole number from 1 to 9999');
  return Number(text);
}

export function toPrefix(text: string): string {
  if (!/^\/(?:[\w.-]+\/)*$/.test(text)) throw new InvalidArgumentError('a prefix begins and ends with a slash: /p/mr-1/');
  return text;
}

export function toNow(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new InvalidArgumentError('a time is written as 2026-11-22T06:00:00Z');
  return instant;
}

const UNITS_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** `36h`, `400d`, in milliseconds. */
export function toLength(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('a length of time is written as 36h, 400d or 90m');
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** A time, or a length of time before the last collection. */
export function toSince(text: string): Since {
  const at = parseInstant(text);
  if (at !== null && !/^\d+$/.test(text)) return { at };
  if (!/^\d+[mhd]$/.test(text)) throw new InvalidArgumentError('say a time, 2026-11-22T06:00:00Z, or how long before the last collection: 24h, 7d');
  return { beforeMs: toLength(text) };
}

const SIZES = { kB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** `300MB`, in bytes. */
export function toBytes(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})(kB|MB|GB)$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('a size is written as 300MB or 2GB');
  return Number(count) * SIZES[unit as keyof typeof SIZES];
}

/** `broken,stale`; `nothing` is none. */
export function toKinds(text: string): ReportKind[] {
  if (text === 'nothing') return [];
  return text.split(',').map((word) => {
    const kind = REPORT_KINDS.find((known) => known === word.trim());
    if (kind === undefined) throw new InvalidArgumentError(`"${word.trim()}" is none of ${REPORT_KINDS.join(', ')}, nothing`);
    return kind;
  });
}
