// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { findPipeline, listPipelines } from './gitlab/pipelines.ts';
import { seeProject, type SeenPipeline, type SeenProject, type Sight } from './gitlab/sight.ts';
import { toMorning } from './organisation.ts';
import { createQubesLike } from './qubes-like.ts';
import { CAST, OUTAGE_COMPONENTS } from './story/story.data.ts';

const organisation = createQubesLike();

function sightOf(day: number): Sight {
  return { organisation, now: toMorning(day), isMember: true };
}

function project(name: string, day = 29): SeenProject {
  const data = organisation.projects.find((candidate) => candidate.name === name);
  if (data === undefined) throw new Error(`no project ${name}`);
  return seeProject(sightOf(day), data);
}

function newest(name: string, day = 29, ref = 'main'): SeenPipeline {
  const [pipeline] = listPipelines(sightOf(day), project(name, day), { ref });
  if (pipeline === undefined) throw new Error(`no pipeline of ${name} on ${ref}`);
  return pipeline;
}

/** Names of the jobs of the newest pipeline that failed for good. */
function failures(name: string, day: number, ref = 'main'): string[] {
  return newest(name, day, ref).jobs.filter(({ status, retried }) => status === 'failed' && !retried).map(({ data }) => data.name).sort();
}

describe('createQubesLike', () => {
  it('gives the same organisation every time', () => {
    expect(JSON.stringify(createQubesLike())).toBe(JSON.stringify(organisation));
  });

  it('has 150 components, three releases and twelve targets', () => {
    const names = organisation.projects.flatMap(({ pipelines }) => pipelines.flatMap(({ jobs }) => jobs.map(({ name }) => name)));
    const cells = [...new Set(names)].flatMap((name) => /^(r[^:]+):(build|install|repro):(.+)$/.exec(name) ?? []);
    expect(organisation.projects).toHaveLength(150);
    expect(new Set(cells.filter((_, index) => index % 4 === 1))).toEqual(new Set(['r4.2', 'r4.3']));
    expect(new Set(cells.filter((_, index) => index % 4 === 3)).size).toBe(12);
    expect(new Set(names)).toContain('lint');
  });

  it('numbers pipelines and jobs in order of creation over the whole organisation', () => {
    const pipelines = organisation.projects.flatMap((one) => one.pipelines).sort((a, b) => a.id - b.id);
    const times = pipelines.map(({ createdAt }) => createdAt);
    const jobs = pipelines.flatMap((pipeline) => pipeline.jobs.map(({ id }) => id));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(jobs).toEqual(jobs.toSorted((a, b) => a - b));
    expect(new Set(jobs).size).toBe(jobs.length);
  });

  it('leaves other components as they are when there are fewer', () => {
    const few = createQubesLike({ components: 20 });
    expect(few.projects).toHaveLength(20);
    expect(few.projects[0]?.pipelines.map(({ sha }) => sha)).toEqual(organisation.projects[0]?.pipelines.map(({ sha }) => sha));
  });

  it('breaks one component three days before the end', () => {
    const broken = ['r4.3:install:vm-fc42', 'r4.3:install:vm-fc43'];
    expect(failures('qubes-core-agent-linux', 25)).toEqual([]);
    for (const day of [26, 27, 28, 29]) expect(failures('qubes-core-agent-linux', day)).toEqual(broken);
  });

  it('has one component that has failed nearly from the beginning', () => {
    expect(failures('qubes-vmm-xen-stubdom-linux', 0, 'release4.2')).toEqual([]);
    for (let day = 1; day <= 29; day += 1) expect(failures('qubes-vmm-xen-stubdom-linux', day, 'release4.2')).toEqual(['r4.2:build:host-fc37']);
  });

  it('breaks one component in the last night and mends another', () => {
    expect(failures('qubes-gui-daemon', 28)).toEqual([]);
    expect(failures('qubes-gui-daemon', 29)).toEqual(['r4.3:build:vm-trixie']);
    expect(failures('qubes-manager', 28, 'release4.2').length).toBeGreaterThan(0);
    expect(failures('qubes-manager', 29, 'release4.2')).toEqual([]);
  });

  it('lets an outage break fourteen components for one night', () => {
    const broken = (day: number): number => OUTAGE_COMPONENTS.filter((name) => failures(name, day).includes('r4.3:build:vm-trixie')).length;
    expect([broken(11), broken(12), broken(13)]).toEqual([0, 14, 0]);
  });

  it('has a flaky job that passed when retried', () => {
    const attempts = newest('qubes-desktop-linux-manager').jobs.filter(({ data }) => data.name === 'r4.3:install:vm-fc43');
    expect(attempts.map(({ status, retried }) => ({ status, retried }))).toEqual([{ status: 'success', retried: false }, { status: 'failed', retried: true }]);
  });

  it('has a pipeline that passed with warnings', () => {
    expect(newest('qubes-linux-utils')).toMatchObject({ status: 'success', warnings: true });
  });

  it('is running on the last morning where an earlier one is finished, and done on the next', () => {
    const { data, status } = newest('qubes-core-qrexec');
    const [, earlier] = listPipelines(sightOf(29), project('qubes-core-qrexec'), { ref: 'main' });
    expect([status, earlier?.status]).toEqual(['running', 'success']);
    expect(newest('qubes-core-qrexec', 30)).toMatchObject({ data: { id: data.id }, status: 'success' });
  });

  it.each([
    ['qubes-gui-agent-linux', 'canceled'],
    ['qubes-desktop-linux-menu', 'skipped'],
    ['qubes-core-qubesdb', 'manual'],
    ['qubes-app-linux-split-gpg', 'scheduled'],
    ['qubes-vmm-xen', 'waiting_for_resource'],
    ['qubes-core-vchan-xen', 'preparing'],
    ['qubes-app-linux-pdf-converter', 'created'],
    ['qubes-gui-common', 'pending'],
    ['qubes-mgmt-salt', 'hibernating'],
  ])('leaves %s %s', (name, status) => {
    expect(newest(name).status).toBe(status);
    expect(newest(name).jobs.map((job) => job.status)).toContain(status);
    expect(newest(name, 28).status).toBe('success');
  });

  it('has a pipeline with a child and a grandchild, and one that starts another project\u2019s', () => {
    const child = newest(CAST.family).jobs.find(({ data }) => data.kind === 'bridge')?.data.downstreamId ?? 0;
    const seen = findPipeline(sightOf(29), project(CAST.family), child);
    const grandchild = seen?.jobs.find(({ data }) => data.kind === 'bridge')?.data.downstreamId ?? 0;
    expect(seen).toMatchObject({ data: { source: 'parent_pipeline' }, status: 'success' });
    expect(findPipeline(sightOf(29), project(CAST.family), grandchild)?.jobs.some(({ data }) => data.name === 'r4.3:repro:vm-fc43')).toBe(true);
    const started = newest(CAST.starter).jobs.find(({ data }) => data.kind === 'bridge')?.data.downstreamId ?? 0;
    expect(findPipeline(sightOf(29), project(CAST.integration), started)?.data.source).toBe('pipeline');
  });

  it('has a pipeline with 230 jobs', () => {
    expect(newest(CAST.wide).jobs).toHaveLength(230);
  });

  it('has a project each that is CI-less, without pipelines, archived, private, stale and renamed', () => {
    expect(project(CAST.ciDisabled)).toMatchObject({ ciOpen: false });
    expect(project(CAST.withoutPipelines).data.pipelines).toEqual([]);
    expect(project(CAST.archived).data.archived).toBe(true);
    expect(project(CAST.private).data.visibility).toBe('private');
    expect(newest(CAST.stale).data.createdAt).toBeLessThan(toMorning(4));
    expect(newest(CAST.stale).data.createdAt).toBeGreaterThan(toMorning(3));
    expect([project(CAST.renamed, 19).path, project(CAST.renamed, 20).path]).toEqual(['QubesOS/qubes-app-split-gpg2', 'QubesOS/qubes-app-linux-split-gpg2']);
  });

  it('adds hostile names only where asked to, and keeps the rest of the organisation', () => {
    const hostile = createQubesLike({ hostile: true });
    expect(hostile.projects.some(({ name }) => name.includes('<script>'))).toBe(true);
    expect(organisation.projects.some(({ name }) => name.includes('<'))).toBe(false);
    expect(hostile.projects.slice(0, 150).map(({ path }) => path)).toEqual(organisation.projects.map(({ path }) => path));
  });

  it('has open pull requests with every state of checks, drafts among them', () => {
    const open = organisation.repositories.flatMap(({ pullRequests }) => pullRequests).filter(({ closedAt }) => closedAt === null);
    expect(new Set(open.map(({ checks }) => checks))).toEqual(new Set(['SUCCESS', 'FAILURE', 'ERROR', 'PENDING', 'EXPECTED', null]));
    expect(open.some(({ isDraft }) => isDraft)).toBe(true);
  });
});
