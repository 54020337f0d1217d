// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/read.ts';
import type { Board } from '../../model/board.ts';
import { DAY_MS, HOUR_MS } from '../../model/time.ts';
import { toCurrentBoard } from './current.ts';

const NOW = Date.UTC(2026, 10, 22, 6);
const SOURCE = 'github:https://api.github.com';
const config = parseConfig('gitlab: {groups: [g], exclude: ["*/old-*"]}', 'test.yml');

function board(outcome: 'complete' | 'unavailable', readAt: number, sourceReadAt = readAt): Board {
  const report = { source: SOURCE, outcome, requests: 1, durationMs: 1, unreadable: [], notes: [] };
  const pull = { number: 1, title: 't', url: '', author: 'a', isDraft: false, createdAt: 0, updatedAt: 0, headSha: '', checks: 'passed' as const };
  return {
    now: NOW, collections: [], changes: [],
    sources: [{ source: SOURCE, attemptedAt: NOW, readAt: sourceReadAt, report }],
    repositories: [{ source: SOURCE, id: 1, owner: 'o', name: 'n', url: '', defaultBranch: null, topics: [], archived: false, truncated: false, readAt, pullRequests: [pull] }],
    projects: ['g/new', 'g/old-one'].map((path, id) => ({
      source: 'gitlab:x', id, path, name: path, webUrl: '', defaultBranch: null, archived: false, ciEnabled: true, formerPaths: [], readAt: NOW, unreadable: null, refs: [], cells: [],
    })),
  };
}

describe('toCurrentBoard', () => {
  it('leaves out projects that the configuration excludes by now', () => {
    expect(toCurrentBoard(board('complete', NOW), config).projects.map(({ path }) => path)).toEqual(['g/new']);
  });

  it('leaves out repositories that their source no longer has', () => {
    expect(toCurrentBoard(board('complete', NOW - DAY_MS, NOW), config).repositories).toEqual([]);
  });

  it('keeps repositories of a source that could not be read', () => {
    expect(toCurrentBoard(board('unavailable', NOW - HOUR_MS), config).repositories).toMatchObject([{ pullRequests: [{ checks: 'passed' }] }]);
  });

  it('knows nothing of checks that were read too long ago', () => {
    expect(toCurrentBoard(board('unavailable', NOW - 3 * DAY_MS), config).repositories).toMatchObject([{ pullRequests: [{ checks: 'unknown' }] }]);
  });
});
