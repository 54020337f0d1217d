// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, type CommandResult } from '../testing/command.ts';
import { startForge, type Forge } from '../testing/forge/forge.ts';
import { createQubesLike } from '../testing/forge/qubes-like.ts';

let dir: string;
let forge: Forge;

/** Two mornings of the sample organisation, collected by the command itself. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'proofboard-changes-'));
  forge = await startForge({ organisation: createQubesLike({ components: 60 }) });
  await writeFile(join(dir, 'proofboard.yml'), `gitlab: {url: '${forge.gitlabUrl}', groups: [QubesOS], refs: [main, {name: release4.2, release: r4.2}]}\n`);
  for (const day of [28, 29]) {
    forge.setDay(day);
    const { code } = await run('collect');
    expect(code).toBe(0);
  }
});

afterAll(async () => {
  await forge.close();
  await rm(dir, { recursive: true, force: true });
});

function run(command: string, ...more: string[]): Promise<CommandResult> {
  const env = { PROOFBOARD_GITLAB_TOKEN: forge.gitlabToken };
  return runCommand([...command.split(' '), '-s', join(dir, 'state.sqlite'), ...(command.startsWith('state') ? [] : ['-c', join(dir, 'proofboard.yml')]), ...more], env);
}

describe('changes', () => {
  it('tells what broke since the collection before, and answers 1', async () => {
    const { code, stdout } = await run('changes');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^1 newly broken, 1 newly fixed since 20\S+Z\n/);
    expect(stdout).toMatch(/^ {2}broken {9}QubesOS\/qubes-gui-daemon r4\.3 main build vm-trixie/m);
    expect(stdout).toMatch(/^ {2}fixed {10}QubesOS\/qubes-manager r4\.2 release4\.2 build/m);
  });

  it('fails on what it is told to, and on nothing', async () => {
    expect((await run('changes', '--fail-on', 'nothing')).code).toBe(0);
    expect((await run('changes', '--fail-on', 'stale,warned')).code).toBe(0);
    expect((await run('changes', '--fail-on', 'stale,fixed')).code).toBe(1);
    expect(await run('changes', '--fail-on', 'broke')).toMatchObject({ code: 2, stderr: expect.stringContaining('is none of broken') as string });
  });

  it('writes names as inert Markdown', async () => {
    const { stdout } = await run('changes', '--format', 'markdown');
    expect(stdout).toMatch(/^\*\*1 newly broken, 1 newly fixed since /);
    expect(stdout).toMatch(/^- newly broken: `QubesOS\/qubes-gui-daemon` `r4\.3` `main` `build` `vm-trixie`/m);
  });

  it('gives machines all of it, with either option', async () => {
    for (const option of [['--json'], ['--format', 'json']]) {
      const answer = JSON.parse((await run('changes', ...option)).stdout) as { items: object[] };
      expect(answer).toMatchObject({ schemaVersion: 1, command: 'changes', sharedCauses: [] });
      expect(answer.items[0]).toMatchObject({
        kind: 'broken', name: 'QubesOS/qubes-gui-daemon', stage: 'build', targets: ['vm-trixie'],
        commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string, before: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
        failure: { area: 'code', class: 'compile' },
      });
    }
  });

  it('takes a time or a length of time, and says what it expects', async () => {
    expect((await run('changes', '--since', '1999-01-01T00:00:00Z')).stdout).toContain('since 1999-01-01T00:00:00Z');
    expect((await run('changes', '--since', '2999-01-01T00:00:00Z')).stdout).toMatch(/^Nothing changed since 2999/);
    // What the first collection found broken is no news.
    expect((await run('changes', '--since', '7d')).stdout).toMatch(/^1 newly broken, 1 newly fixed/);
    expect(await run('changes', '--since', 'yesterday')).toMatchObject({ code: 2, stderr: expect.stringContaining('how long before the last collection') as string });
    expect((await run('changes', '--since', '12345')).code).toBe(2);
  });

  it('says where there is nothing to compare with', async () => {
    expect(await run('changes', '-s', join(dir, 'none.sqlite'))).toMatchObject({ code: 2, stderr: expect.stringContaining('collect') as string });
  });
});

describe('state prune', () => {
  it('says what would go, and wants to be told what is to go', async () => {
    const { code, stdout } = await run('state prune', '--older-than', '1d', '--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'state prune', dryRun: true, removed: { collections: 0 } });
    expect(await run('state prune')).toMatchObject({ code: 2, stderr: expect.stringContaining('--older-than 400d') as string });
    expect(await run('state prune', '--max-size', '3')).toMatchObject({ code: 2, stderr: expect.stringContaining('300MB') as string });
    expect(await run('state prune', '--older-than', 'long')).toMatchObject({ code: 2, stderr: expect.stringContaining('36h') as string });
  });
});
