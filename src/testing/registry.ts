// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { startLoopback, type Loopback } from './loopback.ts';

/** A generic package registry on loopback, as GitLab's `/projects/:id/packages/generic/…`. */
export interface Registry extends Loopback {
  /** What was uploaded last, by path. */
  readonly files: Map<string, Buffer>;
  /** Answer everything with this status instead; null for none. */
  fail(status: number | null): void;
}

export async function startRegistry(token: string): Promise<Registry> {
  const files = new Map<string, Buffer>();
  let failure: number | null = null;
  const server = await startLoopback((request, response) => {
    const path = request.url ?? '';
    if (failure !== null || request.headers['job-token'] !== token) {
      response.writeHead(failure ?? 401).end();
      return;
    }
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        files.set(path, Buffer.concat(chunks));
        response.writeHead(201).end('{"message":"201 Created"}');
      });
      return;
    }
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  return { ...server, files, fail: (status) => {
    failure = status;
  } };
}
