// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, type CommandResult } from '../testing/command.ts';
import { startEvidence, type Evidence } from '../testing/forge/evidence/evidence.ts';
import { startForge, type Forge } from '../testing/forge/forge.ts';

let forge: Forge;
let evidence: Evidence;
let dir: string;
let part: Awaited<ReturnType<Evidence['configure']>>;

beforeAll(async () => {
  forge = await startForge();
  evidence = await startEvidence(forge);
  dir = await mkdtemp(join(tmpdir(), 'proofboard-evidence-'));
  part = await evidence.configure(join(dir, 'keys'));
});
afterAll(async () => {
  await evidence.close();
  await forge.close();
  await rm(dir, { recursive: true, force: true });
});

async function run(command: string, more: object = {}): Promise<CommandResult> {
  const config = { gitlab: { url: forge.gitlabUrl, projects: [`${forge.organisation.group}/qubes-core-admin`] }, ...part, ...more };
  await writeFile(join(dir, 'proofboard.yml'), stringify(config));
  const state = command === 'check' ? [] : ['-s', join(dir, 'state.sqlite')];
  return runCommand([command, '--json', '-c', join(dir, 'proofboard.yml'), ...state]);
}

describe('check', () => {
  it('says of every rebuilder and suite whether it answers and what keys are pinned', async () => {
    const { code, stdout } = await run('check');
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; ok: boolean; message: string }[] };
    expect(findings.slice(-5)).toMatchObject([
      { subject: 'votes', ok: true, message: '2 operators with pinned keys, 1 of them have to confirm' },
      { subject: 'rebuilder north', ok: true, message: 'answers, 1 keys pinned' },
      { subject: 'rebuilder south', ok: true },
      { subject: `archive ${evidence.archive.url} bookworm`, ok: true },
      { subject: `archive ${evidence.archive.url} trixie`, ok: true, message: 'answers, 1 keys to check its signature with' },
    ]);
    expect(code).toBe(0);
  });

  it('says where nothing could ever be rebuilt, or a rebuilder is not there', async () => {
    expect((await run('check', { packages: { threshold: 3 } })).stdout).toContain('nothing can become rebuilt');
    const elsewhere = await run('check', { rebuilders: part.rebuilders.map((rebuilder) => ({ ...rebuilder, url: `${evidence.archive.url}/${rebuilder.name}` })) });
    expect(elsewhere.stdout).toContain('not there; check the address');
    expect(elsewhere.code).toBe(3);
  });
});

describe('collect', () => {
  it('reads rebuilders and archives beside GitLab, and says how many verdicts it read', async () => {
    const { code, stdout, stderr } = await run('collect');
    const { sources, verdicts } = JSON.parse(stdout) as { verdicts: number; sources: { source: string; outcome: string }[] };
    expect(sources.map(({ source }) => source.split(':')[0])).toEqual(['gitlab', 'rebuilderd', 'rebuilderd', 'archive', 'reprotest', 'traces']);
    expect(sources.map(({ outcome }) => outcome), stderr).toEqual(Array(6).fill('complete'));
    expect(verdicts).toBeGreaterThan(200);
    expect(code).toBe(0);
  });

  it('ends with 2 and the name of the file where a key cannot be read', async () => {
    const archives = part.archives.map((archive) => ({ ...archive, keys: ['missing.asc'] }));
    const { code, stdout } = await run('collect', { archives });
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).toBe('key-file-unreadable');
    expect(error.message).toContain(join(dir, 'missing.asc'));
    expect(code).toBe(2);
  });
});
