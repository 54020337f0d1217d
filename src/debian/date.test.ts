// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseUtcDate, parseZonedDate } from './date.ts';

const AT = Date.UTC(2026, 6, 11, 10, 16, 37);

describe('parseUtcDate', () => {
  it.each(['Sat, 11 Jul 2026 10:16:37 UTC', 'Sat, 11 Jul 2026 10:16:37 GMT', 'Sat, 11 Jul 2026 10:16:37 +0000', 'Sat, 11 Jul 2026 10:16:37 Z'])(
    'reads %s', (text) => expect(parseUtcDate(text)).toBe(AT));

  it('reads a day of one digit, padded or not', () => {
    for (const day of ['1', '01', ' 1']) expect(parseUtcDate(`Wed, ${day} Jul 2026 00:00:00 UTC`)).toBe(Date.UTC(2026, 6, 1));
  });

  it.each([
    '', 'yesterday', '2026-07-11T10:16:37Z', 'Sat, 11 Jul 2026 10:16:37', 'Sat, 11 Jul 2026 10:16:37 CEST', 'Sat, 11 Jul 2026 10:16:37 +0200',
    'Sat, 11 Jul 2026 10:16:37 -0000', 'Fri, 11 Jul 2026 10:16:37 UTC', 'Sat, 11 Juli 2026 10:16:37 UTC', 'Sun, 31 Feb 2027 00:00:00 UTC',
    'Wed, 03 Feb 2027 24:00:00 UTC', 'Sat, 11 Jul 2026 10:60:00 UTC', 'Sat, 11 Jul 2026 10:16:60 UTC', 'Sat, 11 Jul 26 10:16:37 UTC',
    'Sat, 11 Jul 2026 10:16:37 UTC ', 'Sat, 00 Jul 2026 10:16:37 UTC', 'Fri, 11 Jul 0026 10:16:37 UTC',
  ])('refuses %j', (text) => {
    expect(() => parseUtcDate(text)).toThrow(expect.objectContaining({ code: 'invalid-date' }));
  });
});

describe('parseZonedDate', () => {
  it('reads a builder\'s own zone', () => {
    expect(parseZonedDate('Sat, 11 Jul 2026 12:16:37 +0200')).toBe(AT);
    expect(parseZonedDate('Sat, 11 Jul 2026 04:46:37 -0530')).toBe(AT);
    expect(parseZonedDate('Sat, 11 Jul 2026 10:16:37 +0000')).toBe(AT);
  });

  it.each(['+1500', '+0060', 'PST', '+02:00'])('refuses the zone %s', (zone) => {
    expect(() => parseZonedDate(`Sat, 11 Jul 2026 12:16:37 ${zone}`)).toThrow(expect.objectContaining({ code: 'invalid-date' }));
  });
});
