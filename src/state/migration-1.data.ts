// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Pipelines, jobs and what follows from them. Released: never edited. */
export const MIGRATION_1 = `
CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE collections (
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sources (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL UNIQUE,
  read_at INTEGER
) STRICT;

-- report: a SourceReport of the model, as JSON.
CREATE TABLE reports (
  collection INTEGER NOT NULL REFERENCES collections,
  source INTEGER NOT NULL REFERENCES sources,
  report TEXT NOT NULL CHECK (json_valid(report)),
  PRIMARY KEY (collection, source)
) STRICT, WITHOUT ROWID;

-- reading: a RepositoryReading of the model, as JSON: it is only ever replaced as a whole.
CREATE TABLE repositories (
  source INTEGER NOT NULL REFERENCES sources,
  id INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  reading TEXT NOT NULL CHECK (json_valid(reading)),
  PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

-- Every text that repeats: status words, job names, stages, targets, failure messages.
CREATE TABLE texts (
  key INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE job_names (
  key INTEGER PRIMARY KEY,
  name INTEGER NOT NULL REFERENCES texts,
  stage INTEGER NOT NULL REFERENCES texts,
  UNIQUE (name, stage)
) STRICT;

-- listed_at: the last collection that found it. read_at: the last that read all of it. attempted_at: the last that read it
-- or said why not. unreadable: an Unreadable of the model, as JSON.
CREATE TABLE projects (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources,
  id INTEGER NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  web_url TEXT NOT NULL,
  default_branch TEXT,
  archived INTEGER NOT NULL,
  ci_enabled INTEGER NOT NULL,
  listed_at INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  attempted_at INTEGER NOT NULL,
  unreadable TEXT CHECK (unreadable IS NULL OR json_valid(unreadable)),
  UNIQUE (source, id)
) STRICT;

-- Every path a project was ever read under, with the last collection that did.
CREATE TABLE project_paths (
  project INTEGER NOT NULL REFERENCES projects,
  path TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (project, path)
) STRICT, WITHOUT ROWID;

-- watched_at: the last collection that asked for it; null for a ref that only downstream pipelines ran on.
CREATE TABLE refs (
  key INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES projects,
  name TEXT NOT NULL,
  watched_at INTEGER,
  UNIQUE (project, name)
) STRICT;

-- Instants in milliseconds. foreign_*: the project it runs in where that is another one (multi-project pipelines).
-- seen_at and jobs_seen_at: the collections the row and its jobs are from. changed_at: the collection that last
-- changed anything of a root pipeline or what hangs below it.
CREATE TABLE pipelines (
  key INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES projects,
  id INTEGER NOT NULL,
  iid INTEGER NOT NULL,
  ref INTEGER NOT NULL REFERENCES refs,
  sha ANY NOT NULL,
  status INTEGER NOT NULL REFERENCES texts,
  warnings INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  queued_seconds INTEGER,
  parent_id INTEGER,
  foreign_id INTEGER,
  foreign_path INTEGER REFERENCES texts,
  seen_at INTEGER NOT NULL,
  jobs_updated_at INTEGER,
  jobs_seen_at INTEGER,
  changed_at INTEGER NOT NULL,
  UNIQUE (project, id)
) STRICT;
CREATE INDEX pipeline_roots ON pipelines (ref, id) WHERE parent_id IS NULL AND foreign_id IS NULL;
CREATE INDEX pipeline_children ON pipelines (project, parent_id) WHERE parent_id IS NOT NULL;

-- The bulk of the file: instants in seconds, texts interned, three booleans in flags.
CREATE TABLE jobs (
  pipeline INTEGER NOT NULL REFERENCES pipelines,
  id INTEGER NOT NULL,
  name INTEGER NOT NULL REFERENCES job_names,
  status INTEGER NOT NULL REFERENCES texts,
  flags INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  queued_seconds INTEGER,
  failure INTEGER REFERENCES texts,
  downstream_id INTEGER,
  PRIMARY KEY (pipeline, id)
) STRICT, WITHOUT ROWID;

-- Derived, like transitions: what the newest pipelines say of each cell. Pipelines are named by their id, which orders
-- them; instants in seconds.
CREATE TABLE cells (
  key INTEGER PRIMARY KEY,
  ref INTEGER NOT NULL REFERENCES refs,
  release INTEGER NOT NULL REFERENCES texts,
  stage INTEGER NOT NULL REFERENCES texts,
  target INTEGER NOT NULL REFERENCES texts,
  current_state INTEGER NOT NULL,
  current_status INTEGER NOT NULL REFERENCES texts,
  current_job INTEGER NOT NULL,
  current_pipeline INTEGER NOT NULL,
  current_at INTEGER NOT NULL,
  result_state INTEGER,
  result_job INTEGER,
  result_name INTEGER REFERENCES job_names,
  result_at INTEGER,
  result_pipeline INTEGER,
  result_since INTEGER,
  result_before INTEGER,
  UNIQUE (ref, release, stage, target)
) STRICT;

CREATE TABLE transitions (
  cell INTEGER NOT NULL REFERENCES cells,
  at_pipeline INTEGER NOT NULL,
  from_state INTEGER,
  to_state INTEGER NOT NULL,
  job INTEGER NOT NULL,
  before_pipeline INTEGER,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (cell, at_pipeline)
) STRICT, WITHOUT ROWID;
CREATE INDEX transitions_seen ON transitions (seen_at);
`;
