// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClassifier } from '../../../failures/classify.ts';
import { toExcerpt } from '../../../failures/excerpt.ts';
import type { FailureFinding } from '../../../model/failure.ts';
import { startForge, type Forge } from '../forge.ts';
import { toMidnight, type SampleJob } from '../organisation.ts';
import { createQubesLike } from '../qubes-like.ts';
import { CAST, OUTAGE_COMPONENTS } from '../story/story.data.ts';
import { CARELESS, LEAKED, OUTAGE_DAY, toTrace } from '../story/traces.ts';
import { createUniform } from '../uniform.ts';

let forge: Forge;
beforeAll(async () => {
  forge = await startForge({ organisation: createQubesLike() });
});
beforeEach(() => forge.setDay(29));
afterAll(() => forge.close());

interface Found { readonly project: string; readonly projectId: number; readonly job: SampleJob }

function findJobs(isWanted: (job: SampleJob, project: string) => boolean): Found[] {
  return forge.organisation.projects.flatMap(({ id, name, pipelines }) =>
    pipelines.flatMap(({ jobs }) => jobs.filter((job) => isWanted(job, name)).map((job) => ({ project: name, projectId: id, job }))));
}

function get({ projectId, job }: Found, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${forge.gitlabUrl}/api/v4/projects/${projectId}/jobs/${job.id}/trace`, { headers });
}

const classify = createClassifier();

function find({ project, job }: Found): FailureFinding {
  return classify({ failureMessage: job.failureReason, excerpt: toExcerpt(toTrace({ ...job, project })) });
}

describe('job logs', () => {
  it('are text as the runner writes it', async () => {
    const [found] = findJobs(({ status, stage }) => status === 'success' && stage === 'build');
    if (found === undefined) throw new Error('no job');
    const answer = await get(found);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain']);
    const log = await answer.text();
    expect(log).toMatch(/^\u001B\[0KRunning with gitlab-runner /);
    expect(log).toMatch(/section_start:\d+:step_script\r\u001B\[0K/);
    expect(log).toContain('Job succeeded');
    expect(log).toBe(toTrace({ ...found.job, project: found.project }));
  });

  it('are empty for jobs that never ran, and grow with those that run', async () => {
    const [skipped] = findJobs(({ status }) => status === 'skipped');
    const running = findJobs(({ startedAt, finishedAt }) => (startedAt ?? Infinity) <= forge.now() && (finishedAt ?? 0) > forge.now())[0];
    if (skipped === undefined || running === undefined) throw new Error('no such job');
    expect([(await get(skipped)).status, await (await get(skipped)).text()]).toEqual([200, '']);
    expect(await (await get(running)).text()).not.toContain('section_end:step_script');
  });

  it('are closed where the pipelines are, and not there for other projects, bridges and jobs to come', async () => {
    const [closed] = findJobs((_, project) => project === CAST.membersOnly);
    const [open] = findJobs((job, project) => project === 'qubes-gui-daemon' && job.status === 'failed');
    const [bridge] = findJobs(({ kind }) => kind === 'bridge');
    const [hidden] = findJobs((_, project) => project === CAST.private);
    if (closed === undefined || open === undefined || bridge === undefined || hidden === undefined) throw new Error('no such job');
    expect([(await get(closed)).status, (await get(closed, { 'private-token': forge.gitlabToken })).status]).toEqual([403, 200]);
    expect([(await get(hidden)).status, (await get({ ...open, projectId: bridge.projectId })).status, (await get(bridge)).status]).toEqual([404, 404, 404]);
    expect((await fetch(`${forge.gitlabUrl}/api/v4/projects/${open.projectId}/jobs/${open.job.id}/trace/x`)).status).toBe(404);
    forge.setDay(0);
    expect((await get(open)).status).toBe(404);
  });

  it('say of the night of the outage the same everywhere, but for numbers', () => {
    const night = findJobs(({ status, finishedAt }, project) => status === 'failed' && OUTAGE_COMPONENTS.includes(project)
      && finishedAt !== null && finishedAt >= toMidnight(OUTAGE_DAY) && finishedAt < toMidnight(OUTAGE_DAY + 1));
    expect(new Set(night.map(({ project }) => project)).size).toBe(14);
    const findings = night.map(find);
    expect(findings).toContainEqual(expect.objectContaining({ class: 'network', area: 'infrastructure', title: 'mirror unreachable' }));
    expect(new Set(findings.map(({ key }) => key)).size).toBe(1);
    expect(new Set(findings.map(({ message }) => message)).size).toBeGreaterThan(5);
  });

  it('say of every failure what the story says', () => {
    const expected: Readonly<Record<string, string>> = { build: 'compile', install: 'dependency', repro: 'reproducibility' };
    const failed = findJobs(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(100);
    for (const found of failed) {
      const { class: of, area } = find(found);
      if (found.job.failureReason === 'runner_system_failure') expect(of).toBe('runner');
      else if (found.job.failureReason === 'stuck_or_timeout_failure') expect(of).toBe('timeout');
      else if (area === 'infrastructure') expect(OUTAGE_COMPONENTS).toContain(found.project);
      else expect(of).toBe(expected[found.job.stage]);
    }
  });

  it('blame a component of its own for what only it did wrong', () => {
    const compile = findJobs(({ status, stage, failureReason }) => status === 'failed' && stage === 'build' && failureReason === 'script_failure').map((found) => ({ project: found.project, ...find(found) }))
      .filter((finding) => finding.class === 'compile');
    for (const { key } of compile) expect(new Set(compile.filter((other) => other.key === key).map(({ project }) => project)).size).toBe(1);
  });

  it('hold of one component what must not be shown', () => {
    const [found] = findJobs(({ status, failureReason }, project) => project === CARELESS && status === 'failed' && failureReason === 'script_failure');
    if (found === undefined) throw new Error('no such job');
    const log = toTrace({ ...found.job, project: CARELESS });
    expect(log).toContain(LEAKED.token);
    expect(log).toContain(LEAKED.password);
    const excerpt = toExcerpt(log);
    expect(excerpt).toContain('https://builder:[masked]@git.example.net/');
    expect(excerpt).not.toMatch(new RegExp(`${LEAKED.token}|${LEAKED.password}|glpat-`));
  });

  it('are there in a uniform organisation, too', async () => {
    const uniform = await startForge({ organisation: createUniform({ projects: 4 }), day: 0 });
    const [project] = uniform.organisation.projects;
    const job = project?.pipelines[0]?.jobs[0];
    const answer = await fetch(`${uniform.gitlabUrl}/api/v4/projects/${project?.id ?? 0}/jobs/${job?.id ?? 0}/trace`);
    expect(await answer.text()).toContain('Running with gitlab-runner');
    await uniform.close();
  });
});
