// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PipelineReading, SourceReading } from '../../model/reading.ts';
import { createMemory, readGitLab, toForgeConfig, type Collecting, type Memory } from '../../testing/collecting.ts';
import { startForge, type Forge } from '../../testing/forge/forge.ts';
import { toMorning, type SamplePipeline, type SampleProject } from '../../testing/forge/organisation.ts';
import { CAST } from '../../testing/forge/story/story.data.ts';
import { createQubesLike } from '../../testing/forge/qubes-like.ts';
import { findObjects, startRewriting, type Rewriting } from '../../testing/rewriting.ts';
import { MINUTE_MS } from '../../model/time.ts';

/** Never green without evidence: whatever an answer lacks is not read, and said not to be. */
let forge: Forge;
let between: Rewriting;
let options: Collecting;
let store: Memory;

beforeEach(async () => {
  forge = await startForge({ organisation: createQubesLike({ components: 40 }), day: 7 });
  between = await startRewriting(forge.gitlabUrl);
  const config = toForgeConfig(forge, '[main]');
  options = { config: { ...config, gitlab: { ...config.gitlab, url: between.url } } };
  store = createMemory();
});

afterEach(async () => {
  store.close();
  await Promise.all([between.close(), forge.close()]);
});

async function read(): Promise<SourceReading> {
  const reading = await readGitLab(forge, options, store);
  store.keep(reading, forge.now(), options.config);
  return reading;
}

function findProject(name: string): SampleProject {
  const project = forge.organisation.projects.find(({ path }) => path.endsWith(`/${name}`));
  if (project === undefined) throw new Error(`no ${name}`);
  return project;
}

function pipelinesOf(reading: SourceReading, name: string): readonly PipelineReading[] {
  return reading.projects.find(({ path }) => path.endsWith(`/${name}`))?.pipelines ?? [];
}

const NAME = 'qubes-core-qubesdb';

/** A further pipeline on main, after all there are, as a copy of the newest one with another status. */
function addPipeline(status: 'success' | 'failed' | 'running'): SamplePipeline {
  const project = findProject(NAME);
  const newest = project.pipelines.filter(({ ref, createdAt }) => ref === 'main' && createdAt <= forge.now()).at(-1);
  if (newest === undefined) throw new Error('no pipeline to copy');
  const id = Math.max(...project.pipelines.map((pipeline) => pipeline.id)) + 1;
  const at = forge.now() - MINUTE_MS;
  const added: SamplePipeline = {
    ...newest, id, iid: id % 100_000, createdAt: at,
    jobs: newest.jobs.map((job, index) => ({
      ...job, id: job.id + 1_000_000_000 + (id % 1000) * 1000 + index, createdAt: at, startedAt: at, queuedSeconds: 0,
      finishedAt: status === 'running' ? null : at + 1000, status: status === 'running' ? 'running' : status,
    })),
  };
  project.pipelines = [...project.pipelines, added].toSorted((a, b) => a.id - b.id);
  return added;
}

describe('createGitLabSource', () => {
  it('reads a pipeline that failed while a newer one is running already', async () => {
    await read();
    const failed = addPipeline('failed');
    addPipeline('running');
    const again = pipelinesOf(await read(), NAME).find(({ id }) => id === failed.id);
    expect(again?.status).toBe('failed');
    expect(again?.jobs?.length).toBeGreaterThan(0);
  });

  it('asks once more where a newer pipeline began between list and jobs', async () => {
    await read();
    let late: SamplePipeline | null = null;
    addPipeline('success');
    between.rewrite = (operation) => {
      if (operation === 'ListProjects') late ??= addPipeline('failed');
    };
    const reading = await read();
    expect(late).not.toBeNull();
    expect(pipelinesOf(reading, NAME).filter(({ jobs }) => jobs !== null).map(({ status }) => status)).toEqual(['failed']);
    expect(reading.outcome).toBe('complete');
  });

  it.each<[string, string, (answer: unknown) => void]>([
    ['a job comes back as null', 'ReadJobs', (answer) => findObjects(answer, 'pageInfo').forEach((list) => {
      (list['nodes'] as unknown[])[0] = null;
    })],
    ['a job list is missing', 'ReadJobs', (answer) => findObjects(answer, 'jobs').forEach((pipeline) => {
      pipeline['jobs'] = 'none';
    })],
    ['an id query forgets a project', 'ReadJobs', (answer) => findObjects(answer, 'nodes').slice(0, 1).forEach((list) => {
      list['nodes'] = [];
    })],
  ])('hands over no pipeline and says so where %s', async (_, operation, change) => {
    between.rewrite = (name, answer) => {
      if (name === operation) change(answer.data?.['projects']);
    };
    const reading = await read();
    expect(reading.outcome).toBe('partial');
    expect(reading.projects.flatMap(({ pipelines }) => pipelines).filter(({ jobs }) => jobs !== null)).toEqual([]);
    expect(reading.unreadable.length).toBeGreaterThan(20);
  });

  it('reports the one project whose fields an error took, and reads the others', async () => {
    between.rewrite = (operation, answer) => {
      if (operation !== 'ListProjects') return;
      answer.errors = [{ message: 'Gitaly is away', path: ['group', 'projects', 'nodes', 3, 'repository'] }];
    };
    const reading = await read();
    expect(reading.unreadable).toHaveLength(1);
    expect(reading.unreadable[0]?.message).toContain('Gitaly is away');
    expect(reading.projects).toHaveLength(forge.organisation.projects.length - 1);
  });

  it.each<[string, (child: Record<string, unknown>) => void]>([
    ['jobs', (child) => Object.assign(child, { jobs: null })],
    ['date', (child) => Object.assign(child, { updatedAt: 'yesterday' })],
    ['project', (child) => Object.assign(child, { project: null })],
  ])('keeps a tree back whose child pipeline came without its %s', async (_, damage) => {
    between.rewrite = (operation, answer) => {
      if (operation === 'ReadDownstream') findObjects(answer.data, 'sourceJob').forEach(damage);
    };
    const reading = await read();
    expect(pipelinesOf(reading, CAST.starter)).toEqual([]);
    expect(reading.unreadable.map(({ project }) => project?.path)).toContain(`QubesOS/${CAST.starter}`);
  });

  it('lets the trigger job speak for a pipeline that is not shown to us', async () => {
    between.rewrite = (operation, answer) => {
      if (operation === 'ReadDownstream') findObjects(answer.data, 'downstream').forEach((pipeline) => Object.assign(pipeline, { downstream: { nodes: [] } }));
    };
    const reading = await read();
    expect(reading.outcome).toBe('complete');
    expect(reading.notes.join()).toContain('its trigger job speaks for it');
  });

  it('does not lose the other projects to one unreadable date or one absurd number', async () => {
    between.rewrite = (_, answer) => {
      findObjects(answer.data, 'createdAt').slice(0, 1).forEach((pipeline) => Object.assign(pipeline, { createdAt: 'soon' }));
      findObjects(answer.data, 'queuedDuration').slice(1, 2).forEach((pipeline) => Object.assign(pipeline, { queuedDuration: 1e300 }));
    };
    const reading = await read();
    expect(reading.projects).toHaveLength(forge.organisation.projects.length);
    expect(reading.unreadable.length).toBeLessThan(5);
  });

  it('finds by the pattern of an override what the default rules do not ask for', async () => {
    const config = toForgeConfig(forge, '[main]');
    options = { config: { ...config, gitlab: { ...config.gitlab, overrides: [{ project: '*', refs: [{ pattern: '^release' }] }] } } };
    expect((await read()).projects.some(({ refs }) => refs.includes('release4.2'))).toBe(true);
  });

  it('reads the same dates over REST and GraphQL, so that neither makes the other read all again', async () => {
    await read();
    forge.misbehave({ kind: 'status', status: 403, match: 'gitlab-graphql' });
    options = { config: toForgeConfig(forge, '[main]') };
    const rest = await readGitLab(forge, options);
    const dates = rest.projects.flatMap(({ pipelines }) => pipelines.map(({ updatedAt }) => updatedAt));
    expect(dates.length).toBeGreaterThan(20);
    expect(dates.every((date) => date % 1000 === 0)).toBe(true);
    expect(dates.every((date) => date <= toMorning(7))).toBe(true);
  });
});
