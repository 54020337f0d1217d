// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { astroProcessor } from './eslint-astro.js';
import { importTableRule } from './eslint-import-table.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Who may import whom; ARCHITECTURE.md says what each folder is.
 * @type {import('./eslint-import-table.js').ImportTable}
 */
export const IMPORT_TABLE = {
  folders: {
    model: { ours: [], outside: ['date-fns'] },
    platform: { ours: ['model'], outside: ['node:*'] },
    config: { ours: ['model', 'platform'], outside: ['zod', 'yaml', 'node:crypto', 'node:fs/promises', 'node:path'] },
    sources: {
      ours: ['model', 'platform', 'config', 'attest', 'diffoscope', 'debian', 'failures'],
      outside: [
        'zod', '@gitbeaker/rest', '@gitbeaker/requester-utils', '@octokit/graphql', 'htmlparser2', 'node:zlib', 'node:crypto',
      ],
    },
    history: { ours: ['model'], outside: [] },
    failures: { ours: ['model'], outside: ['@secretlint/secretlint-rule-preset-recommend'] },
    state: { ours: ['model', 'platform'], outside: ['node:sqlite', 'node:zlib', 'node:stream'] },
    badges: { ours: ['model'], outside: ['badge-maker'] },
    feeds: { ours: ['model', 'failures'], outside: ['zod', 'node:crypto'] },
    votes: { ours: ['model', 'debian'], outside: [] },
    diffoscope: { ours: ['model'], outside: ['htmlparser2'] },
    debian: { ours: ['model'], outside: [] },
    attest: { ours: ['model'], outside: ['node:crypto', 'openpgp'] },
    verify: {
      ours: ['model', 'platform', 'attest', 'votes', 'debian'],
      // Apt's method and hook: they run as root, in one file, on Node 18.
      outside: ['node:*'],
    },
    rebuild: { ours: ['model', 'platform', 'debian', 'diffoscope', 'attest'], outside: [] },
    rebuilder: {
      ours: ['model', 'platform', 'config', 'state', 'rebuild', 'attest'],
      outside: ['pg-boss', '@electric-sql/pglite'],
    },
    bridge: {
      ours: ['model', 'platform', 'config', 'sources'],
      outside: ['probot', 'octokit', 'pg-boss', '@electric-sql/pglite'],
    },
    site: {
      ours: ['model', 'platform', 'state', 'config', 'votes', 'badges', 'feeds', 'history', 'failures', 'diffoscope'],
      // `virtual:proofboard` is the board's view, handed to the pages by src/site/astro.ts.
      outside: ['astro', 'chart.js', 'virtual:proofboard', 'node:fs', 'node:path', 'node:url', 'node:crypto'],
    },
    cli: { ours: '*', outside: '*' },
    testing: { ours: '*', outside: '*' },
  },
  tests: {
    ours: ['testing'],
    outside: [
      'node:*', 'vitest', 'fast-check', 'playwright-core', '@axe-core/playwright', 'lighthouse', 'graphql',
      'ajv', 'ajv-formats', '@seriousme/openapi-schema-validator', 'feedsmith',
    ],
  },
  reserved: { cli: [], testing: ['cli/commands/demo.ts'] },
};

const CLOCK_ONLY = 'Only src/platform/clock.ts reads the wall clock: take the time or a clock as an argument.';
const CLI_ONLY = 'Only src/cli knows the process: take what is needed as an argument.';
const NO_BARREL = 'No barrel files: import the file itself.';

/**
 * The rules of the house that need no types.
 * @type {import('eslint').Linter.Config[]}
 */
export const houseConfig = [
  { plugins: { house: { rules: { 'import-table': importTableRule }, processors: { astro: astroProcessor } } } },
  { files: ['**/*.astro'], processor: 'house/astro' },
  { files: ['**/*.astro/*.ts'], languageOptions: { parser: tseslint.parser } },
  {
    rules: {
      'eqeqeq': 'error',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'prefer-const': 'error',
    },
  },
  { files: ['src/**'], rules: { 'house/import-table': ['error', IMPORT_TABLE] } },
  {
    files: ['src/**'],
    ignores: ['src/platform/clock.ts'],
    rules: {
      'no-restricted-syntax': ['error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK_ONLY },
        { selector: 'CallExpression[callee.name="Date"]', message: CLOCK_ONLY },
        { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: CLOCK_ONLY },
        { selector: 'ExportAllDeclaration', message: NO_BARREL },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/cli/**', 'src/testing/**'],
    rules: {
      'no-restricted-imports': ['error', ...['process', 'node:process'].map((name) => ({ name, message: CLI_ONLY }))],
      'no-restricted-properties': ['error', ...['env', 'argv', 'exit', 'exitCode'].map((property) => (
        { object: 'process', property, message: CLI_ONLY }))],
    },
  },
  {
    files: ['src/**/index.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'Program', message: NO_BARREL }] },
  },
  { files: ['**/*.data.ts'], rules: { 'max-lines': 'off' } },
  // Tools that look for a default export.
  { files: ['**/*.config.{js,ts}'], rules: { 'no-restricted-exports': 'off' } },
];

export default defineConfig(
  { ignores: ['**/node_modules/**', 'dist/**'] },
  {
    files: ['**/*.{ts,js,mjs}'],
    ignores: ['**/*.astro/**'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Factories close over their ports: there is no "this" to lose.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // It does not see JSDoc's casts.
  { files: ['**/*.{js,mjs}'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  ...houseConfig,
);
