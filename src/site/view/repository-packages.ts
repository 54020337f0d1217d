// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { StoredReprotestPackage } from '../../model/evidence.ts';
import { isProven, type PackageLink } from '../../votes/links.ts';
import { href } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import type { Look } from './cell.ts';
import { externalUrl, toJobUrl } from './external.ts';
import { hasArea } from './frame.ts';
import { CAUSES, toReprotestAddress } from './package-address.ts';
import { LINKS } from './package-page.ts';
import { toRebuilt } from './package-rebuilt.ts';
import { toStateWords, toTallyText, withoutSign, type StateWords } from './package-state.ts';
import { toCauseView, type CauseView } from './package-vote.ts';
import type { PackageShelf } from './shelf.ts';
import { toStage, type ResultStage, type Unread } from './stage.ts';
import { byName, toNumber, toText } from './text.ts';
import { toMoment, type Moment } from './time.ts';

/** The packages of a repository: what is linked to it by evidence, and what is only called like it. */
export interface RepositoryPackages {
  readonly sentence: string;
  readonly rows: readonly LinkedPackage[];
  readonly leftOut: string | null;
}

export interface LinkedPackage {
  readonly label: string;
  readonly href: string;
  readonly distribution: string;
  /** `suggested` is the look of what only a name links: the package's own colour is not the repository's. */
  readonly state: { readonly look: StateWords['look'] | 'suggested'; readonly text: string };
  readonly counts: string;
  readonly why: string;
  readonly isProven: boolean;
}

/** One reprotest job that is a result now. */
export interface ReprotestRow {
  readonly where: string;
  readonly target: string;
  readonly jobHref: string | null;
  readonly state: { readonly look: Look; readonly text: string };
  readonly at: Moment;
  readonly words: string;
  readonly differing: readonly DifferingPackage[];
  readonly leftOut: string | null;
}

export interface DifferingPackage {
  readonly name: string;
  readonly comparisonHref: string | null;
  readonly storedHref: string | null;
  readonly causes: readonly CauseView[];
}

const MAX_PACKAGES = 100;
const MAX_DIFFERING = 20;
const MAX_CAUSES = 3;

/** What is linked to a repository; null where nothing is. */
export function toRepositoryPackages({ packages }: Catalogue, { project }: ProjectEntry, from: string): RepositoryPackages | null {
  const rebuilt = packages === null ? null : toRebuilt(packages, project);
  if (packages === null || rebuilt === null) return null;
  const links = [...rebuilt.proven, ...rebuilt.suggested];
  return {
    sentence: rebuilt.tally === null ? 'Nothing proves that a package is made from it.'
      : rebuilt.tally.total === 0 ? 'Nothing that is made from it is published now.' : `${toTallyText(rebuilt.tally)}.`,
    rows: links.slice(0, MAX_PACKAGES).map((link) => toLinked(packages, link, from)),
    leftOut: links.length > MAX_PACKAGES ? `and ${toNumber(links.length - MAX_PACKAGES)} more` : null,
  };
}

function toLinked(shelf: PackageShelf, link: PackageLink, from: string): LinkedPackage {
  const { entry, evidence } = link;
  const words = toStateWords(entry.tally.state);
  return {
    label: toText(entry.name, 100), href: href(from, shelf.addressOf(entry)), distribution: toText(entry.distribution, 60),
    state: isProven(link) ? words : { look: 'suggested', text: withoutSign(words.text) }, counts: entry.tally.total === 0 ? 'not published now' : toTallyText(entry.tally),
    why: LINKS[evidence], isProven: isProven(link),
  };
}

/** The repository's reprotest jobs: what differs first, and what is fine apart. */
export interface ReprotestRows {
  readonly rows: readonly ReprotestRow[];
  readonly fine: readonly ReprotestRow[];
}

/** What its reprotest jobs found; both lists are empty where it has none. */
export function toReprotestRows(catalogue: Catalogue, entry: ProjectEntry, from: string): ReprotestRows {
  const stages = entry.project.cells.flatMap((cell) => {
    const stage = toStage(cell, entry.cellContext);
    return 'finding' in stage && stage.reprotest !== null ? [stage] : [];
  });
  const rows = stages
    .sort((a, b) => Number(b.finding === 'differs') - Number(a.finding === 'differs')
      || byName(a.cell.release, b.cell.release) || byName(a.cell.target, b.cell.target) || byName(a.cell.ref, b.cell.ref))
    .map((stage) => toRow(catalogue, entry, stage, from));
  return { rows: rows.filter(({ state }) => state.look !== 'ok'), fine: rows.filter(({ state }) => state.look === 'ok') };
}

function toRow(catalogue: Catalogue, entry: ProjectEntry, stage: ResultStage, from: string): ReprotestRow {
  const { cell, result, reprotest } = stage;
  const packages = reprotest === null || reprotest.kind === 'none' ? [] : reprotest.packages;
  const differing = packages.filter(({ reproduced }) => !reproduced);
  return {
    where: cell.ref === cell.release ? toText(cell.ref, 60) : `${toText(cell.release, 60)}, ref ${toText(cell.ref, 60)}`,
    target: toText(cell.target, 60),
    jobHref: toJobUrl(entry.webUrl, result.jobId),
    state: toState(stage, entry.unread),
    at: toMoment(result.at),
    words: reprotest?.kind === 'none' ? `its results ${reprotest.why}` : `${toNumber(packages.length - differing.length)} of ${toNumber(packages.length)} the same`,
    differing: differing.slice(0, MAX_DIFFERING).map((built) => toDiffering(catalogue, entry, built, from)),
    leftOut: differing.length > MAX_DIFFERING ? `and ${toNumber(differing.length - MAX_DIFFERING)} more` : null,
  };
}

function toState({ kind, finding, reprotest }: ResultStage, unread: Unread | null): ReprotestRow['state'] {
  // As in the matrix: of a project that could not be read nothing keeps its colour.
  if (unread !== null) return { look: 'stale', text: `${finding === 'passed' ? 'reproduced' : finding}, ${unread.word}` };
  if (kind === 'stale') return { look: 'stale', text: 'too old to count' };
  switch (finding) {
    case 'passed': return { look: 'ok', text: '✓ reproduced' };
    case 'warned': return { look: 'warn', text: '! passed with warnings' };
    case 'failed': return { look: 'fail', text: reprotest?.kind === 'none' ? 'failed to build' : 'failed' };
    case 'differs': return { look: 'differs', text: 'differs' };
    case 'reported': return { look: 'reported', text: 'no results' };
  }
}

function toDiffering(catalogue: Catalogue, { segment }: ProjectEntry, built: StoredReprotestPackage, from: string): DifferingPackage {
  const causesHref = hasArea(catalogue, CAUSES) ? href(from, CAUSES) : null;
  return {
    name: toText(built.name, 100),
    comparisonHref: built.hasReport ? href(from, toReprotestAddress(segment, built.key)) : null,
    storedHref: built.url === null ? null : externalUrl(built.url),
    causes: (built.differences?.causes ?? []).slice(0, MAX_CAUSES).map((finding) => toCauseView(finding, causesHref)),
  };
}
