// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReprotestReading, UnreadReprotest } from '../../model/evidence-reading.ts';
import type { SourceReading } from '../../model/reading.ts';
import { createHttp } from '../../platform/http.ts';
import { startForge, type Forge } from '../../testing/forge/forge.ts';
import { createQubesLike } from '../../testing/forge/qubes-like.ts';
import { COMPARISONS } from '../../testing/forge/story/comparisons.data.ts';
import { CAST } from '../../testing/forge/story/story.data.ts';
import { createFakeClock, startLoopback, type Loopback } from '../../testing/loopback.ts';
import { createReprotestSource, toReprotestKey, type ReprotestDeps } from './source.ts';

const NOW = Date.UTC(2026, 10, 22, 6);
const LIMITS = { maxJobs: 500, maxReports: 100, maxReportBytes: 1_000_000 };

function read(url: string, unread: readonly UnreadReprotest[], options: Partial<ReprotestDeps> = {}, token: string | null = null): Promise<SourceReading> {
  const clock = createFakeClock(NOW);
  const http = createHttp({
    clock, origin: url, concurrency: 8, timeoutMs: 2_000, ...(token === null ? {} : { headers: { 'private-token': token } }),
  });
  return createReprotestSource({ http, clock, baseUrl: url, ...LIMITS, ...options })(unread);
}

function jobsOf(reading: SourceReading): ReprotestReading['jobs'] {
  if (reading.evidence?.kind !== 'reprotest') throw new Error('no reprotest evidence');
  return reading.evidence.jobs;
}

describe('createReprotestSource, with the sample forge', () => {
  let forge: Forge;
  beforeAll(async () => {
    forge = await startForge({ organisation: createQubesLike() });
  });
  beforeEach(() => {
    forge.setDay(29);
    forge.misbehave(null);
    forge.requests.length = 0;
  });
  afterAll(() => forge.close());

  /** What a state would ask for: repro jobs that passed or failed. */
  function listJobs(project: string, isWanted: (job: { name: string; status: string }) => boolean = () => true): UnreadReprotest[] {
    const found = forge.organisation.projects.find(({ name }) => name === project);
    return (found?.pipelines ?? []).toReversed().flatMap(({ ref, jobs }) => jobs
      .filter((job) => job.stage === 'repro' && ['success', 'failed'].includes(job.status) && (job.finishedAt ?? Infinity) <= forge.now() && isWanted(job))
      .map((job) => ({
        projectId: found?.id ?? 0, projectPath: found?.path ?? '', jobId: job.id, target: job.name.split(':')[2] ?? '', ref, finishedAt: job.finishedAt,
      })));
  }

  it('reads what a passed job says, in one request', async () => {
    const unread = listJobs('qubes-core-qrexec', ({ status }) => status === 'success').slice(0, 1);
    const reading = await read(forge.gitlabUrl, unread);
    expect(reading).toMatchObject({ source: toReprotestKey(forge.gitlabUrl), outcome: 'complete', requests: 1, projects: [], repositories: [], unreadable: [], notes: [] });
    expect(reading.evidence).toMatchObject({ kind: 'reprotest', gitlab: `gitlab:${forge.gitlabUrl}` });
    const [job] = jobsOf(reading);
    expect(job).toMatchObject({ projectId: unread[0]?.projectId, jobId: unread[0]?.jobId, readAt: NOW, outcome: 'read', reason: null });
    expect(job?.packages.length).toBeGreaterThan(0);
    expect(job?.packages.every(({ reproduced, url, differences, report }) => reproduced && url === null && differences === null && report === null)).toBe(true);
    expect(forge.requests.map(({ path }) => path)).toEqual([`/api/v4/projects/${unread[0]?.projectId}/jobs/${unread[0]?.jobId}/artifacts/artifacts/reprotest/${unread[0]?.target}/results.json`]);
  });

  it('reads the stored comparison of a package that was not reproduced, with its cause', async () => {
    forge.setDay(11);
    const unread = listJobs('qubes-app-linux-usb-proxy', ({ name, status }) => status === 'failed' && name.endsWith('vm-bookworm')).slice(0, 1);
    const [job] = jobsOf(await read(forge.gitlabUrl, unread));
    const bad = job?.packages.find(({ reproduced }) => !reproduced);
    const folder = `artifacts/reprotest/vm-bookworm/${bad?.name}`;
    expect(bad?.url).toBe(`${forge.gitlabUrl}/QubesOS/qubes-app-linux-usb-proxy/-/jobs/${unread[0]?.jobId}/artifacts/browse/${folder}`);
    expect(COMPARISONS.map(({ cause }) => cause)).toContain(bad?.differences?.causes[0]?.cause);
    expect(bad?.report?.source1).toBe('../store/control');
    expect(forge.requests[1]?.path).toMatch(new RegExp(`/artifacts/${folder}/experiment-1.diffoscope.out$`));
  });

  it('refuses results that name a folder elsewhere, whole', async () => {
    const unread = listJobs(CAST.misleading, ({ status }) => status === 'success').slice(0, 1);
    const [job] = jobsOf(await read(forge.gitlabUrl, unread));
    expect(job).toMatchObject({ outcome: 'refused', packages: [] });
    expect(job?.reason).toContain('results.json');
  });

  it('keeps a job that may not be seen for another time, and asks for the others', async () => {
    const closed = listJobs(CAST.membersOnly).slice(0, 3);
    const open = listJobs('qubes-core-qrexec').slice(0, 1);
    expect(closed).toHaveLength(3);
    const reading = await read(forge.gitlabUrl, [...closed, ...open]);
    expect(reading.outcome).toBe('partial');
    expect(jobsOf(reading).map(({ jobId }) => jobId)).toEqual([open[0]?.jobId]);
    expect(reading.unreadable).toEqual([{
      project: { id: closed[0]?.projectId, path: `QubesOS/${CAST.membersOnly}` }, code: 'forbidden',
      message: expect.stringMatching(/access denied.*\(and 2 more of its jobs\)/) as string,
    }]);
    expect((await read(forge.gitlabUrl, closed, {}, forge.gitlabToken)).outcome).toBe('complete');
  });

  it('stops asking a server that fails, and stores nothing of it', async () => {
    forge.misbehave({ kind: 'status', status: 503 });
    const reading = await read(forge.gitlabUrl, listJobs('qubes-core-qrexec').slice(0, 30));
    expect(reading).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'server-error' }] });
    expect(reading.evidence).toBeUndefined();
    // Those under way when the third fails are the last, each with its four attempts.
    expect(reading.requests).toBeLessThanOrEqual((8 + 2) * 4);
    expect(reading.notes[0]).toMatch(/left for the next collection/);
  });

  it.each([{ kind: 'html' }, { kind: 'reset' }] as const)('takes $kind for a failure of the server, not of the job', async (fault) => {
    forge.misbehave(fault);
    const reading = await read(forge.gitlabUrl, listJobs('qubes-core-qrexec').slice(0, 1));
    expect(reading).toMatchObject({ outcome: 'unavailable' });
    expect(reading.evidence).toBeUndefined();
  });

  it('reads as many jobs as it is told, newest first, and says how many are left', async () => {
    const unread = listJobs('qubes-core-qrexec').slice(0, 5);
    const reading = await read(forge.gitlabUrl, unread, { maxJobs: 2 });
    expect(jobsOf(reading).map(({ jobId }) => jobId)).toEqual(unread.slice(0, 2).map(({ jobId }) => jobId));
    expect(reading.notes).toEqual(['results of 3 reprotest jobs are left for the next collection']);
  });
});

describe('createReprotestSource, with artifacts of the test’s own', () => {
  const servers: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const FOLDER = 'artifacts/reprotest/vm';
  const REPORT = COMPARISONS[0]?.stored ?? '';
  const unread = (jobId: number, more: Partial<UnreadReprotest> = {}): UnreadReprotest =>
    ({ projectId: 1, projectPath: 'group/one', jobId, target: 'vm', ref: 'main', finishedAt: NOW, ...more });

  /** Serves files by `job/path`; `asked` keeps the paths below `artifacts/`. A job itself answers `job`: its number, unless told otherwise. */
  async function serve(files: Readonly<Record<string, string | number>>): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = [];
    const listener: RequestListener = (request, response) => {
      const [, number] = /^\/api\/v4\/projects\/1\/jobs\/(\d+)$/.exec(request.url ?? '') ?? [];
      if (number !== undefined) {
        asked.push(number);
        const answer = files[number] ?? JSON.stringify({ id: Number(number), artifacts: [], artifacts_expire_at: null });
        return void response.writeHead(typeof answer === 'number' ? answer : 200).end(typeof answer === 'number' ? '{}' : answer);
      }
      const [, job = '', path = ''] = /^\/api\/v4\/projects\/1\/jobs\/(\d+)\/artifacts\/(.*)$/.exec(request.url ?? '') ?? [];
      asked.push(`${job}/${decodeURIComponent(path)}`);
      const file = files[asked.at(-1) ?? ''] ?? 404;
      response.writeHead(typeof file === 'number' ? file : 200).end(typeof file === 'number' ? '{}' : file);
    };
    const server = await startLoopback(listener);
    servers.push(server);
    return { url: server.url, asked };
  }

  it('says that results are absent where the job is there and they are not: it left none, or they expired', async () => {
    const { url, asked } = await serve({});
    const reading = await read(url, [unread(1)]);
    expect(reading).toMatchObject({ outcome: 'complete', requests: 2 });
    expect(jobsOf(reading)).toMatchObject([{ jobId: 1, outcome: 'absent', reason: null, packages: [] }]);
    expect(asked).toEqual([`1/${FOLDER}/results.json`, '1']);
  });

  it.each<[string | number, string]>([
    [404, 'not-found'], [403, 'forbidden'], [401, 'unauthorized'], ['<html>soon</html>', 'invalid-answer'], ['{"id": 2}', 'invalid-answer'], ['[]', 'invalid-answer'],
  ])('keeps a job for another time that answers %j: nothing says that it has no results', async (answer, code) => {
    const { url } = await serve({ 1: answer, [`2/${FOLDER}/results.json`]: '{"a": true}' });
    const reading = await read(url, [unread(1), unread(2)]);
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code, project: { id: 1, path: 'group/one' } }] });
    expect(jobsOf(reading).map(({ jobId }) => jobId)).toEqual([2]);
  });

  it('tries the names of comparisons in turn, and first of all the one that was there last', async () => {
    const { url, asked } = await serve({
      [`1/${FOLDER}/results.json`]: '{"a": false, "b": false}',
      [`1/${FOLDER}/a/diffoscope.out`]: REPORT, [`1/${FOLDER}/b/diffoscope.out`]: REPORT,
    });
    const [job] = jobsOf(await read(url, [unread(1)], { reportNames: ['diffoscope.json', 'diffoscope.out'] }));
    expect(job?.packages.map(({ differences }) => differences?.causes[0]?.cause)).toEqual(['timestamp', 'timestamp']);
    expect(asked).toEqual([`1/${FOLDER}/results.json`, `1/${FOLDER}/a/diffoscope.json`, `1/${FOLDER}/a/diffoscope.out`, `1/${FOLDER}/b/diffoscope.out`]);
  });

  it('leaves a package without a comparison where none of the names is there', async () => {
    const { url } = await serve({ [`1/${FOLDER}/results.json`]: '{"a": false}' });
    const [job] = jobsOf(await read(url, [unread(1)]));
    expect(job?.packages).toEqual([{ name: 'a', reproduced: false, url: null, differences: null, report: null, sources: [] }]);
  });

  it('links a comparison that is too large, and one that is no comparison, without reading them', async () => {
    const { url } = await serve({
      [`1/${FOLDER}/results.json`]: '{"large": false, "odd": false, "deep": false}',
      [`1/${FOLDER}/large/experiment-1.diffoscope.out`]: `${REPORT}${' '.repeat(LIMITS.maxReportBytes)}`,
      [`1/${FOLDER}/odd/experiment-1.diffoscope.out`]: 'Segmentation fault',
      [`1/${FOLDER}/deep/diffoscope.json`]: `${'{"details":['.repeat(10_000)}${']}'.repeat(10_000)}`,
    });
    const [job] = jobsOf(await read(url, [unread(1)]));
    expect(job?.packages.map(({ name, report, differences }) => ({ name, report, differences }))).toEqual(
      ['large', 'odd', 'deep'].map((name) => ({ name, report: null, differences: null })));
    expect(job?.packages.map(({ url: link }) => link?.split('/').at(-1))).toEqual(['large', 'odd', 'deep']);
  });

  it('reads the source packages that a buildinfo names where the comparison tells of one', async () => {
    const name = 'hello_1.0-1_amd64.buildinfo';
    const node = `│   --- ../store/control/${name}\n├── +++ ../store/experiment-1/${name}\n│ │ @@ -1 +1 @@\n│ │ -Build-Date: a\n│ │ +Build-Date: b\n`;
    const { url, asked } = await serve({
      [`1/${FOLDER}/results.json`]: '{"hello": false}',
      [`1/${FOLDER}/hello/experiment-1.diffoscope.out`]: `--- ../store/control\n+++ ../store/experiment-1\n${node}`,
      [`1/${FOLDER}/hello/control/${name}`]: 'Format: 1.0\nSource: hello-src (1.0-1)\nArchitecture: amd64\nVersion: 1.0-1+b1\nBuild-Architecture: amd64\n'
        + `Checksums-Sha256:\n ${'a'.repeat(64)} 12 hello_1.0-1_amd64.deb\nInstalled-Build-Depends:\n base-files (= 13)\n`,
    });
    const [job] = jobsOf(await read(url, [unread(1)]));
    expect(asked.at(-1)).toBe(`1/${FOLDER}/hello/control/${name}`);
    expect(job?.packages[0]?.sources).toEqual([{ name: 'hello-src', version: '1.0-1' }]);
  });

  it('keeps a job back whose comparison could not be fetched this time', async () => {
    const { url } = await serve({ [`1/${FOLDER}/results.json`]: '{"a": false}', [`1/${FOLDER}/a/experiment-1.diffoscope.out`]: 403, [`2/${FOLDER}/results.json`]: '{"a": true}' });
    const reading = await read(url, [unread(1), unread(2)]);
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'forbidden' }] });
    expect(jobsOf(reading).map(({ jobId }) => jobId)).toEqual([2]);
  });

  it('reads no more comparisons than it is told: who comes short waits, who never could gets what there is', async () => {
    const { url, asked } = await serve({
      [`1/${FOLDER}/results.json`]: '{"a": false, "b": false}', [`1/${FOLDER}/a/r`]: REPORT, [`1/${FOLDER}/b/r`]: REPORT,
      [`2/${FOLDER}/results.json`]: '{"a": false, "b": false}', [`3/${FOLDER}/results.json`]: '{"a": false}', [`3/${FOLDER}/a/r`]: REPORT,
      [`4/${FOLDER}/results.json`]: '{"a": true}',
    });
    const options = { reportNames: ['r'] };
    const reading = await read(url, [1, 2, 3, 4].map((id) => unread(id)), { ...options, maxReports: 3 });
    expect(jobsOf(reading).map(({ jobId, packages }) => [jobId, packages.filter(({ report }) => report !== null).length])).toEqual([[1, 2], [3, 1], [4, 0]]);
    expect(reading.notes).toEqual(['results of 1 reprotest jobs are left for the next collection']);
    expect(asked.filter((path) => path.endsWith('/r'))).toHaveLength(3);
    expect(jobsOf(await read(url, [unread(1)], { ...options, maxReports: 1 }))[0]?.packages.map(({ report }) => report !== null)).toEqual([true, false]);
    expect(jobsOf(await read(url, [unread(1)], { ...options, maxReports: 0 }))[0]?.packages.map(({ report }) => report)).toEqual([null, null]);
  });

  it('refuses a target that is a path without asking for anything', async () => {
    const { url, asked } = await serve({});
    const jobs = jobsOf(await read(url, [unread(1, { target: '../../../../user' }), unread(2, { target: '..' })]));
    expect(jobs).toMatchObject([{ jobId: 1, outcome: 'refused' }, { jobId: 2, outcome: 'refused' }]);
    expect(asked).toEqual([]);
  });

  it('refuses results that are too large once and for all', async () => {
    const { url } = await serve({ [`1/${FOLDER}/results.json`]: `{"a": true${' '.repeat(2_000_000)}}` });
    expect(jobsOf(await read(url, [unread(1)]))).toMatchObject([{ outcome: 'refused', packages: [] }]);
  });

  it('percent-encodes what goes into the address', async () => {
    const { url, asked } = await serve({ ['1/artifacts/reprotest/a%2f#?b/results.json']: '{"a": true}' });
    expect(jobsOf(await read(url, [unread(1, { target: 'a%2f#?b' })]))).toMatchObject([{ outcome: 'read' }]);
    expect(asked).toEqual(['1/artifacts/reprotest/a%2f#?b/results.json']);
  });

  it('asks for nothing where nothing is unread', async () => {
    const { url, asked } = await serve({});
    expect(await read(url, [])).toMatchObject({ outcome: 'complete', requests: 0, evidence: { jobs: [] } });
    expect(asked).toEqual([]);
  });
});
