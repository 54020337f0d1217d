// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectReading, SourceReading } from '../../model/reading.ts';
import { createMemory, readGitLab, toForgeConfig, type Collecting, type Memory } from '../../testing/collecting.ts';
import { startForge, type Forge } from '../../testing/forge/forge.ts';
import type { Fault } from '../../testing/forge/misbehaviour.ts';
import { CAST } from '../../testing/forge/story/story.data.ts';
import { createUniform } from '../../testing/forge/uniform.ts';

let forge: Forge;
let options: Collecting;
let store: Memory;

beforeEach(async () => {
  forge = await startForge();
  options = { config: toForgeConfig(forge) };
  store = createMemory();
});

afterEach(async () => {
  expect(forge.invalidQueries).toEqual([]);
  store.close();
  await forge.close();
});

async function restart(with_: Parameters<typeof startForge>[0]): Promise<void> {
  await forge.close();
  forge = await startForge(with_);
  options = { config: toForgeConfig(forge) };
}

function find(reading: SourceReading, name: string): ProjectReading {
  const project = reading.projects.find(({ path }) => path.endsWith(`/${name}`));
  if (project === undefined) throw new Error(`${name} was not read`);
  return project;
}

function operations(): string[] {
  return forge.requests.map(({ operation, path }) => operation ?? path);
}

function merge(reading: SourceReading): void {
  store.keep(reading, forge.now(), options.config);
}

describe('createGitLabSource', () => {
  it('reads the whole organisation', async () => {
    const reading = await readGitLab(forge, options);
    expect(reading).toMatchObject({ outcome: 'complete', unreadable: [] });
    expect(reading.projects).toHaveLength(forge.organisation.projects.length);
    expect(reading.requests).toBe(forge.requests.length);
  });

  it('needs at most 12 requests for 300 projects × 3 refs, 3 for nothing new, 4 for ten changes, without a token', async () => {
    await restart({ organisation: createUniform({ projects: 300, changed: 10 }), day: 0 });
    const counts: number[] = [];
    for (const day of [0, 0, 1]) {
      forge.setDay(day);
      const reading = await readGitLab(forge, { ...options, anonymous: true }, store);
      expect(reading.unreadable).toEqual([]);
      counts.push(reading.requests);
      merge(reading);
    }
    expect(counts[0]).toBeLessThanOrEqual(12);
    expect(counts[1]).toBeLessThanOrEqual(3);
    expect(counts[2]).toBeLessThanOrEqual(4);
  });

  it('asks for the jobs of unchanged pipelines only once', async () => {
    merge(await readGitLab(forge, options, store));
    const again = await readGitLab(forge, options, store);
    const read = again.projects.flatMap(({ pipelines }) => pipelines).filter(({ jobs }) => jobs !== null);
    expect(read.every(({ status, parentId }) => parentId !== null || !['success', 'failed', 'canceled', 'skipped'].includes(status))).toBe(true);
  });

  it('reads every page of a pipeline with more than 100 jobs', async () => {
    const wide = find(await readGitLab(forge, options), CAST.wide);
    const jobs = wide.pipelines.find(({ ref }) => ref === 'main')?.jobs ?? [];
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(CAST.wideJobs);
  });

  it('follows child pipelines and their children, and links the bridges', async () => {
    forge.setDay(7);
    const family = find(await readGitLab(forge, options), CAST.family).pipelines.filter(({ ref }) => ref === 'main');
    const root = family.find(({ parentId }) => parentId === null);
    const child = family.find(({ parentId }) => parentId === root?.id);
    const grandchild = family.find(({ parentId }) => parentId === child?.id);
    expect(root?.jobs?.some(({ downstreamId }) => downstreamId === child?.id)).toBe(true);
    expect(child?.jobs?.some(({ downstreamId }) => downstreamId === grandchild?.id)).toBe(true);
    expect(grandchild?.jobs?.length).toBeGreaterThan(0);
  });

  it('follows multi-project pipelines into the other project', async () => {
    forge.setDay(7);
    const starter = find(await readGitLab(forge, options), CAST.starter);
    const below = starter.pipelines.find(({ projectId }) => projectId !== starter.id);
    expect(below?.projectPath).toContain(CAST.integration);
    expect(below?.jobs?.length).toBeGreaterThan(0);
  });

  it('while a pipeline runs, reads the last finished one as well', async () => {
    const running = find(await readGitLab(forge, options), 'qubes-core-qrexec').pipelines.filter(({ ref, parentId }) => ref === 'main' && parentId === null);
    expect(running.map(({ status }) => status)).toContain('running');
    expect(running.some(({ status, jobs }) => ['success', 'failed'].includes(status) && (jobs?.length ?? 0) > 0)).toBe(true);
  });

  it('keeps retried jobs and marks them', async () => {
    const jobs = (await readGitLab(forge, options)).projects.flatMap(({ pipelines }) => pipelines.flatMap(({ jobs: some }) => some ?? []));
    expect(jobs.some(({ retried }) => retried)).toBe(true);
  });

  it('hands on a status word nobody knows yet', async () => {
    const pipelines = find(await readGitLab(forge, options), 'qubes-mgmt-salt').pipelines;
    expect(pipelines.flatMap(({ status, jobs }) => [status, ...(jobs ?? []).map((job) => job.status)])).toContain('hibernating');
  });

  it('tells CI switched off, no pipelines and archived apart', async () => {
    const reading = await readGitLab(forge, options);
    expect(find(reading, CAST.ciDisabled)).toMatchObject({ ciEnabled: false, pipelines: [] });
    expect(find(reading, CAST.withoutPipelines)).toMatchObject({ ciEnabled: true, pipelines: [] });
    expect(find(reading, CAST.archived)).toMatchObject({ archived: true });
  });

  it('shows pipelines that are closed to strangers as CI that is closed to us, as GitLab does', async () => {
    expect(find(await readGitLab(forge, options), CAST.membersOnly).ciEnabled).toBe(true);
    expect(find(await readGitLab(forge, { ...options, anonymous: true }), CAST.membersOnly)).toMatchObject({ ciEnabled: false, pipelines: [] });
  });

  it('does not see private projects without a token', async () => {
    const paths = (await readGitLab(forge, { ...options, anonymous: true })).projects.map(({ path }) => path);
    expect(paths.some((path) => path.endsWith(CAST.private))).toBe(false);
  });

  it('keeps a renamed project by its id', async () => {
    forge.setDay(19);
    const before = (await readGitLab(forge, options)).projects;
    forge.setDay(21);
    const after = (await readGitLab(forge, options)).projects;
    const renamed = after.filter(({ id, path }) => before.some((old) => old.id === id && old.path !== path));
    expect(renamed).toHaveLength(1);
  });

  it('finds refs by pattern among those that had pipelines', async () => {
    options = { config: toForgeConfig(forge, "[{pattern: '^release4'}]") };
    const refs = new Set((await readGitLab(forge, options)).projects.flatMap((project) => project.refs));
    expect([...refs].toSorted()).toEqual(['release4.2', 'release4.3']);
  });

  it('reads the default branch of each project, whatever its name', async () => {
    const [first] = forge.organisation.projects;
    if (first === undefined) throw new Error('the sample organisation is empty');
    first.defaultBranch = 'release4.2';
    options = { config: toForgeConfig(forge, "['@default']") };
    const reading = await readGitLab(forge, options);
    expect(find(reading, first.name).refs).toEqual(['release4.2']);
  });
});

describe('a single project of the configuration', () => {
  function single(path: string): Collecting {
    const config = toForgeConfig(forge);
    return { config: { ...config, gitlab: { ...config.gitlab, groups: [], projects: [path] } } };
  }

  it('is read by its path, and next time by its id', async () => {
    options = single('QubesOS/qubes-core-admin');
    const reading = await readGitLab(forge, options, store);
    expect(reading.projects.map(({ path }) => path)).toEqual(['QubesOS/qubes-core-admin']);
    merge(reading);
    const before = forge.requests.length;
    await readGitLab(forge, options, store);
    expect(operations().slice(before)).not.toContain('ResolveProjects');
  });

  it('is found under its new path after a rename, which is noted', async () => {
    const old = forge.organisation.projects.flatMap(({ formerPaths }) => formerPaths.map(({ path }) => path))[0] ?? '';
    const reading = await readGitLab(forge, single(old));
    expect(reading.projects).toHaveLength(1);
    expect(reading.notes.join()).toContain('is now');
  });

  it('that does not exist is reported by its path', async () => {
    const reading = await readGitLab(forge, single('QubesOS/never-was'));
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'not-found', project: { id: null, path: 'QubesOS/never-was' } })]);
    expect(reading.outcome).toBe('unavailable');
  });
});

describe('a GitLab that misbehaves', () => {
  async function readWith(...faults: Fault[]): Promise<SourceReading> {
    forge.misbehave(faults);
    return readGitLab(forge, { ...options, timeoutMs: 400 });
  }
  const all = (): number => forge.organisation.projects.length;

  it('once with 500, 502 or 429 is asked again and read completely', async () => {
    const reading = await readWith({ kind: 'status', status: 500, times: 1 }, { kind: 'status', status: 502, times: 1 }, { kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1 });
    expect(reading).toMatchObject({ outcome: 'complete' });
    expect(reading.projects).toHaveLength(all());
  });

  it('refuses a query as too complex: asks for less, and reads everything', async () => {
    const reading = await readWith({ kind: 'complexity', score: 260, limit: 200, times: 2 });
    expect(reading.outcome).toBe('complete');
    expect(reading.projects).toHaveLength(all());
  });

  it('with a lower limit than ours is read in smaller pages', async () => {
    await restart({ maxComplexity: 90 });
    const reading = await readGitLab(forge, options);
    expect(reading.outcome).toBe('complete');
    expect(forge.requests.filter(({ complexity }) => complexity !== null && complexity > 90).length).toBeLessThan(6);
  });

  it('answers one project in part: reports it and reads the others', async () => {
    const reading = await readWith({ kind: 'partial', match: 'ListProjects', times: 1 });
    expect(reading.outcome).toBe('partial');
    expect(reading.projects).toHaveLength(all() - 1);
    expect(reading.unreadable[0]?.message).toContain('Internal server error');
  });

  it('fails at the jobs only: hands over no pipeline without its jobs', async () => {
    const reading = await readWith({ kind: 'status', status: 500, match: 'ReadJobs' });
    expect(reading.outcome).toBe('partial');
    expect(reading.projects.flatMap(({ pipelines }) => pipelines)).toEqual([]);
    expect(reading.unreadable.length).toBeGreaterThan(100);
  });

  it('truncates one answer with jobs: halves the request and reads everything', async () => {
    const reading = await readWith({ kind: 'truncated', match: 'ReadJobs', times: 1 });
    expect(reading.outcome).toBe('complete');
  });

  it('fails at further pages of jobs: keeps that whole pipeline back', async () => {
    const reading = await readWith({ kind: 'html', match: 'ReadJobPages' });
    expect(find(reading, CAST.wide).pipelines.filter(({ ref }) => ref === 'main')).toEqual([]);
    expect(reading.outcome).toBe('partial');
  });

  it('fails at child pipelines: keeps the whole tree back', async () => {
    forge.setDay(7);
    const reading = await readWith({ kind: 'truncated', match: 'ReadDownstream' });
    expect(find(reading, CAST.family).pipelines.filter(({ ref }) => ref === 'main')).toEqual([]);
  });

  it.each<[string, Fault, string]>([
    ['never answers', { kind: 'silence' }, 'timeout'],
    ['resets every connection', { kind: 'reset' }, 'unreachable'],
    ['answers 502 for good', { kind: 'status', status: 502 }, 'server-error'],
    ['answers HTML', { kind: 'html' }, 'invalid-answer'],
    ['answers 401', { kind: 'status', status: 401 }, 'unauthorized'],
    ['answers 403', { kind: 'status', status: 403 }, 'forbidden'],
    ['answers 404', { kind: 'status', status: 404 }, 'not-found'],
    ['asks to wait an hour', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } }, 'rate-limited'],
    ['redirects elsewhere', { kind: 'redirect', to: 'http://127.0.0.1:9/' }, 'foreign-origin'],
  ])('that %s is unavailable, with the reason', async (_, fault, code) => {
    const reading = await readWith(fault);
    expect(reading).toMatchObject({ outcome: 'unavailable', projects: [] });
    expect(reading.unreadable.map((entry) => entry.code)).toContain(code);
    expect(reading.unreadable.every(({ message }) => !message.includes(forge.gitlabToken))).toBe(true);
  });
});

describe('reading over REST', () => {
  beforeEach(() => forge.misbehave({ kind: 'status', status: 403, match: 'gitlab-graphql' }));

  it('gives the same reading as GraphQL does', async () => {
    forge.setDay(7);
    const rest = await readGitLab(forge, options);
    forge.misbehave(null);
    const graphql = await readGitLab(forge, options);
    const plain = (reading: SourceReading): unknown => reading.projects
      .map(({ pipelines, ...project }) => ({
        ...project,
        pipelines: pipelines.map(({ jobs, ...pipeline }) => ({ ...pipeline, jobs: (jobs ?? []).map(({ failureMessage: _, ...job }) => job).toSorted((a, b) => a.id - b.id) })).toSorted((a, b) => a.id - b.id),
      })).toSorted((a, b) => a.id - b.id);
    expect(rest.notes.join()).toContain('GraphQL was refused');
    expect(plain(rest)).toEqual(plain(graphql));
  });

  it('reads only what changed the next time', async () => {
    const first = await readGitLab(forge, options, store);
    merge(first);
    const second = await readGitLab(forge, options, store);
    expect(second.requests).toBeLessThan(first.requests / 2);
  });

  it('reports a project whose pipelines are refused and reads the others', async () => {
    const [project] = forge.organisation.projects;
    forge.misbehave([{ kind: 'status', status: 403, match: 'gitlab-graphql' }, { kind: 'status', status: 403, match: `/projects/${project?.id ?? 0}/pipelines` }]);
    const reading = await readGitLab(forge, options);
    expect(reading.unreadable.map((entry) => [entry.project?.path, entry.code])).toEqual([[project?.path, 'forbidden']]);
  });
});
