// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { RequestListener, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClassifier } from '../../failures/classify.ts';
import type { TracesReading, UnreadTrace } from '../../model/failure.ts';
import type { SourceReading } from '../../model/reading.ts';
import { createHttp } from '../../platform/http.ts';
import { startForge, type Forge } from '../../testing/forge/forge.ts';
import { createQubesLike } from '../../testing/forge/qubes-like.ts';
import { CAST, OUTAGE_COMPONENTS } from '../../testing/forge/story/story.data.ts';
import { CARELESS, LEAKED } from '../../testing/forge/story/traces.ts';
import { createFakeClock, startLoopback, type Loopback } from '../../testing/loopback.ts';
import { createTraceSource, toTracesKey, type TraceDeps } from './source.ts';

const NOW = Date.UTC(2026, 10, 22, 6);
const TOKEN = 'glpat-planted-secret';

function read(url: string, unread: readonly UnreadTrace[], options: Partial<TraceDeps> = {}, token: string | null = null): Promise<SourceReading> {
  const clock = createFakeClock(NOW);
  const http = createHttp({
    clock, origin: url, concurrency: 8, timeoutMs: 20_000, ...(token === null ? {} : { headers: { 'private-token': token }, secrets: [token] }),
  });
  return createTraceSource({ http, clock, baseUrl: url, maxJobs: 100, ...options })(unread);
}

function tracesOf(reading: SourceReading): TracesReading['jobs'] {
  if (reading.traces === undefined) throw new Error('no logs');
  return reading.traces.jobs;
}

describe('createTraceSource, with the sample forge', () => {
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

  function listJobs(project: string, isWanted: (job: { status: string; stage: string; kind: string }) => boolean = ({ status }) => status === 'failed'): UnreadTrace[] {
    const found = forge.organisation.projects.find(({ name }) => name === project);
    return (found?.pipelines ?? []).toReversed().flatMap(({ createdAt, jobs }) => (createdAt > forge.now() ? [] : jobs.filter(isWanted)
      .map((job) => ({ projectId: found?.id ?? 0, projectPath: found?.path ?? '', jobId: job.id }))));
  }

  it('reads the end of a failed job’s log, in one request', async () => {
    const unread = listJobs('qubes-gui-daemon').slice(0, 1);
    const reading = await read(forge.gitlabUrl, unread);
    expect(reading).toMatchObject({
      source: toTracesKey(forge.gitlabUrl), outcome: 'complete', requests: 1, projects: [], repositories: [], unreadable: [], notes: [],
      traces: { gitlab: `gitlab:${forge.gitlabUrl}`, jobs: [{ projectId: unread[0]?.projectId, jobId: unread[0]?.jobId, readAt: NOW, outcome: 'read' }] },
    });
    const excerpt = tracesOf(reading)[0]?.excerpt ?? '';
    expect(excerpt).toContain('error: ');
    expect(excerpt).toMatch(/^Running with gitlab-runner/);
    expect(excerpt).not.toMatch(/[^\P{Cc}\n]|section_/u);
    expect(forge.requests.map(({ path }) => path)).toEqual([`/api/v4/projects/${unread[0]?.projectId}/jobs/${unread[0]?.jobId}/trace`]);
  });

  it('brings what makes one cause of the fourteen failures of the outage', async () => {
    forge.setDay(12);
    const unread = OUTAGE_COMPONENTS.flatMap((name) => listJobs(name).slice(0, 1));
    const classify = createClassifier();
    const keys = tracesOf(await read(forge.gitlabUrl, unread)).map(({ excerpt }) => classify({ failureMessage: 'script_failure', excerpt }).key);
    expect([keys.length, new Set(keys).size]).toEqual([14, 1]);
  });

  it('hands over no secret that a log holds', async () => {
    const reading = JSON.stringify(await read(forge.gitlabUrl, listJobs(CARELESS).slice(0, 3)));
    expect(reading).toContain('[masked]');
    expect(reading).not.toMatch(new RegExp(`${LEAKED.token}|${LEAKED.password}`));
  });

  it('says that a log is absent where the job is there and never ran', async () => {
    const unread = listJobs('qubes-gui-daemon', ({ status }) => status === 'skipped').slice(0, 1);
    const reading = await read(forge.gitlabUrl, unread);
    expect(tracesOf(reading)).toMatchObject([{ outcome: 'absent', excerpt: '' }]);
    expect(reading).toMatchObject({ outcome: 'complete', requests: 2 });
  });

  it('keeps jobs that may not be seen for another time, and reads the others', async () => {
    const closed = listJobs(CAST.membersOnly, () => true).slice(0, 3);
    const hidden = listJobs(CAST.private, () => true).slice(0, 1);
    const open = listJobs('qubes-gui-daemon').slice(0, 1);
    const reading = await read(forge.gitlabUrl, [...closed, ...hidden, ...open]);
    expect(reading.outcome).toBe('partial');
    expect(tracesOf(reading).map(({ jobId, outcome }) => [jobId, outcome])).toEqual([[hidden[0]?.jobId, 'absent'], [open[0]?.jobId, 'read']]);
    expect(reading.unreadable).toMatchObject([
      { project: { path: `QubesOS/${CAST.membersOnly}` }, code: 'forbidden', message: expect.stringMatching(/\(and 2 more of its jobs\)/) as string },
    ]);
    expect((await read(forge.gitlabUrl, closed, {}, forge.gitlabToken)).outcome).toBe('complete');
  });

  it('stops asking a server that fails, and stores nothing of it', async () => {
    forge.misbehave({ kind: 'status', status: 503 });
    const reading = await read(forge.gitlabUrl, OUTAGE_COMPONENTS.flatMap((name) => listJobs(name)).slice(0, 40));
    expect(reading.outcome).toBe('unavailable');
    expect(reading.traces).toBeUndefined();
    expect(new Set(reading.unreadable.map(({ code }) => code))).toEqual(new Set(['server-error']));
    // Those under way when the third fails are the last, each with its four attempts.
    expect(reading.requests).toBeLessThanOrEqual((8 + 2) * 4);
    expect(reading.notes[0]).toMatch(/^logs of \d+ failed jobs are left for the next collection$/);
  });

  it.each([
    [{ kind: 'html' }, 'invalid-answer'], [{ kind: 'reset' }, 'unreachable'], [{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }, 'rate-limited'],
    [{ kind: 'redirect', to: 'http://127.0.0.1:9/elsewhere' }, 'foreign-origin'], [{ kind: 'status', status: 401 }, 'unauthorized'],
  ] as const)('takes %j for no log', async (fault, code) => {
    forge.misbehave(fault);
    const reading = await read(forge.gitlabUrl, listJobs('qubes-gui-daemon').slice(0, 1));
    expect(reading).toMatchObject({ outcome: 'unavailable', unreadable: [{ code }] });
    expect(reading.traces).toBeUndefined();
  });

  it('waits as long as a server asks, and then reads', async () => {
    forge.misbehave({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, times: 1 });
    const reading = await read(forge.gitlabUrl, listJobs('qubes-gui-daemon').slice(0, 1));
    expect(reading).toMatchObject({ outcome: 'complete', requests: 2, durationMs: 7_000 });
  });

  it('reads as many logs as it is told, newest first, and says how many are left', async () => {
    const unread = listJobs(CARELESS).slice(0, 5);
    const reading = await read(forge.gitlabUrl, unread, { maxJobs: 2 });
    expect(tracesOf(reading).map(({ jobId }) => jobId)).toEqual(unread.slice(0, 2).map(({ jobId }) => jobId));
    expect(reading.notes).toEqual(['logs of 3 failed jobs are left for the next collection']);
  });

  it('asks for nothing where nothing is unread, or no log is wanted', async () => {
    expect(await read(forge.gitlabUrl, [])).toMatchObject({ outcome: 'complete', requests: 0, traces: { jobs: [] } });
    expect(await read(forge.gitlabUrl, listJobs(CARELESS).slice(0, 2), { maxJobs: 0 })).toMatchObject({ requests: 0, notes: ['logs of 2 failed jobs are left for the next collection'] });
  });
});

describe('createTraceSource, with logs of the test’s own', () => {
  const servers: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const JOB: UnreadTrace = { projectId: 1, projectPath: 'group/one', jobId: 7 };

  /** Serves one job's log; the job itself is there unless `job` says otherwise. */
  async function serve(answer: (response: ServerResponse) => void, job = 200): Promise<string> {
    const listener: RequestListener = (request, response) => {
      if (request.url === '/api/v4/projects/1/jobs/7/trace') answer(response);
      else response.writeHead(job).end('{"id":7}');
    };
    const server = await startLoopback(listener);
    servers.push(server);
    return server.url;
  }

  const text = (body: string | Uint8Array, type = 'text/plain') => (response: ServerResponse): void => void response.writeHead(200, { 'content-type': type }).end(body);

  it('gives up a log of 100 MB early, and for good', async () => {
    let sent = 0;
    const chunk = Buffer.from('make[1]: Nothing to be done for all.\n'.repeat(1_800));
    const url = await serve((response) => {
      const write = (): void => {
        while (!response.destroyed && sent < 100_000_000) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const reading = await read(url, [JOB]);
    expect(reading).toMatchObject({ outcome: 'complete', requests: 1, unreadable: [] });
    expect(tracesOf(reading)).toMatchObject([{ outcome: 'too-large', excerpt: '' }]);
    expect(sent).toBeLessThan(30_000_000);
  });

  it('keeps the end of a log of 7 MB', async () => {
    const url = await serve(text(`${'A'.repeat(99)}\n`.repeat(70_000) + 'src/a.c:1:2: error: the end\n'));
    const [job] = tracesOf(await read(url, [JOB]));
    expect(job?.excerpt.split('\n').at(-1)).toBe('src/a.c:1:2: error: the end');
    expect(job?.excerpt.length).toBeLessThanOrEqual(16_384);
  });

  it('lets go of the line that the cut has broken, and of all where it is the only one', async () => {
    const url = await serve(text(`glpat-${'x'.repeat(66_000)}\nerror: a`));
    expect(tracesOf(await read(url, [JOB]))).toMatchObject([{ outcome: 'read', excerpt: 'error: a' }]);
    const other = await serve(text('x'.repeat(70_000)));
    expect(tracesOf(await read(other, [JOB]))).toMatchObject([{ outcome: 'read', excerpt: '' }]);
  });

  it('takes a log that is no UTF-8, or all zeros', async () => {
    const url = await serve(text(Uint8Array.from([...new TextEncoder().encode('caf'), 0xe9, 0xff, 0xfe, 0x0a, 0x80, 0x0a, ...new TextEncoder().encode('error: é')])));
    expect(tracesOf(await read(url, [JOB]))).toMatchObject([{ outcome: 'read', excerpt: 'caf\uFFFD\uFFFD\uFFFD\n\uFFFD\nerror: é' }]);
    const zeros = await serve(text(new Uint8Array(1_000_000)));
    expect(tracesOf(await read(zeros, [JOB]))).toMatchObject([{ outcome: 'read', excerpt: '' }]);
  });

  it('takes a log that begins like a page for a log, and a page for none', async () => {
    const log = await serve(text('<!doctype html> is what the test printed'));
    expect(tracesOf(await read(log, [JOB]))).toMatchObject([{ outcome: 'read', excerpt: '<!doctype html> is what the test printed' }]);
    const page = await serve(text('back soon', 'text/html; charset=utf-8'));
    expect(await read(page, [JOB])).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'invalid-answer' }] });
  });

  it.each([[404, ''], [200, '']])('says that a log is absent that answers %i %j, where the job is there or nobody knows it', async (status, body) => {
    const answer = (response: ServerResponse): void => void response.writeHead(status).end(body);
    expect(tracesOf(await read(await serve(answer), [JOB]))).toMatchObject([{ outcome: 'absent' }]);
    expect(tracesOf(await read(await serve(answer, 404), [JOB]))).toMatchObject([{ outcome: 'absent' }]);
    expect(await read(await serve(answer, 403), [JOB])).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'forbidden', project: { id: 1, path: 'group/one' } }] });
  });

  it('keeps its own token out of what it hands over', async () => {
    const url = await serve(text(`${'x'.repeat(80_000)}\nserver says ${TOKEN} and\u001B[0m ${TOKEN.slice(0, 9)}\u001B[1m${TOKEN.slice(9)}`));
    const reading = JSON.stringify(await read(url, [JOB], {}, TOKEN));
    expect(reading).toContain('server says [redacted] and [masked]');
    expect(reading).not.toContain(TOKEN);
  });
});
