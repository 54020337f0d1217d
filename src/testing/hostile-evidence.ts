// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board } from '../model/board.ts';
import type { Difference } from '../model/difference.ts';
import type { StoredVerdict } from '../model/evidence.ts';
import type { SiteEvidence } from '../site/view/evidence.ts';
import { FIXTURE_NOW } from './board-fixture.ts';
import { HOSTILE_NAMES } from './hostile-board.ts';

const ARCHIVE = 'archive:javascript:alert(1)';
const CLAIMS = ['reproduced', 'differs', 'failed', 'waiting', 'pending', 'unknown'] as const;

/** Evidence in which every text is a hostile name, and every link is none that may be followed. */
export function createHostileEvidence({ projects }: Board): SiteEvidence {
  const names = HOSTILE_NAMES;
  const toName = (index: number): string => names[index % names.length] ?? '';
  return {
    board: {
      now: FIXTURE_NOW,
      suites: names.map((name) => ({ archive: ARCHIVE, distribution: name, suite: name, date: null, readAt: FIXTURE_NOW, signedBy: [name] })),
      artifacts: names.map((name, index) => ({
        archive: ARCHIVE, distribution: name, name, version: toName(index + 1), architecture: toName(index + 2), sourceName: name,
        sourceVersion: toName(index + 3), component: name, url: index % 2 === 0 ? name : `https://archive.example/${encodeURIComponent(name.toWellFormed())}.deb`,
        sha256: name, size: -1, suites: [name, toName(index + 1)], firstSeen: FIXTURE_NOW, lastSeen: FIXTURE_NOW,
      })),
      sourcePackages: names.map((name) => ({ archive: ARCHIVE, distribution: name, suite: name, name, version: name, vcsUrl: `https://gitlab.com/${name}` })),
      verdicts: names.flatMap((name, index) => names.slice(0, 3).map((source, place) => toVerdict(name, index, place, source, toName))),
      verdictChanges: [],
      reprotests: projects.flatMap(({ source, id, cells }, index) => cells.map((cell) => ({
        ref: cell.ref, release: cell.release, stage: cell.stage, target: cell.target, project: { source, id }, jobId: cell.result?.jobId ?? 0, readAt: FIXTURE_NOW,
        outcome: index % 2 === 0 ? 'read' as const : 'refused' as const, reason: toName(index),
        packages: [{
          key: index, name: toName(index), reproduced: false, url: 'javascript:alert(1)', hasReport: true, sources: [{ name: toName(index), version: '1' }],
          differences: toDifferences(toName(index)),
        }],
      }))),
    },
    policy: {
      threshold: 1, staleSourceMs: 36 * 3_600_000, archives: new Map([[ARCHIVE, { suites: new Set(names), signers: new Set(names) }]]),
      rebuilders: names.slice(0, 3).map((name) => ({ source: name, title: name, operator: `${name}2`, isAboutSources: false, trusted: new Set([name]), readAt: FIXTURE_NOW })),
    },
    readReport: (_, key) => toReport(toName(key)),
  };
}

function toVerdict(name: string, index: number, place: number, source: string, toName: (index: number) => string): StoredVerdict {
  return {
    key: index * 3 + place, hasReport: index % 2 === 0, source, isCurrent: true, firstSeen: FIXTURE_NOW, seenAt: FIXTURE_NOW,
    previous: { claim: 'reproduced', wasVerified: true, until: FIXTURE_NOW },
    distribution: name, suite: name, component: name, sourceName: name, name, version: toName(index + 1), architecture: toName(index + 2),
    claim: CLAIMS[(index + place) % CLAIMS.length] ?? 'unknown', at: FIXTURE_NOW, sha256: name,
    proof: place === 0
      ? { kind: 'refused', code: name, reason: name, checkedAt: FIXTURE_NOW } : { kind: 'verified', sha256: name, keys: [name, toName(index)], checkedAt: FIXTURE_NOW },
    links: { log: 'javascript:alert(1)', diffoscope: name, attestation: `data:text/html,${name}`, buildinfo: `https://rebuilder.example/$(reboot)';${name}.buildinfo` },
    differences: toDifferences(name),
  };
}

function toDifferences(name: string): StoredVerdict['differences'] {
  return {
    members: [{ path: name, added: 1, removed: 2 }], memberCount: 99, truncated: true,
    causes: [{ cause: 'timestamp', member: name, evidence: `-${name}\n+${name}`, rule: name }],
  };
}

function toReport(name: string): Difference {
  const leaf: Difference = { source1: name, source2: `${name}2`, comments: [name], unifiedDiff: `@@ ${name}\n-${name}\n+${name}\n ${name}\n`, details: [] };
  return { ...leaf, details: [leaf, { ...leaf, details: [leaf] }] };
}
