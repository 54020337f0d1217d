// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../../model/time.ts';
import type { createVerifier, Verifier } from '../decide.ts';
import type { Artifact, Decision, Evidence } from '../decision.ts';
import { isTolerated, toPolicyFor } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { EvidenceClient, Hints } from './client.ts';

export interface JudgeDeps {
  readonly settings: Pick<Settings, 'policy' | 'repositories' | 'rebuilders' | 'noFail'>;
  readonly client: Pick<EvidenceClient, 'ask' | 'isKept'>;
  /** The pure verifier. */
  readonly createVerifier: typeof createVerifier;
  readonly now: () => Instant;
}

export interface Judgement {
  readonly decision: Decision;
  /** True for a refusal that `NoFail` lets through. */
  readonly isTolerated: boolean;
}

/** Judges one artifact; `repository` is the archive it is from, null where nobody knows. */
export type Judge = (artifact: Artifact, hints: Hints, repository: string | null) => Promise<Judgement>;

/**
 * Asks the rebuilders and judges what they say; nobody is asked where the policy itself refuses. What was kept from an
 * earlier time may be of a key that signs no longer: before it refuses anything, they are asked anew.
 */
export function createJudge({ settings, client, createVerifier: create, now }: JudgeDeps): Judge {
  const general = create(settings.policy);

  function toVerifier(repository: string | null, packageName: string | null): Verifier {
    const policy = toPolicyFor(settings, repository, packageName);
    return policy === settings.policy ? general : create(policy);
  }

  return async (artifact, hints, repository) => {
    const verifier = toVerifier(repository, artifact.packageName);
    const refusal = verifier.check(now());
    if (refusal !== null) return { decision: refusal, isTolerated: false };
    const ask = async (fresh: boolean): Promise<Judgement & { readonly evidence: readonly Evidence[] }> => {
      const evidence = await client.ask(artifact, settings.rebuilders, hints, { fresh });
      const decision = verifier.decide(artifact, evidence, now());
      return { decision, isTolerated: isTolerated(settings, decision), evidence };
    };
    const first = await ask(false);
    const isOld = first.decision.kind === 'refused' && first.evidence.some((piece) => piece.kind === 'found' && client.isKept(piece));
    return isOld ? ask(true) : first;
  };
}
