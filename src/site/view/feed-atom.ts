// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { AtomEntry, AtomFeed } from '../../feeds/atom.ts';
import { toFeedId } from '../../feeds/tag-id.ts';
import { toUtc } from '../../feeds/utc.ts';
import type { Transition } from '../../model/cell.ts';
import { CHANGES, toRepositoryAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toCause, toCauseText } from './cause.ts';
import { toRange } from './changes.ts';
import { toJobUrl } from './external.ts';
import { ATOM, toAbsolute, toRepositoryAtomAddress } from './feed-address.ts';
import { createNewestOf, toFeedChanges, toFeedStart, toHost, toNewest, type FeedChange } from './feed-changes.ts';
import { toCollectedAt } from './feed-totals.ts';
import { toText } from './text.ts';

/** The feed of everything has the changes of seven days, and of a repository its last, however old they are. */
export const MAX_ENTRIES = 300;
export const MAX_REPOSITORY_ENTRIES = 20;

const MAX_NAME_CHARACTERS = 60;
const MAX_REF_CHARACTERS = 100;

/** The changes of every repository that were first seen in the last seven days, at most `MAX_ENTRIES`. */
export function toAtomFeed(catalogue: Catalogue, version: string): AtomFeed {
  const { config, past } = catalogue;
  return toFeed(catalogue, version, ['all'], {
    title: `${toText(config.title)}: changes`,
    self: toAbsolute(config.site.url, ATOM),
    alternate: toAbsolute(config.site.url, CHANGES),
    transitions: toNewest(past.transitions, MAX_ENTRIES, toFeedStart(catalogue)),
  });
}

/** Creates what makes the feeds of repositories: the last `MAX_REPOSITORY_ENTRIES` changes of each. */
export function createRepositoryAtomFeeds(catalogue: Catalogue, version: string): (entry: ProjectEntry) => AtomFeed {
  const newestOf = createNewestOf(catalogue.past.transitions, MAX_REPOSITORY_ENTRIES);
  const { title, site: { url } } = catalogue.config;
  return (entry) => {
    const { project, segment } = entry;
    return toFeed(catalogue, version, ['repository', toHostOf(project.source), project.id], {
      title: `${toText(title)}: changes of ${toText(project.path)}`,
      self: toAbsolute(url, toRepositoryAtomAddress(segment)),
      alternate: toAbsolute(url, toRepositoryAddress(segment)),
      transitions: newestOf(project),
    });
  };
}

interface FeedParts extends Pick<AtomFeed, 'title' | 'self' | 'alternate'> {
  /** Newest first. */
  readonly transitions: readonly Transition[];
}

function toFeed(catalogue: Catalogue, version: string, id: readonly (string | number)[], { transitions, ...parts }: FeedParts): AtomFeed {
  const entries = toFeedChanges(catalogue, transitions).map((change) => toEntry(catalogue, change));
  return {
    id: toFeedId(toHost(catalogue), id), version, author: toText(catalogue.config.title), ...parts, entries,
    updated: entries.length === 0 ? toCollectedAt(catalogue) ?? 0 : Math.max(...entries.map(({ updated }) => updated)),
  };
}

/** Nothing in an entry depends on the day: whoever has read it reads it once. */
function toEntry({ config }: Catalogue, change: FeedChange): AtomEntry {
  const { kind, entry, transition: { at, seenAt, jobId, ...cell } } = change;
  const [release, stage, target] = [cell.release, cell.stage, cell.target].map((name) => toText(name, MAX_NAME_CHARACTERS));
  return {
    id: change.id,
    title: `${kind}: ${entry.label} ${release} ${stage} ${target}`,
    published: at.at,
    // A server's clock may be ahead of ours.
    updated: Math.max(seenAt, at.at),
    href: toAbsolute(config.site.url, toRepositoryAddress(entry.segment)) ?? toJobUrl(entry.webUrl, jobId),
    summary: toSummary(change),
    categories: [
      { term: kind, of: 'kind' }, { term: entry.project.path, of: 'repository' }, { term: cell.release, of: 'release' },
      { term: cell.stage, of: 'stage' }, { term: cell.target, of: 'target' },
    ],
  };
}

function toSummary({ entry, finding, transition: { ref, at, before, seenAt, jobId } }: FeedChange): string {
  const cause = toCause(finding);
  const range = toRange(entry, before?.sha ?? null, at.sha);
  const job = toJobUrl(entry.webUrl, jobId);
  return [
    ...(cause === null ? [] : [`Why: ${toCauseText(cause)}`]),
    ...(at.sha === '' ? [] : [`Commits: ${range.text}${range.href === null ? '' : ` ${range.href}`}`]),
    `Pipeline: ${at.pipelineId} on ${toText(ref, MAX_REF_CHARACTERS)}`,
    `First seen: ${toUtc(seenAt)}`,
    ...(job === null ? [] : [`Job: ${job}`]),
  ].join('\n');
}

/** `gitlab:https://gitlab.com` → `gitlab.com`, as in the ids of changes. */
function toHostOf(source: string): string {
  return source.replace(/^gitlab:https?:\/\//, '');
}
