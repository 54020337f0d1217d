// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { MIGRATION_1 } from './migration-1.data.ts';
import { MIGRATION_2 } from './migration-2.data.ts';
import { MIGRATION_3 } from './migration-3.data.ts';
import { MIGRATION_4 } from './migration-4.data.ts';

/** The state's file format. A released migration is never edited: a change is one more entry at the end. */

/** `PFBD`, in the SQLite header: tells our file from anybody else's database. */
export const APPLICATION_ID = 0x50464244;

/** Every table with its primary key, parents first: in this order an import finds every reference. */
export const TABLES = [
  { table: 'meta', key: 'name' },
  { table: 'collections', key: 'id' },
  { table: 'sources', key: 'key' },
  { table: 'reports', key: 'collection, source' },
  { table: 'repositories', key: 'source, id' },
  { table: 'texts', key: 'key' },
  { table: 'job_names', key: 'key' },
  { table: 'projects', key: 'key' },
  { table: 'project_paths', key: 'project, path' },
  { table: 'refs', key: 'key' },
  { table: 'pipelines', key: 'key' },
  { table: 'jobs', key: 'pipeline, id' },
  { table: 'sightings', key: 'pipeline, job, state' },
  { table: 'cells', key: 'key' },
  { table: 'transitions', key: 'cell, at_pipeline, attempt' },
  { table: 'cell_runs', key: 'cell, period' },
  { table: 'traces', key: 'source, job' },
  { table: 'cursors', key: 'source' },
  { table: 'suites', key: 'key' },
  { table: 'artifacts', key: 'key' },
  { table: 'suite_artifacts', key: 'suite, artifact' },
  { table: 'source_packages', key: 'suite, name, version' },
  { table: 'verdicts', key: 'key' },
  { table: 'verdict_reports', key: 'verdict' },
  { table: 'verdict_changes', key: 'verdict, seen_at' },
  { table: 'reprotest_jobs', key: 'source, job' },
  { table: 'reprotest_packages', key: 'key' },
  { table: 'reprotest_reports', key: 'package' },
] as const;

/** One SQL script per version; `PRAGMA user_version` is how many have run. */
export const MIGRATIONS: readonly string[] = [MIGRATION_1, MIGRATION_2, MIGRATION_3, MIGRATION_4];
