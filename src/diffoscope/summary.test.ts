// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../model/difference.ts';
import { parseDiffoscope } from './parse.ts';
import { toSummary } from './summary.ts';

function createNode(source: string, diff: string | null, details: readonly Difference[] = []): Difference {
  return { source1: source, source2: source, comments: [], unifiedDiff: diff, details };
}

const DIFF = '@@ -1,2 +1,3 @@\n-a\n-b\n+c\n+d\n+e\n';

describe('toSummary', () => {
  it('names members by their path within archives, without the folders that were compared', () => {
    const { report } = parseDiffoscope(readFileSync(new URL('fixtures/path.json', import.meta.url)));
    expect(toSummary(report, false).members).toEqual([
      { path: 'data.tar.xz → data.tar → ./bin/feas-path', removed: 58, added: 59 },
      { path: 'data.tar.xz → data.tar → file list', removed: 2, added: 2 },
      { path: 'data.tar.xz → data.tar → ./usr/share/feas/pwd', removed: 1, added: 1 },
    ]);
  });

  it('adds up what several commands show of one file', () => {
    const file = createNode('./usr/bin/x', null, [createNode('readelf --wide --notes {}', DIFF), createNode('strings --all --bytes=8 {}', DIFF)]);
    expect(toSummary(createNode('a.deb', null, [file]), false).members).toEqual([{ path: './usr/bin/x', removed: 4, added: 6 }]);
  });

  it('names the outermost file where it is the one that differs, without its folder', () => {
    const report = { ...createNode('/tmp/a/sample', null, [createNode('readelf --wide --notes {}', DIFF)]), source2: '/tmp/b/sample' };
    expect(toSummary(report, false).members).toEqual([{ path: 'sample', removed: 2, added: 3 }]);
  });

  it('names both where a member was renamed', () => {
    const renamed = { ...createNode('data.tar.xz', null), source2: 'data.tar.zst' };
    expect(toSummary(createNode('a.deb', null, [renamed]), false).members).toEqual([{ path: 'data.tar.xz / data.tar.zst', removed: 0, added: 0 }]);
  });

  it('keeps the 50 members that differ most, and counts all', () => {
    const details = Array.from({ length: 70 }, (_, index) => createNode(`./f${index}`, `@@ -1 +1 @@\n${'-x\n'.repeat(index + 1)}`));
    const { members, memberCount } = toSummary(createNode('a', null, details), false);
    expect([members.length, members[0]?.path, members.at(-1)?.path, memberCount]).toEqual([50, './f69', './f20', 70]);
  });

  it('is empty where nothing differs, and passes on that something is missing', () => {
    expect(toSummary(createNode('a', null), true)).toEqual({ members: [], memberCount: 0, causes: [], truncated: true });
  });
});
