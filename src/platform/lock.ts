// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { CodedError } from '../model/error.ts';
import type { Clock } from './clock.ts';

export interface LockOptions {
  readonly clock: Clock;
  /** How long to wait for somebody else to end. */
  readonly waitMs: number;
}

const POLL_MS = 100;

/**
 * Runs `action` while nobody else who takes the same lock file does, in this process or another. What a killed process of this
 * machine left is taken over. Throws `locked`, with who holds it and what to do, when the wait is over.
 */
export async function withLock<Value>(file: string, { clock, waitMs }: LockOptions, action: () => Promise<Value>): Promise<Value> {
  const until = clock.now() + waitMs;
  while (!tryCreate(file)) {
    if (removeStale(file)) continue;
    if (clock.now() >= until) {
      throw new CodedError('locked', `${file} is held by ${describe(readOwner(file))}: wait until it has ended; if it is not running any more, remove the file, and ${file}.takeover where there is one`);
    }
    await clock.sleep(POLL_MS);
  }
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Made as a whole or not at all: nobody ever finds it without its owner in it. */
function tryCreate(file: string): boolean {
  const own = `${file}.${randomUUID()}.part`;
  try {
    writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    linkSync(own, file);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Removes the lock of a process that is dead. Only who holds the second lock may: two who both saw the dead one's could else
 * remove each other's new one.
 */
function removeStale(file: string): boolean {
  if (!isDead(readOwner(file))) return false;
  const guard = `${file}.takeover`;
  if (!tryCreate(guard)) return false;
  try {
    if (!isDead(readOwner(file))) return false;
    rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** Null where there is no file, or no owner in it. */
function readOwner(file: string): Owner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isOwner = typeof value === 'object' && value !== null && 'pid' in value && 'host' in value
      && typeof value.pid === 'number' && Number.isSafeInteger(value.pid) && value.pid > 0 && typeof value.host === 'string';
    return isOwner ? { pid: Number(value.pid), host: String(value.host) } : null;
  } catch {
    return null;
  }
}

function isDead(owner: Owner | null): boolean {
  if (owner === null || owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
}

function describe(owner: Owner | null): string {
  return owner === null ? 'somebody unknown' : `process ${owner.pid} on ${owner.host}`;
}
