// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { createBoardFixture } from '../testing/board-fixture.ts';
import { createEvidenceFixture } from '../testing/evidence-fixture.ts';
import { createFeedCatalogue, UNREADABLE } from '../testing/feed-fixture.ts';
import { createHostileBoard } from '../testing/hostile-board.ts';
import { readSite } from '../testing/site-files.ts';
import { writeFeeds } from './feed-files.ts';
import { createCatalogue, type Catalogue } from './view/catalogue.ts';

function feedsOf(catalogue: Catalogue): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-feeds-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const count = writeFeeds(folder, catalogue, '0.1.0');
  const files = readSite(folder);
  expect(files.size).toBe(count);
  return files;
}

describe('writeFeeds', () => {
  it('writes every feed at its address', () => {
    expect([...feedsOf(createFeedCatalogue({ projects: [{}, { path: 'QubesOS/sub/gui' }], config: { reprotest: {} } })).keys()]).toEqual([
      'api/v1/changes.json', 'api/v1/index.json', 'api/v1/openapi.json', 'api/v1/repositories.json',
      'api/v1/repositories/QubesOS/core.json', 'api/v1/repositories/QubesOS/sub/gui.json',
      'api/v1/schemas/changes.json', 'api/v1/schemas/index.json', 'api/v1/schemas/repositories.json', 'api/v1/schemas/repository.json',
      'atom.xml', 'cctray.xml', 'cctray/QubesOS.xml', 'cctray/QubesOS~2fsub.xml', 'metrics.txt',
      'repositories/QubesOS/core/-/atom.xml', 'repositories/QubesOS/sub/gui/-/atom.xml', 'repro-ci.json', 'status.txt',
    ]);
  });

  it('writes no file where another project needs a folder', () => {
    const paths = ['a', 'a/b', 'a.json', 'a.json/b', 'a/b.json/c', 'atom.xml', 'a/atom.xml', 'a/-/atom.xml'];
    const files = feedsOf(createFeedCatalogue({ projects: paths.map((path) => ({ path })) }));
    expect([...files.keys()].filter((name) => /^api\/v1\/repositories\/|\/-\/atom\.xml$/.test(name))).toHaveLength(2 * paths.length);
  });

  it('writes the packages only where there are some', () => {
    const fixture = createBoardFixture({ repositories: 3, targets: 1, releases: 1 });
    const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] } });
    const files = feedsOf(createCatalogue({ ...fixture, config, evidence: createEvidenceFixture(fixture.board) }));
    expect(files.get('reproducible.json')).toContain('"status":"reproducible"');
    expect(files.has('repro-ci.json')).toBe(false);
    expect(JSON.parse(files.get('api/v1/openapi.json') ?? '')).toMatchObject({ paths: { '/reproducible.json': {} } });
  });

  it('says nothing good of a board on which nothing was collected, or nothing could be read', () => {
    const empty = feedsOf(createFeedCatalogue({ projects: [], board: { collections: [], sources: [] } }));
    expect(empty.get('status.txt')).toBe('unknown: 0 of 0 pass, never collected\n');
    const unread = feedsOf(createFeedCatalogue({ projects: [{ unreadable: UNREADABLE }, { readAt: 0 }], readNewestJobs: createBoardFixture({ repositories: 1, targets: 1, releases: 1 }).readNewestJobs }));
    expect(unread.get('status.txt')).toMatch(/^unknown: 1 unknown, 1 stale, 0 of 2 pass/);
    expect(unread.get('cctray.xml')).not.toContain('Success');
    expect(unread.get('metrics.txt')).not.toContain('status="success"');
    expect([...unread].filter(([name, content]) => name.startsWith('api/v1/repositories') && /"state":"(?:passed|warned)","(?:readAt|result|latest)"/.test(content)).map(([name]) => name)).toEqual([]);
  });

  it('writes the same bytes for the same board', () => {
    const board = (): Catalogue => createCatalogue({ ...createBoardFixture({ repositories: 30, targets: 4, releases: 2 }), config: configSchema.parse({ gitlab: { groups: ['QubesOS'] } }) });
    expect([...feedsOf(board())]).toEqual([...feedsOf(board())]);
  });

  it('writes hostile names to plain paths, and nothing that a terminal obeys', () => {
    const config = configSchema.parse({ title: '<script>\u202e', gitlab: { groups: ['x'] }, groups: [{ name: '../up', components: ['*e*'] }] });
    const files = feedsOf(createCatalogue({ ...createHostileBoard(), config }));
    for (const [name, content] of files) {
      for (const segment of name.split('/')) expect(segment).toMatch(/^(?!\.\.?$)[A-Za-z0-9._~-]{1,140}$/);
      expect(content, name).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
