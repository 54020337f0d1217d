// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createServer, type RequestListener } from 'node:http';
import type { Clock } from '../platform/clock.ts';
import type { Instant } from '../model/time.ts';

/** A server of the test's own on loopback. */
export interface Loopback {
  readonly url: string;
  close(): Promise<void>;
}

export async function startLoopback(listener: RequestListener): Promise<Loopback> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the test server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A clock that stands still, and moves by what is slept; `slept` keeps every wait. */
export interface FakeClock extends Clock {
  readonly slept: number[];
  set(now: Instant): void;
}

export function createFakeClock(start: Instant): FakeClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    set: (instant) => {
      now = instant;
    },
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}
