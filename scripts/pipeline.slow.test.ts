// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startForge, type Forge } from '../src/testing/forge/forge.ts';
import { createQubesLike } from '../src/testing/forge/qubes-like.ts';
import { needsTool } from '../src/testing/needs.ts';
import { startRegistry, type Registry } from '../src/testing/registry.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const JOB_TOKEN = 'sample-job-token';
const run = promisify(execFile);

/** `.gitlab-ci.yml` run for real, job by job, in a copy of this repository with nothing installed. */
describe.skipIf(!needsTool('git') || !needsTool('rsync'))('.gitlab-ci.yml', { timeout: 600_000 }, () => {
  let dir: string;
  let forge: Forge;
  let registry: Registry;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'proofboard-pipeline-'));
    forge = await startForge({ organisation: createQubesLike({ components: 12 }), day: 27 });
    registry = await startRegistry(JOB_TOKEN);
    await copyRepository(dir);
    await writeConfig('Sample');
    const git = (...args: string[]) => run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: dir });
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('remote', 'add', 'origin', 'git@gitlab.com:sample/board.git');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'Sample');
  }, 120_000);

  afterAll(async () => {
    await Promise.all([forge.close(), registry.close()]);
    await rm(dir, { recursive: true, force: true });
  });

  async function writeConfig(title: string, pattern?: string): Promise<void> {
    await writeFile(join(dir, 'proofboard.yml'), JSON.stringify({
      title, gitlab: { url: forge.gitlabUrl, groups: ['QubesOS'], refs: ['main'], ...(pattern === undefined ? {} : { jobs: { pattern } }) },
    }));
  }

  /** Runs jobs; returns what they printed, and the folder of artifacts. */
  async function runJobs(source: string, ...jobs: string[]): Promise<string> {
    const variables = {
      CI_PIPELINE_SOURCE: source, CI_API_V4_URL: `${registry.url}/api/v4`, CI_PROJECT_ID: '42', CI_JOB_TOKEN: JOB_TOKEN,
      CI_MERGE_REQUEST_IID: '1', CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main', CI_PAGES_DOMAIN: 'gitlab.io', CI_PAGES_URL: 'https://sample.gitlab.io/board',
    };
    const { stdout, stderr } = await run(process.execPath, [
      join(ROOT, 'node_modules/gitlab-ci-local/dist/index.js'), '--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source', '--no-color',
      '--home', join(dir, '.home'), ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]), ...jobs,
    ], { cwd: dir, maxBuffer: 1 << 26, env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` } });
    return stdout + stderr;
  }

  const artifacts = (job: string, ...path: string[]): string => join(dir, '.gitlab-ci-local', 'artifacts', job, ...path);

  function savedTransitions(): number {
    const [file] = [...registry.files.values()];
    return file === undefined ? 0 : gunzipSync(file).toString('utf8').split('\n').length;
  }

  it('on a schedule collects, saves the history in the package registry, and builds the site', async () => {
    await runJobs('schedule', 'collect', 'pages');
    expect([...registry.files.keys()]).toEqual(['/api/v4/projects/42/packages/generic/proofboard-state/latest/state.ndjson.gz']);
    expect(await readFile(artifacts('pages', 'board', 'index.html'), 'utf8')).toContain('Sample');
  });

  it('never publishes the state', async () => {
    const files = await readdir(artifacts('pages', 'board'), { recursive: true });
    expect(files.filter((file) => /sqlite|ndjson|\.gz$/.test(file))).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it('keeps its history when every cache is gone', async () => {
    const before = savedTransitions();
    forge.setDay(28);
    await rm(join(dir, '.gitlab-ci-local'), { recursive: true, force: true });
    await rm(join(dir, '.home'), { recursive: true, force: true });
    const output = await runJobs('schedule', 'collect');
    expect(output).toContain('history restored');
    expect(await readFile(artifacts('collect', 'news.md'), 'utf8')).toMatch(/^\*\*.+ since 20\d\d-/);
    expect(savedTransitions()).toBeGreaterThan(before);
  });

  it('shows a merge request its own site and which cells it changes, and saves nothing', async () => {
    const before = [...registry.files.values()].map((file) => file.toString('base64'));
    await writeConfig('Changed', '^(?<release>r[^:]+):(?<target>.+)$');
    await runJobs('merge_request_event', 'preview');
    expect(await readFile(artifacts('preview', 'board', 'index.html'), 'utf8')).toContain('Changed');
    expect(await readFile(artifacts('preview', 'changes.md'), 'utf8')).toMatch(/^\d+ cells change\./);
    expect([...registry.files.values()].map((file) => file.toString('base64'))).toEqual(before);
  });

  it('does not go on without its history when the registry fails', async () => {
    registry.fail(503);
    await expect(runJobs('schedule', 'collect')).rejects.toMatchObject({ stderr: expect.stringContaining('not going on without the history') as string });
    registry.fail(null);
  });
});

/** The tracked and new files of this repository, as git sees them. */
async function copyRepository(target: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, maxBuffer: 1 << 26 });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    await cp(join(ROOT, file), join(target, file), { recursive: true }).catch((error: unknown) => {
      // Listed by git and not there: removed, and not committed yet.
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    });
  }
}
