// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../model/error.ts';

/** A folder within a chroot, in which everything of one run lies. */
export interface Place {
  /** Of the chroot. */
  readonly root: string;
  /** As seen from within it, `/srv/run-1-2`. */
  readonly folder: string;
}

export interface InsideOptions {
  readonly cwd?: string;
  readonly stdin?: string;
}

const MAX_OUTPUT = 16 * 1024 * 1024;
const RUN_TIMEOUT_MS = 60_000;

/** The same folder as seen from outside. */
export function toOutside({ root, folder }: Place, ...parts: readonly string[]): string {
  return join(root, folder, ...parts);
}

/** Runs a program within the chroot to its end and gives what it wrote; throws `command-failed` with what it complained of. */
export async function runInside(place: Place, command: readonly string[], { cwd = place.folder, stdin = '' }: InsideOptions = {}): Promise<string> {
  const child = launch(place, command, cwd, ['pipe', 'pipe', 'pipe']);
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_TIMEOUT_MS);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // Who ends without reading says so by its status.
  child.stdin?.on('error', () => undefined).end(stdin);
  const status = await toStatus(child);
  clearTimeout(timer);
  if (status !== 0) throw new CodedError('command-failed', `${command.join(' ')} ended with ${status ?? 'a signal'}: ${stderr().slice(0, 2_000)}`);
  return stdout();
}

/** A program that runs until it is stopped. */
export interface Daemon {
  /** False once it ended by itself. */
  isRunning(): boolean;
  stop(): Promise<void>;
}

/** Starts a program within the chroot; what it writes goes to a file of the run's folder. */
export function startInside(place: Place, command: readonly string[], logFile: string): Daemon {
  const log = createWriteStream(toOutside(place, logFile));
  const child = launch(place, command, place.folder, ['ignore', 'pipe', 'pipe']);
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  let isRunning = true;
  const ended = toStatus(child).catch(() => null).finally(() => {
    isRunning = false;
    log.end();
  });
  return {
    isRunning: () => isRunning,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Arguments of setpriv(1) that run what follows them in namespaces of its own, so that nothing outlives its leader, neither
 * what it started nor what it mounted; and the leader does not outlive us, however we end. `--mount-proc` has to follow.
 */
export const LEASHED: readonly string[] = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child=KILL'];

function launch({ root, folder }: Place, command: readonly string[], cwd: string, stdio: ('pipe' | 'ignore')[]): ChildProcess {
  return spawn('setpriv', [
    ...LEASHED, `--mount-proc=${join(root, 'proc')}`,
    'chroot', root, 'env', '-i', `--chdir=${cwd}`, 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C.UTF-8',
    `HOME=${folder}`, `TMPDIR=${folder}/tmp`, `XDG_CONFIG_HOME=${folder}`, `XDG_DATA_HOME=${folder}`, `XDG_CACHE_HOME=${folder}/tmp`,
    ...command,
  ], { stdio });
}

async function toStatus(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MAX_OUTPUT) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}
