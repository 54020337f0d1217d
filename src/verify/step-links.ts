// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import type { Attestation, AttestationSignature } from '../attest/attestation.ts';
import { toRefusal } from '../attest/problems.ts';
import { verifySignatures } from '../attest/signatures.ts';
import type { Statement } from '../attest/statement.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import type { Instant } from '../model/time.ts';
import type { RuledItem } from './artifact-rules.ts';
import { toSignatureCost, type Budget } from './budget.ts';
import type { Artifact } from './decision.ts';
import type { EvidenceReading, Paper } from './evidence-reading.ts';
import type { ReadyStep } from './ready-layout.ts';

/** One artifact on its way through the verifier. */
export interface Case {
  readonly artifact: Artifact;
  readonly reading: EvidenceReading;
  readonly now: Instant;
  /** Adds a line on what did not count, and why. */
  readonly note: (line: string) => void;
  readonly budget: Budget;
}

/** What one key says was done in a step. Its signature holds. */
export interface StepLink extends RuledItem {
  /** Fingerprint of the main key: who votes. */
  readonly key: string;
  /** Who published it. */
  readonly rebuilder: string;
  /** For people: the rebuilder that published it, and the key. */
  readonly who: string;
  readonly command: readonly string[];
}

/** What was found of a step. */
export interface StepLinks {
  readonly step: ReadyStep;
  /** Of keys that the step allows. */
  readonly links: readonly StepLink[];
  /** Of other keys that the layout knows: they confirm nothing, but may object. */
  readonly others: readonly StepLink[];
  /** What was said to be of this step and is signed by nobody who counts. */
  readonly unsigned: readonly RuledItem[];
}

/** The step of rebuilderd's links and of package-rebuilder's. */
export const REBUILD = 'rebuild';

/**
 * True where an attestation is about a step. rebuilderd names its links `rebuild <file>`: they are of the step `rebuild`,
 * and about that file alone. A verification result lists the step among its properties. A provenance says how something was
 * built, by whoever built it first as well: it is no word on a rebuild.
 */
export function isOfStep({ kind, name, properties }: Statement, step: string, fileName: string): boolean {
  const names = step === REBUILD ? [step, `${REBUILD} ${fileName}`] : [step];
  switch (kind) {
    case 'link': return names.includes(name);
    case 'verification': return properties.some((property) => names.includes(property));
    case 'provenance': return false;
  }
}

/** The attestations of a step whose signatures hold, once for each key that signed. */
export function gatherLinks(step: ReadyStep, inquiry: Case): StepLinks {
  const { artifact, reading, note } = inquiry;
  const links: StepLink[] = [];
  const others: StepLink[] = [];
  const unsigned: RuledItem[] = [];
  const keys = [...step.authorised, ...step.others];
  for (const paper of reading.attestations) {
    const { rebuilder, content } = paper;
    if (!isOfStep(content, step.name, artifact.fileName)) continue;
    const signers = verifyPaper(paper, keys, inquiry);
    if (signers.length === 0) unsigned.push(content);
    for (const key of signers) {
      const link = toStepLink(rebuilder, key, content);
      const isAuthorised = step.authorised.includes(key);
      (isAuthorised ? links : others).push(link);
      if (!isAuthorised) note(`${link.who}: the layout does not trust this key with the step ${toQuoted(step.name)}`);
    }
  }
  return { step, links, others, unsigned };
}

/** The keys whose signatures of an attestation hold; where none does, a note says why. */
export function verifyPaper(
  { rebuilder, content: { signatures: all, signedBytes } }: Paper<Pick<Attestation, 'signatures' | 'signedBytes'>>,
  keys: readonly TrustedKey[], { now, note, budget }: Pick<Case, 'now' | 'note' | 'budget'>,
): readonly TrustedKey[] {
  const signatures = toDistinctSignatures(all);
  if (!budget.spend(rebuilder, toSignatureCost(signedBytes.byteLength, signatures.length, keys.length))) {
    note(`${rebuilder}: answers with more signatures than are checked of one rebuilder`);
    return [];
  }
  const check = verifySignatures({ signatures, signedBytes }, keys, { now });
  if (check.keys.length === 0) note(`${rebuilder}: ${toRefusal(check.problems).message}`);
  return check.keys;
}

export function toStepLink(rebuilder: string, { fingerprint }: TrustedKey, { materials, products, command }: RuledItem & { readonly command: readonly string[] }): StepLink {
  return { key: fingerprint, rebuilder, who: `${rebuilder} (key ${fingerprint})`, materials, products, command };
}

/** Written several times a signature is one. */
function toDistinctSignatures(signatures: readonly AttestationSignature[]): AttestationSignature[] {
  return [...new Map(signatures.map((one) => [JSON.stringify(one), one])).values()];
}

/** The first of each key. */
export function toDistinct(links: readonly StepLink[]): StepLink[] {
  const seen = new Set<string>();
  return links.filter(({ key }) => !seen.has(key) && seen.add(key));
}
