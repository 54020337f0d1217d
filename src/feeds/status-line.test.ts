// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Totals } from './api-schemas.ts';
import { renderStatusLine } from './status-line.ts';

const AT = Date.UTC(2026, 10, 22, 6, 4);
const good: Totals = { repositories: 151, passing: 151, warned: 0, failing: 0, newlyFailing: 0, differing: 0, stale: 0, unknown: 0, running: 0 };

describe('renderStatusLine', () => {
  it.each<[Partial<Totals>, string]>([
    [{ passing: 148, failing: 2, newlyFailing: 1, differing: 1 }, 'failed: 2 broken (1 new), 1 differs, 148 of 151 pass, collected 2026-11-22T06:04:00Z'],
    [{ passing: 149, differing: 2 }, 'failed: 2 differ, 149 of 151 pass, collected 2026-11-22T06:04:00Z'],
    [{ passing: 150, failing: 1, running: 3 }, 'failed: 1 broken, 150 of 151 pass, 3 running, collected 2026-11-22T06:04:00Z'],
    [{ passing: 140, unknown: 1, stale: 5, warned: 5 }, 'unknown: 1 unknown, 5 stale, 5 with warnings, 145 of 151 pass, collected 2026-11-22T06:04:00Z'],
    [{ passing: 150, warned: 1 }, 'warned: 1 with warnings, 151 of 151 pass, collected 2026-11-22T06:04:00Z'],
    [{}, 'passed: 151 of 151 pass, collected 2026-11-22T06:04:00Z'],
  ])('says of %j: %s', (part, line) => {
    expect(renderStatusLine({ ...good, ...part }, AT)).toBe(`${line}\n`);
  });

  it('passes nothing without evidence', () => {
    expect(renderStatusLine(good, null)).toBe('unknown: 151 of 151 pass, never collected\n');
    expect(renderStatusLine({ ...good, repositories: 0, passing: 0 }, AT)).toMatch(/^unknown: 0 of 0 pass/);
    const number = fc.nat({ max: 3 });
    fc.assert(fc.property(number, number, number, number, number, number, (passing, warned, failing, differing, stale, unknown) => {
      const repositories = passing + warned + failing + differing + stale + unknown;
      const line = renderStatusLine({ repositories, passing, warned, failing, newlyFailing: 0, differing, stale, unknown, running: 0 }, AT);
      expect(line.startsWith('passed:')).toBe(repositories > 0 && passing === repositories);
      expect(line).toMatch(/^(?:passed|warned|failed|unknown): [\x20-\x7e]+\n$/);
    }));
  });
});
