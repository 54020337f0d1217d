// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startForge, type Forge } from './forge.ts';
import { createUniform } from './uniform.ts';

let forge: Forge;
beforeAll(async () => {
  forge = await startForge({ organisation: createUniform({ projects: 3, refs: [{ name: 'main', release: 'r4.3' }], targets: 1 }), day: 0 });
});
afterEach(() => forge.misbehave(null));
afterAll(() => forge.close());

const LIST = 'query List { group(fullPath: "QubesOS") { projects { nodes { name } } } }';

function ask(query = LIST, init: RequestInit = {}): Promise<Response> {
  return fetch(`${forge.gitlabUrl}/api/graphql`, { method: 'POST', body: JSON.stringify({ query }), redirect: 'manual', ...init });
}

describe('Forge.misbehave', () => {
  it('answers with a status and headers, as often as told', async () => {
    forge.misbehave({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, times: 2 });
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('7');
    expect(forge.requests.slice(-3).map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  it('picks requests by kind, path or operation, or by a predicate', async () => {
    forge.misbehave([{ kind: 'status', status: 500, match: 'List' }, { kind: 'status', status: 502, match: ({ path }) => path.endsWith('/version') }]);
    expect((await ask()).status).toBe(500);
    expect((await ask('query Other { currentUser { id } }')).status).toBe(200);
    expect((await fetch(`${forge.gitlabUrl}/api/v4/version`)).status).toBe(502);
    expect((await fetch(`${forge.gitlabUrl}/api/v4/projects/30000000`)).status).toBe(200);
  });

  it('adds headers to the right answer', async () => {
    forge.misbehave({ kind: 'headers', headers: { 'ratelimit-remaining': '0' } });
    const response = await ask();
    expect([response.status, response.headers.get('ratelimit-remaining')]).toEqual([200, '0']);
  });

  it('is slow', async () => {
    forge.misbehave({ kind: 'latency', latencyMs: 80 });
    const startedAt = performance.now();
    await (await ask()).json();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
  });

  it('keeps silent until the other side gives up', async () => {
    forge.misbehave({ kind: 'silence' });
    await expect(ask(LIST, { signal: AbortSignal.timeout(60) })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(forge.requests.at(-1)?.status).toBe(0);
  });

  it('truncates JSON', async () => {
    forge.misbehave({ kind: 'truncated' });
    const text = await (await ask()).text();
    expect(text.startsWith('{"data":')).toBe(true);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('gives HTML with status 200', async () => {
    forge.misbehave({ kind: 'html' });
    const response = await ask();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await response.text()).toContain('<h1>');
  });

  it('gives partial data with errors', async () => {
    forge.misbehave({ kind: 'partial', node: 1, message: 'Timeout' });
    expect(await (await ask()).json()).toEqual({
      data: { group: { projects: { nodes: [{ name: 'component-0003' }, null, { name: 'component-0001' }] } } },
      errors: [{ message: 'Timeout', path: ['group', 'projects', 'nodes', 1] }],
    });
  });

  it('refuses a query as too complex', async () => {
    forge.misbehave({ kind: 'complexity', score: 260, limit: 250, times: 1 });
    expect(await (await ask()).json()).toEqual({ errors: [{ message: 'Query has complexity of 260, which exceeds max complexity of 250' }] });
    expect((await ask()).status).toBe(200);
  });

  it('resets the connection', async () => {
    forge.misbehave({ kind: 'reset' });
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('sends a body without end', async () => {
    forge.misbehave({ kind: 'endless' });
    const reader = (await ask()).body?.getReader();
    let bytes = 0;
    while (bytes < 4_000_000) bytes += (await reader?.read())?.value?.byteLength ?? Infinity;
    await reader?.cancel();
    expect(Number.isFinite(bytes)).toBe(true);
  });

  it('redirects to another origin', async () => {
    forge.misbehave({ kind: 'redirect', to: 'http://127.0.0.1:9/elsewhere' });
    const response = await ask();
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/elsewhere']);
  });

  it('closes although a request was never answered', async () => {
    const other = await startForge({ organisation: createUniform({ projects: 1 }) });
    other.misbehave({ kind: 'silence' });
    const pending = fetch(`${other.gitlabUrl}/api/v4/version`).catch(() => 'cut');
    await expect.poll(() => other.requests.length).toBe(1);
    await other.close();
    expect(await pending).toBe('cut');
  });
});
