// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startForge, type Forge } from '../forge.ts';
import { CAST } from '../story/story.data.ts';

let forge: Forge;
beforeAll(async () => {
  forge = await startForge();
});
afterAll(() => forge.close());

type Row = Record<string, unknown>;
interface Answer { status: number; headers: Headers; body: Row & Row[] }

async function get(path: string, token: string | null = forge.gitlabToken): Promise<Answer> {
  const url = path.startsWith('http') ? path : `${forge.gitlabUrl}/api/v4${path}`;
  const response = await fetch(url, { headers: token === null ? {} : { 'private-token': token }, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: await response.json() as Row & Row[] };
}

const nextOf = ({ headers }: Answer): string | null => /<([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
const at = (name: string, rest = ''): string => `/projects/${encodeURIComponent(`QubesOS/${name}`)}${rest}`;

async function newest(name: string): Promise<number> {
  return Number((await get(at(name, '/pipelines?ref=main&per_page=1'))).body[0]?.['id']);
}

describe('answerGitLabRest', () => {
  it('says who it is to those with a valid token only', async () => {
    expect((await get('/version')).body).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/) as string });
    expect((await get('/user')).body).toMatchObject({ username: 'qubesos-bot' });
    expect([(await get('/version', null)).status, (await get('/user', 'wrong')).status]).toEqual([401, 401]);
  });

  it('states its rate limit', async () => {
    const { headers } = await get('/projects/1', null);
    expect(['ratelimit-limit', 'ratelimit-remaining'].map((name) => headers.get(name))).toEqual(['500', '499']);
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(1_700_000_000);
  });

  it('pages a group by offset with totals and links', async () => {
    const first = await get('/groups/QubesOS/projects?include_subgroups=true&per_page=100');
    const second = await get(nextOf(first) ?? '');
    expect(first.body.length + second.body.length).toBe(150);
    expect(['x-total', 'x-total-pages', 'x-next-page'].map((name) => first.headers.get(name))).toEqual(['150', '2', '2']);
    expect([nextOf(second), second.headers.get('x-next-page')]).toEqual([null, '']);
    expect(first.body[0]).toMatchObject({ archived: false, jobs_enabled: true, visibility: 'public', default_branch: 'main' });
  });

  it('pages a group by keyset without totals', async () => {
    const ids: unknown[] = [];
    for (let url: string | null = '/groups/QubesOS/projects?pagination=keyset&order_by=id&sort=asc&per_page=50'; url !== null;) {
      const answer: Answer = await get(url);
      ids.push(...answer.body.map(({ id }) => id));
      expect(answer.headers.get('x-total')).toBeNull();
      url = nextOf(answer);
    }
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => Number(a) - Number(b)));
    expect(ids.length).toBe(forge.organisation.projects.filter(({ namespace }) => namespace === 'QubesOS').length);
  });

  it('finds a project by number and by path, and shows strangers less of it', async () => {
    const { body } = await get(at('qubes-core-admin'));
    expect(body).toMatchObject({ path_with_namespace: 'QubesOS/qubes-core-admin', web_url: 'https://gitlab.com/QubesOS/qubes-core-admin', archived: false });
    expect((await get(`/projects/${String(body['id'])}`)).body).toEqual(body);
    expect((await get(at('qubes-core-admin'), null)).body).not.toHaveProperty('archived');
  });

  it('redirects a former path to the number, and does not know other paths or private projects', async () => {
    const { status, headers } = await get(at(CAST.formerName, '/pipelines?per_page=5'));
    const id = forge.organisation.projects.find(({ name }) => name === CAST.renamed)?.id;
    expect([status, headers.get('location')]).toEqual([301, `${forge.gitlabUrl}/api/v4/projects/${id}/pipelines?per_page=5`]);
    expect((await get(at('nothing'))).status).toBe(404);
    expect([(await get(at(CAST.private))).status, (await get(at(CAST.private), null)).status]).toEqual([200, 404]);
  });

  it('forbids the pipelines of a project with CI disabled or closed', async () => {
    expect((await get(`/projects/${encodeURIComponent(`QubesOS/infra/${CAST.ciDisabled}`)}/pipelines`)).status).toBe(403);
    expect([(await get(at(CAST.membersOnly, '/pipelines'))).status, (await get(at(CAST.membersOnly, '/pipelines'), null)).status]).toEqual([200, 403]);
  });

  it('lists pipelines by ref, status, scope, time and order', async () => {
    const list = async (query: string): Promise<Row[]> => (await get(at('qubes-gui-daemon', `/pipelines?per_page=100&${query}`))).body;
    const main = await list('ref=main');
    const ids = main.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect((await list('ref=main&order_by=id&sort=asc')).map(({ id }) => id)).toEqual(ids.toReversed());
    expect(main[0]).toMatchObject({ status: 'failed', ref: 'main', source: 'schedule' });
    expect((await list('status=failed')).map(({ id }) => id)).toEqual([main[0]?.['id']]);
    expect(await list(`ref=main&updated_after=${String(main[1]?.['updated_at'])}`)).toEqual([main[0]]);
    const running = async (scope: string): Promise<unknown> =>
      (await get(at('qubes-core-qrexec', `/pipelines?ref=main&per_page=1&scope=${scope}`))).body.map(({ status }) => status);
    expect([await running('running'), await running('finished')]).toEqual([['running'], ['success']]);
  });

  it('tells a pipeline that passed with warnings only in its detailed status', async () => {
    const { body } = await get(at('qubes-linux-utils', `/pipelines/${await newest('qubes-linux-utils')}`));
    expect(body).toMatchObject({ status: 'success', detailed_status: { group: 'success-with-warnings', label: 'passed with warnings' }, queued_duration: expect.any(Number) as number });
    expect((await get(at('qubes-linux-utils', '/pipelines/1'))).status).toBe(404);
  });

  it('lists jobs newest first, retried ones where asked for, bridges apart', async () => {
    const id = await newest('qubes-desktop-linux-manager');
    const latest = await get(at('qubes-desktop-linux-manager', `/pipelines/${id}/jobs?per_page=100`));
    const all = await get(at('qubes-desktop-linux-manager', `/pipelines/${id}/jobs?per_page=100&include_retried=true`));
    expect(all.body.length - latest.body.length).toBe(1);
    expect(all.body.find(({ status }) => status === 'failed')).toMatchObject({ stage: 'install', allow_failure: false, failure_reason: 'script_failure', duration: expect.any(Number) as number });
    const family = await newest(CAST.family);
    const jobs = await get(at(CAST.family, `/pipelines/${family}/jobs?per_page=100`));
    const bridges = await get(at(CAST.family, `/pipelines/${family}/bridges`));
    expect(jobs.body.map(({ name }) => name)).not.toContain('builds');
    expect(bridges.body).toMatchObject([{ name: 'builds', downstream_pipeline: { source: 'parent_pipeline', status: 'success' } }]);
    const child = (bridges.body[0]?.['downstream_pipeline'] as Row)['id'];
    expect((await get(at(CAST.family, `/pipelines/${String(child)}/jobs`))).body.length).toBeGreaterThan(10);
    expect((await get(at(CAST.family, '/pipelines?source=parent_pipeline'))).body.map((pipeline) => pipeline['id'])).toContain(child);
  });

  it('pages more than a hundred jobs', async () => {
    const id = await newest(CAST.wide);
    const third = await get(at(CAST.wide, `/pipelines/${id}/jobs?per_page=100&page=3`));
    expect([third.body.length, third.headers.get('x-total'), third.headers.get('x-prev-page')]).toEqual([30, '230', '2']);
  });

  it('lists branches, the default one marked', async () => {
    const { body } = await get(at('qubes-core-admin', '/repository/branches'));
    expect(body.map(({ name, default: isDefault }) => [name, isDefault])).toEqual([['main', true], ['release4.2', false], ['release4.3', false]]);
  });

  it('knows no other address', async () => {
    expect((await get('/runners')).status).toBe(404);
    expect((await get(`${forge.gitlabUrl}/elsewhere`)).status).toBe(404);
  });
});
