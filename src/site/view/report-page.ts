// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ProjectKey } from '../../model/cell.ts';
import type { Difference, DifferenceSummary } from '../../model/difference.ts';
import type { StoredReprotest, StoredReprotestPackage } from '../../model/evidence.ts';
import type { ArtifactAnswer, PackageEntry } from '../../votes/package-book.ts';
import type { Vote } from '../../votes/vote.ts';
import { href, REPOSITORIES, toRepositoryAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { externalUrl, toJobUrl } from './external.ts';
import { hasArea, toFrame, type Assets, type Frame } from './frame.ts';
import { CAUSES, PACKAGES, toComparisonAddress, toReprotestAddress } from './package-address.ts';
import { toCauseView, type CauseView } from './package-vote.ts';
import { countCharacters, MAX_REPORT_CHARACTERS, toReportView, type ReportView } from './report.ts';
import type { PackageShelf } from './shelf.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toMoment } from './time.ts';
import { toMark } from './worst.ts';

/** A comparison: causes with their evidence, and all of it as text. */
export interface ComparisonView {
  readonly frame: Frame;
  readonly heading: string;
  readonly of: string;
  readonly back: { readonly label: string; readonly href: string };
  /** Where it came from; null where that is no address on the web. */
  readonly origin: { readonly label: string; readonly href: string } | null;
  readonly causes: readonly CauseView[];
  readonly members: readonly MemberView[];
  readonly membersLeftOut: string | null;
  /** Why there is nothing below, or not all. */
  readonly notices: readonly string[];
  readonly report: ReportView | null;
}

export interface MemberView {
  readonly path: string;
  readonly removed: string;
  readonly added: string;
}

/** A verdict whose comparison has a page. */
export interface VerdictComparison {
  readonly entry: PackageEntry;
  readonly artifact: ArtifactAnswer;
  readonly vote: Vote;
}

/** A package of a reprotest job whose comparison has a page. */
export interface ReprotestComparison {
  readonly project: ProjectEntry;
  readonly reprotest: StoredReprotest;
  readonly built: StoredReprotestPackage;
}

const MAX_MEMBERS = 50;

/** Every verdict with a comparison, once however many artifacts it is shown with. */
export function toVerdictComparisons({ book }: PackageShelf): readonly VerdictComparison[] {
  const seen = new Set<number>();
  return book.packages.flatMap((entry) => entry.artifacts.flatMap((artifact) => artifact.answer.votes
    .filter(({ verdict }) => verdict.hasReport && !seen.has(verdict.key) && seen.add(verdict.key))
    .map((vote) => ({ entry, artifact, vote }))));
}

/** Every comparison of a repository that is shown. */
export function toReprotestComparisons({ evidence, toEntry }: Catalogue): readonly ReprotestComparison[] {
  return (evidence?.board.reprotests ?? []).flatMap((reprotest) => {
    const project = toEntry(reprotest.project satisfies ProjectKey);
    return project === null ? [] : reprotest.packages.filter(({ hasReport }) => hasReport).map((built) => ({ project, reprotest, built }));
  });
}

/** The page of a rebuilder's comparison. */
export function toVerdictComparisonView(
  catalogue: Catalogue, shelf: PackageShelf, assets: Assets, { entry, artifact, vote }: VerdictComparison,
): ComparisonView {
  const { verdict, rebuilder } = vote;
  const packageAddress = shelf.addressOf(entry);
  const address = toComparisonAddress(packageAddress, verdict.key);
  const origin = verdict.links.diffoscope === null ? null : externalUrl(verdict.links.diffoscope);
  const name = [artifact.name, artifact.version, artifact.architecture].map((part) => toText(part, 100)).join(' ');
  return {
    ...toShared(verdict.differences, shelf.evidence.readReport('verdict', verdict.key), href(address, CAUSES)),
    frame: toFrame(catalogue, assets, {
      address, area: PACKAGES, worst: 'failed', headline: `${toMark('failed')} ${name}`,
      description: `What differs between the published ${name} and what ${toText(rebuilder.title, 60)} built.`,
    }),
    heading: name,
    of: `The published file and what ${toText(rebuilder.title, 60)} built${verdict.at === null ? '' : ` on ${toMoment(verdict.at).text}`}, compared by diffoscope.`,
    back: { label: toText(entry.name, 100), href: href(address, packageAddress) },
    origin: origin === null ? null : { label: 'The report at the rebuilder', href: origin },
  };
}

/** The page of a reprotest job's comparison. */
export function toReprotestComparisonView(
  catalogue: Catalogue, assets: Assets, { project, reprotest, built }: ReprotestComparison,
): ComparisonView {
  const address = toReprotestAddress(project.segment, built.key);
  const name = toText(built.name, 100);
  const where = `${toText(reprotest.target, 60)}, ${toText(reprotest.release, 60)}, ref ${toText(reprotest.ref, 60)}`;
  const causesHref = hasArea(catalogue, CAUSES) ? href(address, CAUSES) : null;
  const origin = (built.url === null ? null : externalUrl(built.url)) ?? toJobUrl(project.webUrl, reprotest.jobId);
  return {
    ...toShared(built.differences, catalogue.evidence?.readReport('reprotest', built.key) ?? null, causesHref),
    frame: toFrame(catalogue, assets, {
      address, area: REPOSITORIES, worst: 'failed', headline: `${toMark('failed')} ${name} on ${toText(reprotest.target, 60)}`,
      description: `What differs between two builds of ${name} in one reprotest job.`,
    }),
    heading: `${name} on ${toText(reprotest.target, 60)}`,
    of: `Two builds under varied conditions by one reprotest job (${where}), compared by diffoscope.`,
    back: { label: project.label, href: href(address, toRepositoryAddress(project.segment)) },
    origin: origin === null ? null : { label: 'What the job stored', href: origin },
  };
}

/** What does not depend on whose comparison it is. */
function toShared(
  summary: DifferenceSummary | null, report: Difference | null, causesHref: string | null,
): Pick<ComparisonView, 'causes' | 'members' | 'membersLeftOut' | 'notices' | 'report'> {
  const isLarge = report !== null && countCharacters(report, MAX_REPORT_CHARACTERS) > MAX_REPORT_CHARACTERS;
  const view = report === null || isLarge ? null : toReportView(report);
  const members = (summary?.members ?? []).slice(0, MAX_MEMBERS);
  const rest = (summary?.memberCount ?? 0) - members.length;
  return {
    causes: (summary?.causes ?? []).map((finding) => toCauseView(finding, causesHref)),
    members: members.map(({ path, removed, added }) => ({ path: toText(path), removed: toNumber(removed), added: toNumber(added) })),
    membersLeftOut: rest > 0 ? `${toCount(rest, 'more file')} ${rest === 1 ? 'differs' : 'differ'}.` : null,
    notices: [
      ...(report === null ? ['The comparison itself could not be read from the state.'] : []),
      ...(isLarge ? [`The comparison has more than ${toNumber(MAX_REPORT_CHARACTERS / 1024)} kB of text: it is not shown here.`] : []),
      ...(summary?.truncated === true ? ['The comparison was already cut when it was made or read: there is more that differs.'] : []),
      ...(view?.leftOut ?? []),
    ],
    report: view,
  };
}
