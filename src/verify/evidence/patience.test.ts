// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createPatience } from './patience.ts';
import type { Patience, Visit } from './patience.ts';

const visit = (result: Visit['result'], waitedMs = 10, fastestMs = 10): Visit => ({ result, waitedMs, fastestMs });

/** Notes visits at the time 0; gives what is said then. */
function see(visits: readonly Visit[], patience: Patience = createPatience(2_500)): string | null {
  for (const one of visits) patience.note(one, 0);
  return patience.findRefusal(0);
}

describe('createPatience', () => {
  it('leaves one alone for a minute that failed three times in a row', () => {
    const patience = createPatience(2_500);
    expect(see([visit('failed'), visit('failed'), visit('answered'), visit('failed'), visit('failed')], patience)).toBeNull();
    expect(see([visit('failed')], patience)).toMatch(/for a minute/);
    expect(patience.findRefusal(60_000)).toBeNull();
  });
  it('leaves one alone for good that sent junk three times in a row, failures between them or not', () => {
    const patience = createPatience(2_500);
    expect(see([visit('junk'), visit('junk'), visit('answered'), visit('junk'), visit('failed'), visit('junk')], patience)).toBeNull();
    expect(see([visit('junk'), visit('answered')], patience)).toMatch(/too much or with what cannot be read/);
    expect(patience.findRefusal(1e12)).toMatch(/in this run/);
  });
  it('leaves one alone for good that took 30 s longer than others, whatever it answered', () => {
    const patience = createPatience(2_500);
    const slow = Array.from({ length: 8 }, () => [visit('answered', 4_500, 750), visit('answered'), visit('failed', 2_500, 2_500)]).flat();
    expect(see(slow, patience)).toBeNull();
    expect(see([visit('failed', 2_501, 2_500)], patience)).toMatch(/took 30 s longer than others/);
    expect(patience.findRefusal(1e12)).toMatch(/in this run/);
  });
  it('does not count what is not slow, and who is the fastest there is', () => {
    expect(see(Array.from({ length: 1_000 }, () => visit('answered', 2_499, 10)))).toBeNull();
    expect(see(Array.from({ length: 1_000 }, () => visit('answered', 4_500, 4_500)))).toBeNull();
  });
});
