// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, type CommandResult } from '../testing/command.ts';
import { startForge, type Forge } from '../testing/forge/forge.ts';
import { createQubesLike } from '../testing/forge/qubes-like.ts';

let dir: string;
let forge: Forge;
let env: Record<string, string>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'proofboard-cli-'));
  forge = await startForge({ organisation: createQubesLike({ components: 12 }) });
  env = { PROOFBOARD_GITLAB_TOKEN: forge.gitlabToken, PROOFBOARD_GITHUB_TOKEN: forge.githubToken };
  await writeFile(join(dir, 'proofboard.yml'), `
title: Sample
gitlab: {url: '${forge.gitlabUrl}', groups: [QubesOS], refs: [main, release4.2]}
github: {url: '${forge.githubUrl}', owners: [QubesOS]}
`);
});

afterEach(async () => {
  await forge.close();
  await rm(dir, { recursive: true, force: true });
});

function collect(...more: string[]): Promise<CommandResult> {
  return runCommand(['collect', '-c', join(dir, 'proofboard.yml'), '-s', join(dir, 'state.sqlite'), ...more], env);
}

describe('run', () => {
  it.each(['collect', 'build', 'serve', 'demo', 'check', 'compare'])('%s --help prints the exit codes and ends with 0', async (command) => {
    const { code, stdout } = await runCommand([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes: 0 done');
    expect(stdout).toContain('--json');
  });

  it('ends with 2 for an unknown command or option', async () => {
    expect((await runCommand(['colect'])).code).toBe(2);
    expect((await runCommand(['collect', '--colour'])).code).toBe(2);
  });

  it('ends with 2 and the code of the error where there is no configuration', async () => {
    const { code, stdout } = await runCommand(['collect', '--json', '-c', join(dir, 'none.yml')]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, command: 'collect', error: { code: 'config-missing' } });
  });

  it('answers a mistake in the command line as JSON where JSON was asked for', async () => {
    const { code, stdout } = await runCommand(['collect', '--json', '--nope']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'collect', error: { code: 'usage' } });
  });

  it('refuses a token that no header can carry, without printing it', async () => {
    const { code, stdout, stderr } = await runCommand(['check', '-c', join(dir, 'proofboard.yml')], { PROOFBOARD_GITLAB_TOKEN: 'secret\nwith-a-line-break' });
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain('line-break');
  });
});

describe('collect', () => {
  it('answers one JSON document with --json', async () => {
    const { code, stdout, stderr } = await collect('--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1, command: 'collect', sources: [{ outcome: 'complete' }, { outcome: 'complete' }, { outcome: 'complete', source: `traces:${forge.gitlabUrl}` }],
    });
  });

  it('ends with 3 where something could not be read, says what, and keeps the rest', async () => {
    await collect();
    forge.misbehave({ kind: 'status', status: 502, match: 'gitlab' });
    const { code, stdout } = await collect();
    expect(code).toBe(3);
    expect(stdout).toContain('unavailable');
    expect(stdout).toContain('502');
  });

  it('prints plain lines without escapes where there is no terminal', async () => {
    const { stdout, stderr } = await collect();
    expect(stdout + stderr).not.toMatch(/[\u001b\r]/);
  });

  it('lets no server write to the terminal', async () => {
    await collect();
    forge.misbehave({ kind: 'partial', match: 'ListProjects', message: 'evil \u001b]0;title\u0007\u001b[2J\r' });
    const { stdout, stderr } = await collect();
    expect(stdout).toContain('evil');
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007\r]/);
  });

  it('never writes a token, whatever goes wrong', async () => {
    const texts: string[] = [];
    for (const fault of [null, { kind: 'status', status: 401 }, { kind: 'reset' }, { kind: 'html' }, { kind: 'redirect', to: 'http://127.0.0.1:9/' }] as const) {
      forge.misbehave(fault);
      const { stdout, stderr } = await collect();
      texts.push(stdout, stderr);
    }
    texts.push(await readFile(join(dir, 'state.sqlite'), 'latin1'));
    expect(texts.join('\n')).not.toContain(forge.gitlabToken);
    expect(texts.join('\n')).not.toContain(forge.githubToken);
  });
});

describe('state', () => {
  const state = (...args: string[]): Promise<CommandResult> => runCommand(['state', ...args, '--json']);

  it('goes through an export and comes back the same', async () => {
    await collect();
    const [file, copy, again] = [join(dir, 'a.ndjson.gz'), join(dir, 'copy.sqlite'), join(dir, 'b.ndjson.gz')];
    expect((await state('export', file, '-s', join(dir, 'state.sqlite'))).code).toBe(0);
    expect((await state('import', file, '-s', copy)).code).toBe(0);
    expect((await state('export', again, '-s', copy)).code).toBe(0);
    expect((await readFile(again)).equals(await readFile(file))).toBe(true);
  });

  it('does not replace a state unless told to', async () => {
    await collect();
    const file = join(dir, 'a.ndjson.gz');
    await state('export', file, '-s', join(dir, 'state.sqlite'));
    const refused = await state('import', file, '-s', join(dir, 'state.sqlite'));
    expect([refused.code, (JSON.parse(refused.stdout) as { command: string }).command]).toEqual([2, 'state import']);
    expect((await state('import', file, '-s', join(dir, 'state.sqlite'), '--replace')).code).toBe(0);
  });

  it('says which cells differ between two states', async () => {
    forge.setDay(28);
    await collect('-s', join(dir, 'before.sqlite'));
    forge.setDay(29);
    await collect('-s', join(dir, 'after.sqlite'));
    const { code, stdout, stderr } = await runCommand(['compare', join(dir, 'before.sqlite'), join(dir, 'after.sqlite')]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ cells change\./);
  });
});

describe('serve', () => {
  it('serves a folder until it is stopped, and says so where there is none', async () => {
    await writeFile(join(dir, 'index.html'), 'hello');
    expect((await runCommand(['serve', '-o', dir, '--port', '0'])).stdout).toMatch(/Serving .* at http:\/\/127\.0\.0\.1:\d+\//);
    const { code, stderr } = await runCommand(['serve', '-o', join(dir, 'none')]);
    expect(code).toBe(2);
    expect(stderr).toContain('site-missing');
  });
});

describe('check', () => {
  const check = (): Promise<CommandResult> => runCommand(['check', '-c', join(dir, 'proofboard.yml')], env);

  it('says who we are where the token is good', async () => {
    const { code, stdout } = await check();
    expect(stdout).toContain('answers, as ');
    expect(code).toBe(0);
  });

  it('ends with 3 and names the variable where the token is refused', async () => {
    env['PROOFBOARD_GITLAB_TOKEN'] = 'wrong-token';
    const { code, stdout } = await check();
    expect(code).toBe(3);
    expect(stdout).toContain('PROOFBOARD_GITLAB_TOKEN');
  });

  it('ends with 3 where a group is not there', async () => {
    await writeFile(join(dir, 'proofboard.yml'), `gitlab: {url: '${forge.gitlabUrl}', groups: [Nobody]}`);
    expect((await check()).code).toBe(3);
  });
});
