// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Call } from './answer.ts';

export interface LoopbackServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Cuts all connections, unanswered ones too. */
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. A handler that throws costs its own connection only. */
export async function listenOnLoopback(handle: (call: Call, response: ServerResponse) => Promise<void>): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    readCall(request).then((call) => handle(call, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A loopback server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`),
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
}
