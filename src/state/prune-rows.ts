// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../model/time.ts';
import { toSeconds } from './codes.ts';
import { all } from './database.ts';
import { TABLES } from './schema.ts';

/** Rows removed, by what they are. */
export type PruneCounts = Readonly<Record<string, number>>;

/**
 * A change still holds where the cell's run began with it, and so does the one before: the pipeline it began with may yet
 * be tried again, and the run before it is what the cell then goes back to.
 */
const HOLDS = `t.at_pipeline >= coalesce((
  SELECT max(e.at_pipeline) FROM transitions e JOIN cells held ON held.key = e.cell
  WHERE e.cell = t.cell AND e.at_pipeline < held.result_since), 0)`;

/**
 * The pipelines that stay: those created later, the newest of each ref and the newest that finished, those that cells and
 * the changes that stay name, and whatever hangs below any of them. A change stays while it is young or still holds.
 */
const KEPT = `
CREATE TEMP TABLE kept AS
WITH RECURSIVE roots (key) AS (
  SELECT key FROM pipelines WHERE created_at >= :before
  UNION SELECT (SELECT l.key FROM pipelines l WHERE l.ref = r.key AND l.parent_id IS NULL AND l.foreign_id IS NULL
    ORDER BY l.id DESC LIMIT 1) FROM refs r
  UNION SELECT (SELECT l.key FROM pipelines l JOIN texts t ON t.key = l.status
    WHERE l.ref = r.key AND l.parent_id IS NULL AND l.foreign_id IS NULL AND is_result(t.text)
    ORDER BY l.id DESC LIMIT 1) FROM refs r
  UNION SELECT l.key FROM cells c JOIN refs r ON r.key = c.ref JOIN pipelines l ON l.project = r.project
    AND l.id IN (c.current_pipeline, c.result_pipeline, c.result_since, c.result_before)
  UNION SELECT l.key FROM transitions t JOIN cells c ON c.key = t.cell JOIN refs r ON r.key = c.ref
    JOIN pipelines l ON l.project = r.project AND l.id IN (t.at_pipeline, t.before_pipeline)
    WHERE t.seen_at >= :before OR ${HOLDS}
),
tree (key, project, id) AS (
  SELECT l.key, l.project, l.id FROM roots JOIN pipelines l ON l.key = roots.key
  UNION
  SELECT c.key, c.project, c.id FROM tree JOIN pipelines c ON c.project = tree.project AND c.parent_id = tree.id
)
SELECT DISTINCT key FROM tree`;

/** In this order: what is looked up in another table goes before that table's rows do. Counted under the name. */
const REMOVALS: readonly (readonly [what: string, sql: string])[] = [
  ['changes', `DELETE FROM transitions AS t WHERE seen_at < :before AND NOT (${HOLDS})`],
  ['jobs', 'DELETE FROM jobs WHERE pipeline NOT IN (SELECT key FROM kept)'],
  ['earlier results', 'DELETE FROM sightings WHERE pipeline NOT IN (SELECT key FROM kept)'],
  ['pipelines', 'DELETE FROM pipelines WHERE key NOT IN (SELECT key FROM kept)'],
  ['periods of results', 'DELETE FROM cell_runs WHERE last_at < :beforeSeconds'],
  ['logs', `DELETE FROM traces WHERE read_at < :before AND NOT EXISTS (
    SELECT 1 FROM transitions t WHERE t.job = traces.job)`],
  ['comparisons', `DELETE FROM reprotest_reports WHERE package IN (SELECT p.key FROM reprotest_packages p
    JOIN reprotest_jobs j ON j.source = p.source AND j.job = p.job
    WHERE j.read_at < :before AND NOT EXISTS (SELECT 1 FROM cells c WHERE c.result_job = j.job))`],
  ['reprotest results', `DELETE FROM reprotest_packages WHERE (source, job) IN (SELECT j.source, j.job FROM reprotest_jobs j
    WHERE j.read_at < :before AND NOT EXISTS (SELECT 1 FROM cells c WHERE c.result_job = j.job))`],
  ['reprotest jobs', `DELETE FROM reprotest_jobs WHERE read_at < :before AND NOT EXISTS (
    SELECT 1 FROM cells c WHERE c.result_job = reprotest_jobs.job)`],
  ['changes of verdicts', `DELETE FROM verdict_changes WHERE seen_at < :before OR verdict IN (
    SELECT key FROM verdicts WHERE gone_at < :before)`],
  ['comparisons of verdicts', 'DELETE FROM verdict_reports WHERE verdict IN (SELECT key FROM verdicts WHERE gone_at < :before)'],
  ['verdicts', 'DELETE FROM verdicts WHERE gone_at < :before'],
  ['artifacts', 'DELETE FROM artifacts WHERE last_seen < :before AND key NOT IN (SELECT artifact FROM suite_artifacts)'],
  ['reports of collections', `DELETE FROM reports WHERE collection IN (SELECT id FROM collections WHERE started_at < :before)
    AND collection <> (SELECT c.id FROM reports l JOIN collections c ON c.id = l.collection WHERE l.source = reports.source
      ORDER BY c.started_at DESC, c.id DESC LIMIT 1)`],
  ['collections', 'DELETE FROM collections WHERE started_at < :before AND id NOT IN (SELECT collection FROM reports)'],
];

/** Creates what removes everything from before an instant that nothing of today rests on; the caller holds the transaction. */
export function createPruneStep(db: DatabaseSync): (before: Instant) => PruneCounts {
  return (before) => {
    db.exec('DROP TABLE IF EXISTS temp.kept');
    db.prepare(KEPT).run({ before });
    db.exec('CREATE UNIQUE INDEX temp.kept_keys ON kept (key)');
    return Object.fromEntries(REMOVALS.map(([what, sql]) => {
      const named = { before, beforeSeconds: toSeconds(before) };
      const used = Object.fromEntries(Object.entries(named).filter(([name]) => new RegExp(`:${name}\\b`).test(sql)));
      return [what, Number(db.prepare(sql).run(used).changes)];
    }));
  };
}

/** Removes the names that nothing has any more; who names what is the schema's own knowledge. */
export function removeUnusedTexts(db: DatabaseSync): number {
  return ['job_names', 'texts'].reduce((total, table) => {
    const users = TABLES.flatMap((user) => all<{ table: string; from: string }>(db.prepare(`PRAGMA foreign_key_list(${user.table})`))
      .filter((reference) => reference.table === table)
      .map(({ from }) => `SELECT ${from} FROM ${user.table} WHERE ${from} IS NOT NULL`));
    return total + Number(db.prepare(`DELETE FROM ${table} WHERE key NOT IN (${users.join(' UNION ')})`).run().changes);
  }, 0);
}
