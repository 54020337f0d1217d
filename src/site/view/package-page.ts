// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { AnswerState } from '../../votes/answer.ts';
import { isProven, type LinkEvidence, type PackageLink } from '../../votes/links.ts';
import type { ArtifactAnswer, PackageEntry } from '../../votes/package-book.ts';
import { href, toRepositoryAddress } from './address.ts';
import { toAlertText } from './alert-text.ts';
import type { Catalogue } from './catalogue.ts';
import { toDigest, type Digest } from './digest.ts';
import { externalUrl } from './external.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { PACKAGES, toListAddress, toRebuilderAddress } from './package-address.ts';
import { toPackageBadge } from './package-badge.ts';
import { toReproduction, type Reproduction } from './package-commands.ts';
import { toAnswerSentence, toAnswerWords, toCountedState, type StateWords, withoutSign } from './package-state.ts';
import { toVoteView, type VotePlace, type VoteView } from './package-vote.ts';
import type { PackageShelf } from './shelf.ts';
import { toSnippet, type Snippet } from './snippets.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toDay } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** Everything about one source package. */
export interface PackageView {
  readonly frame: Frame;
  readonly heading: string;
  readonly distribution: string;
  readonly rebuilt: { readonly count: string; readonly rest: string };
  /** The other states in numbers, the worst first. */
  readonly counts: readonly StateCount[];
  readonly suites: readonly { readonly label: string; readonly href: string }[];
  readonly notices: readonly string[];
  readonly repositories: readonly RepositoryLink[];
  readonly versions: readonly VersionView[];
  /** How many artifacts the page has no room for; null where it has all. */
  readonly leftOut: string | null;
  readonly older: readonly OlderArtifact[];
  readonly olderLeftOut: string | null;
  readonly reproduction: Reproduction;
  readonly snippets: readonly Snippet[];
}

export interface StateCount {
  readonly count: string;
  readonly text: string;
  readonly isBad: boolean;
}

export interface RepositoryLink {
  readonly label: string;
  readonly href: string;
  readonly why: string;
  readonly isProven: boolean;
}

/** One version of the source package with its binary packages. */
export interface VersionView {
  readonly version: string;
  readonly note: string;
  readonly artifacts: readonly ArtifactView[];
}

export interface ArtifactView {
  readonly name: string;
  readonly architecture: string;
  /** Where it is in other suites, or of another version, than its source package. */
  readonly note: string;
  readonly digest: Digest | null;
  readonly fileHref: string | null;
  readonly state: StateWords;
  readonly sentence: string;
  readonly votes: readonly VoteView[];
}

/** A binary package that is published no more. */
export interface OlderArtifact {
  readonly version: string;
  readonly name: string;
  readonly architecture: string;
  readonly state: StateWords;
  readonly sentence: string;
  readonly seen: string;
  readonly digest: Digest | null;
}

const MAX_ARTIFACTS = 200;
const MAX_OLDER = 200;
const MAX_NOTICES = 20;
const MAX_REPOSITORIES = 20;
const MAX_SUITES = 20;
const MAX_NAME_CHARACTERS = 100;

/** The page of a source package. */
export function toPackageView(catalogue: Catalogue, shelf: PackageShelf, assets: Assets, entry: PackageEntry): PackageView {
  const address = shelf.addressOf(entry);
  const heading = toText(entry.name, MAX_NAME_CHARACTERS);
  const current = entry.artifacts.filter(({ isCurrent }) => isCurrent);
  const older = entry.artifacts.filter(({ isCurrent }) => !isCurrent);
  const worst = toPackageWorst(entry.tally.state);
  const { tally } = entry;
  const place: VotePlace = { address, rebuilderHref: (source) => toRebuilderHref(shelf, address, source) };
  const shown = toShown(current);
  return {
    frame: toFrame(catalogue, assets, {
      address, area: PACKAGES, worst, headline: `${toMark(worst)} ${heading}`,
      description: `Whether ${heading} was rebuilt from source: every version, rebuilder, digest and proof.`,
    }),
    heading,
    distribution: toText(entry.distribution, 60),
    rebuilt: { count: toNumber(tally.rebuilt), rest: `of ${toCount(tally.total, 'binary package')} rebuilt` },
    counts: toStateCounts(tally.counts),
    suites: entry.suites.slice(0, MAX_SUITES).map((suite) => ({
      label: toText(suite, 60), href: href(address, toListAddress({ kind: 'suite', distribution: entry.distribution, suite })),
    })),
    notices: shelf.alertsOf(entry).slice(0, MAX_NOTICES).map((alert) => toAlertText(alert)),
    repositories: shelf.linksTo(entry).slice(0, MAX_REPOSITORIES).flatMap((link) => toRepositoryLink(catalogue, address, link)),
    versions: [...Map.groupBy(shown, ({ sourceVersion }) => sourceVersion)].map(([version, artifacts]) => toVersionView(version, artifacts, place)),
    leftOut: shown.length === current.length ? null : `${toCount(current.length - shown.length, 'binary package')} more ${current.length - shown.length === 1 ? 'is' : 'are'} not listed: those shown are the ones in most need of a look.`,
    older: older.slice(0, MAX_OLDER).map(toOlderArtifact),
    olderLeftOut: older.length > MAX_OLDER ? `${toNumber(older.length - MAX_OLDER)} more are older still.` : null,
    reproduction: toReproduction(newestOf(current)),
    snippets: [toSnippet(catalogue.config.site.url ?? null, address, toPackageBadge(shelf, entry))],
  };
}

/** Never passed unless every artifact is rebuilt. */
export function toPackageWorst(state: AnswerState): Worst {
  switch (state) {
    case 'rebuilt': return 'passed';
    case 'differs': case 'disagree': return 'failed';
    case 'short': case 'unverified': case 'failed': return 'warned';
    case 'stale': case 'unmatched': case 'reported': case 'waiting': case 'pending': case 'unknown': return 'unknown';
  }
}

/** Everything but what is rebuilt, in numbers. */
export function toStateCounts(counts: PackageEntry['tally']['counts']): readonly StateCount[] {
  return (Object.keys(counts) as AnswerState[]).filter((state) => state !== 'rebuilt').map((state) => ({
    count: toNumber(counts[state] ?? 0), text: toCountedState(state, counts[state] ?? 0), isBad: state === 'differs' || state === 'disagree',
  })).sort((a, b) => Number(b.isBad) - Number(a.isBad));
}

/** All of them in their order, or the worst where there are too many. */
function toShown(current: readonly ArtifactAnswer[]): readonly ArtifactAnswer[] {
  if (current.length <= MAX_ARTIFACTS) return current;
  const fine = current.filter(({ answer }) => answer.state === 'rebuilt');
  const others = current.filter(({ answer }) => answer.state !== 'rebuilt');
  const kept = new Set([...others, ...fine].slice(0, MAX_ARTIFACTS));
  return current.filter((artifact) => kept.has(artifact));
}

function toVersionView(version: string, artifacts: readonly ArtifactAnswer[], place: VotePlace): VersionView {
  const suites = toSuites(artifacts[0]);
  const isOneSuite = artifacts.every((artifact) => toSuites(artifact) === suites);
  const since = Math.min(...artifacts.map(({ published }) => published?.firstSeen ?? Infinity));
  return {
    version: toText(version, MAX_NAME_CHARACTERS),
    note: [...(isOneSuite && suites !== '' ? [`in ${suites}`] : []), ...(Number.isFinite(since) ? [`seen since ${toDay(since)}`] : ['in no archive read here'])].join(', '),
    artifacts: artifacts.map((artifact) => toArtifactView(artifact, version, isOneSuite ? '' : toSuites(artifact), place)),
  };
}

function toSuites(artifact: ArtifactAnswer | undefined): string {
  return (artifact?.published?.suites ?? []).slice(0, MAX_SUITES).map((suite) => toText(suite, 60)).join(', ');
}

function toArtifactView(artifact: ArtifactAnswer, sourceVersion: string, suites: string, place: VotePlace): ArtifactView {
  const { name, version, architecture, published, answer } = artifact;
  return {
    name: toText(name, MAX_NAME_CHARACTERS),
    architecture: toText(architecture, 40),
    note: [...(version === sourceVersion ? [] : [toText(version, MAX_NAME_CHARACTERS)]), ...(suites === '' ? [] : [`in ${suites}`])].join(', '),
    digest: published === null ? null : toDigest(published.sha256),
    fileHref: published === null ? null : externalUrl(published.url),
    state: toAnswerWords(answer),
    sentence: toAnswerSentence(answer),
    votes: answer.votes.map((vote) => toVoteView(vote, published?.sha256 ?? null, place)),
  };
}

function toOlderArtifact({ name, version, architecture, published, answer }: ArtifactAnswer): OlderArtifact {
  return {
    version: toText(version, MAX_NAME_CHARACTERS), name: toText(name, MAX_NAME_CHARACTERS), architecture: toText(architecture, 40),
    // Published no more, it keeps its words and gives no colour: only what can be installed is green.
    state: { look: 'unmatched', text: withoutSign(toAnswerWords(answer).text) }, sentence: toAnswerSentence(answer),
    seen: published === null ? 'in no archive read here' : `published until ${toDay(published.lastSeen)}`,
    digest: published === null ? null : toDigest(published.sha256),
  };
}

/** The artifacts of the version that leads the list. */
function newestOf(current: readonly ArtifactAnswer[]): readonly ArtifactAnswer[] {
  return current.filter(({ sourceVersion }) => sourceVersion === current[0]?.sourceVersion);
}

function toRebuilderHref({ rebuilders }: PackageShelf, address: string, source: string): string | null {
  const known = rebuilders.find(({ rebuilder }) => rebuilder.source === source);
  return known === undefined ? null : href(address, toRebuilderAddress(known.segment));
}

function toRepositoryLink(catalogue: Catalogue, from: string, link: PackageLink): readonly RepositoryLink[] {
  const entry = catalogue.toEntry(link.project);
  if (entry === null) return [];
  return [{
    label: toText(entry.project.path), href: href(from, toRepositoryAddress(entry.segment)),
    why: LINKS[link.evidence], isProven: isProven(link),
  }];
}

/** Why a repository is linked to a package, in words. */
export const LINKS: Readonly<Record<LinkEvidence, string>> = {
  configured: 'the configuration says so',
  vcs: 'the package names it as its repository',
  buildinfo: 'a job of its left a buildinfo of the published version',
  artifact: 'a reprotest job of its built something of that name; not proven',
  name: 'called alike; not proven',
};
