// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { WHY, address, count, failure, historyPoint, id, nullable, text, time, timeOrNull, word } from './api-fields.ts';
import { CELL_WORDS, repositoryHead, repositorySchema } from './api-repository.ts';

/** The documents below `api/v1/`. Within a version fields may be added; none is taken away or changes its meaning. */

const totals = z.strictObject({
  repositories: count('Repositories with anything to build.'),
  passing: count('Those whose worst cell passed.'),
  warned: count('Those whose worst cell passed with warnings.'),
  failing: count('Those whose worst cell failed.'),
  newlyFailing: count('Those of `failing` with a cell that failed first in the last collection.'),
  differing: count('Those whose worst cell builds, and not the same twice.'),
  stale: count('Those whose worst cell has a result too old to count, and those that were last read too long ago.'),
  unknown: count('Those whose worst cell nothing is known of, and those that the last collection could not read.'),
  running: count('Those with something under way, whatever their state.'),
});

const source = z.strictObject({
  name: text('`gitlab:https://gitlab.com`.'),
  outcome: word({ complete: true, partial: true, unavailable: true },
    'What the last collection read: `complete` all, `partial` some, `unavailable` nothing.'),
  readAt: timeOrNull('Last time anything was read from it; null if never.'),
  requests: count('Requests that the last collection made.'),
});

const documents = z.strictObject({
  repositories: address('All repositories.'),
  changes: address('What changed.'),
  openapi: address('The description of this interface, OpenAPI 3.1.'),
  cctray: address('The state for CCMenu and its like.'),
  atom: address('The changes as a feed.'),
  metrics: address('OpenMetrics.'),
  status: address('One line for shells.'),
  reproducible: nullable(z.string(), 'What rebuilders proved of the packages, in the format of tests.reproducible-builds.org; null without any. Relative to this document.'),
  reproCi: nullable(z.string(), 'What reprotest jobs found, in the same format; null without any. Relative to this document.'),
});

export const indexSchema = z.strictObject({
  apiVersion: z.literal(1).meta({ description: 'Version of the interface.' }),
  title: text('Title of the board.'),
  site: nullable(z.string(), 'Address of the board; null where it is not configured.'),
  collectedAt: timeOrNull('The last collection\'s start; null before the first.'),
  totals: totals.meta({ description: 'Repositories by their worst cell: all but `newlyFailing` and `running` add up to `repositories`.' }),
  sources: z.array(source).meta({ description: 'What the board reads.' }),
  documents: documents.meta({ description: 'Where everything else is.' }),
}).meta({ title: 'Index', description: 'The board in numbers, and where everything else is.' });

export const repositoriesSchema = z.strictObject({
  collectedAt: timeOrNull('The last collection\'s start; null before the first.'),
  repositories: z.array(repositoryHead).meta({ description: 'In the order of their names.' }),
}).meta({ title: 'Repositories', description: 'All repositories.' });

/** Results, not what they count for today: that is the state of the cell. */
const ofChange = word({ ...CELL_WORDS }, 'What the job did then; `differs` where its packages were built and are not the same twice, `stale` where its result became too old.');

const change = z.strictObject({
  id: text('A tag URI, the id of the same change in the Atom feeds.'),
  kind: word({ broken: true, fixed: true, warned: true, unreproducible: true, stale: true },
    'What kind of change it is: `unreproducible` is of what is built twice, `stale` of a result that became too old.'),
  repository: text('Full path of the project.'),
  source: text('The source that it is read from.'),
  projectId: id('GitLab\'s number of the project.'),
  ref: text('Name of the branch or tag.'),
  release: text('Release that it is built for.'),
  stage: text('Stage: `build`, `install`, `repro`.'),
  target: text('What it is built for.'),
  from: nullable(ofChange, 'What the job before it did; of `stale`, what the result was. Null at the first result ever seen.'),
  to: ofChange,
  pipelineId: id('GitLab\'s number of the pipeline that changed it; of `stale`, of the last result\'s.'),
  jobId: id('GitLab\'s number of the job that changed it; of `stale`, of the last result\'s.'),
  commit: nullable(z.string(), 'The pipeline\'s commit, in hexadecimal digits; null where it is not kept, as of `stale`.'),
  before: nullable(historyPoint.omit({ at: true }), 'The pipeline before it that had the other result; null where none is known.'),
  at: time('When the pipeline was created; of `stale`, when its result became too old.'),
  seenAt: time('The collection that first saw it; of `stale` the same as `at`.'),
  failure: nullable(failure, WHY),
  jobUrl: nullable(z.string(), 'The job\'s page; null where its address may not be linked.'),
});

export const changesSchema = z.strictObject({
  collectedAt: timeOrNull('The last collection\'s start; null before the first.'),
  from: timeOrNull('Changes that were first seen later than this; null where that is all.'),
  changes: z.array(change).meta({ description: 'Newest first, at most 5,000 that became stale and 5,000 others.' }),
}).meta({ title: 'Changes', description: 'What changed, and which commits did it.' });

/** All documents by the names of their schemas. */
export const API_SCHEMAS = {
  index: indexSchema, repositories: repositoriesSchema, repository: repositorySchema, changes: changesSchema,
} as const;

export type ApiSchemaName = keyof typeof API_SCHEMAS;

/** A document as it is written: nothing in it is changed, so all of it may be read-only. */
export type ApiDocument<Name extends ApiSchemaName> = Frozen<z.input<(typeof API_SCHEMAS)[Name]>>;

export type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

/** One repository in `repositories`. */
export type ApiRepository = ApiDocument<'repositories'>['repositories'][number];

/** One change in `changes`. */
export type ApiChange = ApiDocument<'changes'>['changes'][number];

/** One cell in a repository's document. */
export type ApiCell = ApiDocument<'repository'>['cells'][number];

/** Repositories by their worst cell. */
export type Totals = ApiDocument<'index'>['totals'];
