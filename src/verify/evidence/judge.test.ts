// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../model/time.ts';
import type { Decision, Evidence, Policy, Refusal } from '../decision.ts';
import { createJudge } from './judge.ts';
import type { JudgeDeps } from './judge.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const ARTIFACT = { fileName: 'x_1_all.deb', sha256: 'ab'.repeat(32), packageName: 'x' };
const HINTS = { name: null, source: null };
const POLICY: Policy = { trust: { kind: 'rebuilders', threshold: 2, rebuilders: [] }, exceptions: [] };
const REFUSED: Refusal = { kind: 'refused', code: 'no-evidence', sentence: '', by: [], dissent: [], notes: [], isMereShortfall: true };
const found = (text: string): Evidence => ({ kind: 'found', rebuilder: 'r', bytes: Buffer.from(text) });

interface Run {
  readonly asked: boolean[];
  readonly policies: Policy[];
  readonly judge: ReturnType<typeof createJudge>;
}

/** A judge whose first answer may come from the cache; `isGood` is the verifier. */
function createRun(answers: { readonly kept: Evidence | null; readonly fresh: Evidence }, settings: Partial<JudgeDeps['settings']> = {}, check: Refusal | null = null): Run {
  const asked: boolean[] = [];
  const policies: Policy[] = [];
  const judge = createJudge({
    settings: { policy: POLICY, repositories: [], rebuilders: [], noFail: false, ...settings },
    client: {
      ask: (_artifact, _rebuilders, _hints, options) => {
        asked.push(options?.fresh ?? false);
        return Promise.resolve([options?.fresh === true ? answers.fresh : answers.kept ?? answers.fresh]);
      },
      isKept: (evidence) => evidence === answers.kept,
    },
    createVerifier: (policy) => {
      policies.push(policy);
      return {
        check: () => check,
        decide: (_artifact, [evidence]): Decision => (evidence?.kind === 'found' && Buffer.from(evidence.bytes).toString() === 'good'
          ? { kind: 'confirmed', by: ['r'], threshold: 1, dissent: [], notes: [], sentence: '' } : REFUSED),
      };
    },
    now: () => NOW,
  });
  return { asked, policies, judge };
}

describe('createJudge', () => {
  it('asks once where what was kept confirms', async () => {
    const run = createRun({ kept: found('good'), fresh: found('good') });
    expect((await run.judge(ARTIFACT, HINTS, null)).decision.kind).toBe('confirmed');
    expect(run.asked).toEqual([false]);
  });
  it('asks anew before something kept refuses: a key may have changed since', async () => {
    const run = createRun({ kept: found('of an old key'), fresh: found('good') });
    expect((await run.judge(ARTIFACT, HINTS, null)).decision.kind).toBe('confirmed');
    expect(run.asked).toEqual([false, true]);
  });
  it('does not ask anew what was asked just now', async () => {
    const run = createRun({ kept: null, fresh: found('bad') });
    expect((await run.judge(ARTIFACT, HINTS, null)).decision.kind).toBe('refused');
    expect(run.asked).toEqual([false]);
  });
  it('asks nobody where the policy itself refuses, and NoFail does not lift that', async () => {
    const run = createRun({ kept: null, fresh: found('good') }, { noFail: true }, { ...REFUSED, code: 'layout-expired' });
    expect(await run.judge(ARTIFACT, HINTS, null)).toMatchObject({ isTolerated: false, decision: { code: 'layout-expired' } });
    expect(run.asked).toEqual([]);
  });
  it('lets NoFail tolerate what is merely too little', async () => {
    const run = createRun({ kept: null, fresh: { kind: 'absent', rebuilder: 'r' } }, { noFail: true });
    expect(await run.judge(ARTIFACT, HINTS, null)).toMatchObject({ isTolerated: true, decision: { kind: 'refused' } });
    const strict = createRun({ kept: null, fresh: { kind: 'absent', rebuilder: 'r' } });
    expect(await strict.judge(ARTIFACT, HINTS, null)).toMatchObject({ isTolerated: false });
  });
  it('reads the general policy once, and that of an archive with rules when it is asked for', async () => {
    const rule = { uri: 'https://a.example.org/', threshold: 1, exceptions: [{ packageName: 'x', reason: 'r', addedAt: NOW - DAY_MS, until: null }], exempt: null };
    const run = createRun({ kept: null, fresh: found('good') }, { repositories: [rule] });
    await run.judge(ARTIFACT, HINTS, null);
    await run.judge(ARTIFACT, HINTS, 'https://other.example.org/');
    expect(run.policies).toEqual([POLICY]);
    await run.judge(ARTIFACT, HINTS, 'intoto+https://a.example.org/debian');
    expect(run.policies[1]).toMatchObject({ trust: { threshold: 1 }, exceptions: [{ packageName: 'x' }] });
  });
});
