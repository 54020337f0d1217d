// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Board } from '../model/board.ts';
import { silentLog } from '../platform/log.ts';
import { startStaticServer } from '../platform/static-server.ts';
import { buildSite } from '../site/build.ts';
import { openStore } from '../state/store.ts';
import { collectDay, toForgeConfig } from './collecting.ts';
import { startForge } from './forge/forge.ts';
import { LAST_DAY } from './forge/organisation.ts';
import { createQubesLike, type QubesLikeOptions } from './forge/qubes-like.ts';

export interface BuiltSiteOptions extends QubesLikeOptions {
  /** The days of the story that are collected; by default the last two, so that there are changes to show. */
  readonly days?: readonly number[];
  /** More of the configuration, as YAML. */
  readonly more?: string;
  /** Path the site is served under; `/` by default. */
  readonly prefix?: string;
}

/** A site of the sample organisation, made as the command line makes it, and served on loopback. */
export interface BuiltSite {
  /** Ends in a slash. */
  readonly url: string;
  readonly dir: string;
  readonly stateFile: string;
  readonly config: Config;
  /** What the site was built from. */
  readonly board: Board;
  /** Ends the server and removes every file. */
  close(): Promise<void>;
}

/** The first release on the front page, and groups that no namespace gives. */
const PRESENTATION = `
title: Qubes OS CI
site: {front: r4.3}
releases: [{name: r4.3}, {name: r4.2}, {name: main}]
groups:
- {name: Core, components: ['*/qubes-core-*', '*/qubes-linux-*']}
- {name: Desktop, components: ['*/qubes-gui-*', '*/qubes-desktop-*']}`;

/** Collects days of a sample organisation over HTTP into a state, builds its site and serves it. Close it. */
export async function buildSampleSite(options: BuiltSiteOptions = {}): Promise<BuiltSite> {
  const { days = [LAST_DAY - 1, LAST_DAY], prefix = '/' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'proofboard-built-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const stateFile = join(folder, 'state.sqlite');
    const dir = join(folder, 'site');
    const { config, board } = await collectSample(stateFile, days, options);
    await buildSite({ stateFile, outDir: dir, config, log: silentLog });
    const server = await startStaticServer({ root: dir, host: '127.0.0.1', port: 0, prefix });
    const close = async (): Promise<void> => {
      await server.close();
      await remove();
    };
    return { url: server.url, dir, stateFile, config, board, close };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

async function collectSample(stateFile: string, days: readonly number[], options: BuiltSiteOptions): Promise<{ config: Config; board: Board }> {
  const forge = await startForge({ organisation: createQubesLike(options) });
  const store = openStore(stateFile);
  try {
    const config = toForgeConfig(forge, undefined, `${PRESENTATION}\n${options.more ?? ''}`);
    for (const day of days) await collectDay(forge, day, store, { config });
    return { config, board: store.readBoard() };
  } finally {
    store.close();
    await forge.close();
  }
}
