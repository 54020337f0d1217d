// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board, BoardProject } from '../model/board.ts';
import type { Cause, Difference, DifferenceSummary } from '../model/difference.ts';
import type { EvidenceBoard, KnownArtifact, KnownSourcePackage, StoredReprotest, StoredVerdict } from '../model/evidence.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../model/time.ts';
import type { Claim, Proof } from '../model/verdict.ts';
import type { SiteEvidence } from '../site/view/evidence.ts';
import type { VotePolicy } from '../votes/package-book.ts';
import { FIXTURE_NOW } from './board-fixture.ts';

/** Evidence of reproducibility for a board of src/testing/board-fixture.ts: every state, cause and alert, always the same. */

export const ARCHIVE = 'archive:https://archive.example/debian';
export const DISTRIBUTION = 'debian';
const SUITES = ['trixie', 'sid'];

/** Rebuilders by their short names; alpha and alef have one operator, delta was not read for long. */
export const REBUILDERS = ['alpha', 'alef', 'beta', 'gamma', 'delta'] as const;
export type RebuilderName = typeof REBUILDERS[number];

/** What a rebuilder says of an artifact; the word after a colon is the cause of the difference. */
export type Say =
  | 'reproduced' | 'reported' | 'absent' | 'refused' | 'unpinned' | 'other' | `differs:${Cause}` | 'differs' | 'failed' | 'waiting'
  | 'pending' | 'unknown' | 'turned';

/** A binary package with its votes. */
export interface Story {
  readonly source: string;
  readonly name?: string;
  readonly version?: string;
  readonly architecture?: string;
  readonly suites?: readonly string[];
  readonly vcsUrl?: string;
  /** Another file of the same name was published before it. */
  readonly isReplaced?: boolean;
  /** False for what only rebuilders know. */
  readonly isPublished?: boolean;
  readonly says: Partial<Record<RebuilderName, Say>>;
}

export const CAUSES: readonly Cause[] = [
  'timestamp', 'build-path', 'file-order', 'locale', 'permissions', 'randomness', 'build-id', 'tool-version', 'host-or-user', 'compression', 'other',
];

const STATE_STORIES: readonly Story[] = [
  { source: 'acl', name: 'libacl1', says: { alpha: 'reproduced', beta: 'reproduced' } },
  { source: 'acl', name: 'libacl1-dev', says: { alpha: 'reproduced', alef: 'reproduced', beta: 'reproduced', gamma: 'reported' } },
  { source: 'acl', name: 'acl', says: { alpha: 'reproduced', beta: 'reproduced', gamma: 'pending' } },
  { source: 'bash', says: { alpha: 'reproduced', beta: 'reproduced', gamma: 'differs:timestamp' } },
  { source: 'coreutils', says: { alpha: 'differs:build-path', beta: 'differs:build-path' } },
  { source: 'dash', says: { alpha: 'refused' } },
  { source: 'e2fsprogs', says: { alpha: 'failed', beta: 'failed' } },
  { source: 'findutils', says: { alpha: 'reproduced', alef: 'reproduced' } },
  { source: 'gawk', isPublished: false, says: { alpha: 'reproduced', beta: 'reproduced' } },
  { source: 'hello', says: { alpha: 'reported', beta: 'absent', gamma: 'unpinned' } },
  { source: 'iproute2', says: { alpha: 'waiting' } },
  { source: 'jq', says: { alpha: 'pending', beta: 'unknown' } },
  { source: 'kmod', says: { delta: 'reproduced' } },
  { source: 'less', says: {} },
  { source: 'mawk', says: { alpha: 'unknown' } },
  { source: 'nano', says: { alpha: 'other', beta: 'reproduced' } },
  { source: 'openssl', name: 'openssl', version: '3.5.1-1', says: { alpha: 'turned', beta: 'reproduced' } },
  { source: 'openssl', name: 'libssl3t64', version: '3.5.1-1', says: { alpha: 'reproduced', beta: 'reproduced' } },
  { source: 'openssl', name: 'openssl', version: '3.5.0-2', suites: [], says: { alpha: 'reproduced', beta: 'reproduced' } },
  { source: 'patch', isReplaced: true, says: { alpha: 'reproduced', beta: 'reproduced' } },
];

/** The stories of a board: all states, all causes, and a package for every other repository. */
export function toStories(board: Board): readonly Story[] {
  return [
    ...STATE_STORIES,
    ...CAUSES.map((cause): Story => ({ source: `x-${cause}`, architecture: 'all', says: { alpha: `differs:${cause}`, beta: 'reported' } })),
    ...board.projects.flatMap((project, index) => toProjectStories(project, index)),
  ];
}

/** Every fifth repository is called like a package and no more. */
function toProjectStories({ name, path }: BoardProject, index: number): readonly Story[] {
  if (index % 2 === 1) return [];
  const vcsUrl = index % 5 === 4 ? undefined : `https://github.com/${path} -b main`;
  const says: Story['says'] = index % 14 === 6 ? { alpha: 'differs:timestamp', beta: 'differs:timestamp' } : { alpha: 'reproduced', beta: 'reproduced' };
  const isEarly = index % 10 === 2;
  return ['', '-dbgsym', '-doc'].map((ending): Story => ({
    source: name, name: `${name}${ending}`, version: `4.3.${index}-1+deb13u1`, suites: ['trixie'], ...(vcsUrl === undefined ? {} : { vcsUrl }),
    says: isEarly ? { alpha: 'reported' } : ending === '' ? says : { alpha: 'reproduced', beta: 'reproduced' },
  }));
}

/** Evidence for a board; other stories in place of the usual ones on request. */
export function createEvidenceFixture(board: Board, stories: readonly Story[] = toStories(board)): SiteEvidence {
  const artifacts = stories.flatMap((story, index) => (story.isPublished === false ? [] : toArtifacts(story, index)));
  const verdicts = stories.flatMap((story, index) => REBUILDERS.flatMap((rebuilder) => {
    const say = story.says[rebuilder];
    return say === undefined ? [] : [toVerdict(story, index, rebuilder, say)];
  }));
  const evidence: EvidenceBoard = {
    now: FIXTURE_NOW,
    suites: SUITES.map((suite) => ({
      archive: ARCHIVE, distribution: DISTRIBUTION, suite, date: FIXTURE_NOW - HOUR_MS, readAt: FIXTURE_NOW, signedBy: ['c'.repeat(40)],
    })),
    artifacts,
    sourcePackages: stories.map(({ source, version = '1.0-1', vcsUrl = null }): KnownSourcePackage => ({
      archive: ARCHIVE, distribution: DISTRIBUTION, suite: 'trixie', name: source, version, vcsUrl,
    })),
    verdicts,
    reprotests: board.projects.flatMap(toReprotests),
    verdictChanges: [],
  };
  return { board: evidence, policy: createPolicy(), readReport: (_, key) => (key % 1_000 === 999 ? null : createReport(key)) };
}

/** Two operators have to confirm. */
export function createPolicy(): VotePolicy {
  return {
    threshold: 2,
    staleSourceMs: 36 * HOUR_MS,
    archives: new Map([[ARCHIVE, { suites: new Set(SUITES), signers: new Set(['c'.repeat(40)]) }]]),
    rebuilders: REBUILDERS.map((name) => ({
      source: toSource(name), title: name, operator: name === 'alef' ? 'alpha' : name,
      isAboutSources: false,
      trusted: new Set(name === 'gamma' ? [] : [toKey(name)]),
      readAt: name === 'delta' ? FIXTURE_NOW - 5 * DAY_MS : FIXTURE_NOW,
    })),
  };
}

export function toSource(name: RebuilderName): string {
  return `rebuilderd:https://${name}.example`;
}

function toKey(name: RebuilderName): string {
  return toDigest(REBUILDERS.indexOf(name) + 70_000);
}

/** A digest by its number: 64 digits, none of them alike. */
export function toDigest(seed: number): string {
  return Array.from({ length: 8 }, (_, part) => (((seed + 7) * 2_654_435_761 + part * 97_531_357) % 4_294_967_296).toString(16).padStart(8, '0')).join('');
}

function toArtifacts({ source, name = source, version = '1.0-1', architecture = 'amd64', suites = SUITES, isReplaced = false }: Story, index: number): readonly KnownArtifact[] {
  const artifact: KnownArtifact = {
    archive: ARCHIVE, distribution: DISTRIBUTION, name, version, architecture, sourceName: source, sourceVersion: version, component: 'main',
    url: `https://archive.example/debian/pool/main/${encodeURIComponent(source)}/${encodeURIComponent(`${name}_${version}_${architecture}`)}.deb`,
    sha256: toDigest(index), size: 48_128 + index, suites, firstSeen: FIXTURE_NOW - (20 + index % 30) * DAY_MS, lastSeen: FIXTURE_NOW,
  };
  return isReplaced
    ? [{ ...artifact, sha256: toDigest(index + 5_000), suites: [], firstSeen: artifact.firstSeen - DAY_MS, lastSeen: artifact.firstSeen }, artifact]
    : [artifact];
}

function toVerdict({ source, name = source, version = '1.0-1', architecture = 'amd64' }: Story, index: number, rebuilder: RebuilderName, say: Say): StoredVerdict {
  const [claim, proof] = toClaim(say, index, rebuilder);
  const root = `https://${rebuilder}.example/api/v1/builds/${1_000 + index}`;
  const at = FIXTURE_NOW - (index % 17) * DAY_MS - 3 * HOUR_MS;
  const cause = say.startsWith('differs:') ? say.slice(8) as Cause : null;
  const key = REBUILDERS.indexOf(rebuilder) * 10_000 + index;
  return {
    key, hasReport: cause !== null && rebuilder === 'alpha', source: toSource(rebuilder), isCurrent: true,
    firstSeen: at, seenAt: rebuilder === 'delta' ? FIXTURE_NOW - 5 * DAY_MS : FIXTURE_NOW,
    previous: say === 'turned' ? { claim: 'reproduced', wasVerified: true, until: at } : null,
    distribution: DISTRIBUTION, suite: 'trixie', component: 'main', sourceName: rebuilder === 'beta' ? null : source, name, version, architecture,
    claim, at, sha256: null, proof,
    links: {
      log: `${root}/log`, buildinfo: rebuilder === 'alpha' ? `${root}/${encodeURIComponent(`${source}_${version}_${architecture}`)}.buildinfo` : null,
      diffoscope: claim === 'differs' ? `${root}/diffoscope` : null, attestation: claim === 'reproduced' && proof.kind !== 'absent' ? `${root}/attestation` : null,
    },
    differences: cause === null ? null : toSummary(cause),
  };
}

function toClaim(say: Say, index: number, rebuilder: RebuilderName): readonly [Claim, Proof] {
  const checkedAt: Instant = FIXTURE_NOW - HOUR_MS;
  const absent: Proof = { kind: 'absent' };
  switch (say) {
    case 'reproduced': return ['reproduced', { kind: 'verified', sha256: toDigest(index), keys: [toKey(rebuilder)], checkedAt }];
    case 'other': return ['reproduced', { kind: 'verified', sha256: toDigest(index + 9_000), keys: [toKey(rebuilder)], checkedAt }];
    case 'unpinned': return ['reproduced', { kind: 'verified', sha256: toDigest(index), keys: [toDigest(80_000)], checkedAt }];
    case 'refused': return ['reproduced', { kind: 'refused', code: 'wrong-key', reason: 'signed by a key that is not pinned', checkedAt }];
    case 'reported': return ['reproduced', { kind: 'unchecked' }];
    case 'absent': return ['reproduced', absent];
    case 'failed': case 'waiting': case 'pending': case 'unknown': return [say, absent];
    default: return ['differs', absent];
  }
}

const EVIDENCE: Readonly<Record<Cause, string>> = {
  timestamp: '-drwxr-xr-x root/root 0 2026-11-02 11:04 ./usr/\n+drwxr-xr-x root/root 0 2026-11-19 04:40 ./usr/',
  'build-path': '-/build/reproducible-path/coreutils-9.7/src\n+/build/1st/coreutils-9.7/src',
  'file-order': '-./usr/share/a\n+./usr/share/b',
  locale: '-Montag, 2. November\n+Monday, 2 November',
  permissions: '-drwxr-xr-x root/root 0 ./etc/\n+drwxrwxr-x root/root 0 ./etc/',
  randomness: '-id=7d1c3a9be2f04415\n+id=f00293ab9c71d3e8',
  'build-id': '-    Build ID: 4f0c1d2e\n+    Build ID: 91ab77c0',
  'tool-version': '-GCC: (Debian 14.2.0-19) 14.2.0\n+GCC: (Debian 14.2.0-21) 14.2.0',
  'host-or-user': '-built by root@ionos11\n+built by builder@osuosl4',
  compression: '-data.tar.xz, preset 6\n+data.tar.xz, preset 9',
  other: '-return 41;\n+return 42;',
};

export function toSummary(cause: Cause): DifferenceSummary {
  const member = 'data.tar.xz → data.tar → ./usr/share/doc/example/build.txt';
  return {
    members: [{ path: member, added: 3, removed: 2 }, { path: 'control.tar.xz → control.tar → ./md5sums', added: 1, removed: 1 }], memberCount: 2,
    causes: [{ cause, member, evidence: EVIDENCE[cause], rule: `${cause} in a line` }], truncated: false,
  };
}

/** A comparison as diffoscope nests them. */
export function createReport(seed: number): Difference {
  const leaf = (path: string, unifiedDiff: string | null, comments: readonly string[] = []): Difference =>
    ({ source1: path, source2: path, comments, unifiedDiff, details: [] });
  const file = `example_1.0-1_amd64.deb`;
  return {
    source1: `/tmp/first/${file}`, source2: `/tmp/second/${file}`, comments: [], unifiedDiff: null,
    details: [
      leaf('file list', '@@ -1,3 +1,3 @@\n -rw-r--r--   0        0        0        4 2026-11-02 11:04:00.000000 debian-binary\n--rw-r--r--   0        0        0      416 2026-11-02 11:04:00.000000 control.tar.xz\n+-rw-r--r--   0        0        0      420 2026-11-02 11:04:00.000000 control.tar.xz\n'),
      {
        ...leaf('data.tar.xz', null), details: [{
          ...leaf('data.tar', null), details: [
            leaf('./usr/share/doc/example/build.txt', `@@ -1,4 +1,5 @@\n Build report ${seed}\n-built on 2026-11-02\n-by root@ionos11\n+built on 2026-11-19\n+by builder@osuosl4\n+<script>alert(1)</script>\n the end\n`),
            leaf('./usr/share/doc/example/changelog.gz', null, ['Ordering differences only', 'metadata: "max compression, from Unix"']),
          ],
        }],
      },
    ],
  };
}

/** Most repro jobs left results that are all true; some false, some none, some were not read. */
function toReprotests(project: BoardProject, index: number): readonly StoredReprotest[] {
  return project.cells.filter(({ stage, result }) => stage === 'repro' && result !== null).flatMap((cell, place): readonly StoredReprotest[] => {
    const { ref, release, stage, target, result } = cell;
    if (result === null || index % 20 === 18) return [];
    const isAbsent = index % 20 === 17 || (result.state === 'failed' && index % 20 === 6);
    const isOff = result.state === 'failed' ? index % 20 !== 6 : index % 20 === 4 && place === 0;
    // Some build what no archive knows: their packages are only called alike.
    const isForeign = index % 20 === 14;
    const names = isForeign ? ['unheard-of'] : [project.name, `${project.name}-doc`];
    return [{
      ref, release, stage, target, project: { source: project.source, id: project.id }, jobId: result.jobId, readAt: FIXTURE_NOW,
      outcome: isAbsent ? 'absent' : 'read', reason: null,
      packages: isAbsent ? [] : names.map((name, second) => ({
        key: index * 100 + place * 2 + second, name, reproduced: !(isOff && second === 0), hasReport: isOff && second === 0,
        url: isOff && second === 0 ? `${project.webUrl}/-/jobs/${result.jobId}/artifacts/browse/artifacts/reprotest/${target}/${name}/` : null,
        differences: isOff && second === 0 ? toSummary('timestamp') : null,
        sources: isForeign ? [] : [{ name: project.name, version: '4.3.0' }],
      })),
    }];
  });
}
