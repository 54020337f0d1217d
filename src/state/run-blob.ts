// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellRun } from '../model/history.ts';
import { fromResultCode, toStateCode } from './codes.ts';

/**
 * A cell's results at 24 bytes each, in the order of pipelines: pipeline and job (6 bytes each), seconds of the finish (4), of the run and
 * of the wait in the queue (3 each, all bits set for unknown), the state's code, flags. Big-endian.
 */
const SIZE = 24;
const UNKNOWN = 0xff_ffff;
const RETRY = 1;
const SAME_COMMIT = 2;

export function packRuns(runs: readonly CellRun[]): Uint8Array {
  const bytes = Buffer.alloc(runs.length * SIZE);
  for (const [index, run] of runs.entries()) {
    const offset = index * SIZE;
    bytes.writeUIntBE(run.pipelineId, offset, 6);
    bytes.writeUIntBE(run.jobId, offset + 6, 6);
    bytes.writeUInt32BE(Math.min(Math.max(Math.floor(run.at / 1000), 0), 0xffff_ffff), offset + 12);
    bytes.writeUIntBE(toSpan(run.durationSeconds), offset + 16, 3);
    bytes.writeUIntBE(toSpan(run.queuedSeconds), offset + 19, 3);
    bytes.writeUInt8(toStateCode(run.state), offset + 22);
    bytes.writeUInt8((run.isRetry ? RETRY : 0) | (run.isSameCommit ? SAME_COMMIT : 0), offset + 23);
  }
  return bytes;
}

/** Whatever follows the last whole result is ignored. */
export function unpackRuns(packed: Uint8Array): CellRun[] {
  // There are more than a million of them in a year: a DataView reads them in half the time of a Buffer.
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const runs: CellRun[] = [];
  for (let offset = 0; offset + SIZE <= view.byteLength; offset += SIZE) {
    const flags = view.getUint8(offset + 23);
    runs.push({
      pipelineId: view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2),
      jobId: view.getUint16(offset + 6) * 2 ** 32 + view.getUint32(offset + 8),
      at: view.getUint32(offset + 12) * 1000,
      durationSeconds: fromSpan((view.getUint16(offset + 16) << 8) | view.getUint8(offset + 18)),
      queuedSeconds: fromSpan((view.getUint16(offset + 19) << 8) | view.getUint8(offset + 21)),
      state: fromResultCode(view.getUint8(offset + 22)),
      isRetry: (flags & RETRY) !== 0,
      isSameCommit: (flags & SAME_COMMIT) !== 0,
    });
  }
  return runs;
}

function toSpan(seconds: number | null): number {
  return seconds === null || !Number.isFinite(seconds) || seconds < 0 ? UNKNOWN : Math.min(Math.round(seconds), UNKNOWN - 1);
}

function fromSpan(span: number): number | null {
  return span === UNKNOWN ? null : span;
}
