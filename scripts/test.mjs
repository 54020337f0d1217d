// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toMessage } from '../src/model/error.ts';
import { isCi, listMissingTools } from '../src/testing/needs.ts';
import { installMissingPackages } from './test-packages.ts';
import { parseTestReport, renderCounts, sumCounts, toSkipReason } from './test-report.ts';

/** `npm test`: every check there is, then a summary whose last line is `N passed, N failed, N skipped`. */

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'proofboard-test-'));
const blobs = join(reports, 'blobs');
const vitestArgs = ['--config', 'src/testing/vitest.config.ts', '--coverage.enabled', `--coverage.reportsDirectory=${join(reports, 'coverage')}`];

/** @typedef {{ name: string, isOk: boolean, seconds: number, report?: import('./test-report.ts').TestReport }} Step */

/** @type {Step[]} */
const steps = [];
try {
  installMissingPackages();
  steps.push(check('lint', 'eslint/bin/eslint.js', '--config', 'scripts/eslint.config.js', '--max-warnings', '0', 'src', 'scripts'));
  steps.push(check('types', 'typescript/bin/tsc', '-p', '.'));
  steps.push(check('types of Astro components', 'astro/bin/astro.mjs', 'check', '--root', '.', '--tsconfig', 'scripts/tsconfig.site.json'));
  const tests = [test('fast'), test('slow')];
  steps.push(...tests);
  // Tests that fail leave no measurement behind.
  if (tests.every(({ isOk }) => isOk)) steps.push(checkCoverage());
} finally {
  rmSync(reports, { recursive: true });
}
process.exitCode = summarise() ? 0 : 1;

/**
 * Runs a program of node_modules with the Node that runs this.
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 * @returns {Step}
 */
function check(name, program, ...args) {
  console.log(`\n== ${name}`);
  const startedAt = performance.now();
  const { status, error } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  if (error !== undefined) console.log(error.message);
  return { name, isOk: status === 0, seconds: (performance.now() - startedAt) / 1000 };
}

/**
 * Runs one of Vitest's projects and counts its tests.
 * @param {'fast' | 'slow'} project
 * @returns {Step}
 */
function test(project) {
  const file = join(reports, `${project}.json`);
  const step = check(`${project} tests`, 'vitest/vitest.mjs', 'run', ...vitestArgs, '--project', project, '--passWithNoTests',
    '--reporter=default', '--reporter=json', `--outputFile.json=${file}`,
    '--reporter=blob', `--outputFile.blob=${join(blobs, `${project}.json`)}`);
  try {
    const report = parseTestReport(readFileSync(file, 'utf8'));
    return { ...step, report, isOk: step.isOk && report.counts.failed === 0 };
  } catch (error) {
    console.log(`No report of the ${project} tests: ${toMessage(error)}`);
    return { ...step, isOk: false };
  }
}

/**
 * Puts together what the projects measured, prints the files in which something is missing, and demands every branch.
 * @returns {Step}
 */
function checkCoverage() {
  return check('every branch of src/attest and src/verify is tested', 'vitest/vitest.mjs', 'run', ...vitestArgs,
    `--mergeReports=${blobs}`, '--reporter=json', `--outputFile.json=${join(reports, 'merged.json')}`,
    '--coverage.reporter=text', '--coverage.skipFull', '--coverage.thresholds.branches=100');
}

/** Prints what happened and answers whether all is well. */
function summarise() {
  const found = steps.flatMap(({ report }) => (report === undefined ? [] : [report]));
  const counts = sumCounts(found.map((report) => report.counts));
  const missing = listMissingTools();

  console.log('\n== summary');
  for (const { name, isOk, seconds, report } of steps) {
    const tests = report === undefined ? '' : `: ${renderCounts(report.counts)}`;
    console.log(`${isOk ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${name}${tests}`);
  }
  for (const { file, count } of found.flatMap((report) => report.skips)) {
    const reason = toSkipReason(readFileSync(file, 'utf8'), missing);
    console.log(`skipped ${count} in ${relative(root, file)}: ${reason}`);
  }
  const isSkipFailure = isCi() && counts.skipped > 0;
  const isEmpty = counts.passed + counts.failed === 0;
  if (isSkipFailure) console.log('FAILED: under CI no test may be skipped.');
  if (isEmpty) console.log('FAILED: no test ran.');
  console.log(renderCounts(counts));
  return steps.every(({ isOk }) => isOk) && !isSkipFailure && !isEmpty;
}
