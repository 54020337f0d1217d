// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { EvidenceBoard, KnownArtifact, StoredVerdict } from '../model/evidence.ts';
import type { ArchivePolicy, VotePolicy } from '../votes/package-book.ts';
import type { RebuilderPolicy } from '../votes/vote.ts';
import { ARCHIVE, artifact, digest, PINNED_KEY, verdict, verified } from './evidence-readings.ts';

/** Boards of evidence for the tests of votes, written as briefly as they can be. */

export const NOW = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;

const SIGNER = 'b'.repeat(40);

export function trusting(...suites: readonly string[]): ArchivePolicy {
  return { suites: new Set(suites), signers: new Set([SIGNER]) };
}

export function rebuilder(name: string, more: Partial<RebuilderPolicy> = {}): RebuilderPolicy {
  return { source: `rebuilderd:https://${name}.example`, title: name, operator: name, isAboutSources: false, trusted: new Set([PINNED_KEY]), readAt: NOW, ...more };
}

export function policy(rebuilders: readonly RebuilderPolicy[], more: Partial<VotePolicy> = {}): VotePolicy {
  return { threshold: 1, staleSourceMs: DAY, rebuilders, archives: new Map([[ARCHIVE, trusting('trixie')]]), ...more };
}

let keys = 0;

export function stored(by: RebuilderPolicy, name: string, more: Partial<StoredVerdict> = {}): StoredVerdict {
  const { id: _id, revision: _revision, report: _report, ...plain } = verdict(name);
  keys += 1;
  return { ...plain, key: keys, hasReport: false, source: by.source, isCurrent: true, firstSeen: 0, seenAt: NOW, previous: null, ...more };
}

/** A verdict whose attestation was verified for a digest, by number. */
export function reproduced(by: RebuilderPolicy, name: string, number = 1, more: Partial<StoredVerdict> = {}): StoredVerdict {
  return stored(by, name, { proof: verified(digest(number)), ...more });
}

export function published(name: string, number = 1, more: Partial<KnownArtifact> = {}): KnownArtifact {
  return {
    ...artifact(name, digest(number)), archive: ARCHIVE, distribution: 'debian', suites: ['trixie'], firstSeen: 0, lastSeen: NOW, ...more,
  };
}

export function evidence(artifacts: readonly KnownArtifact[], verdicts: readonly StoredVerdict[], more: Partial<EvidenceBoard> = {}): EvidenceBoard {
  return {
    now: NOW,
    suites: [{ archive: ARCHIVE, distribution: 'debian', suite: 'trixie', date: NOW, readAt: NOW, signedBy: [SIGNER] }],
    artifacts, verdicts, sourcePackages: [], reprotests: [], verdictChanges: [], ...more,
  };
}
