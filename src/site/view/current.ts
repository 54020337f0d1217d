// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../../config/schema.ts';
import { isExcluded } from '../../config/rules.ts';
import type { Board, BoardRepository } from '../../model/board.ts';

/**
 * The part of a board that is shown: without projects that the configuration leaves out by now, without repositories that
 * their source no longer has, and with the checks of pull requests unknown where they were read too long ago.
 */
export function toCurrentBoard(board: Board, config: Config): Board {
  const readOf = new Map(board.sources.flatMap(({ source, readAt, report }) =>
    (report.outcome === 'complete' && readAt !== null ? [[source, readAt]] : [])));
  return {
    ...board,
    projects: board.projects.filter(({ path }) => !isExcluded(config, path)),
    repositories: board.repositories
      .filter(({ source, readAt }) => readAt >= (readOf.get(source) ?? readAt))
      .map((repository) => (board.now - repository.readAt > config.stale.source ? toUnknown(repository) : repository)),
  };
}

function toUnknown(repository: BoardRepository): BoardRepository {
  return { ...repository, pullRequests: repository.pullRequests.map((pull) => ({ ...pull, checks: 'unknown' })) };
}
