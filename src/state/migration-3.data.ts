// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** History: results of cells one by one, why jobs failed, how verdicts changed. */
export const MIGRATION_3 = `
-- GitLab's word or sentence for why the job failed.
ALTER TABLE transitions ADD COLUMN failure INTEGER REFERENCES texts;

-- Derived, like cells: a cell's finished results, packed (run-blob.ts), one row for the pipelines created in each period.
-- last_pipeline: the largest pipeline id in it. last_at: the latest finish in it, in seconds.
CREATE TABLE cell_runs (
  cell INTEGER NOT NULL REFERENCES cells,
  period INTEGER NOT NULL,
  last_pipeline INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  runs BLOB NOT NULL,
  PRIMARY KEY (cell, period)
) STRICT, WITHOUT ROWID;

-- The ends of failed jobs' logs. source: the GitLab whose job it is. excerpt: text, deflated; null unless it was read.
CREATE TABLE traces (
  source INTEGER NOT NULL REFERENCES sources,
  job INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  excerpt BLOB,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (source, job)
) STRICT, WITHOUT ROWID;

-- Every change of what a record of a rebuilder says; its first verdict is none.
CREATE TABLE verdict_changes (
  verdict INTEGER NOT NULL REFERENCES verdicts,
  seen_at INTEGER NOT NULL,
  version INTEGER NOT NULL REFERENCES texts,
  from_claim INTEGER NOT NULL REFERENCES texts,
  to_claim INTEGER NOT NULL REFERENCES texts,
  PRIMARY KEY (verdict, seen_at)
) STRICT, WITHOUT ROWID;
`;
