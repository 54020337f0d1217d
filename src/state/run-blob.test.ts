// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellRun } from '../model/history.ts';
import { packRuns, unpackRuns } from './run-blob.ts';

const seconds = fc.option(fc.integer({ min: 0, max: 0xff_fffe }));
const run: fc.Arbitrary<CellRun> = fc.record({
  pipelineId: fc.integer({ min: 0, max: 2 ** 48 - 1 }), jobId: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  at: fc.integer({ min: 0, max: 0xffff_ffff }).map((at) => at * 1000), state: fc.constantFrom('passed', 'warned', 'failed'),
  durationSeconds: seconds, queuedSeconds: seconds, isRetry: fc.boolean(), isSameCommit: fc.boolean(),
});

describe('packRuns', () => {
  it('gives back what unpackRuns is given', () => {
    fc.assert(fc.property(fc.array(run), (runs) => {
      expect(unpackRuns(packRuns(runs))).toEqual(runs);
      expect(packRuns(runs)).toHaveLength(24 * runs.length);
    }));
  });

  it('bounds what does not fit, and takes what is no span for unknown', () => {
    const [odd] = unpackRuns(packRuns([{ pipelineId: 1, jobId: 1, at: -5_000, state: 'failed', durationSeconds: -3, queuedSeconds: 1e9, isRetry: false, isSameCommit: false }]));
    expect(odd).toMatchObject({ at: 0, durationSeconds: null, queuedSeconds: 0xff_fffe });
  });

  it('reads the whole results of a cut row', () => {
    const packed = packRuns([1, 2].map((id) => ({ pipelineId: id, jobId: id, at: 0, state: 'passed', durationSeconds: null, queuedSeconds: null, isRetry: false, isSameCommit: false })));
    expect(unpackRuns(packed.subarray(0, 40))).toHaveLength(1);
  });
});
