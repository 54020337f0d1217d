// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, describe, expect, it } from 'vitest';
import type { RequestListener } from 'node:http';
import { systemClock } from '../../platform/clock.ts';
import { createHttp } from '../../platform/http.ts';
import { startLoopback, type Loopback } from '../../testing/loopback.ts';
import { createRest, type Rest } from './rest.ts';

const servers: Loopback[] = [];

async function setUp(listener: RequestListener): Promise<Rest> {
  const server = await startLoopback(listener);
  servers.push(server);
  return createRest(createHttp({ clock: systemClock, origin: server.url, concurrency: 4, timeoutMs: 5_000 }), server.url);
}

/** Answers every page with `items` and a link to the next one, for ever. */
function endless(items: (page: number) => unknown[]): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    const page = Number(url.searchParams.get('page') ?? '1');
    url.searchParams.set('page', String(page + 1));
    response.writeHead(200, { link: `<${url.href}>; rel="next"` }).end(JSON.stringify(items(page)));
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('createRest', () => {
  it('refuses a list that is longer than it reads, rather than hand over half of it', async () => {
    const rest = await setUp(endless((page) => Array.from({ length: 100 }, (_, index) => ({
      id: page * 100 + index, name: 'a', stage: 'build', status: 'success',
    }))));
    await expect(rest.jobs(1, 2)).rejects.toMatchObject({ code: 'too-much' });
  });

  it.each(['jobs', 'bridges'] as const)('stops asking a server whose small pages of %s never end', async (list) => {
    let requests = 0;
    const rest = await setUp(endless((page) => {
      requests += 1;
      return [{ id: page, name: 'a', stage: 'build', status: 'success' }];
    }));
    await expect(rest[list](1, 2)).rejects.toMatchObject({ code: 'too-much' });
    expect(requests).toBeLessThanOrEqual(300);
  });
});
