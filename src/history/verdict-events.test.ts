// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { StoredVerdict } from '../model/evidence.ts';
import type { VerdictChange } from '../model/history.ts';
import { toVerdictEvents } from './verdict-events.ts';

function verdict(key: number, more: Partial<StoredVerdict> = {}): StoredVerdict {
  return {
    key, source: 'rebuilderd:https://r.example', distribution: 'debian', suite: 'trixie', component: 'main', name: 'hello', version: '1.0-1', architecture: 'amd64',
    sourceName: 'hello', claim: 'differs', at: null, sha256: null, proof: { kind: 'absent' }, links: { log: null, diffoscope: null, attestation: null, buildinfo: null },
    differences: null, hasReport: false, isCurrent: true, firstSeen: 10, seenAt: 10, previous: null, ...more,
  };
}

const older = verdict(1, { claim: 'reproduced', version: '0.9-1', firstSeen: 1 });
const change = (more: Partial<VerdictChange>): VerdictChange => ({ verdict: 1, version: '0.9-1', from: 'reproduced', to: 'differs', seenAt: 20, ...more });
const told = (verdicts: readonly StoredVerdict[], verdictChanges: readonly VerdictChange[] = []) =>
  toVerdictEvents({ verdicts, verdictChanges }).map(({ kind, version, previousVersion, seenAt }) => [kind, version, previousVersion, seenAt]);

describe('toVerdictEvents', () => {
  it('tells that a rebuilder no longer reproduces what it did, and that it does again', () => {
    expect(told([verdict(1, { claim: 'reproduced', firstSeen: 1 })], [change({}), change({ from: 'differs', to: 'reproduced', seenAt: 30 })]))
      .toEqual([['unreproducible', '0.9-1', null, 20], ['reproducible', '0.9-1', null, 30]]);
  });

  it('tells of a new version that differs, and of the version before it', () => {
    expect(told([older, verdict(2)])).toEqual([['unreproducible', '1.0-1', '0.9-1', 10]]);
    expect(told([older, verdict(2, { name: 'other' })])).toEqual([['unreproducible', '1.0-1', null, 10]]);
  });

  it('makes no news of what the first reading of a rebuilder found', () => {
    expect(told([verdict(1)])).toEqual([]);
  });

  it('knows what a verdict was at first from what it changed to', () => {
    const now = verdict(2, { claim: 'reproduced' });
    expect(told([older, now], [change({ verdict: 2, version: '1.0-1', from: 'differs', to: 'reproduced', seenAt: 40 })]))
      .toEqual([['unreproducible', '1.0-1', '0.9-1', 10], ['reproducible', '1.0-1', null, 40]]);
  });

  it('makes nothing of other changes, or of verdicts that are gone from the state', () => {
    expect(told([older], [change({ to: 'failed' }), change({ from: 'pending', to: 'reproduced' }), change({ verdict: 99 })])).toEqual([]);
  });
});
