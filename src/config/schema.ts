// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { DEFAULT_JOB_PATTERN } from '../model/job-name.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import { archives, packages, rebuilders, reprotest } from './evidence-schema.ts';
import { failures } from './failures-schema.ts';
import { duration, gitlabPath as path, httpUrl, refuseRepeated, regex, toRegex } from './fields.ts';
import { toSuggestion } from './nearest.ts';

/**
 * `proofboard.yml`. Every default is written here and nowhere else; the editor schema is generated from this.
 * Messages given here complete the sentence "expected …".
 */

const JOB_NAME_GROUPS = ['release', 'stage', 'target'];

const jobPattern = z.string().min(1).superRefine((text, context) => {
  const problem = toJobPatternProblem(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const glob = z.string().min(1).max(500).meta({ description: 'A path; * stands for any characters.' });

const ref = z.union([
  z.string().min(1).max(250).meta({ description: 'A branch or tag by name; @default is the default branch.' }),
  z.strictObject({
    name: z.string().min(1).max(250),
    release: z.string().min(1).max(100).optional().meta({ description: 'The release this ref feeds.' }),
  }),
  z.strictObject({
    pattern: regex.meta({ description: "Matched against the refs of each project's latest 100 pipelines." }),
    release: z.string().min(1).max(100).optional(),
  }),
]);

const refs = z.array(ref).min(1).max(50);

const jobs = z.strictObject({
  pattern: z.union([jobPattern, z.null()]).default(DEFAULT_JOB_PATTERN).meta({
    description: 'Regular expression with the named groups release, stage and target; null for ordinary job names.',
  }),
});

const gitlab = z.strictObject({
  url: httpUrl.default('https://gitlab.com'),
  groups: z.array(path).default([]).meta({ description: 'Groups to read, with their subgroups.' }),
  projects: z.array(path).default([]).meta({ description: 'Single projects to read besides.' }),
  exclude: z.array(glob).default([]).meta({ description: 'Projects to leave out.' }),
  refs: refs.default(['@default']).meta({ description: 'The refs to watch in every project.' }),
  jobs: jobs.prefault({}),
  overrides: z
    .array(z.strictObject({ project: glob, refs: refs.optional(), jobs: jobs.optional() }))
    .default([])
    .meta({ description: 'Other refs or job names for some projects; the first that matches counts.' }),
  concurrency: z.int().min(1).max(32).default(8),
  timeout: duration.refine((ms) => ms <= HOUR_MS, 'at most an hour, "60m"').prefault('1m').meta({ description: 'Time limit of one request.' }),
}).refine((value) => value.groups.length + value.projects.length > 0, 'at least one of groups and projects');

const github = z.strictObject({
  url: httpUrl.default('https://api.github.com'),
  owners: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, 'a GitHub account')).min(1),
  names: z.record(path, z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'owner/name')).default({}).meta({
    description: 'GitLab path to GitHub owner/name, where the last part of the path is not the name.',
  }),
});

const refuseNamesakes = refuseRepeated(({ name }: { name: string }) => name, 'name', 'a name of its own');

/** The schema of the configuration file. */
export const configSchema = z.strictObject({
  title: z.string().min(1).max(100).default('Proofboard'),
  site: z.strictObject({
    url: httpUrl.optional().meta({ description: 'Where the site is published: for absolute addresses in badges.' }),
    front: z.string().min(1).optional().meta({ description: 'The release on the front page; default the first.' }),
  }).prefault({}),
  gitlab,
  github: github.optional(),
  groups: z.array(z.strictObject({
    name: z.string().min(1).max(100),
    components: z.array(glob).min(1),
  })).superRefine(refuseNamesakes).default([]).meta({ description: 'Groups of components on the board, across namespaces, in this order.' }),
  releases: z.array(z.strictObject({
    name: z.string().min(1).max(100),
    title: z.string().min(1).max(100).optional(),
  })).superRefine(refuseNamesakes).default([]).meta({ description: 'Order and titles of the releases; others follow by name.' }),
  rebuilders,
  archives,
  packages,
  reprotest,
  failures,
  stale: z.strictObject({
    result: duration.prefault('30d').meta({ description: 'A result older than this is stale.' }),
    source: duration.prefault('36h').meta({ description: 'What could not be read for longer than this is stale.' }),
  }).prefault({}),
  flaky: z.strictObject({
    window: duration.refine((ms) => ms <= 90 * DAY_MS, 'at most 90 days, "90d"').prefault('30d').meta({ description: 'How far back flips are counted.' }),
    rate: z.number().gt(0).max(1).default(0.1).meta({ description: 'The share of results that are flips from which a job is called flaky, 0 to 1.' }),
  }).prefault({}),
}).superRefine(({ site, releases }, context) => {
  const names = releases.map((release) => release.name);
  if (site.front === undefined || names.length === 0 || names.includes(site.front)) return;
  context.addIssue({
    code: 'custom',
    path: ['site', 'front'],
    message: `the name of one of the releases${toSuggestion(site.front, names)}`,
  });
});

/** The configuration with all defaults filled in. Durations are milliseconds. */
export type Config = z.output<typeof configSchema>;
export type RefRule = z.output<typeof ref>;

function toJobPatternProblem(text: string): string | null {
  // Beside an empty alternative every pattern matches, so its result has a key for each named group.
  const groups = toRegex(text) && toRegex(`${text}|`)?.exec('')?.groups;
  if (groups === null) return 'a JavaScript regular expression or null';
  const names = Object.keys(groups ?? {});
  const unknown = names.find((name) => !JOB_NAME_GROUPS.includes(name));
  if (unknown !== undefined) {
    return `no other named groups than ${JOB_NAME_GROUPS.join(', ')}${toSuggestion(unknown, JOB_NAME_GROUPS)}`;
  }
  return names.length > 0 ? null : `a named group, one of ${JOB_NAME_GROUPS.join(', ')}, or null for ordinary job names`;
}
