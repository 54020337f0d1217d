// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { archives, rebuilders, reprotest } from '../../config/evidence-schema.ts';
import { readConfig } from '../../config/read.ts';
import type { Config } from '../../config/schema.ts';
import { readTokens } from '../../config/tokens.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import { buildSite } from '../../site/build.ts';
import { openStore } from '../../state/store.ts';
import { startEvidence, type EvidenceConfig } from '../../testing/forge/evidence/evidence.ts';
import { LAST_DAY } from '../../testing/forge/organisation.ts';
import { startForge, type Forge } from '../../testing/forge/forge.ts';
import { silentLog } from '../../platform/log.ts';
import { readVotePolicy } from '../vote-policy.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { collect } from './collect.ts';
import { runServe } from './serve.ts';

export interface DemoOptions {
  readonly once: boolean;
  readonly dir: string;
  readonly port: number;
  readonly voice: Voice;
  readonly untilStopped: () => Promise<void>;
}

const EXAMPLE = fileURLToPath(new URL('../../../examples/qubes.yml', import.meta.url));
const TOKENS = readTokens({ PROOFBOARD_GITLAB_TOKEN: 'demo-gitlab-token', PROOFBOARD_GITHUB_TOKEN: 'demo-github-token' });

/**
 * The whole way with a sample organisation: thirty mornings are collected over HTTP from a forge on loopback, as they
 * would be from gitlab.com, then the site is built and served.
 */
export async function runDemo({ once, dir, port, voice, untilStopped }: DemoOptions): Promise<ExitCode> {
  await mkdir(dir, { recursive: true });
  const stateFile = join(dir, 'state.sqlite');
  const outDir = join(dir, 'site');
  await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(stateFile + suffix, { force: true })));
  const forge = await startForge({ gitlabToken: TOKENS.gitlab ?? '', githubToken: TOKENS.github ?? '' });
  let requests: number;
  let config: Config;
  try {
    const evidence = await startEvidence(forge);
    try {
      config = toDemoConfig(await readConfig(EXAMPLE), forge, await evidence.configure(join(dir, 'keys')));
      requests = await collectStory(forge, stateFile, config, voice);
    } finally {
      await evidence.close();
    }
  } finally {
    await forge.close();
  }
  voice.log.info(`Collected ${LAST_DAY + 1} days of a sample organisation with ${requests} requests`);
  const { pages, files } = await buildSite({ stateFile, outDir, config, log: voice.log, readPolicy: (sources) => readVotePolicy(config, sources) });
  const result = { state: stateFile, out: outDir, requests, pages, files };
  if (once) {
    voice.answer(result, [`${pages} pages, ${files} files in ${outDir}`]);
    return 0;
  }
  voice.log.info(`${pages} pages, ${files} files in ${outDir}`);
  return runServe({ dir: outDir, host: '127.0.0.1', port, prefix: '/', voice, untilStopped });
}

function toDemoConfig(config: Config, forge: Forge, evidence: EvidenceConfig): Config {
  return {
    ...config,
    title: `${config.title} (sample)`,
    gitlab: { ...config.gitlab, url: forge.gitlabUrl },
    rebuilders: rebuilders.parse(evidence.rebuilders),
    archives: archives.parse(evidence.archives),
    reprotest: reprotest.parse({}),
    ...(config.github === undefined ? {} : { github: { ...config.github, url: forge.githubUrl } }),
  };
}

async function collectStory(forge: Forge, stateFile: string, config: Config, voice: Voice): Promise<number> {
  const store = openStore(stateFile);
  const quiet: Voice = { ...voice, log: silentLog, progress: { update: () => undefined, end: () => undefined } };
  let requests = 0;
  try {
    for (let day = 0; day <= LAST_DAY; day += 1) {
      forge.setDay(day);
      voice.progress.update('collecting day', day + 1, LAST_DAY + 1);
      const { readings } = await collect(store, { config, tokens: TOKENS, clock: createStoryClock(forge), voice: quiet });
      requests += readings.reduce((sum, reading) => sum + reading.requests, 0);
    }
  } finally {
    voice.progress.end();
    store.close();
  }
  return requests;
}

/** The story's time, moving at the pace of this machine. */
function createStoryClock(forge: Forge): Clock {
  const startedAt = systemClock.now();
  return { now: () => forge.now() + systemClock.now() - startedAt, sleep: systemClock.sleep };
}
