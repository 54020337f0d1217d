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
};

mkdirSync(folder, { recursive: true });
// A file without an ending is CommonJS to Node 18; what is imported late is then run late, too.
await build({ ...common, entryPoints: ['src/cli/apt-method.ts'], outfile: join(folder, 'intoto'), format: 'cjs' });
await build({ ...common, entryPoints: ['src/cli/apt-pre-install.ts'], outfile: join(folder, 'apt-pre-install.mjs'), format: 'esm' });
chmodSync(join(folder, 'apt-pre-install.mjs'), 0o755);
chmodSync(join(folder, 'intoto'), 0o755);
// Within this package, which has ES modules, the file would be one.
writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
