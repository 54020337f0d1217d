// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Evidence of reproducibility: published artifacts, verdicts of rebuilders, results of reprotest jobs. Instants in milliseconds. */
export const MIGRATION_2 = `
-- A source's own note of how far it read.
CREATE TABLE cursors (
  source INTEGER NOT NULL PRIMARY KEY REFERENCES sources,
  cursor TEXT,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE suites (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources,
  name TEXT NOT NULL,
  distribution INTEGER NOT NULL REFERENCES texts,
  date INTEGER,
  signed_by TEXT NOT NULL CHECK (json_valid(signed_by)),
  read_at INTEGER NOT NULL,
  UNIQUE (source, name)
) STRICT;

-- One row per digest: two of one name, version and architecture are two rows.
CREATE TABLE artifacts (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources,
  distribution INTEGER NOT NULL REFERENCES texts,
  name INTEGER NOT NULL REFERENCES texts,
  version INTEGER NOT NULL REFERENCES texts,
  architecture INTEGER NOT NULL REFERENCES texts,
  sha256 ANY NOT NULL,
  source_name INTEGER NOT NULL REFERENCES texts,
  source_version INTEGER NOT NULL REFERENCES texts,
  component INTEGER REFERENCES texts,
  url TEXT NOT NULL,
  size INTEGER,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  UNIQUE (source, name, version, architecture, sha256)
) STRICT;

CREATE TABLE suite_artifacts (
  suite INTEGER NOT NULL REFERENCES suites,
  artifact INTEGER NOT NULL REFERENCES artifacts,
  PRIMARY KEY (suite, artifact)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_packages (
  suite INTEGER NOT NULL REFERENCES suites,
  name INTEGER NOT NULL REFERENCES texts,
  version INTEGER NOT NULL REFERENCES texts,
  vcs_url TEXT,
  PRIMARY KEY (suite, name, version)
) STRICT, WITHOUT ROWID;

-- id, revision: the rebuilder's own identity of the record and of what stands in it. proof, links, differences, previous:
-- as in the model, as JSON. gone_at: the collection that no longer found it.
CREATE TABLE verdicts (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources,
  id TEXT NOT NULL,
  revision TEXT NOT NULL,
  distribution INTEGER NOT NULL REFERENCES texts,
  suite INTEGER REFERENCES texts,
  component INTEGER REFERENCES texts,
  name INTEGER NOT NULL REFERENCES texts,
  version INTEGER NOT NULL REFERENCES texts,
  architecture INTEGER NOT NULL REFERENCES texts,
  source_name INTEGER REFERENCES texts,
  claim INTEGER NOT NULL REFERENCES texts,
  at INTEGER,
  sha256 ANY,
  proof TEXT NOT NULL CHECK (json_valid(proof)),
  links TEXT NOT NULL CHECK (json_valid(links)),
  differences TEXT CHECK (differences IS NULL OR json_valid(differences)),
  first_seen INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  gone_at INTEGER,
  previous TEXT CHECK (previous IS NULL OR json_valid(previous)),
  UNIQUE (source, id)
) STRICT;

-- report: a Difference of the model, as JSON, deflated.
CREATE TABLE verdict_reports (
  verdict INTEGER NOT NULL PRIMARY KEY REFERENCES verdicts,
  report BLOB NOT NULL
) STRICT;

-- source: the GitLab whose job it is.
CREATE TABLE reprotest_jobs (
  source INTEGER NOT NULL REFERENCES sources,
  job INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (source, job)
) STRICT, WITHOUT ROWID;

CREATE TABLE reprotest_packages (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  job INTEGER NOT NULL,
  name INTEGER NOT NULL REFERENCES texts,
  reproduced INTEGER NOT NULL,
  url TEXT,
  differences TEXT CHECK (differences IS NULL OR json_valid(differences)),
  sources TEXT NOT NULL CHECK (json_valid(sources)),
  UNIQUE (source, job, name),
  FOREIGN KEY (source, job) REFERENCES reprotest_jobs
) STRICT;

CREATE TABLE reprotest_reports (
  package INTEGER NOT NULL PRIMARY KEY REFERENCES reprotest_packages,
  report BLOB NOT NULL
) STRICT;
`;
