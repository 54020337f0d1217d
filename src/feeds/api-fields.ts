// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import type { FailureArea, FailureClass } from '../model/failure.ts';
import type { JobState, ResultState } from '../model/job-state.ts';

/** The fields that documents of the API share. Each says what it is and in which unit: the description is published. */

export const text = (description: string) => z.string().meta({ description });
export const flag = (description: string) => z.boolean().meta({ description });
export const count = (description: string) => z.int().nonnegative().meta({ description });
export const id = (description: string) => z.int().nonnegative().meta({ description });
export const time = (description: string) => instant.meta({ description: `${description} ISO 8601, UTC.` });
export const address = (description: string) => z.string().meta({ description: `${description} Relative to this document.` });

/** A time as `toUtc` writes it. Its format is said in the schema, for those who make programs of it. */
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/).meta({ format: 'date-time' });
export const timeOrNull = (description: string) => nullable(instant, `${description} ISO 8601, UTC.`);

/** A field that may be null, and what null says. */
export function nullable<Schema extends z.ZodType>(schema: Schema, description: string) {
  return schema.nullable().meta({ description });
}

/** A field that is one of the words of a union: all of them, or it does not compile. */
export function word<Word extends string>(words: Readonly<Record<Word, true>>, description: string) {
  return z.enum(Object.keys(words) as Word[]).meta({ description });
}

/** The words of a union for `word`, together with more of our own. */
export const RESULT_WORDS: Readonly<Record<ResultState, true>> = { passed: true, warned: true, failed: true };

export const JOB_WORDS: Readonly<Record<JobState, true>> = {
  ...RESULT_WORDS,
  created: true, waiting: true, preparing: true, pending: true, running: true, scheduled: true, manual: true,
  cancelled: true, skipped: true, unknown: true,
};

const AREA_WORDS: Readonly<Record<FailureArea, true>> = { infrastructure: true, code: true, unknown: true };

const CLASS_WORDS: Readonly<Record<FailureClass, true>> = {
  runner: true, network: true, registry: true, disk: true, memory: true, timeout: true, service: true,
  compile: true, test: true, lint: true, packaging: true, dependency: true, signature: true, reproducibility: true,
  configuration: true, unknown: true,
};

export const commit = text('Commit, in hexadecimal digits.');

/** A point in a ref's history. */
export const historyPoint = z.strictObject({
  pipelineId: id('GitLab\'s number of the pipeline.'),
  commit,
  at: time('When the pipeline was created.'),
});

export const failure = z.strictObject({
  area: word(AREA_WORDS, 'Whose it is to mend: of whoever runs the machines, or of whoever wrote the code; `unknown` where no rule tells.'),
  class: word(CLASS_WORDS, 'What kind of failure it is.'),
  title: text('What the rule that told calls it.'),
  message: nullable(z.string(), 'The line of the log that told, or GitLab\'s sentence; null where there is neither.'),
});

export const WHY = 'Why it failed, by rules over the end of its log; null where it did not, or nothing is known.';
