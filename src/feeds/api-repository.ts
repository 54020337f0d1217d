// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import {
  JOB_WORDS, RESULT_WORDS, WHY, address, commit, count, failure, flag, historyPoint, id, nullable, text, time, timeOrNull, word,
} from './api-fields.ts';

/** What `repositories` and a repository's own document both say of it. */
export const repositoryHead = z.strictObject({
  id: id('GitLab\'s number of the project. With `source` it is the identity: it stays when the project is renamed.'),
  source: text('The source that it is read from: `gitlab:https://gitlab.com`.'),
  path: text('Full path of the project. It changes when the project is renamed.'),
  webUrl: nullable(z.string(), 'The project\'s page; null where its address may not be linked.'),
  defaultBranch: nullable(z.string(), 'Its default branch; null where it has none.'),
  archived: flag('True for a project that is archived.'),
  state: word({ ...RESULT_WORDS, unknown: true },
    'The worst of its cells: `failed` where one failed or differs, else `unknown` where one is unknown, stale, or without evidence, or the repository could not be read.'),
  readAt: time('The last collection that read it.'),
  unreadable: nullable(z.string(), 'Why the last collection could not read it: `forbidden`, `timeout` …; null where it could.'),
  document: address('The repository\'s own document.'),
  page: address('The repository\'s page.'),
});

const pipeline = z.strictObject({
  id: id('GitLab\'s number of the pipeline, growing.'),
  state: word(JOB_WORDS, 'What the pipeline did, in the board\'s words. Whether that counts today is the state of the ref.'),
  status: text('GitLab\'s own word.'),
  commit,
  createdAt: time('When it was created.'),
  startedAt: timeOrNull('When it started; null where it has not.'),
  finishedAt: timeOrNull('When it finished; null where it has not.'),
  url: nullable(z.string(), 'Its page; null where its address may not be linked.'),
});

const ref = z.strictObject({
  ref: text('Name of the branch or tag.'),
  state: word({ ...RESULT_WORDS, stale: true, unknown: true }, 'What its last finished pipeline counts for today.'),
  latest: nullable(pipeline, 'The newest pipeline; null where the ref has none.'),
  finished: nullable(pipeline, 'The newest finished pipeline; null where none is known.'),
});

const result = z.strictObject({
  state: word(RESULT_WORDS, 'What the job did. Whether that counts today is the state of the cell.'),
  at: time('When the job finished.'),
  jobId: id('GitLab\'s number of the job.'),
  pipelineId: id('GitLab\'s number of the pipeline.'),
});

const current = z.strictObject({
  state: word(JOB_WORDS, 'What the newest job does, in the board\'s words.'),
  status: text('GitLab\'s own word.'),
  jobId: id('GitLab\'s number of the job.'),
  pipelineId: id('GitLab\'s number of the pipeline.'),
});

const flaky = z.strictObject({
  finished: count('Finished results that were looked at.'),
  flips: count('How often the result changed from one to the next, three or more failures in a row aside.'),
  rate: z.number().min(0).max(1).meta({ description: '`flips` divided by `finished`.' }),
  retries: count('Results that came of a second try, or differ from another of the same commit.'),
});

/** The words of a cell. Only `passed` and `warned` say that it works. */
export const CELL_WORDS = {
  ...RESULT_WORDS, differs: true, reported: true, stale: true, unknown: true, active: true, idle: true,
} as const;

const cell = z.strictObject({
  ref: text('Name of the branch or tag.'),
  release: text('Release that it is built for.'),
  stage: text('Stage: `build`, `install`, `repro`.'),
  target: text('What it is built for: `vm-fc42`.'),
  state: word(CELL_WORDS,
    'What it counts for today. `differs`: built, and not the same twice. `reported`: the job passed and left nothing to show for it. `stale`: its result is too old. `unknown`: nothing is known, or the repository could not be read. `active`, `idle`: it never had a result, and is under way or not.'),
  result: nullable(result, 'The last finished result; null where there is none.'),
  since: nullable(historyPoint, 'Where that result began; null where there is none.'),
  lastGood: nullable(historyPoint, 'The last pipeline before it with another result, which may be one that was allowed to fail; null where none is known, or it passes.'),
  current: current.meta({ description: 'What the newest pipeline says of it.' }),
  flaky: nullable(flaky, 'How unsteady its results were of late; null where none flipped and none needed a second try.'),
  failure: nullable(failure, WHY),
  jobUrl: nullable(z.string(), 'The page of the job of `result`, else of `current`; null where its address may not be linked.'),
});

/** One repository's document. */
export const repositorySchema = z.strictObject({
  collectedAt: timeOrNull('The last collection\'s start; null before the first.'),
  ...repositoryHead.shape,
  refs: z.array(ref).meta({ description: 'The watched refs.' }),
  cells: z.array(cell).meta({ description: 'One for every ref, release, stage and target.' }),
}).meta({ title: 'Repository', description: 'One repository with its refs and cells.' });
