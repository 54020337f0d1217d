// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CodedError } from '../model/error.ts';

export interface StaticServer {
  /** `http://127.0.0.1:8080/`, with the prefix. */
  readonly url: string;
  close(): Promise<void>;
}

export interface StaticServerOptions {
  readonly root: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Path the site is served under: `/` or `/p/mr-1/`. */
  readonly prefix?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.png': 'image/png',
};

/**
 * Serves a folder as a static host would: `index.html` for folders, `404.html` for the rest, nothing outside the folder.
 * For looking at a site, not for the open Internet. Throws `address-in-use` and `address-refused`.
 */
export async function startStaticServer({ root, host, port, prefix = '/' }: StaticServerOptions): Promise<StaticServer> {
  const base = await realpath(root);
  const server = createServer((request, response) => {
    answer(base, prefix, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' ? 'address-in-use' : 'address-refused';
      reject(new CodedError(code, `cannot listen on ${host}:${port} (${error.code ?? 'unknown reason'}); choose another --port or --host`));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}${prefix}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(base: string, prefix: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = toPath(request.url ?? '/', prefix);
  const found = path === null ? null : await find(base, path);
  if (found?.kind === 'folder') {
    response.writeHead(301, { location: `${found.name}/` }).end();
    return;
  }
  const file = found?.file ?? (await find(base, '404.html'))?.file;
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-type', TYPES[extname(file ?? '.txt')] ?? 'application/octet-stream');
  response.statusCode = found === null ? 404 : 200;
  if (file === undefined || request.method === 'HEAD') response.end(file === undefined ? 'Not found\n' : undefined);
  else await pipeline(createReadStream(file), response);
}

/** The path below the prefix, decoded once; null where it is none of ours. */
function toPath(url: string, prefix: string): string | null {
  const [path = ''] = url.split('?');
  if (!path.startsWith(prefix)) return null;
  try {
    const decoded = decodeURIComponent(path.slice(prefix.length));
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}

type Found = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'folder'; readonly name: string; readonly file?: undefined };

async function find(base: string, path: string): Promise<Found | null> {
  try {
    const real = await realpath(join(base, path));
    if (real !== base && !real.startsWith(base + sep)) return null;
    if ((await stat(real)).isFile()) return { kind: 'file', file: real };
    if (path !== '' && !path.endsWith('/')) return { kind: 'folder', name: encodeURIComponent(path.slice(path.lastIndexOf('/') + 1)) };
    const index = join(real, 'index.html');
    return (await stat(index)).isFile() ? { kind: 'file', file: index } : null;
  } catch {
    return null;
  }
}
