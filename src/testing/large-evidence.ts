// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause, DifferenceSummary } from '../model/difference.ts';
import type { EvidenceBoard, KnownArtifact, KnownSourcePackage, StoredVerdict } from '../model/evidence.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../model/time.ts';
import type { Claim, Proof } from '../model/verdict.ts';
import type { VotePolicy } from '../votes/package-book.ts';
import { createRandom, type Random } from './forge/story/random.ts';
import { createLargeNames } from './large-names.ts';

/** 22 Nov 2026, 06:04 UTC. */
const NOW: Instant = Date.UTC(2026, 10, 22, 6, 4);

const ARCHIVE = 'archive:https://deb.example.org/debian';
const DISTRIBUTION = 'debian';
const SUITES = [['trixie'], ['trixie', 'forky', 'sid'], ['forky', 'sid'], ['sid'], ['trixie', 'trixie-security']];
const ARCHITECTURES = ['amd64', 'amd64', 'amd64', 'all'];
const REBUILDERS = [
  { title: 'first.example.org', operator: 'First' }, { title: 'second.example.net', operator: 'Second' },
] as const;
const KEY = 'ab'.repeat(32);

/** What the rebuilders say of a source package, and how many of a hundred are so. */
const SHARES: readonly { readonly share: number; readonly votes: readonly (readonly [Claim, Proof['kind']] | null)[] }[] = [
  { share: 78, votes: [['reproduced', 'verified'], ['reproduced', 'verified']] },
  { share: 8, votes: [['differs', 'absent'], ['differs', 'absent']] },
  { share: 1, votes: [['reproduced', 'verified'], ['differs', 'absent']] },
  { share: 3, votes: [['reproduced', 'unchecked'], null] },
  { share: 3, votes: [['reproduced', 'verified'], ['pending', 'absent']] },
  { share: 2, votes: [['failed', 'absent'], ['failed', 'absent']] },
  { share: 1, votes: [['reproduced', 'refused'], null] },
  { share: 1, votes: [['waiting', 'absent'], null] },
  { share: 1, votes: [['pending', 'absent'], null] },
  { share: 2, votes: [null, null] },
];

const CAUSES: readonly { readonly cause: Cause; readonly share: number }[] = [
  { cause: 'timestamp', share: 40 }, { cause: 'build-path', share: 15 }, { cause: 'file-order', share: 12 },
  { cause: 'build-id', share: 10 }, { cause: 'randomness', share: 8 }, { cause: 'locale', share: 4 },
  { cause: 'tool-version', share: 3 }, { cause: 'permissions', share: 3 }, { cause: 'other', share: 5 },
];

export interface LargeEvidence {
  readonly board: EvidenceBoard;
  readonly policy: VotePolicy;
  readReport(): null;
}

/**
 * Evidence about that many source packages of one distribution, with twice as many binary packages; always the same for
 * the same number. Most is rebuilt, and some of it is in every other state.
 */
export function createLargeEvidence(sources: number): LargeEvidence {
  const artifacts: KnownArtifact[] = [];
  const sourcePackages: KnownSourcePackage[] = [];
  const verdicts: StoredVerdict[] = [];
  for (const { source, binaries } of createLargeNames(sources)) {
    const random = createRandom('large evidence', source);
    const version = `${random.chance(0.08) ? '1:' : ''}${random.integer(0, 9)}.${random.integer(0, 40)}-${random.integer(1, 6)}`;
    const suites = random.pick(SUITES);
    const { votes } = pickShare(random, SHARES);
    const usual = SHARES[0]?.votes ?? [];
    sourcePackages.push({ archive: ARCHIVE, distribution: DISTRIBUTION, suite: 'sid', name: source, version, vcsUrl: `https://git.example.org/${source}.git` });
    binaries.forEach((name, index) => {
      const artifact = createArtifact(random, { name, source, version, suites });
      artifacts.push(artifact);
      (index === 0 || random.chance(0.3) ? votes : usual).forEach((vote, rebuilder) => {
        if (vote !== null) verdicts.push(createVerdict(random, artifact, vote, rebuilder, verdicts.length + 1));
      });
    });
  }
  const policy: VotePolicy = {
    threshold: 2, staleSourceMs: 3 * DAY_MS, archives: new Map([[ARCHIVE, { suites: new Set(SUITES.flat()), signers: new Set([KEY]) }]]),
    rebuilders: REBUILDERS.map(({ title, operator }) => ({
      source: `rebuilderd:https://${title}`, title, operator, isAboutSources: false, trusted: new Set([KEY]), readAt: NOW,
    })),
  };
  const suites = [...new Set(SUITES.flat())].map((suite) => (
    { archive: ARCHIVE, distribution: DISTRIBUTION, suite, date: NOW - HOUR_MS, readAt: NOW, signedBy: [KEY] }));
  return { board: { now: NOW, suites, artifacts, sourcePackages, verdicts, reprotests: [], verdictChanges: [] }, policy, readReport: () => null };
}

function pickShare<T extends { readonly share: number }>(random: Random, items: readonly T[]): T {
  let left = random.fraction() * items.reduce((sum, { share }) => sum + share, 0);
  for (const item of items) {
    left -= item.share;
    if (left < 0) return item;
  }
  return random.pick(items);
}

interface Named {
  readonly name: string;
  readonly source: string;
  readonly version: string;
  readonly suites: readonly string[];
}

function createArtifact(random: Random, { name, source, version, suites }: Named): KnownArtifact {
  const architecture = random.pick(ARCHITECTURES);
  return {
    archive: ARCHIVE, distribution: DISTRIBUTION, name, version, architecture, suites, sourceName: source, sourceVersion: version,
    component: 'main', url: `https://deb.example.org/debian/pool/main/${source}/${name}_${architecture}.deb`,
    sha256: random.hex(64), size: random.integer(2_000, 9_000_000), firstSeen: NOW - random.integer(1, 300) * DAY_MS, lastSeen: NOW,
  };
}

function createVerdict(random: Random, artifact: KnownArtifact, [claim, proof]: readonly [Claim, Proof['kind']], rebuilder: number, key: number): StoredVerdict {
  const { name, version, architecture, distribution, sourceName, sha256 } = artifact;
  const root = `https://${REBUILDERS[rebuilder]?.title}/api/v1/builds/${key}`;
  const isComparison = claim === 'differs';
  return {
    name, version, architecture, distribution, sourceName, suite: artifact.suites[0] ?? null, component: 'main',
    claim, at: NOW - random.integer(1, 2_000) * HOUR_MS, sha256: null, proof: createProof(proof, sha256),
    links: {
      log: `${root}/log`, diffoscope: isComparison ? `${root}/artifacts/1/diffoscope` : null,
      attestation: proof === 'absent' ? null : `${root}/artifacts/1/attestation`,
      buildinfo: `https://deb.example.org/buildinfo/${name}_${architecture}.buildinfo`,
    },
    differences: isComparison ? createDifferences(random) : null,
    key, hasReport: false, source: `rebuilderd:https://${REBUILDERS[rebuilder]?.title}`,
    isCurrent: true, firstSeen: NOW - 200 * DAY_MS, seenAt: NOW, previous: null,
  };
}

function createProof(kind: Proof['kind'], sha256: string): Proof {
  switch (kind) {
    case 'absent': case 'unchecked': return { kind };
    case 'verified': return { kind, sha256, keys: [KEY], checkedAt: NOW };
    case 'refused': return { kind, code: 'signature-invalid', reason: 'no signature of a pinned key holds', checkedAt: NOW };
  }
}

function createDifferences(random: Random): DifferenceSummary {
  const { cause } = pickShare(random, CAUSES);
  const member = './usr/share/doc/changelog.gz';
  return {
    members: [{ path: member, added: 1, removed: 1 }], memberCount: 1, truncated: false,
    causes: [{ cause, member, evidence: '-Built on 2026-11-20\n+Built on 2026-11-21', rule: 'sample' }],
  };
}
