// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { chmod, lutimes, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Fixed for both sides, so that nothing differs but what a pair varies. */
const ENVIRONMENT = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', TZ: 'UTC', SOURCE_DATE_EPOCH: '1700000000',
  USER: 'builder', LOGNAME: 'builder', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1',
};
export const EPOCH = 1_700_000_000;
const MAX_OUTPUT = 64 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Relative to the workshop's folder. */
  readonly cwd?: string;
  /** Names of variables that are not to be set. */
  readonly without?: readonly string[];
}

export interface FileSpec {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode?: number;
}

export interface Workshop {
  readonly side: 'a' | 'b';
  /** The same folder for both sides, empty at the start. */
  readonly folder: string;
  /** What the first side gets, and what the second. */
  readonly pick: <T>(a: T, b: T) => T;
  /** Runs a program without a shell and returns what it printed. */
  readonly run: (program: string, args: readonly string[], options?: RunOptions) => Promise<string>;
  readonly write: (file: FileSpec) => Promise<void>;
  /** Sets the modification time of everything below a folder. */
  readonly touch: (folder: string, seconds?: number) => Promise<void>;
}

/** One side's workshop in an empty folder. */
export function createWorkshop(side: 'a' | 'b', folder: string): Workshop {
  const touch = async (path: string, seconds: number): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await touch(inner, seconds);
      else await lutimes(inner, seconds, seconds);
    }
    await lutimes(path, seconds, seconds);
  };
  return {
    side, folder,
    pick: (a, b) => (side === 'a' ? a : b),
    run: async (program, args, { env = {}, cwd = '.', without = [] } = {}) => {
      const all: Record<string, string> = { ...ENVIRONMENT, ...env };
      const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
      const { stdout } = await execute(program, args, { cwd: join(folder, cwd), env: kept, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT });
      return stdout;
    },
    write: async ({ path, content, mode = 0o644 }) => {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      await writeFile(file, content);
      await chmod(file, mode);
    },
    touch: (path, seconds = EPOCH) => touch(join(folder, path), seconds),
  };
}

/** Words that change another program's time, host name, umask or kernel name, to put before its own. */
export const under = {
  time: (iso: string): [string, string[]] => ['faketime', ['-f', iso]],
  umask: (mask: string): [string, string[]] => ['perl', ['-e', 'umask oct shift; exec @ARGV', mask]],
  host: (name: string): [string, string[]] => (
    ['unshare', ['--map-root-user', '--uts', 'perl', '-e', 'system("hostname", shift) == 0 or die; exec @ARGV', name]]),
} as const;

/** Runs a program under one of `under`'s conditions. */
export async function runUnder(shop: Workshop, [program, words]: [string, string[]], args: readonly string[], options?: RunOptions): Promise<string> {
  return shop.run(program, [...words, ...args], options);
}
