// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { parseAtomFeed } from 'feedsmith';
import { describe, expect, it } from 'vitest';
import { lintXml } from '../testing/feed-readers.ts';
import { HOSTILE_TEXTS, anyInstant, anyText } from '../testing/hostile-text.ts';
import { needsTool } from '../testing/needs.ts';
import { renderAtom, type AtomEntry, type AtomFeed } from './atom.ts';
import { toChangeId, toFeedId } from './tag-id.ts';

const AT = Date.UTC(2026, 10, 22, 6, 4);
const HOST = 'board.example.org';

const entry: AtomEntry = {
  id: toChangeId(HOST, {
    project: { source: 'gitlab:https://gitlab.com', id: 42 }, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42', pipelineId: 9001, kind: 'broken', at: AT,
  }),
  title: 'qubes-core-admin: build of vm-fc42 broke', published: AT, updated: AT + 1_000, href: 'https://board.example.org/repositories/a/-/',
  summary: 'error: <no> such "file"\nsince 1a2b3c4d', categories: [{ term: 'broken', of: 'kind' }, { term: 'r4.2', of: 'release' }],
};
const feed: AtomFeed = {
  id: toFeedId(HOST, ['all']), title: 'Qubes OS: changes', updated: AT, author: 'Qubes OS', version: '0.1.0',
  self: 'https://board.example.org/atom.xml', alternate: 'https://board.example.org/', entries: [entry],
};
const placeless: AtomFeed = { ...feed, self: null, alternate: null, entries: [{ ...entry, href: null }] };

describe('renderAtom, read by feedsmith', () => {
  it('says all that it was given', () => {
    expect(parseAtomFeed(renderAtom(feed))).toEqual({
      id: 'tag:board.example.org,2026-01-01:feeds/all', title: { value: 'Qubes OS: changes' }, updated: '2026-11-22T06:04:00Z', authors: [{ name: 'Qubes OS' }],
      generator: { text: 'Proofboard', version: '0.1.0' },
      links: [
        { rel: 'self', type: 'application/atom+xml', href: 'https://board.example.org/atom.xml' },
        { rel: 'alternate', type: 'text/html', href: 'https://board.example.org/' },
      ],
      entries: [{
        id: 'tag:board.example.org,2026-11-22:gitlab.com/42/main/r4.2/build/vm-fc42/9001/broken',
        title: { value: 'qubes-core-admin: build of vm-fc42 broke' }, published: '2026-11-22T06:04:00Z', updated: '2026-11-22T06:04:01Z',
        links: [{ rel: 'alternate', type: 'text/html', href: 'https://board.example.org/repositories/a/-/' }],
        summary: { type: 'text', value: 'error: <no> such "file"\nsince 1a2b3c4d' },
        categories: [{ term: 'broken', label: 'kind: broken' }, { term: 'r4.2', label: 'release: r4.2' }],
      }],
    });
  });

  it('leaves out links where the site does not know its address', () => {
    const read = parseAtomFeed(renderAtom(placeless));
    expect(read.links).toBeUndefined();
    expect(read.entries?.[0]).toMatchObject({ id: entry.id, content: { value: entry.summary } });
    expect(read.entries?.[0]).not.toHaveProperty('links');
  });

  it('is a feed without entries', () => {
    expect(parseAtomFeed(renderAtom({ ...feed, entries: [] }))).toMatchObject({ id: feed.id, updated: '2026-11-22T06:04:00Z' });
  });

  it('says a hostile title and nothing more', () => {
    const title = ']]><entry>&lt;"\'&e;';
    expect(parseAtomFeed(renderAtom({ ...feed, title })).title).toEqual({ value: title });
  });
});

describe.skipIf(!needsTool('xmllint'))('renderAtom, by a schema of RFC 4287', () => {
  it('is valid with links and without, with entries and without', () => {
    expect(lintXml('atom.rng', [renderAtom(feed), renderAtom(placeless), renderAtom({ ...feed, entries: [] }), renderAtom({ ...placeless, entries: [] })])).toBe('');
  });

  it('is valid whatever the names, and bounded', () => {
    const address = fc.option(fc.oneof(anyText, anyText.map((text) => `https://x.example/${text}`)));
    const anyEntry = fc.record({
      id: fc.tuple(anyText, anyInstant, anyText).map(([host, at, part]) => toTagId(host, at, part)), title: anyText, published: anyInstant, updated: anyInstant, href: address,
      summary: anyText, categories: fc.array(fc.record({ term: anyText, of: anyText }), { maxLength: 3 }),
    });
    const anyFeed = fc.record({
      id: anyText.map((part) => toFeedId(null, [part])), title: anyText, updated: anyInstant, author: anyText, version: anyText, self: address, alternate: address,
      entries: fc.array(anyEntry, { maxLength: 3 }),
    });
    const documents = [
      ...HOSTILE_TEXTS.map((text) => renderAtom({
        ...feed, title: text, author: text, self: text, entries: [{ ...entry, title: text, summary: text, href: `https://x.example/${text}`, categories: [{ term: text, of: text }] }],
      })),
      ...fc.sample(anyFeed, 200).map(renderAtom),
    ];
    expect(lintXml('atom.rng', documents)).toBe('');
    expect(Math.max(...documents.map(({ length }) => length))).toBeLessThan(3 * 30_000 + 10_000);
  });

  it('is read by a schema that sees what is wrong', () => {
    const document = renderAtom(feed);
    for (const broken of [
      document.replace(/<author>[^]*?<\/author>/, ''), document.replace(/<id>.*<\/id>/, ''), document.replace('06:04:01Z', '06:04'),
      document.replace(/<link rel="alternate" type="text\/html" href="[^"]*-\/"\/>/, ''),
    ]) {
      expect(broken).not.toBe(document);
      expect(lintXml('atom.rng', [broken])).toContain('fails to validate');
    }
  });
});

function toTagId(host: string, at: number, part: string): string {
  return toChangeId(host, { project: { source: part, id: 1 }, ref: part, release: part, stage: part, target: part, pipelineId: 1, kind: 'fixed', at });
}
