// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run build`: what the command line reaches, as JavaScript in dist/, with the files it reads at run time. */

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const target = join(root, 'dist');

rmSync(target, { recursive: true, force: true });
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'scripts/tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);

const assets = new Set(['.graphql', '.json', '.sql', '.css']);
cpSync(source, target, {
  recursive: true,
  filter: (from) => {
    // Astro reads the site's sources where they are.
    if (relative(source, from) === 'site') return false;
    if (statSync(from).isDirectory()) return basename(from) !== 'fixtures' && existsSync(join(target, relative(source, from)));
    return assets.has(extname(from));
  },
});
