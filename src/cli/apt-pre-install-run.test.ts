// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { startLoopback } from '../testing/loopback.ts';
import type { Loopback } from '../testing/loopback.ts';
import { askAptConfig, runPreInstall } from './apt-pre-install-run.ts';
import type { PreInstallContext } from './apt-pre-install-run.ts';

const UID = process.getuid?.() ?? 0;
const FIXTURES = fileURLToPath(new URL('../verify/fixtures/in-toto/', import.meta.url));

async function run(stdin: string, more: Partial<PreInstallContext> = {}): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = [];
  const code = await runPreInstall({
    stdin: Buffer.from(stdin), path: '/nonexistent', uid: () => UID, environment: {}, aptConfig: undefined, clock: systemClock,
    dropPrivileges: () => undefined, readFile: () => '', say: (line) => said.push(line), ...more,
  });
  return { code, said: said.join('\n') };
}

describe('runPreInstall', () => {
  it('lets packages be removed and configured without any configuration', async () => {
    expect(await run('VERSION 3\n\nx 1.0 all none > - - none **REMOVE**\ny 1.0 all none = 1.0 all none **CONFIGURE**\n')).toEqual({ code: 0, said: '' });
    expect(await run('')).toEqual({ code: 0, said: '' });
  });
  it('refuses to unpack without a configuration', async () => {
    const { code, said } = await run('VERSION 3\nAPT::Architecture=amd64\n\nx - - none < 1.0 all none /x_1.0_all.deb\n');
    expect(code).toBe(1);
    expect(said).toMatch(/^In-toto verification refuses everything: .* \[settings-missing\]$/);
  });
  it('refuses what it does not understand', async () => {
    const { code, said } = await run('VERSION 9\n\n');
    expect([code, said.includes('[pre-install-unparsable]')]).toEqual([1, true]);
  });
  it('refuses where version 1 brings no configuration and apt tells none', async () => {
    const { code, said } = await run('/x_1.0_all.deb\n');
    expect([code, said.includes('[settings-missing]')]).toEqual([1, true]);
  });
  it('writes nothing of apt\'s to the terminal that moves its cursor', async () => {
    const { code, said } = await run('VERSION 3\nAPT::Intoto::\u001b[2Jx=1\n\nx - - none < 1.0 all none /x_1.0_all.deb\n');
    expect(code).toBe(1);
    expect(said).not.toContain('\u001b');
  });
});

describe('runPreInstall, with a policy', () => {
  let dir = '';
  let server: Loopback;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'proofboard-hook-'));
    for (const folder of ['bin', 'repo']) mkdirSync(join(dir, folder), { mode: 0o755 });
    writeFileSync(join(dir, 'bin/dpkg-deb'), '#!/bin/sh\nexec /bin/cat "$2.control"\n', { mode: 0o755 });
    for (const name of ['itt-good', 'itt-onlyone']) place(name);
    const layout = JSON.parse(readFileSync(join(FIXTURES, 'root.layout'), 'utf8')) as { signed: { keys: Record<string, object> } };
    const keys = Object.values(layout.signed.keys).map((key) => JSON.stringify(key));
    server = await startLoopback((request, response) => {
      if (request.url === '/sources/itt-good/1.0-1/metadata') response.end(readFileSync(join(FIXTURES, 'rebuilder1/sources/itt-good/1.0-1/metadata')));
      else response.writeHead(404).end();
    });
    writeFileSync(join(dir, 'policy.json'), JSON.stringify({ version: 1, threshold: 1, rebuilders: [{ operator: 'A', url: server.url, keys }], exceptions: [{ package: 'x', reason: 'r', added: '2026-01-01' }] }));
  });
  afterAll(async () => {
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A copy that nobody else may write to, as those in apt's cache are, and the control archive that dpkg-deb would give. */
  function place(name: string): void {
    const file = join(dir, 'repo', `${name}_1.0-1_all.deb`);
    copyFileSync(join(FIXTURES, 'repo', `${name}_1.0-1_all.deb`), file);
    chmodSync(file, 0o644);
    writeFileSync(join(dir, 'control'), `Package: ${name}\nVersion: 1.0-1\nArchitecture: all\n`);
    execFileSync('tar', ['--format=gnu', '-C', dir, '-cf', `${file}.control`, './control']);
  }

  const input = (...names: string[]): string => [
    'VERSION 3', `APT::Intoto::Policy=${join(dir, 'policy.json')}`, `Dir::Cache=${dir}/`, 'Dir::Cache::archives=repo/', 'Dir::State=/nonexistent', '',
    ...names.map((name) => `${name} - - none < 1.0-1 all none ${dir}/repo/${name}_1.0-1_all.deb`), '',
  ].join('\n');

  const runHere = (stdin: string, more: Partial<PreInstallContext> = {}): ReturnType<typeof run> => run(stdin, { path: join(dir, 'bin'), ...more });

  it('lets through what is confirmed, and stops for one that is not', async () => {
    expect(await runHere(input('itt-good'))).toEqual({ code: 0, said: 'In-toto verification for itt-good_1.0-1_all.deb passed: confirmed by 1 of 1: A' });
    const { code, said } = await runHere(input('itt-good', 'itt-onlyone', 'none'));
    expect(code).toBe(1);
    expect(said).toMatch(/itt-onlyone_1\.0-1_all\.deb failed: .*\n(?:.*\n)*In-toto verification for none_1\.0-1_all\.deb failed: .*none_1\.0-1_all\.deb is not there, .*\n2 of 3 packages are not confirmed/);
  });
  it('says nothing of what is confirmed where the log level is above 20', async () => {
    expect(await runHere(input('itt-good').replace('Dir::Cache=', 'APT::Intoto::LogLevel=30\nDir::Cache='))).toEqual({ code: 0, said: '' });
    expect((await runHere(input('itt-onlyone').replace('Dir::Cache=', 'APT::Intoto::LogLevel=30\nDir::Cache='))).said).toContain('itt-onlyone_1.0-1_all.deb failed');
  });
  it('judges files outside apt\'s cache, and where apt says of none', async () => {
    for (const cache of ['Dir::Cache=/elsewhere', 'Dir::Other=x']) {
      const text = input('itt-good', 'itt-onlyone').replace(/Dir::Cache=.*\n.*\n/, `${cache}\n`);
      expect((await runHere(text)).said).toMatch(/itt-good_1\.0-1_all\.deb passed[^]*itt-onlyone_1\.0-1_all\.deb failed/);
    }
  });
  it('gives up its rights after it has read the files and before it asks anybody', async () => {
    const events: string[] = [];
    const { code } = await runHere(input('itt-good'), { dropPrivileges: (user) => events.push(`became ${user}`), uid: () => { events.push('asks'); return UID; }, readFile: (file) => { events.push(`read ${file}`); return ''; } });
    expect([code, events]).toEqual([0, ['asks', 'read /etc/ssl/certs/ca-certificates.crt', 'became ', 'asks']]);
  });
  it('refuses a confirmed file of which an index says that it is another package', async () => {
    const { code, said } = await runHere(input('itt-good').replace('itt-good - - none', 'evil - - none'));
    expect([code, said]).toEqual([1, expect.stringMatching(/evil_1\.0-1_all\.deb failed: apt wants evil 1\.0-1 all, and the file says that it is itt-good/)]);
  });
  it('refuses a confirmed file that another user may exchange', async () => {
    chmodSync(join(dir, 'repo'), 0o777);
    const { code, said } = await runHere(input('itt-good'));
    chmodSync(join(dir, 'repo'), 0o755);
    expect([code, said]).toEqual([1, expect.stringMatching(/failed: \S+\/repo may be written by everybody, .*copy it to a folder of root's/)]);
  });
  it('refuses a confirmed file whose path is the first half of another\'s', async () => {
    const other = join(dir, 'repo/itt-good_1.0-1_all.deb\n');
    writeFileSync(other, '');
    const { code, said } = await runHere(input('itt-good'));
    rmSync(other);
    expect([code, said]).toEqual([1, expect.stringContaining('line break')]);
  });
  it('refuses where anything of ours breaks', async () => {
    expect(await runHere(input('itt-good'), { dropPrivileges: () => { throw new Error('broken'); } })).toEqual({ code: 1, said: 'In-toto verification refuses everything: broken' });
  });
});

describe('askAptConfig', () => {
  it('says what to do where there is no apt', async () => {
    await expect(askAptConfig({ path: '/nonexistent', aptConfig: undefined })).rejects.toMatchObject({ code: 'settings-missing', message: expect.stringContaining('--policy') as unknown });
  });
});
