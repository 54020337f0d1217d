// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { houseConfig } from './eslint.config.js';

const ROOT = '/checkout';

/** What our own rules, with the project's own table, say of a file. */
function messagesFor(file: string, code: string): string[] {
  const linter = new Linter({ cwd: ROOT });
  const configs: Linter.Config[] = [{ files: ['**/*.ts'], languageOptions: { parser } }, ...houseConfig];
  const messages = linter.verify(code, configs, { filename: `${ROOT}/${file}`, filterCodeBlock: () => true });
  return messages.map(({ line, message }) => `${line}: ${message}`);
}

describe('importTableRule', () => {
  it.each([
    ['src/model/cell.ts', "import { X } from '../platform/http.ts';", '1: src/model does not import src/platform. It may import: nothing.'],
    ['src/badges/a.ts', "import type { X } from '../state/open.ts';", '1: src/badges does not import src/state. It may import: model.'],
    ['src/badges/a.ts', "export { X } from '../state/open.ts';", '1: src/badges does not import src/state. It may import: model.'],
    ['src/badges/a.ts', "await import('../state/open.ts');", '1: src/badges does not import src/state. It may import: model.'],
    ['src/badges/a.ts', "type X = import('../state/open.ts').X;", '1: src/badges does not import src/state. It may import: model.'],
    ['src/sources/gitlab/a.ts', "import '../../state/open.ts';",
      '1: src/sources does not import src/state. It may import: model, platform, config, attest, diffoscope, debian, failures.'],
    ['src/model/a.ts', "import { z } from 'zod';", '1: src/model does not import "zod". From outside it may import: date-fns.'],
    ['src/model/a.ts', "import 'fs';", '1: src/model does not import "node:fs". From outside it may import: date-fns.'],
    ['src/config/a.ts', "import 'node:child_process';",
      '1: src/config does not import "node:child_process". From outside it may import: zod, yaml, node:crypto, node:fs/promises, node:path.'],
    ['src/platform/a.ts', "import '../../scripts/test.mjs';", '1: What lies outside src ("../../scripts/test.mjs") is not imported.'],
    ['src/state/a.ts', "import '../cli/main.ts';", '1: Only tests import src/cli; besides them: nothing.'],
    ['src/cli/main.ts', "import '../testing/forge/start.ts';", '1: Only tests import src/testing; besides them: cli/commands/demo.ts.'],
    ['src/misc/a.ts', '', '1: src/misc has no row in the import table (scripts/eslint.config.js).'],
    ['src/state/a.test.ts', "import '../config/read.ts';", '1: src/state does not import src/config. It may import: model, platform, testing.'],
    ['src/site/pages/index.astro', "---\n\nimport '../../sources/gitlab/source.ts';\n---\n<p></p>\n",
      '3: src/site does not import src/sources. It may import: model, platform, state, config, votes, badges, feeds, history, failures, diffoscope.'],
  ])('reports in %s: %s', (file, code, message) => {
    expect(messagesFor(file, code)).toEqual([message]);
  });

  it.each([
    ['src/state/merge.ts', "import '../model/cell.ts'; import './schema.ts'; import 'node:sqlite'; import 'node:stream/promises';"],
    ['src/platform/a.ts', "import 'node:fs/promises'; import 'path';"],
    ['src/cli/main.ts', "import '../state/open.ts'; import 'commander'; import '../../package.json';"],
    ['src/cli/commands/demo.ts', "import '../../testing/forge/start.ts';"],
    ['src/state/a.test.ts', "import '../testing/needs.ts'; import 'vitest'; import 'node:fs'; import './merge.ts';"],
    ['src/testing/forge/start.ts', "import '../../cli/main.ts'; import 'graphql';"],
    ['src/site/pages/index.astro', "---\nimport Page from '../layouts/Page.astro';\nimport '../../state/open.ts';\n---\n<p></p>\n"],
    ['src/site/components/Plain.astro', '<p>no fences</p>\n'],
    ['scripts/bench.ts', "import '../src/state/open.ts'; import 'anything';"],
  ])('lets pass in %s: %s', (file, code) => {
    expect(messagesFor(file, code)).toEqual([]);
  });
});

describe('houseConfig', () => {
  it.each([
    ['src/state/a.ts', 'export const a = Date.now();'],
    ['src/state/a.test.ts', 'export const a = new Date();'],
    ['src/site/pages/a.astro', '---\nconst a = new Date();\n---\n'],
    ['src/state/a.ts', 'export const a = process.env;'],
    ['src/state/a.ts', 'export const { argv } = process;'],
    ['src/platform/a.ts', "import { exit } from 'node:process';"],
    ['src/state/index.ts', 'export const a = 1;'],
    ['src/state/a.ts', "export * from './b.ts';"],
    ['src/state/a.ts', 'export default 1;'],
  ])('refuses in %s: %j', (file, code) => {
    expect(messagesFor(file, code)).toHaveLength(1);
  });

  it.each([
    ['src/platform/clock.ts', 'export const a = Date.now();'],
    ['src/state/a.ts', 'export const a = new Date(0);'],
    ['src/cli/main.ts', 'export const a = process.argv;'],
    ['src/testing/vitest.config.ts', 'export default {};'],
    ['scripts/bench.ts', 'export const a = [process.env, Date.now()];'],
  ])('allows in %s: %j', (file, code) => {
    expect(messagesFor(file, code)).toEqual([]);
  });

  it('refuses more than 400 lines, but for tables of data', () => {
    expect(messagesFor('src/state/a.ts', '\n'.repeat(401))).toHaveLength(1);
    expect(messagesFor('src/state/a.ts', '\n'.repeat(399))).toEqual([]);
    expect(messagesFor('src/state/a.data.ts', '\n'.repeat(401))).toEqual([]);
  });
});
