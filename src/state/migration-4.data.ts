// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** When every result was first seen, and what a job that is tried again changes within one pipeline. */
export const MIGRATION_4 = `
-- The start of the earliest collection that saw the job, not yet retried, in the state it has now; null: none did.
ALTER TABLE jobs ADD COLUMN seen_at INTEGER;
UPDATE jobs SET seen_at = (SELECT changed_at FROM pipelines WHERE key = jobs.pipeline) WHERE (flags & 2) = 0;
UPDATE jobs SET seen_at = min(jobs.seen_at, told.seen_at)
FROM (
  SELECT p.key AS pipeline, t.job, min(t.seen_at) AS seen_at
  FROM transitions t JOIN cells c ON c.key = t.cell JOIN refs r ON r.key = c.ref
  JOIN pipelines p ON p.project = r.project AND p.id = t.at_pipeline GROUP BY p.key, t.job
) AS told
WHERE jobs.pipeline = told.pipeline AND jobs.id = told.job;

-- Results that a reading showed and that are not in the row of their job: of readings older than it, and of jobs whose
-- result changed. job 0: the result of a downstream pipeline as a whole.
CREATE TABLE sightings (
  pipeline INTEGER NOT NULL REFERENCES pipelines,
  job INTEGER NOT NULL,
  state INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (pipeline, job, state)
) STRICT, WITHOUT ROWID;

ALTER TABLE pipelines DROP COLUMN changed_at;

-- attempt: which of a pipeline's results for the cell it is, a job that is tried again has several. run_seen_at: when the
-- earliest collection saw any result of the run that the change begins; run_seen_by: the pipeline it saw it in.
CREATE TABLE changes (
  cell INTEGER NOT NULL REFERENCES cells,
  at_pipeline INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  from_state INTEGER,
  to_state INTEGER NOT NULL,
  job INTEGER NOT NULL,
  before_pipeline INTEGER,
  seen_at INTEGER NOT NULL,
  failure INTEGER REFERENCES texts,
  run_seen_at INTEGER NOT NULL,
  run_seen_by INTEGER NOT NULL,
  PRIMARY KEY (cell, at_pipeline, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO changes
SELECT cell, at_pipeline, 0, from_state, to_state, job, before_pipeline, seen_at, failure, seen_at, at_pipeline FROM transitions;
DROP TABLE transitions;
ALTER TABLE changes RENAME TO transitions;
CREATE INDEX transitions_seen ON transitions (seen_at);
`;
