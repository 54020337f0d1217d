// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { startLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';

/** A web server for a folder, as mirrors are: ranges, conditional requests, keep-alive. */
export interface ArchiveServer extends Loopback {
  /** Every request so far: `GET /dists/stable/InRelease`, or with the whole address where it was asked as a proxy. */
  readonly requests: string[];
  readonly headers: IncomingMessage['headers'][];
  /** Answers requests first; false leaves one to the folder. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Serves `folder` on loopback. As a proxy it serves the same folder for any host. */
export async function startArchiveServer(folder: string): Promise<ArchiveServer> {
  const state: Pick<ArchiveServer, 'requests' | 'headers' | 'answer'> = { requests: [], headers: [], answer: () => false };
  const loopback = await startLoopback((request, response) => {
    state.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    state.headers.push(request.headers);
    if (!server.answer(request, response)) serveFile(folder, request, response);
  });
  const server: ArchiveServer = { ...state, ...loopback };
  return server;
}

/** Answers a request with a file of `folder`. */
export function serveFile(folder: string, { url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(url, 'http://archive.test').pathname);
  const file = join(folder, normalize(path));
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) {
    response.writeHead(404, { 'content-type': 'text/plain', 'content-length': 9 }).end('not found');
    return;
  }
  const modified = new Date(Math.floor(stat.mtimeMs / 1000) * 1000).toUTCString();
  const since = Date.parse(headers['if-modified-since'] ?? '');
  if (since >= Date.parse(modified)) {
    response.writeHead(304).end();
    return;
  }
  const bytes = readFileSync(file);
  const [, start] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
  const fields = { 'last-modified': modified, 'content-type': 'application/octet-stream' };
  if (start === undefined || headers['if-range'] !== modified) {
    response.writeHead(200, { ...fields, 'content-length': bytes.length }).end(bytes);
  } else if (Number(start) >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  } else {
    const rest = bytes.subarray(Number(start));
    response.writeHead(206, { ...fields, 'content-length': rest.length, 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }).end(rest);
  }
}
