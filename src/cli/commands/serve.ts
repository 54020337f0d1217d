// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { stat } from 'node:fs/promises';
import { CodedError } from '../../model/error.ts';
import { startStaticServer } from '../../platform/static-server.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';

export interface ServeOptions {
  readonly dir: string;
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly voice: Voice;
  readonly untilStopped: () => Promise<void>;
}

/** Serves a built site until it is stopped. */
export async function runServe({ dir, host, port, prefix, voice, untilStopped }: ServeOptions): Promise<ExitCode> {
  const isFolder = await stat(dir).then((entry) => entry.isDirectory(), () => false);
  if (!isFolder) throw new CodedError('site-missing', `${dir}: no such folder; run "proofboard build" first, or name the site's folder`);
  const server = await startStaticServer({ root: dir, host, port, prefix });
  voice.answer({ url: server.url, dir }, [`Serving ${dir} at ${server.url} (end with Ctrl-C)`]);
  await untilStopped();
  await server.close();
  return 0;
}
