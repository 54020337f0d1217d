// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** apt's method and its hook, each one file of plain JavaScript for Node 18, in dist/apt or in the folder that is given. */

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2] ?? join(root, 'dist/apt');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root, bundle: true, platform: 'node', target: 'node18', charset: 'utf8', legalComments: 'inline', logLevel: 'warning',
  banner: { js: '#!/usr/bin/node' },
  // A file without an ending is CommonJS to Node 18; what is imported late is then run late, too.
  format: 'cjs',
  // By require: the loader of ES modules alone takes some ten milliseconds.
  supported: { 'dynamic-import': false },
};

mkdirSync(folder, { recursive: true });
for (const { entry, name } of [{ entry: 'src/cli/apt-method.ts', name: 'intoto' }, { entry: 'src/cli/apt-pre-install.ts', name: 'apt-pre-install' }]) {
  await build({ ...common, entryPoints: [entry], outfile: join(folder, name) });
  chmodSync(join(folder, name), 0o755);
}
// Within this package, which has ES modules, the file would be one.
writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
