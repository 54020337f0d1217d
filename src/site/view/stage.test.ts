// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../model/time.ts';
import type { BoardProject } from '../../model/board.ts';
import { createBoardFixture, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { toReason, toUnread } from './stage.ts';

const [read] = createBoardFixture({ repositories: 1, targets: 1, releases: 1 }).board.projects;
if (read === undefined) throw new Error('no project');

function unread(changes: Partial<BoardProject>): ReturnType<typeof toUnread> {
  return toUnread({ ...read as BoardProject, ...changes }, FIXTURE_NOW, 36 * HOUR_MS);
}

describe('toUnread', () => {
  it('is nothing for a project that was read', () => {
    expect(unread({})).toBeNull();
  });

  it('says why the last collection could not read it', () => {
    const unreadable = { project: null, code: 'forbidden', message: '403' };
    expect(unread({ unreadable, readAt: FIXTURE_NOW - HOUR_MS })).toEqual({ word: 'no access', readAt: FIXTURE_NOW - HOUR_MS, isOld: false });
  });

  it('distrusts what was not read for too long, even if nobody says why', () => {
    expect(unread({ readAt: FIXTURE_NOW - 2 * DAY_MS })).toMatchObject({ word: 'not read', isOld: true });
  });
});

describe('toReason', () => {
  it('shows a code it does not know as it is', () => {
    expect(toReason('eclipse')).toBe('eclipse');
    expect(toReason('__proto__')).toBe('__proto__');
  });
});
