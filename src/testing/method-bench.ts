// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLoopback } from './loopback.ts';
import { startMethod } from './method-session.ts';
import type { MethodSession, MethodSessionOptions } from './method-session.ts';

/** The method in this process, and an archive of one package and one index, both with the content `abc`. */
export interface MethodBench {
  readonly url: string;
  readonly folder: string;
  /** Where the package is to be written. */
  readonly file: string;
  /** Paths that the archive was asked for. */
  readonly asked: string[];
  /** How the archive answers. */
  answer: RequestListener;
  start(options?: MethodSessionOptions): MethodSession;
  /** Fields of a 600 for the package, and for the index. */
  toPackage(changes?: Readonly<Record<string, string>>): Record<string, string>;
  toIndex(): Record<string, string>;
  close(): Promise<void>;
}

export async function createMethodBench(): Promise<MethodBench> {
  const folder = mkdtempSync(join(tmpdir(), 'pb-session-'));
  const sessions: MethodSession[] = [];
  const asked: string[] = [];
  const server = await startLoopback((request, response) => {
    asked.push(request.url ?? '');
    bench.answer(request, response);
  });
  const file = join(folder, 'x_1_all.deb');
  const bench: MethodBench = {
    url: server.url, folder, file, asked,
    answer: (_, response) => response.end('abc'),
    start: (options) => {
      const session = startMethod(options);
      sessions.push(session);
      return session;
    },
    toPackage: (changes = {}) => ({
      'URI': `${server.url.replace('http', 'intoto+http')}/pool/x_1_all.deb`, 'Filename': file, 'Expected-SHA256': createHash('sha256').update('abc').digest('hex'), 'Target-Type': 'deb', ...changes,
    }),
    toIndex: () => ({ 'URI': `${server.url.replace('http', 'intoto')}/dists/InRelease`, 'Filename': join(folder, 'InRelease'), 'Index-File': 'true' }),
    close: async () => {
      for (const session of sessions) await session.stop();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** A message as one object, for comparing. */
export function showMessage({ code, fields }: { readonly code: number; readonly fields: readonly (readonly [string, string])[] }): unknown {
  return { code, ...Object.fromEntries(fields) };
}
