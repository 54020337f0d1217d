// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { toLine, toLines, toWebAddress } from './text.ts';
import { toUtc } from './utc.ts';
import { element, renderXml, type Element } from './xml.ts';

/** A feed of changes. Ids are made by `toFeedId` and `toChangeId`. */
export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  /** Of the newest entry; without entries, when last was looked for any. */
  readonly updated: Instant;
  /** Whose board it is. */
  readonly author: string;
  /** Proofboard's own version, `0.1.0`. */
  readonly version: string;
  /** The feed's own address and that of its page, absolute; null while the site does not know its address. */
  readonly self: string | null;
  readonly alternate: string | null;
  /** In the order to be read, newest first. */
  readonly entries: readonly AtomEntry[];
}

export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  /** When it happened. */
  readonly published: Instant;
  /** When it was last told anew; `published` where it never was. */
  readonly updated: Instant;
  /** A page about it, absolute; null while the site does not know its address. */
  readonly href: string | null;
  /** Plain text; lines are kept. */
  readonly summary: string;
  readonly categories: readonly AtomCategory[];
}

export interface AtomCategory {
  /** `broken`, `r4.2`. */
  readonly term: string;
  /** What kind of word it is: `kind`, `release`, `stage`, `target`. It is shown as the label, before the term. */
  readonly of: string;
}

const NAMESPACE = 'http://www.w3.org/2005/Atom';
const MAX_SUMMARY_CHARACTERS = 4_000;

/** Renders an Atom feed, RFC 4287. A link is left out where there is no address that may be linked. */
export function renderAtom(feed: AtomFeed): string {
  return renderXml(element('feed', { xmlns: NAMESPACE }, [
    element('id', {}, feed.id),
    element('title', {}, toLine(feed.title)),
    element('updated', {}, toUtc(feed.updated)),
    element('author', {}, [element('name', {}, toLine(feed.author))]),
    element('generator', { version: toLine(feed.version) }, 'Proofboard'),
    ...toLink('self', toWebAddress(feed.self), 'application/atom+xml'),
    ...toLink('alternate', toWebAddress(feed.alternate), 'text/html'),
    ...feed.entries.map(toEntry),
  ]));
}

function toEntry(entry: AtomEntry): Element {
  const href = toWebAddress(entry.href);
  return element('entry', {}, [
    element('id', {}, entry.id),
    element('title', {}, toLine(entry.title)),
    element('published', {}, toUtc(entry.published)),
    element('updated', {}, toUtc(entry.updated)),
    ...toLink('alternate', href, 'text/html'),
    // An entry without a link has to have content, section 4.1.2.
    element(href === null ? 'content' : 'summary', { type: 'text' }, toLines(entry.summary, MAX_SUMMARY_CHARACTERS)),
    ...entry.categories.map(({ term, of }) => element('category', { term: toLine(term), label: toLine(`${of}: ${term}`) })),
  ]);
}

function toLink(rel: 'self' | 'alternate', href: string | null, type: string): readonly Element[] {
  return href === null ? [] : [element('link', { rel, type, href })];
}
