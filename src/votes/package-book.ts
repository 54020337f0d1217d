// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { withoutEpoch } from '../debian/version.ts';
import type { ArtifactKey } from '../model/artifact.ts';
import type { EvidenceBoard, KnownArtifact, StoredVerdict } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import { toAnswer, toTally, type Answer, type Tally } from './answer.ts';
import { toVote, type RebuilderPolicy } from './vote.ts';

/** What the board needs to know besides the evidence. Durations in milliseconds. */
export interface VotePolicy {
  readonly threshold: number;
  readonly staleSourceMs: number;
  readonly rebuilders: readonly RebuilderPolicy[];
  /** What is configured of each archive today, by its source key; what is in no other suite counts for nothing. */
  readonly archives: ReadonlyMap<string, ArchivePolicy>;
}

export interface ArchivePolicy {
  readonly suites: ReadonlySet<string>;
  /** Fingerprints of the keys its signatures are checked with. */
  readonly signers: ReadonlySet<string>;
}

/** One binary package with what its rebuilders say. */
export interface ArtifactAnswer extends ArtifactKey {
  readonly distribution: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** What is published; null where no archive has it: then it is listed for its verdicts alone. */
  readonly published: KnownArtifact | null;
  /** True while a suite has it (or, without any archive, while a rebuilder lists it). */
  readonly isCurrent: boolean;
  readonly answer: Answer;
}

/** A source package in one distribution, its binary packages newest version first. */
export interface PackageEntry {
  readonly distribution: string;
  readonly name: string;
  readonly artifacts: readonly ArtifactAnswer[];
  /** Over the current artifacts only. */
  readonly tally: Tally;
  /** Suites that have any of it now. */
  readonly suites: readonly string[];
}

/** Every package with its answers: what pages, badges and the matrix are made from. */
export interface PackageBook {
  readonly now: Instant;
  readonly policy: VotePolicy;
  /** By distribution, then name. */
  readonly packages: readonly PackageEntry[];
  readonly find: (distribution: string, name: string) => PackageEntry | null;
  /** All suites that have anything now, by name, with their tallies. */
  readonly suites: readonly { readonly distribution: string; readonly suite: string; readonly tally: Tally }[];
  /** Over all current artifacts. */
  readonly tally: Tally;
}

/** Combines all verdicts with all published artifacts. */
export function createPackageBook(board: EvidenceBoard, policy: VotePolicy): PackageBook {
  const rebuilders = new Map(policy.rebuilders.map((rebuilder, index) => [rebuilder.source, { rebuilder, index }]));
  const isOld = (readAt: Instant | null): boolean => readAt === null || board.now - readAt > policy.staleSourceMs;
  const current = board.verdicts.filter(({ source }) => rebuilders.has(source));
  const isAboutSources = ({ source }: StoredVerdict): boolean => rebuilders.get(source)?.rebuilder.isAboutSources === true;
  const byName = Map.groupBy(current.filter((verdict) => isStanding(verdict) && !isAboutSources(verdict)), toMatchKey);
  const suiteReadAt = new Map(board.suites
    // What was signed by keys that are configured no more was not read, as far as anybody today may believe.
    .filter(({ archive, signedBy }) => signedBy.some((signer) => policy.archives.get(archive)?.signers.has(signer)))
    .map(({ archive, suite, readAt }) => [JSON.stringify([archive, suite]), readAt]));
  const artifacts = board.artifacts.flatMap((artifact) => {
    const configured = policy.archives.get(artifact.archive)?.suites;
    return configured === undefined ? [] : [{ ...artifact, suites: artifact.suites.filter((suite) => configured.has(suite)) }];
  });
  const published = new Map(artifacts.map((artifact) => [toMatchKey(artifact), artifact]));
  const aboutSources = Map.groupBy(
    current.filter((verdict) => verdict.isCurrent && (isAboutSources(verdict) || (isVagueDissent(verdict) && !published.has(toMatchKey(verdict))))),
    toSourceKey,
  );
  const withArchive = new Set(artifacts.map(({ distribution }) => distribution));

  function answer(verdicts: readonly StoredVerdict[], artifact: KnownArtifact | null): Answer {
    const isStaleArchive = artifact !== null && artifact.suites.length > 0
      && artifact.suites.every((suite) => isOld(suiteReadAt.get(JSON.stringify([artifact.archive, suite])) ?? null));
    const listing = new Set(verdicts.filter(({ isCurrent }) => isCurrent).map(({ source }) => source));
    const votes = verdicts.flatMap((verdict) => {
      const known = rebuilders.get(verdict.source);
      const isOverruled = !verdict.isCurrent && listing.has(verdict.source);
      return known === undefined || isOverruled ? [] : [{ verdict, ...known }];
    }).sort((a, b) => a.index - b.index).map(({ verdict, rebuilder }) =>
      toVote(verdict, artifact?.sha256 ?? null, rebuilder, isStaleArchive || !verdict.isCurrent || isOld(rebuilder.readAt)));
    return toAnswer(votes, policy.threshold, artifact !== null);
  }

  const listed: ArtifactAnswer[] = artifacts.map((artifact) => ({
    ...toKey(artifact),
    distribution: artifact.distribution, sourceName: artifact.sourceName, sourceVersion: artifact.sourceVersion,
    published: artifact,
    isCurrent: artifact.suites.length > 0,
    answer: answer([
      ...byName.get(toMatchKey(artifact)) ?? [],
      ...(aboutSources.get(toSourceKey({ ...artifact, name: artifact.sourceName, version: artifact.sourceVersion })) ?? [])
        .filter(({ architecture }) => artifact.architecture === 'all' || architecture.split('+').includes(artifact.architecture)),
    ], artifact),
  }));
  for (const [key, verdicts] of byName) {
    const [first] = verdicts.filter(({ isCurrent }) => isCurrent);
    if (first === undefined || published.has(key)) continue;
    listed.push({
      ...toKey(first),
      distribution: first.distribution, sourceName: first.sourceName ?? first.name, sourceVersion: first.version,
      published: null,
      // Where an archive is read, what it does not have is old or foreign.
      isCurrent: !withArchive.has(first.distribution),
      answer: answer(verdicts, null),
    });
  }
  const packages = [...Map.groupBy(listed, toPackageKey).values()].flatMap(toEntry)
    .sort((a, b) => compare(a.distribution, b.distribution) || compare(a.name, b.name));
  const byPackage = new Map(packages.map((entry) => [toPackageKey({ distribution: entry.distribution, sourceName: entry.name }), entry]));
  const isNow = listed.filter(({ isCurrent }) => isCurrent);
  return {
    now: board.now, policy, packages,
    find: (distribution, name) => byPackage.get(toPackageKey({ distribution, sourceName: name })) ?? null,
    suites: toSuites(isNow),
    tally: toTally(isNow.map((artifact) => artifact.answer.state)),
  };
}

function toEntry(artifacts: readonly ArtifactAnswer[]): PackageEntry[] {
  const [first] = artifacts;
  if (first === undefined) return [];
  const current = artifacts.filter(({ isCurrent }) => isCurrent);
  return [{
    distribution: first.distribution,
    name: first.sourceName,
    artifacts: [...artifacts].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent)
      || (b.published?.firstSeen ?? 0) - (a.published?.firstSeen ?? 0)
      || compare(a.name, b.name) || compare(a.architecture, b.architecture) || compare(a.version, b.version)),
    tally: toTally(current.map(({ answer }) => answer.state)),
    suites: [...new Set(current.flatMap(({ published }) => published?.suites ?? []))].sort(compare),
  }];
}

function toSuites(current: readonly ArtifactAnswer[]): PackageBook['suites'] {
  const bySuite = new Map<string, { distribution: string; suite: string; states: Answer['state'][] }>();
  for (const { distribution, published, answer } of current) {
    for (const suite of published?.suites ?? []) {
      const key = JSON.stringify([distribution, suite]);
      const known = bySuite.get(key) ?? { distribution, suite, states: [] };
      bySuite.set(key, known);
      known.states.push(answer.state);
    }
  }
  return [...bySuite.values()]
    .map(({ states, ...suite }) => ({ ...suite, tally: toTally(states) }))
    .sort((a, b) => compare(a.distribution, b.distribution) || compare(a.suite, b.suite));
}

/**
 * Under what a verdict and an artifact meet. Rebuilders that name files know no epoch; a digest decides what is green, so
 * that two versions which differ in the epoch alone cannot borrow from each other.
 */
export function toMatchKey({ distribution, name, version, architecture }: ArtifactKey & { readonly distribution: string }): string {
  // No text in the state holds a NUL.
  return `${distribution}\0${name}\0${withoutEpoch(version)}\0${architecture}`;
}

/** What a rebuilder lists no more is void, but for dissent: it stands while the version is published and nobody took it back. */
function isStanding({ isCurrent, claim }: StoredVerdict): boolean {
  return isCurrent || claim === 'differs';
}

/** Of a source package that differs somewhere, its rebuilder names no binary: then it may be any of them. */
function isVagueDissent({ claim, name, sourceName }: StoredVerdict): boolean {
  return claim === 'differs' && name === sourceName;
}

/** Under what an artifact meets verdicts of its source package, whatever they were built on. */
function toSourceKey({ distribution, name, version }: { readonly distribution: string; readonly name: string; readonly version: string }): string {
  return toMatchKey({ distribution, name, version, architecture: '' });
}

function toPackageKey({ distribution, sourceName }: { readonly distribution: string; readonly sourceName: string }): string {
  return `${distribution}\0${sourceName}`;
}

function toKey({ name, version, architecture }: ArtifactKey): ArtifactKey {
  return { name, version, architecture };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
