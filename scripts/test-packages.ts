// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { listMissingTools } from '../src/testing/needs.ts';
import { TOOLS } from '../src/testing/tools.data.ts';

/** Installs the Debian packages that tests need and this machine lacks, or says how where it may not. */
export function installMissingPackages(): void {
  const packages = [...new Set(listMissingTools().flatMap((name) => TOOLS[name]))];
  if (packages.length === 0) return;
  const isDebian = existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
  if (!isDebian || process.getuid?.() !== 0) {
    console.log(`Some tests need more programs. On Debian: sudo apt-get install ${packages.join(' ')}`);
    return;
  }
  console.log(`Installing the Debian packages that tests need: ${packages.join(', ')}`);
  // What could not be installed is missed by the suites that need it, and they say so.
  runAptGet('update');
  runAptGet('install', '--yes', '--no-install-recommends', ...packages);
}

function runAptGet(...args: string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('/usr/bin/apt-get', ['-qq', ...args], { stdio: 'inherit', env: environment });
  if (status !== 0) console.log(`apt-get ${args.join(' ')} failed.`);
}
