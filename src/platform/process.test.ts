// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runProgram, type ProgramOptions, type ProgramResult } from './process.ts';

const LIMITS = { env: { PATH: '/usr/bin:/bin' }, timeoutMs: 20_000, maxBytes: 1000 } as const;

/** The script's text is an argument of its own: no quoting of ours is in play. */
function runScript(script: string, options: Partial<ProgramOptions> = {}, ...args: string[]): Promise<ProgramResult> {
  return runProgram('sh', ['-c', script, 'sh', ...args], { ...LIMITS, ...options });
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proofboard-process-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('runProgram', () => {
  it('answers with both outputs and the exit status, whatever it is', async () => {
    const result = await runScript('echo out; echo err >&2; exit 7');
    expect(result).toMatchObject({ ended: 'exit', status: 7, stderr: 'err\n' });
    expect(toText(result.stdout)).toBe('out\n');
    expect(await runScript(':')).toMatchObject({ ended: 'exit', status: 0 });
  });

  it('hands arguments over as they are, with no shell between', async () => {
    const hostile = '$(echo no) "; exit 3 #\n*';
    expect(toText((await runProgram('printf', ['%s|', hostile, ''], LIMITS)).stdout)).toBe(`${hostile}||`);
  });

  it('gives the program the environment it is told and nothing else', async () => {
    const { stdout } = await runProgram('env', [], { ...LIMITS, env: { PATH: '/usr/bin:/bin', ONLY: 'this' } });
    // Node hands this one to whatever it starts while its coverage is measured.
    const lines = toText(stdout).split('\n').filter((line) => !line.startsWith('NODE_V8_COVERAGE='));
    expect(lines.sort()).toEqual(['', 'ONLY=this', 'PATH=/usr/bin:/bin']);
  });

  it('hands over bytes as input, or none at all', async () => {
    const bytes = new Uint8Array([0, 255, 10, 128]);
    expect((await runProgram('cat', [], { ...LIMITS, stdin: bytes })).stdout).toEqual(bytes);
    expect(toText((await runProgram('cat', [], LIMITS)).stdout)).toBe('');
  });

  it('does not mind a program that reads none of its input', async () => {
    expect(await runScript('exit 0', { stdin: new Uint8Array(2_000_000) })).toMatchObject({ ended: 'exit', status: 0 });
  });

  it('runs where it is told to', async () => {
    const cwd = temporaryFolder();
    expect(toText((await runProgram('pwd', [], { ...LIMITS, cwd })).stdout)).toBe(`${cwd}\n`);
  });

  it('has no status for a program that a signal ended', async () => {
    expect(await runScript('kill -9 $$')).toMatchObject({ ended: 'exit', status: null });
  });

  it('kills the program and all it started when time runs out, and keeps what it said', async () => {
    const file = join(temporaryFolder(), 'pid');
    const result = await runScript('echo before; sleep 60 & echo $! > "$1"; wait', { timeoutMs: 500 }, file);
    expect(result).toMatchObject({ ended: 'timeout', status: null });
    expect(toText(result.stdout)).toBe('before\n');
    const pid = Number(readFileSync(file, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('does not wait longer than its time for somebody who keeps the output open', async () => {
    const file = join(temporaryFolder(), 'pid');
    const result = await runScript('setsid sleep 60 & echo $! > "$1"', { timeoutMs: 500 }, file);
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    expect(result).toMatchObject({ ended: 'timeout', status: null });
  });

  it.each(['', ' >&2'])('ends a program that says too much, and keeps no more than allowed (yes%s)', async (redirection) => {
    const result = await runScript(`exec yes${redirection}`);
    expect(result).toMatchObject({ ended: 'too-large', status: null });
    expect(Math.max(result.stdout.byteLength, result.stderr.length)).toBe(LIMITS.maxBytes);
  });

  it('takes output of exactly the size allowed', async () => {
    expect(await runScript('head -c 1000 /dev/zero')).toMatchObject({ ended: 'exit', status: 0 });
    expect(await runScript('head -c 1001 /dev/zero')).toMatchObject({ ended: 'too-large' });
  });

  it('says that a program is missing, is none, or cannot be given such arguments', async () => {
    const missing = await runProgram('no-such-program', [], LIMITS);
    expect(missing).toMatchObject({ ended: 'missing', status: null });
    expect(missing.stderr).toContain('ENOENT');
    expect(await runProgram('/', [], LIMITS)).toMatchObject({ ended: 'missing' });
    expect(await runProgram('printf', ['a\0b'], LIMITS)).toMatchObject({ ended: 'missing', status: null });
    expect(await runProgram('cat', [], { ...LIMITS, stdin: new Uint8Array(9), cwd: '/no/such/folder' })).toMatchObject({ ended: 'missing' });
  });

  it('leaves nothing behind that would keep this process', async () => {
    const before = countTimers();
    await runScript(':', { timeoutMs: 600_000 });
    await runProgram('no-such-program', [], { ...LIMITS, timeoutMs: 600_000 });
    expect(countTimers()).toBeLessThanOrEqual(before);
  });
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

function isAlive(pid: number): boolean {
  try {
    // A zombie, which nobody may have collected yet, is as dead.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
