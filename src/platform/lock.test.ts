// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock, type Clock } from './clock.ts';
import { withLock } from './lock.ts';

/** The wait is over after a few looks, at once. */
function createFastClock(): Clock {
  let now = 0;
  return { now: () => now, sleep: async (ms) => { now += ms; } };
}

let folder: string;
let file: string;
const deadPid = spawnSync('true').pid;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofboard-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  file = join(folder, 'lock');
});

const take = (waitMs = 1000): Promise<string> => withLock(file, { clock: createFastClock(), waitMs }, async () => 'done');
const writeOwner = (owner: object, path = file): void => writeFileSync(path, JSON.stringify(owner));

describe('withLock', () => {
  it('runs one after the other, whoever asks at the same time', async () => {
    const seen: string[] = [];
    const run = (name: string): Promise<void> => withLock(file, { clock: systemClock, waitMs: 20_000 }, async () => {
      seen.push(`${name} begins`);
      await systemClock.sleep(5);
      seen.push(`${name} ends`);
    });
    await Promise.all(['a', 'b', 'c'].map(run));
    for (let at = 0; at < seen.length; at += 2) expect(seen[at + 1]).toBe(seen[at]?.replace('begins', 'ends'));
    expect(seen).toHaveLength(6);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says who it is while it holds it, and lets it go when the action fails', async () => {
    await expect(withLock(file, { clock: systemClock, waitMs: 0 }, async () => {
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, host: hostname() });
      throw new Error('failed');
    })).rejects.toThrow('failed');
    expect(existsSync(file)).toBe(false);
  });

  it('throws with the file\'s name and owner when the wait is over', async () => {
    writeOwner({ pid: process.pid, host: hostname() });
    await expect(take()).rejects.toMatchObject({ code: 'locked', message: expect.stringMatching(new RegExp(`${file}.*process ${process.pid}`)) as unknown });
    expect(existsSync(file)).toBe(true);
  });

  it('takes over what a dead process of this machine left', async () => {
    writeOwner({ pid: deadPid, host: hostname() });
    expect(await take(0)).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets several who see a dead one\'s lock take it one after the other', async () => {
    writeOwner({ pid: deadPid, host: hostname() });
    let inside = 0;
    await Promise.all(Array.from({ length: 8 }, () => withLock(file, { clock: systemClock, waitMs: 20_000 }, async () => {
      inside += 1;
      expect(inside).toBe(1);
      await systemClock.sleep(1);
      inside -= 1;
    })));
  });

  it('does not take over while somebody else is about to', async () => {
    writeOwner({ pid: deadPid, host: hostname() });
    writeOwner({ pid: process.pid, host: hostname() }, `${file}.takeover`);
    await expect(take()).rejects.toMatchObject({ code: 'locked' });
  });

  it.each([{ pid: 1, host: 'another.example' }, { pid: deadPid, host: 'another.example' }, { pid: -1, host: hostname() }, { pid: 'x', host: hostname() }, [], { pid: 1 }])(
    'leaves alone what it cannot judge: %j', async (owner) => {
      writeOwner(owner);
      await expect(take()).rejects.toMatchObject({ code: 'locked' });
    });

  it('leaves alone what is no owner at all', async () => {
    writeFileSync(file, 'nothing');
    await expect(take()).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining('somebody unknown') as unknown });
  });

  it('throws what the file system says where no lock can be made', async () => {
    await expect(withLock(join(folder, 'none', 'lock'), { clock: systemClock, waitMs: 0 }, async () => 'done')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
