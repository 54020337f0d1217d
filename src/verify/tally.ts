// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import type { Decision, Refusal, RefusalCode } from './decision.ts';
import type { EvidenceReading } from './evidence-reading.ts';
import type { Case } from './step-links.ts';

/** A policy, read once, as of a time: what counts the votes for an artifact, or the refusal that the policy itself causes. */
export type PolicyVerifier = (now: Instant) =>
  | { readonly kind: 'ready'; readonly count: (inquiry: Case) => Tally }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The votes for one artifact. */
export interface Tally {
  readonly threshold: number;
  /** Who signed that it has this digest, each once, and keeps the rules. */
  readonly by: readonly string[];
  /** Who signed that it has another. */
  readonly dissent: readonly string[];
  /** How many signed this digest but broke a rule of the layout. */
  readonly unlawful: number;
  /** How many attestations of this file are signed by nobody who counts. */
  readonly unsigned: number;
  /** Why it is refused though enough confirm it; null where nothing stands against it. */
  readonly problem: { readonly code: RefusalCode; readonly what: string } | null;
}

/** A policy's own refusal, before any evidence was looked at. */
export function toPolicyRefusal(code: RefusalCode, sentence: string): Refusal {
  return { kind: 'refused', code, sentence, by: [], dissent: [], notes: [] };
}

/** Turns votes into the answer. `name` is the artifact's, fit for a sentence. */
export function toVerdict(name: string, tally: Tally, reading: EvidenceReading, notes: readonly string[]): Decision {
  const { threshold, by, dissent, problem } = tally;
  const others = dissent.length === 0 ? '' : ` Another result has been signed by: ${dissent.join(', ')}.`;
  if (by.length >= threshold && problem === null) {
    const sentence = `${name} was rebuilt bit for bit by ${by.length} of those trusted (${threshold} required): ${by.join(', ')}.${others}`;
    return { kind: 'confirmed', by, threshold, dissent, notes, sentence };
  }
  const { code, what, advice } = problem === null || by.length < threshold
    ? toShortfall(tally, reading)
    : { ...problem, advice: 'Ask whoever wrote the layout, or the rebuilders; do not install it.' };
  const isMereShortfall = MERE_SHORTFALLS.includes(code) && dissent.length + tally.unlawful + tally.unsigned + reading.unreadable + reading.unavailable === 0;
  const sentence = `${name} is not confirmed: ${what}.${others} ${advice}`;
  return { kind: 'refused', code, sentence, by, dissent, notes, ...(isMereShortfall ? { isMereShortfall } : {}) };
}

/** Not where somebody could not be asked: else whoever cuts the network would decide. */
const MERE_SHORTFALLS: readonly RefusalCode[] = ['no-evidence', 'below-threshold'];

interface Shortfall { readonly code: RefusalCode; readonly what: string; readonly advice: string }

/** Why there are too few votes: the worst that was seen comes first, what is merely missing last. */
function toShortfall({ threshold, by, dissent, unlawful, unsigned }: Tally, reading: EvidenceReading): Shortfall {
  const { attestations, layouts, unreadable, unavailable } = reading;
  const away = unavailable === 0 ? '' : `, and ${unavailable} could not be asked`;
  const wait = 'Try again later, or add an exception for the package if you trust it unconfirmed.';
  if (by.length > 0) {
    return { code: 'below-threshold', what: `only ${by.length} of ${threshold} required rebuilders confirmed it${away}: ${by.join(', ')}`, advice: wait };
  }
  if (unlawful > 0) {
    return { code: 'rule-violated', what: 'what the rebuilders signed breaks the rules of the layout', advice: 'Ask whoever wrote the layout, or the rebuilders; do not install it.' };
  }
  if (dissent.length > 0) {
    return { code: 'digest-differs', what: `its rebuild gave a file with another SHA-256${away}`, advice: 'It was tampered with, or does not build reproducibly: do not install it unless you know which.' };
  }
  if (unsigned > 0) {
    return { code: 'no-valid-signature', what: `attestations were found (${unsigned}), but no trusted key validly signed any${away}`, advice: 'Check that the keys of the rebuilders are current, those for what they could not reproduce among them; if they are, the attestations were tampered with.' };
  }
  if (attestations.length + layouts.length > 0) {
    return { code: 'not-covered', what: `what the rebuilders published is about other files or other steps${away}`, advice: wait };
  }
  if (unreadable > 0) {
    return { code: 'evidence-unreadable', what: `what the rebuilders answered cannot be read${away}`, advice: 'Check their addresses; something else may answer there.' };
  }
  if (unavailable > 0) {
    return { code: 'rebuilders-unavailable', what: `no rebuilder that has it could be asked (${unavailable} did not answer)`, advice: 'Check the network and the addresses of the rebuilders, and try again.' };
  }
  return { code: 'no-evidence', what: 'no rebuilder has anything about it', advice: wait };
}
