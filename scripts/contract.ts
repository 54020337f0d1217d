// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compareSubset, readGitLabSubset } from '../src/testing/forge/subset.ts';

/**
 * Proves the committed subset against GitLab's own schema: `node scripts/contract.ts [schema.graphql]`.
 * Exits with 1 on any difference; where the schema is not at hand it says so and exits with 0.
 */
const given = process.argv[2];
const path = given ?? fileURLToPath(new URL('../../shared/contracts/gitlab.graphql', import.meta.url));

if (given === undefined && !existsSync(path)) {
  console.log(`contract: skipped, GitLab's schema is not at ${path}; give its path to check against another copy.`);
} else {
  const report = compareSubset(readGitLabSubset(), readFileSync(path, 'utf8'));
  console.log(
    `contract: ${report.types} types, ${report.fields} fields, ${report.arguments} arguments and ${report.enumValues} enum values of gitlab-subset.graphql checked against ${path}: ${report.mismatches.length} differ.`,
  );
  for (const mismatch of report.mismatches) console.log(`contract: ${mismatch}`);
  if (report.mismatches.length > 0) process.exitCode = 1;
}
