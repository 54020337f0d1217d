// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { systemClock } from '../platform/clock.ts';
import { MAX_INPUT_BYTES } from '../verify/apt/pre-install-input.ts';
import { dropPrivileges } from './apt-privileges.ts';
import { runPreInstall } from './apt-pre-install-run.ts';
import { refuseWhereUnfinished } from './unfinished.ts';

/** apt's hook, started by `DPkg::Pre-Install-Pkgs` as root; bundled by itself. */
async function main(): Promise<0 | 1> {
  return runPreInstall({
    stdin: await readAll(process.stdin),
    path: '/usr/sbin:/usr/bin:/sbin:/bin',
    uid: () => process.getuid?.() ?? -1,
    aptConfig: process.env['APT_CONFIG'],
    environment: { http_proxy: process.env['http_proxy'], https_proxy: process.env['https_proxy'], no_proxy: process.env['no_proxy'] },
    dropPrivileges: (user) => dropPrivileges(user),
    readFile: (file) => readFileSync(file, 'utf8'),
    clock: systemClock,
    say: (line) => process.stderr.write(`${line}\n`),
  });
}

/** One byte more than is taken tells that there is more. */
async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > MAX_INPUT_BYTES) break;
  }
  return Buffer.concat(chunks);
}

// Until it is known that everything may be installed, the answer is no.
const finish = refuseWhereUnfinished('The hook ended without a verdict, so nothing is installed. Please report this.', 1);
main().finally(finish).then(
  (code) => process.exitCode = code,
  (error: unknown) => void process.stderr.write(`The hook failed, so nothing is installed: ${error instanceof Error ? error.message : String(error)}\n`),
);
