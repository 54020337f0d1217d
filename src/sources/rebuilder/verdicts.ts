// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KnownVerdict } from '../../model/evidence-reading.ts';
import type { Proof, VerdictLinks, VerdictReading } from '../../model/verdict.ts';

/** A verdict as a list tells it, before its attestation and its differences were looked at. */
export type ListedVerdict = Omit<VerdictReading, 'report' | 'differences'>;

/** A revision that no rebuilder gives: what comes back is read as new. It names no file. */
const WITHDRAWN = JSON.stringify(['withdrawn', null]);

/** A listed verdict with what is known of the same revision: a rebuilder's list says nothing of what was checked before. */
export function carryOver(listed: ListedVerdict, known: KnownVerdict | undefined): VerdictReading {
  if (known?.revision !== listed.revision) return { ...listed, differences: null, report: null };
  return {
    ...listed,
    at: listed.at ?? known.at,
    proof: carryProof(listed.proof, known.proof),
    differences: listed.claim === 'differs' ? known.differences : null,
    report: null,
  };
}

function carryProof(listed: Proof, known: Proof): Proof {
  if (listed.kind === 'unchecked') return known.kind === 'absent' ? listed : known;
  if (listed.kind === 'refused' && known.kind === 'refused' && known.code === listed.code) return known;
  return listed;
}

/** A stored verdict as one that is read anew and is as it was. */
export function toReading({ hasReport: _, ...verdict }: KnownVerdict): VerdictReading {
  return { ...verdict, report: null };
}

/** A stored verdict as a list would tell it again. */
export function toListed({ hasReport: _, differences: __, ...verdict }: KnownVerdict): ListedVerdict {
  return verdict;
}

const NO_LINKS: VerdictLinks = { log: null, diffoscope: null, attestation: null, buildinfo: null };

/**
 * A stored verdict whose record says nothing readable any more, or is asked for no more: what once spoke for the artifact
 * does not speak for it today. What spoke against it stands until something else is read.
 */
export function withdraw(known: KnownVerdict): ListedVerdict {
  const listed = toListed(known);
  if (listed.claim !== 'reproduced') return listed;
  return { ...listed, claim: 'unknown', revision: WITHDRAWN, at: null, proof: { kind: 'absent' }, links: NO_LINKS };
}

/** Whether a verdict read anew says something else than the stored one. */
export function isChanged(reading: VerdictReading, known: KnownVerdict | undefined): boolean {
  return known === undefined || toComparable(reading) !== toComparable(known);
}

function toComparable(verdict: Omit<VerdictReading, 'report'>): string {
  const { revision, distribution, suite, component, name, version, architecture, sourceName, claim, at, sha256, proof, links } = verdict;
  return JSON.stringify([
    revision, distribution, suite, component, name, version, architecture, sourceName, claim, at, sha256,
    proof.kind, 'checkedAt' in proof ? proof.checkedAt : null, links.log, links.diffoscope, links.attestation, links.buildinfo,
  ]);
}
