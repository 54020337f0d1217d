// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { PullRequestReading } from '../../model/reading.ts';
import type { Instant } from '../../model/time.ts';
import { href, PULL_REQUESTS, toRepositoryAddress } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { externalUrl } from './external.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import type { StateView } from './pipelines.ts';
import { toCount, toText } from './text.ts';
import { toAge, toMoment, type Moment } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** An open pull request. */
export interface PullRequestView {
  readonly label: string;
  readonly title: string;
  readonly href: string | null;
  readonly author: string;
  readonly isDraft: boolean;
  readonly checks: StateView;
  readonly updated: Moment;
  readonly age: string;
}

/** The open pull requests of the organisation, the last touched first. */
export interface PullRequestsView {
  readonly frame: Frame;
  readonly sentence: string;
  readonly rows: readonly (PullRequestView & { readonly repository: string; readonly repositoryHref: string | null })[];
  readonly truncated: readonly string[];
}

/** One pull request as of a day. */
export function toPullRequestView(pull: PullRequestReading, now: Instant): PullRequestView {
  return {
    label: `#${pull.number}`,
    title: toText(pull.title),
    href: externalUrl(pull.url),
    author: toText(pull.author, 60),
    isDraft: pull.isDraft,
    checks: toChecks(pull.checks),
    updated: toMoment(pull.updatedAt),
    age: toAge(now - pull.updatedAt),
  };
}

function toChecks(checks: PullRequestReading['checks']): StateView {
  switch (checks) {
    case 'passed': return { look: 'ok', text: '✓ passed' };
    case 'failed': return { look: 'fail', text: 'failed' };
    case 'pending': return { look: 'run', text: 'pending' };
    case 'none': return { look: 'idle', text: 'none' };
    case 'unknown': return { look: 'unknown', text: '? unknown' };
  }
}

/** The page of all pull requests. */
export function toPullRequestsView(catalogue: Catalogue, assets: Assets, worst: Worst): PullRequestsView {
  const { board, entries } = catalogue;
  const addresses = new Map(entries.flatMap(({ repository, segment }) =>
    (repository === null ? [] : [[repository, href(PULL_REQUESTS, toRepositoryAddress(segment))]])));
  const pulls = board.repositories
    .flatMap((repository) => repository.pullRequests.map((pull) => ({ repository, pull })))
    .sort((a, b) => b.pull.updatedAt - a.pull.updatedAt || b.pull.number - a.pull.number);
  const failing = pulls.filter(({ pull }) => pull.checks === 'failed').length;
  return {
    frame: toFrame(catalogue, assets, {
      address: PULL_REQUESTS, area: PULL_REQUESTS, worst,
      headline: `${toMark(worst)} ${toCount(pulls.length, 'open pull request')}`,
      description: 'Open pull requests of all repositories with the state of their checks.',
    }),
    sentence: board.repositories.length === 0
      ? 'No repository on GitHub has been read.'
      : `${toCount(pulls.length, 'pull request')} open in ${toCount(board.repositories.length, 'repository', 'repositories')}; the checks of ${failing} fail.`,
    rows: pulls.map(({ repository, pull }) => ({
      ...toPullRequestView(pull, board.now),
      repository: toText(repository.name, 100),
      repositoryHref: addresses.get(repository) ?? null,
    })),
    truncated: board.repositories.filter(({ truncated }) => truncated).map(({ name }) => toText(name, 100)),
  };
}
