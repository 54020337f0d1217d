// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardPipeline } from '../model/board.ts';
import type { Instant } from '../model/time.ts';
import { fromShaColumn, toStateOfPipeline } from './codes.ts';
import type { Texts } from './texts.ts';

/** A pipeline as `PIPELINE_COLUMNS` selects it. */
export interface PipelineRow {
  readonly key: number;
  readonly id: number;
  readonly iid: number;
  readonly ref: string;
  readonly sha: Uint8Array | string;
  readonly status: number;
  readonly warnings: number;
  readonly created_at: Instant;
  readonly started_at: Instant | null;
  readonly finished_at: Instant | null;
  readonly parent_id: number | null;
  readonly project_id: number;
  readonly project_path: string;
  readonly foreign_id: number | null;
  readonly foreign_path: number | null;
}

export const PIPELINE_COLUMNS = `
  l.key, l.id, l.iid, r.name AS ref, l.sha, l.status, l.warnings, l.created_at, l.started_at, l.finished_at, l.parent_id,
  p.id AS project_id, p.path AS project_path, l.foreign_id, l.foreign_path`;

export const PIPELINE_TABLES = 'pipelines l JOIN refs r ON r.key = l.ref JOIN projects p ON p.key = l.project';

export function toBoardPipeline(row: PipelineRow, texts: Texts): BoardPipeline {
  const status = texts.fromKey(row.status);
  return {
    id: row.id,
    iid: row.iid,
    projectId: row.foreign_id ?? row.project_id,
    projectPath: row.foreign_path === null ? row.project_path : texts.fromKey(row.foreign_path),
    ref: row.ref,
    sha: fromShaColumn(row.sha),
    state: toStateOfPipeline(status, row.warnings === 1),
    status,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    parentId: row.parent_id,
  };
}
