// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toMessage } from '../../badges/badge.ts';
import { href } from './address.ts';
import type { PlacedBadge, RefBadges } from './badge-list.ts';
import { toAttribute, toText } from './text.ts';

/** Ready-to-paste text for the badges of a ref. */
export interface SnippetGroup {
  readonly name: string;
  readonly snippets: readonly Snippet[];
}

export interface Snippet {
  readonly label: string;
  readonly picture: string;
  readonly alt: string;
  readonly markdown: string;
  readonly html: string;
}

/** Stands for the site's address where the configuration does not give it. */
export const SITE_PLACEHOLDER = 'https://your-site.example';

/** Snippets for a project's badges on the page `from`. */
export function toSnippetGroups(siteUrl: string | null, from: string, refs: readonly RefBadges[]): readonly SnippetGroup[] {
  return refs.map(({ ref, badges }) => ({
    name: toText(ref, 100),
    snippets: badges.map((badge) => toSnippet(siteUrl, from, badge)),
  }));
}

/** A badge as a picture on the page `from`, and as text that leads to its own page. */
export function toSnippet(siteUrl: string | null, from: string, { address, page: to, badge }: PlacedBadge): Snippet {
  const root = siteUrl ?? SITE_PLACEHOLDER;
  const picture = `${root}/${address}.svg`;
  const page = `${root}/${to}`;
  const alt = toText(badge.label);
  return {
    label: alt,
    picture: href(from, `${address}.svg`),
    alt: toAttribute(`${alt}: ${toMessage(badge)}`),
    markdown: `[![${alt.replace(/[\\[\]]/g, '\\$&')}](${toMarkdownUrl(picture)})](${toMarkdownUrl(page)})`,
    html: `<a href="${escapeHtml(page)}"><img src="${escapeHtml(picture)}" alt="${escapeHtml(alt)}"></a>`,
  };
}

/** The configured address may hold what ends a link in Markdown. */
function toMarkdownUrl(url: string): string {
  return url.replace(/[()\s]/g, (character) => encodeURIComponent(character).replace('(', '%28').replace(')', '%29'));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
