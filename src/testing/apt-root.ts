// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The machine's apt with everything of its own: configuration, lists, cache, status, keys and methods. */
export interface AptRoot {
  readonly folder: string;
  /** Runs `apt-get` with these arguments to its end. */
  get(...args: readonly string[]): Promise<AptResult>;
  /** Replaces what is configured beside the isolation: lines of apt.conf. */
  configure(...lines: readonly string[]): void;
  /** One line of sources.list, `[signed-by=…]` included. */
  setSource(line: string): void;
  /** Names of the .debs in apt's cache, finished and partial ones. */
  listArchives(): { readonly finished: readonly string[]; readonly partial: readonly string[] };
  close(): void;
}

export interface AptResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface AptRootOptions {
  /** The method's file; it is linked as intoto, intoto+http and intoto+https. */
  readonly method: string;
  /** The archive's public key, armoured. */
  readonly archiveKey: string;
  /** As whom methods run; root by default, so that the machine needs no such user. */
  readonly sandboxUser?: string;
}

const SYSTEM_METHODS = '/usr/lib/apt/methods';

/** Bundles the method as the package has it, into a folder of the test's own; gives the file. */
export function buildAptMethod(folder: string): string {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-apt-method.mjs', import.meta.url)), folder], { stdio: 'inherit' });
  return join(folder, 'intoto');
}

export function createAptRoot({ method, archiveKey, sandboxUser = 'root' }: AptRootOptions): AptRoot {
  const folder = mkdtempSync(join(tmpdir(), 'pb-apt-'));
  // The sandbox's user has to get through.
  chmodSync(folder, 0o755);
  for (const path of ['etc/apt/apt.conf.d', 'etc/apt/preferences.d', 'methods', 'var/lib/apt/lists/partial', 'var/cache/apt/archives/partial', 'log']) mkdirSync(join(folder, path), { recursive: true });
  for (const name of readdirSync(SYSTEM_METHODS)) symlinkSync(join(SYSTEM_METHODS, name), join(folder, 'methods', name));
  for (const name of ['intoto', 'intoto+http', 'intoto+https']) {
    rmSync(join(folder, 'methods', name), { force: true });
    symlinkSync(method, join(folder, 'methods', name));
  }
  writeFileSync(join(folder, 'etc/apt/archive.asc'), archiveKey);
  writeFileSync(join(folder, 'status'), '');
  const isolation = [
    `Dir "${folder}/";`, `Dir::Bin::methods "${folder}/methods/";`, `Dir::State::status "${folder}/status";`, `Dir::Log "${folder}/log/";`,
    'APT::Architecture "amd64";', 'APT::Architectures { "amd64"; };', `APT::Sandbox::User "${sandboxUser}";`,
    'Acquire::Languages "none";', 'Acquire::By-Hash "no";', 'Acquire::Retries "0";', 'Debug::NoLocking "true";',
  ];
  const configure = (...lines: readonly string[]): void => writeFileSync(join(folder, 'apt.conf'), [...isolation, ...lines, ''].join('\n'));
  configure();
  const list = (path: string): string[] => {
    const files = join(folder, path);
    return existsSync(files) ? readdirSync(files).filter((name) => name !== 'lock' && name !== 'partial').sort() : [];
  };
  return {
    folder,
    configure,
    get: async (...args) => run(args, join(folder, 'apt.conf'), folder),
    setSource: (line) => writeFileSync(join(folder, 'etc/apt/sources.list'), `${line.replace('deb ', `deb [signed-by=${folder}/etc/apt/archive.asc] `)}\n`),
    listArchives: () => ({ finished: list('var/cache/apt/archives'), partial: list('var/cache/apt/archives/partial') }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Not in step with it: the servers that apt asks are in this process. */
async function run(args: readonly string[], config: string, cwd: string): Promise<AptResult> {
  const child = spawn('apt-get', ['-q', '-y', ...args], { cwd, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', APT_CONFIG: config }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => output.stdout += chunk.toString());
  child.stderr.on('data', (chunk: Buffer) => output.stderr += chunk.toString());
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  return { code, ...output };
}
