// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toEventLines } from '../../history/change-lines.ts';
import { href, REPOSITORIES, toRepositoryAddress } from './address.ts';
import { toRefBadges } from './badge-list.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toChanges, type Change } from './changes.ts';
import { toFailures, type Failure } from './failures.ts';
import { toApiRepositoryAddress, toRepositoryAtomAddress } from './feed-address.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { toMatrix, toReleaseColumnsPlan } from './matrix.ts';
import { toRepositoryBadge } from './package-badge.ts';
import { toRefViews, type RefView } from './pipelines.ts';
import { toPullRequestView, type PullRequestView } from './pull-requests.ts';
import { toReprotestRows, toRepositoryPackages, type RepositoryPackages, type ReprotestRows } from './repository-packages.ts';
import { toSnippetGroups, type SnippetGroup } from './snippets.ts';
import { toBarrenRefs } from './standing.ts';
import { toSparkline, type Sparkline } from './sparkline.ts';
import { toText } from './text.ts';
import { toAge, toDay } from './time.ts';
import { toMark, toTotals, toWorst, type Totals } from './worst.ts';

/** Everything about one repository. */
export interface RepositoryView {
  readonly frame: Frame;
  readonly heading: string;
  readonly sentence: string;
  /** The passed share of its results over 90 days; null where it has none. */
  readonly passRate: Sparkline | null;
  readonly links: readonly OutsideLink[];
  /** The same for programs, on this site. */
  readonly feeds: readonly { readonly label: string; readonly href: string }[];
  readonly notices: readonly string[];
  readonly failures: readonly Failure[];
  readonly refs: readonly RefView[];
  readonly changes: readonly Change[];
  readonly pullRequests: readonly PullRequestView[];
  readonly pullRequestsNote: string;
  /** Null where no package is linked to it. */
  readonly packages: RepositoryPackages | null;
  readonly reprotests: ReprotestRows;
  readonly snippets: readonly SnippetGroup[];
}

export interface OutsideLink {
  readonly label: string;
  readonly href: string;
}

const MAX_CHANGES = 10;

/** The page of a repository. */
export function toRepositoryView(catalogue: Catalogue, assets: Assets, entry: ProjectEntry): RepositoryView {
  const { project, repository } = entry;
  const address = toRepositoryAddress(entry.segment);
  const detail = catalogue.readProject(project);
  const failures = toFailures(catalogue, entry);
  const totals = toTotals(toMatrix(catalogue, toReleaseColumnsPlan(catalogue, null, address), address, [entry]));
  const worst = toWorst(totals);
  const rebuiltBadge = toRepositoryBadge(catalogue, entry);
  return {
    frame: toFrame(catalogue, assets, {
      address, area: REPOSITORIES, worst,
      headline: `${toMark(worst)} ${entry.label}`, feed: toRepositoryAtomAddress(entry.segment),
      description: `Pipelines, failures, pull requests and badges of ${toText(project.path)}.`,
    }),
    heading: toText(project.path),
    sentence: toSentence(totals, failures, entry),
    passRate: toSparkline(catalogue.past.trends.passRates(project) ?? [], 'pass rate of 90 days'),
    links: toLinks(entry),
    feeds: [
      { label: 'Atom', href: href(address, toRepositoryAtomAddress(entry.segment)) },
      { label: 'JSON', href: href(address, toApiRepositoryAddress(entry.segment)) },
    ],
    notices: toNotices(catalogue, entry),
    failures,
    refs: toRefViews(catalogue, entry, detail),
    changes: toChanges(catalogue, toEventLines(detail.transitions, catalogue.past.findingOf).slice(0, MAX_CHANGES), address),
    pullRequests: (repository?.pullRequests ?? []).map((pull) => toPullRequestView(pull, catalogue.board.now)),
    pullRequestsNote: toPullRequestsNote(entry),
    packages: toRepositoryPackages(catalogue, entry, address),
    reprotests: toReprotestRows(catalogue, entry, address),
    snippets: toSnippetGroups(catalogue.config.site.url ?? null, address, [
      ...toRefBadges(catalogue, entry),
      ...(rebuiltBadge === null ? [] : [{ ref: 'all packages', badges: [rebuiltBadge] }]),
    ]),
  };
}

function toSentence(totals: Totals, failures: readonly Failure[], { project }: ProjectEntry): string {
  if (project.cells.length === 0) return 'No job has been seen.';
  switch (toWorst(totals)) {
    case 'failed': return toBrokenSentence(totals, failures);
    case 'unknown': return 'Not all of it is known: see below.';
    case 'warned': return 'Passes, with warnings.';
    case 'passed': return 'Everything passes.';
  }
}

function toBrokenSentence({ failing, differing, disputed }: Totals, failures: readonly Failure[]): string {
  const count = failures.filter(({ look }) => look === 'fail').length;
  const broken = count === 0 && failing > 0 ? ['Its pipeline failed.'] : count === 1 ? ['One thing is broken.'] : count > 1 ? [`${count} things are broken.`] : [];
  return [
    ...broken,
    ...(differing > 0 ? ['What is built again differs.'] : []),
    ...(disputed > 0 ? ['Rebuilders disagree about its packages.'] : []),
  ].join(' ');
}

function toLinks({ webUrl, repository, commitHost }: ProjectEntry): readonly OutsideLink[] {
  return [
    ...(webUrl === null ? [] : [{ label: 'GitLab', href: webUrl }]),
    ...(repository === null || commitHost?.kind !== 'github' ? [] : [{ label: 'GitHub', href: commitHost.url }]),
  ];
}

/** What is unusual about it, said plainly. */
function toNotices(catalogue: Catalogue, entry: ProjectEntry): readonly string[] {
  const { board } = catalogue;
  const { project, unread } = entry;
  const notices: string[] = [];
  if (unread !== null) {
    const why = project.unreadable === null ? '' : `: ${toText(project.unreadable.message)}`;
    notices.push(`Could not be read (${unread.word})${why}. What is shown is ${toAge(board.now - unread.readAt)} older than the rest, from ${toDay(unread.readAt)}.`);
  }
  for (const { ref, finished } of toBarrenRefs(catalogue, entry)) {
    notices.push(`The last finished pipeline of ${toText(ref, 60)}${finished === null ? '' : `, #${finished.iid},`} failed, and no job of it says why: its configuration may be invalid.`);
  }
  if (project.archived) notices.push('Archived: nothing new is to be expected.');
  if (!project.ciEnabled) notices.push('CI/CD is switched off in this project, or closed to us.');
  if (project.ciEnabled && project.refs.every(({ latest }) => latest === null)) notices.push('No pipeline has run on a watched ref.');
  if (project.formerPaths.length > 0) {
    notices.push(`Renamed from ${project.formerPaths.slice(0, 5).map((path) => toText(path)).join(', before that ')}.`);
  }
  return notices;
}

function toPullRequestsNote({ repository }: ProjectEntry): string {
  if (repository === null) return 'No repository on GitHub is known for it.';
  if (repository.pullRequests.length === 0) return 'None is open.';
  return repository.truncated ? 'More are open than are shown.' : '';
}
