// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { readContained } from './commands/collect.ts';

describe('readContained', () => {
  const clock = { now: () => 5, sleep: () => Promise.resolve() };
  const memory = { known: () => ({ projects: [] }), knownEvidence: () => ({ cursor: null, verdicts: [] }) };

  it('makes of whatever a source throws the reading of that source alone', async () => {
    const reading = await readContained({ name: 'x', key: 'rebuilderd:x', read: () => Promise.reject(new RangeError('Maximum call stack size exceeded')) }, memory, clock);
    expect(reading).toMatchObject({ source: 'rebuilderd:x', outcome: 'unavailable', unreadable: [{ code: 'internal' }] });
    expect(reading.unreadable[0]?.message).toContain('Maximum call stack');
  });
});
