// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { PublishedArtifact, SuiteReading } from '../model/artifact.ts';
import type { DifferenceSummary } from '../model/difference.ts';
import type { ArchiveReading, EvidenceReading, RebuilderReading } from '../model/evidence-reading.ts';
import type { SourceReading } from '../model/reading.ts';
import type { Proof, VerdictReading } from '../model/verdict.ts';

/** Readings of rebuilders and archives for tests, written as briefly as they can be. */

export const REBUILDER = 'rebuilderd:https://rebuilder.example';
export const ARCHIVE = 'archive:https://archive.example/debian';
export const PINNED_KEY = 'a'.repeat(64);

/** A digest by its number: 64 digits. */
export function digest(number: number): string {
  return number.toString(16).padStart(64, '0');
}

export function verified(sha256: string, keys: readonly string[] = [PINNED_KEY]): Proof {
  return { kind: 'verified', sha256, keys, checkedAt: 0 };
}

export function verdict(name: string, more: Partial<VerdictReading> = {}): VerdictReading {
  return {
    id: name, revision: '1', distribution: 'debian', suite: 'trixie', component: 'main', sourceName: null,
    name, version: '1.0-1', architecture: 'all', claim: 'reproduced', at: null, sha256: null, proof: { kind: 'unchecked' },
    links: { log: null, diffoscope: null, attestation: null, buildinfo: null }, differences: null, report: null, ...more,
  };
}

export function artifact(name: string, sha256: string, more: Partial<PublishedArtifact> = {}): PublishedArtifact {
  return {
    name, version: '1.0-1', architecture: 'all', sha256, sourceName: name, sourceVersion: '1.0-1', component: 'main',
    url: `https://archive.example/debian/${name}.deb`, size: 1000, ...more,
  };
}

export function suite(artifacts: readonly PublishedArtifact[] | null, more: Partial<SuiteReading> = {}): SuiteReading {
  return { suite: 'trixie', date: 0, signedBy: ['b'.repeat(40)], artifacts, sourcePackages: artifacts === null ? null : [], ...more };
}

export function rebuilderReading(verdicts: readonly VerdictReading[], more: Partial<RebuilderReading> = {}): SourceReading {
  return evidenceReading(REBUILDER, { kind: 'rebuilder', verdicts, complete: true, isUpToDate: true, cursor: null, uncheckedCount: 0, ...more });
}

export function archiveReading(suites: readonly SuiteReading[], more: Partial<ArchiveReading> = {}): SourceReading {
  return evidenceReading(ARCHIVE, { kind: 'archive', distribution: 'debian', suites, cursor: null, ...more });
}

export function evidenceReading(source: string, evidence: EvidenceReading): SourceReading {
  return {
    source, outcome: 'complete', requests: 1, durationMs: 1, projects: [], repositories: [], unreadable: [], notes: [], evidence,
  };
}

export const TIMESTAMP_DIFFERENCES: DifferenceSummary = {
  members: [{ path: 'data.tar → ./built-at', added: 1, removed: 1 }],
  memberCount: 1,
  causes: [{ cause: 'timestamp', member: 'data.tar → ./built-at', evidence: '-Sun Nov 22\n+Fri Oct 29', rule: 'date' }],
  truncated: false,
};
