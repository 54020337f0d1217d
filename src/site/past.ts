// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../config/schema.ts';
import { createClassifier } from '../failures/classify.ts';
import { readPast, type Past, type PastReader } from '../history/past.ts';
import type { Board } from '../model/board.ts';

/** Reads the past of what a board shows, judged by today's configuration. The reader must stay open: logs are read as they are asked for. */
export function readSitePast(reader: PastReader, { now, projects }: Board, config: Config): Past {
  const shown = new Set(projects.map(({ source, id }) => `${id} ${source}`));
  return readPast(reader, {
    now,
    gitlab: `gitlab:${config.gitlab.url}`,
    staleResultMs: config.stale.result,
    flaky: { windowMs: config.flaky.window, rate: config.flaky.rate },
    hasReprotests: config.reprotest !== undefined,
    isShown: ({ source, id }) => shown.has(`${id} ${source}`),
    classify: createClassifier(config.failures.rules),
  });
}
