// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SourceState } from '../../model/board.ts';
import type { ArtifactAnswer } from '../../votes/package-book.ts';
import type { VoteState } from '../../votes/vote.ts';
import { href } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { toDigest, type Digest } from './digest.ts';
import { externalUrl } from './external.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { CAUSES, REBUILDERS, toListAddress, toRebuilderAddress } from './package-address.ts';
import { toAnswerSentence, toAnswerWords, toVoteStateText, type PackageLook, type StateWords } from './package-state.ts';
import type { PackageShelf, ShelvedRebuilder } from './shelf.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toAge, toDay, toMoment, type Moment } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** A rebuilder in one line. */
export interface RebuilderRow {
  readonly name: string;
  readonly href: string;
  readonly operator: string;
  /** Whether it could be read, in words. */
  readonly reading: { readonly look: PackageLook | 'idle'; readonly text: string };
  readonly decided: string;
  readonly share: string;
  readonly reproduced: string;
  readonly differs: string;
  readonly agreement: string;
  readonly lag: string;
  readonly last: Moment | null;
}

export interface RebuildersView {
  readonly frame: Frame;
  readonly sentence: string;
  readonly causesHref: string;
  readonly rows: readonly RebuilderRow[];
}

/** Everything about one rebuilder. */
export interface RebuilderView {
  readonly frame: Frame;
  readonly heading: string;
  readonly address: string;
  readonly row: RebuilderRow;
  readonly counts: readonly { readonly count: string; readonly text: string; readonly isBad: boolean }[];
  readonly notices: readonly string[];
  readonly unchecked: string;
  readonly keys: readonly Digest[];
  readonly differing: ArtifactTable;
  readonly missing: ArtifactTable;
  /** Null where no package as a whole is unknown. */
  readonly missingListHref: string | null;
}

/** Artifacts in lines, bounded. */
export interface ArtifactTable {
  readonly rows: readonly ArtifactRow[];
  readonly leftOut: string | null;
}

export interface ArtifactRow {
  readonly name: string;
  readonly href: string;
  readonly version: string;
  readonly architecture: string;
  readonly state: StateWords;
  readonly sentence: string;
  readonly since: string;
}

const MAX_ROWS = 100;
const MAX_NOTICES = 10;
const MAX_KEYS = 50;

/** All rebuilders, in the configuration's order. */
export function toRebuildersView(catalogue: Catalogue, shelf: PackageShelf, assets: Assets, worst: Worst): RebuildersView {
  const { rebuilders, book: { policy } } = shelf;
  const operators = new Set(rebuilders.map(({ rebuilder }) => rebuilder.operator)).size;
  return {
    frame: toFrame(catalogue, assets, {
      address: REBUILDERS, area: REBUILDERS, worst, headline: `${toMark(worst)} ${toCount(rebuilders.length, 'rebuilder')}`,
      description: 'Every rebuilder: how much it covers, how far it agrees with the others, and how far behind it is.',
    }),
    causesHref: href(REBUILDERS, CAUSES),
    sentence: `${toCount(rebuilders.length, 'rebuilder')} of ${toCount(operators, 'operator')}; ${policy.threshold === 1 ? 'one operator has' : `${toNumber(policy.threshold)} operators have`} to confirm a package.`,
    rows: rebuilders.map((summary) => toRow(catalogue, summary, REBUILDERS)),
  };
}

/** The page of one rebuilder. */
export function toRebuilderView(
  catalogue: Catalogue, shelf: PackageShelf, assets: Assets, worst: Worst, summary: ShelvedRebuilder,
): RebuilderView {
  const address = toRebuilderAddress(summary.segment);
  const { rebuilder, counts, missing } = summary;
  const name = toText(rebuilder.title, 100);
  const unchecked = countUnchecked(shelf, summary);
  const dissents = shelf.book.packages.flatMap(({ artifacts }) => artifacts).filter(({ isCurrent, answer }) => isCurrent
    && answer.votes.some((vote) => vote.rebuilder === rebuilder && (vote.state === 'differs' || vote.state === 'other-digest')));
  return {
    frame: toFrame(catalogue, assets, {
      address, area: REBUILDERS, worst, headline: `${toMark(worst)} ${name}`,
      description: `What ${name} covers, where it differs from the archive, and what it has not decided.`,
    }),
    heading: name,
    address: toAddressText(rebuilder.source),
    row: toRow(catalogue, summary, address),
    counts: (Object.keys(counts) as VoteState[]).map((state) => ({
      count: toNumber(counts[state] ?? 0), text: toVoteStateText(state), isBad: state === 'differs' || state === 'other-digest',
    })),
    notices: toNotices(catalogue, summary),
    unchecked: unchecked === 0 ? 'No attestation is left to check.' : `${toCount(unchecked, 'attestation')} ${unchecked === 1 ? 'is' : 'are'} left to check: until then what they say is only reported.`,
    keys: [...rebuilder.trusted].slice(0, MAX_KEYS).map(toDigest),
    differing: toTable(shelf, dissents, address),
    missing: toTable(shelf, missing, address),
    missingListHref: shelf.book.packages.some(({ tally }) => tally.total > 0 && tally.state === 'unknown')
      ? href(address, toListAddress({ kind: 'state', state: 'unknown' })) : null,
  };
}

function toRow(catalogue: Catalogue, summary: ShelvedRebuilder, from: string): RebuilderRow {
  const { rebuilder, decided, total, agreed, compared, counts, lagMs, lastBuiltAt } = summary;
  return {
    name: toText(rebuilder.title, 60),
    href: href(from, toRebuilderAddress(summary.segment)),
    operator: toText(rebuilder.operator, 60),
    reading: toReading(catalogue, summary),
    decided: `${toNumber(decided)} of ${toNumber(total)}`,
    share: toPercent(decided, total),
    reproduced: toNumber(counts.reproduced ?? 0),
    differs: toNumber((counts.differs ?? 0) + (counts['other-digest'] ?? 0)),
    agreement: compared === 0 ? 'nothing to compare' : `${toPercent(agreed, compared)} of ${toNumber(compared)}`,
    lag: lagMs === null ? 'not known' : toAge(lagMs),
    last: lastBuiltAt === null ? null : toMoment(lastBuiltAt),
  };
}

/** Never rounded up to all of it. */
function toPercent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((part / whole) * 100)} %`;
}

/** Being read is no merit of what was read: it is not green. */
function toReading({ board, config }: Catalogue, { rebuilder }: ShelvedRebuilder): RebuilderRow['reading'] {
  if (rebuilder.readAt === null) return { look: 'unknown', text: '? never read' };
  const age = board.now - rebuilder.readAt;
  if (age > config.stale.source) return { look: 'stale', text: `read ${toAge(age)} ago` };
  const report = toState(board.sources, rebuilder.source)?.report;
  switch (report?.outcome) {
    case 'unavailable': return { look: 'stale', text: `not read, known from ${toAge(age)} before` };
    case 'partial': return { look: 'short', text: 'read in part' };
    case 'complete': case undefined: return { look: 'idle', text: 'read' };
  }
}

/** Why it could not be read, and what the last reading has to say. */
function toNotices({ board }: Catalogue, { rebuilder }: ShelvedRebuilder): readonly string[] {
  const report = toState(board.sources, rebuilder.source)?.report;
  const old = rebuilder.readAt === null ? ['It has never been read.'] : [];
  const noKeys = rebuilder.trusted.size === 0 ? ['No key is pinned for it: nothing it says can be verified.'] : [];
  return [
    ...old, ...noKeys,
    ...(report?.unreadable ?? []).map(({ message }) => toText(message)),
    ...(report?.notes ?? []).map((note) => toText(note)),
  ].slice(0, MAX_NOTICES);
}

function toState(sources: readonly SourceState[], source: string): SourceState | undefined {
  return sources.find((state) => state.source === source);
}

/** Counted over everything it lists, not only what is published now. */
function countUnchecked({ evidence }: PackageShelf, { rebuilder }: ShelvedRebuilder): number {
  return evidence.board.verdicts.filter(({ source, isCurrent, claim, proof }) =>
    source === rebuilder.source && isCurrent && claim === 'reproduced' && proof.kind === 'unchecked').length;
}

/** The address in its key, where it has one. */
function toAddressText(source: string): string {
  const address = source.slice(source.indexOf(':') + 1);
  return toText(externalUrl(address) ?? address);
}

function toTable(shelf: PackageShelf, artifacts: readonly ArtifactAnswer[], from: string): ArtifactTable {
  const rest = artifacts.length - MAX_ROWS;
  return {
    rows: artifacts.slice(0, MAX_ROWS).map((artifact) => toArtifactRow(shelf, artifact, from)),
    leftOut: rest > 0 ? `and ${toNumber(rest)} more` : null,
  };
}

/** One artifact in a line that leads to its package. */
export function toArtifactRow(shelf: PackageShelf, artifact: ArtifactAnswer, from: string): ArtifactRow {
  const entry = shelf.book.find(artifact.distribution, artifact.sourceName);
  return {
    name: toText(artifact.name, 100),
    href: href(from, entry === null ? REBUILDERS : shelf.addressOf(entry)),
    version: toText(artifact.version, 100),
    architecture: toText(artifact.architecture, 40),
    state: toAnswerWords(artifact.answer),
    sentence: toAnswerSentence(artifact.answer),
    since: artifact.published === null ? '' : toDay(artifact.published.firstSeen),
  };
}
