// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { toMessage } from '../model/error.ts';

export interface ProgramOptions {
  /** What the program reads; nothing (`/dev/null`) where it is left out. */
  readonly stdin?: Uint8Array;
  /** All of its environment. `PATH` in it is where `file` is looked for, unless that is a path. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** From start to the end of its output. */
  readonly timeoutMs: number;
  /** Of stdout, and again of stderr. */
  readonly maxBytes: number;
}

export interface ProgramResult {
  /** The exit status; null unless it came to an end by itself, so that nothing but a true 0 looks like one. */
  readonly status: number | null;
  /** `missing`: it could not be started; `stderr` then says why. */
  readonly ended: 'exit' | 'timeout' | 'too-large' | 'missing';
  /** What came before it ended, never more than `maxBytes`. */
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/**
 * Runs a program to its end without a shell, in a process group of its own, which is killed as a whole when time or output
 * run out. Never throws: how it ended is part of the answer.
 */
export async function runProgram(file: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  let child: Child;
  try {
    child = spawn(file, args, {
      env: options.env, detached: true, shell: false, ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    }) as Child;
  } catch (thrown) {
    // A zero byte in an argument, or a list longer than the system takes.
    return toMissing(thrown);
  }
  const { pid } = child;
  return pid === undefined
    ? new Promise((resolve) => child.once('error', (error) => resolve(toMissing(error))))
    : follow(child, pid, options);
}

/** As `stdio` above makes it. */
type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

function toMissing(thrown: unknown): ProgramResult {
  return { status: null, ended: 'missing', stdout: new Uint8Array(), stderr: toMessage(thrown) };
}

function follow(child: Child, pid: number, { stdin, timeoutMs, maxBytes }: ProgramOptions): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const end = (ended: ProgramResult['ended'], status: number | null): void => {
      clearTimeout(timer);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve({ ended, status, stdout: stdout.take(), stderr: new TextDecoder().decode(stderr.take()) });
    };
    const stop = (ended: 'timeout' | 'too-large'): void => {
      killGroup(pid);
      end(ended, null);
    };
    // It also ends the wait for somebody outside the group who keeps the output open after the program has ended.
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    const stdout = collect(child.stdout, maxBytes, () => stop('too-large'));
    const stderr = collect(child.stderr, maxBytes, () => stop('too-large'));
    child.once('close', (status) => end('exit', status));
    feed(child.stdin, stdin);
  });
}

interface Collected {
  readonly take: () => Uint8Array;
}

function collect(stream: Readable, maxBytes: number, onTooMuch: () => void): Collected {
  const chunks: Buffer[] = [];
  let left = maxBytes;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.byteLength;
    if (left < 0) onTooMuch();
  });
  return { take: () => new Uint8Array(Buffer.concat(chunks)) };
}

/** A program need not read all it is given: that its end of the pipe is closed is no fault. */
function feed(stream: Writable | null, bytes: Uint8Array | undefined): void {
  stream?.on('error', () => undefined);
  stream?.end(bytes);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of the group have ended already.
  }
}
