// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startForge, type Forge } from '../forge.ts';
import type { SampleJob, SampleProject } from '../organisation.ts';
import { createQubesLike } from '../qubes-like.ts';
import { isShortLived } from '../story/reprotest.ts';
import { CAST } from '../story/story.data.ts';
import { createUniform } from '../uniform.ts';

let forge: Forge;
beforeAll(async () => {
  forge = await startForge({ organisation: createQubesLike() });
});
beforeEach(() => forge.setDay(29));
afterAll(() => forge.close());

interface Found { readonly project: SampleProject; readonly job: SampleJob; readonly target: string }

function findJobs(of: Forge = forge): Found[] {
  return of.organisation.projects.filter(({ ci, visibility }) => ci === 'enabled' && visibility === 'public').flatMap((project) =>
    project.pipelines.flatMap(({ jobs }) => jobs.filter(({ stage, finishedAt }) => stage === 'repro' && (finishedAt ?? Infinity) <= of.now())
      .map((job) => ({ project, job, target: job.name.split(':')[2] ?? '' }))));
}

function get({ project, job }: Pick<Found, 'project' | 'job'>, path: string, of = forge): Promise<Response> {
  return fetch(`${of.gitlabUrl}/api/v4/projects/${project.id}/jobs/${job.id}/artifacts/${path}`);
}

async function getResults(found: Found, of = forge): Promise<Record<string, boolean>> {
  return await (await get(found, `artifacts/reprotest/${found.target}/results.json`, of)).json() as Record<string, boolean>;
}

const isRecent = ({ project, job }: Found): boolean => !isShortLived(project.name) && (job.finishedAt ?? 0) > forge.now() - 20 * 86_400_000 && project.name !== CAST.misleading;

describe('job artifacts', () => {
  it('say of every recent job what its state says', async () => {
    const recent = findJobs().filter(isRecent);
    const passed = recent.filter(({ job }) => job.status === 'success').slice(-20);
    const failed = recent.filter(({ job }) => job.status === 'failed' && job.failureReason === 'script_failure');
    expect([passed.length, failed.length > 20]).toEqual([20, true]);
    for (const found of passed) expect(Object.values(await getResults(found))).not.toContain(false);
    for (const found of failed.slice(-20)) expect(Object.values(await getResults(found))).toContain(false);
  });

  it('hold a real comparison for a package that was not reproduced, and none for the others', async () => {
    const found = findJobs().findLast((one) => isRecent(one) && one.job.status === 'failed' && one.job.failureReason === 'script_failure' && /trixie|bookworm/.test(one.target));
    if (found === undefined) throw new Error('no failed job');
    for (const [name, isReproduced] of Object.entries(await getResults(found))) {
      const answer = await get(found, `artifacts/reprotest/${found.target}/${name}/experiment-1.diffoscope.out`);
      expect(answer.status).toBe(isReproduced ? 404 : 200);
      if (!isReproduced) expect(await answer.text()).toMatch(new RegExp(`^--- ../store/control\n[^]*${name.replaceAll('+', '\\+')}_1.0-1_all.deb\n[^]* @@`));
    }
  });

  it('are gone after three weeks, in some projects after an hour', async () => {
    const old = findJobs().find(({ job, project }) => (job.finishedAt ?? 0) < forge.now() - 22 * 86_400_000 && !isShortLived(project.name));
    const short = findJobs().findLast(({ project }) => isShortLived(project.name));
    for (const found of [old, short]) {
      if (found === undefined) throw new Error('no such job');
      expect((await get(found, `artifacts/reprotest/${found.target}/results.json`)).status).toBe(404);
    }
    forge.setDay(1);
    if (old !== undefined) expect((await get(old, `artifacts/reprotest/${old.target}/results.json`)).status).toBe(200);
  });

  it('are not there for other jobs, other files, and jobs that are still to come', async () => {
    const found = findJobs().filter(isRecent).at(-1);
    if (found === undefined) throw new Error('no job');
    const results = `artifacts/reprotest/${found.target}/results.json`;
    const build = found.project.pipelines.flatMap(({ jobs }) => jobs).find(({ stage }) => stage === 'build');
    const other = forge.organisation.projects.find(({ ci, visibility, id }) => ci === 'enabled' && visibility === 'public' && id !== found.project.id);
    expect((await get(found, 'artifacts/reprotest')).status).toBe(404);
    expect((await get(found, 'artifacts/reprotest/nothing')).status).toBe(404);
    expect((await get(found, 'artifacts//results.json')).status).toBe(400);
    if (build !== undefined) expect((await get({ ...found, job: build }, results)).status).toBe(404);
    if (other !== undefined) expect((await get({ ...found, project: other }, results)).status).toBe(404);
    forge.setDay(0);
    expect((await get(found, results)).status).toBe(404);
  });

  it('are closed where the project’s pipelines are', async () => {
    const closed = forge.organisation.projects.find(({ name }) => name === CAST.membersOnly);
    const job = closed?.pipelines.at(-1)?.jobs.find(({ stage }) => stage === 'repro');
    if (closed === undefined || job === undefined) throw new Error('no such project');
    expect((await get({ project: closed, job }, 'artifacts/x')).status).toBe(403);
  });

  it('name a folder elsewhere for one project', async () => {
    const found = findJobs().findLast(({ project, job }) => project.name === CAST.misleading && job.status === 'success');
    if (found === undefined) throw new Error('no such job');
    expect(Object.keys(await getResults(found)).some((name) => name.startsWith('../'))).toBe(true);
  });

  it('are there in a uniform organisation, too', async () => {
    const uniform = await startForge({ organisation: createUniform({ projects: 2 }), day: 0 });
    const [found] = findJobs(uniform).filter(({ job }) => job.status === 'success');
    if (found !== undefined) expect(Object.values(await getResults(found, uniform))).toContain(true);
    await uniform.close();
    expect(found).toBeDefined();
  });
});
