// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import { isFileName } from '../attest/attestation.ts';
import { toMessage } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import type { Artifact, Decision, Evidence, Policy, Refusal } from './decision.ts';
import { readEvidence } from './evidence-reading.ts';
import { findException } from './exceptions.ts';
import { createBudget } from './budget.ts';
import { toPolicyRefusal, toVerdict } from './tally.ts';
import type { PolicyVerifier } from './tally.ts';
import { createLayoutVerifier } from './verify-layout.ts';
import { createRebuildersVerifier } from './verify-rebuilders.ts';

/** A policy read once, for any number of artifacts. */
export interface Verifier {
  /** The refusal that the policy itself causes, so that it can be told before anything is asked; null where none. */
  readonly check: (now: Instant) => Refusal | null;
  readonly decide: (artifact: Artifact, evidence: readonly Evidence[], now: Instant) => Decision;
}

const MAX_NOTES = 40;

/**
 * Makes a policy ready. A refusal of the policy itself stands for every package: no exception lifts it. An exception lets
 * a package through that is otherwise not confirmed, with everything that was seen in the notes. Nothing here throws.
 */
export function createVerifier(policy: Policy): Verifier {
  const verify = createPolicyVerifier(policy);

  function judge(artifact: Artifact, evidence: readonly Evidence[], now: Instant): Decision {
    const verifier = requireTime(verify, now);
    if (verifier.kind === 'refused') return verifier.refusal;
    const refusal = findInputProblem(artifact);
    if (refusal !== null) return refusal;
    const reading = readEvidence(evidence);
    const lines = new Set(reading.notes);
    const tally = verifier.count({ artifact, reading, now, note: (line) => lines.add(line), budget: createBudget() });
    const verdict = toVerdict(toQuoted(artifact.fileName), tally, reading, toNotes(lines));
    return verdict.kind === 'refused' ? toExcepted(verdict, policy, artifact, now) : verdict;
  }

  return {
    check: (now) => {
      try {
        const verifier = requireTime(verify, now);
        return verifier.kind === 'refused' ? verifier.refusal : null;
      } catch (thrown) {
        return toFault(thrown);
      }
    },
    decide: (artifact, evidence, now) => {
      try {
        return judge(artifact, evidence, now);
      } catch (thrown) {
        return toFault(thrown);
      }
    },
  };
}

/** Without a time every comparison with it would fail, and nothing ever be expired. */
function requireTime(verify: PolicyVerifier, now: Instant): ReturnType<PolicyVerifier> {
  if (Number.isSafeInteger(now)) return verify(now);
  return { kind: 'refused', refusal: toPolicyRefusal('input-invalid', 'Nothing can be confirmed: the time is not known. Set the clock of this machine.') };
}

/** Decides about one artifact. For many of one policy `createVerifier` reads that only once. */
export function decide(artifact: Artifact, policy: Policy, evidence: readonly Evidence[], now: Instant): Decision {
  return createVerifier(policy).decide(artifact, evidence, now);
}

function createPolicyVerifier(policy: Policy): PolicyVerifier {
  try {
    const { trust } = policy;
    return trust.kind === 'layout' ? createLayoutVerifier(trust) : createRebuildersVerifier(trust);
  } catch (thrown) {
    const refusal = toFault(thrown);
    return () => ({ kind: 'refused', refusal });
  }
}

function findInputProblem({ fileName, sha256 }: Artifact): Refusal | null {
  if (!isFileName(fileName)) return toPolicyRefusal('input-invalid', `${toQuoted(fileName)} is no plain name of a file, so nothing can be confirmed of it. Do not install it.`);
  if (/^[0-9a-f]{64}$/.test(sha256)) return null;
  return toPolicyRefusal('input-invalid', `${toQuoted(fileName)} has no SHA-256 to compare. Get the archive's lists anew.`);
}

function toExcepted(verdict: Refusal, { exceptions }: Policy, { packageName }: Artifact, now: Instant): Decision {
  const { exception, notes } = findException(exceptions, packageName, now);
  if (exception === null) return { ...verdict, notes: [...verdict.notes, ...notes] };
  return {
    kind: 'excepted',
    exception,
    notes: [verdict.sentence, ...verdict.notes, ...notes],
    sentence: `${exception.packageName} is let through unconfirmed by an exception ("${exception.reason}").`,
  };
}

function toNotes(lines: ReadonlySet<string>): string[] {
  const notes = [...lines].slice(0, MAX_NOTES);
  return lines.size > MAX_NOTES ? [...notes, `and ${lines.size - MAX_NOTES} more of such lines`] : notes;
}

function toFault(thrown: unknown): Refusal {
  return toPolicyRefusal('verifier-failed', `Nothing can be confirmed: the verifier itself failed (${toMessage(thrown)}). Please report this.`);
}
