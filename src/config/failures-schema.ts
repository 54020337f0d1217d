// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { CODE_CLASSES, INFRASTRUCTURE_CLASSES } from '../model/failure.ts';
import { refuseRepeated, regex } from './fields.ts';

/** The part of `proofboard.yml` that says how failures are told apart. */

const name = z.string().min(1).max(100);

const rule = z.strictObject({
  name: name.meta({ description: 'What the board names as the rule that told.' }),
  class: z.enum([...INFRASTRUCTURE_CLASSES, ...CODE_CLASSES]).meta({
    description: `Of the infrastructure: ${INFRASTRUCTURE_CLASSES.join(', ')}; of the code: ${CODE_CLASSES.join(', ')}.`,
  }),
  title: name.optional().meta({ description: 'What the board calls such a failure, default the name.' }),
  pattern: regex.max(500).meta({
    description: 'Regular expression, case-insensitive, met by one line of the end of the log or by GitLab\'s failure reason.',
  }),
});

export const failures = z.strictObject({
  traces: z.int().min(0).max(10_000).default(100).meta({
    description: 'Logs of new failures fetched in one collection, one request each; 0 for none.',
  }),
  rules: z.array(rule).max(200).default([])
    .superRefine(refuseRepeated(({ name: own }) => own, 'name', 'a name of its own'))
    .meta({ description: 'Rules that tell failures apart, tried before the built-in ones; the first that matches counts.' }),
}).prefault({});
