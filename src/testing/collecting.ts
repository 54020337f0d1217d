// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createCellRules } from '../config/rules.ts';
import { parseConfig } from '../config/read.ts';
import type { Config } from '../config/schema.ts';
import type { SourceReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { collect } from '../cli/commands/collect.ts';
import { createVoice, type Voice } from '../cli/context.ts';
import { createCodeSources } from '../cli/sources.ts';
import { systemClock } from '../platform/clock.ts';
import { openStore, type Store } from '../state/store.ts';
import type { Forge } from './forge/forge.ts';

const QUIET = { write: () => true };

/** A configuration for a forge; `more` is appended as YAML. */
export function toForgeConfig(forge: Forge, refs = '[main, {name: release4.3, release: r4.3}, {name: release4.2, release: r4.2}]', more = ''): Config {
  return parseConfig(`
gitlab: {url: '${forge.gitlabUrl}', groups: [${forge.organisation.group}], refs: ${refs}, timeout: 1m}
github: {url: '${forge.githubUrl}', owners: [${forge.organisation.owner}]}
${more}`, 'test.yml');
}

/** A state in memory, for what a source reads. */
export interface Memory extends Pick<Store, 'known' | 'knownEvidence' | 'close'> {
  keep(reading: SourceReading, at: Instant, config: Config): void;
}

export function createMemory(): Memory {
  const store = openStore(':memory:');
  return {
    known: store.known,
    knownEvidence: store.knownEvidence,
    close: store.close,
    keep: (reading, at, config) => {
      store.merge({ startedAt: at, durationMs: 1, readings: [reading] }, createCellRules(config));
    },
  };
}

const NOTHING_KNOWN = { known: () => ({ projects: [] }), knownEvidence: () => ({ cursor: null, verdicts: [] }) };

export interface Collecting {
  readonly config: Config;
  /** Without one, as a stranger: no token at all. */
  readonly anonymous?: boolean;
  readonly timeoutMs?: number;
}

/** Waits are skipped; the time is the forge's. */
function toDeps(forge: Forge, { config, anonymous = false, timeoutMs }: Collecting) {
  const tokens = anonymous
    ? { gitlab: null, github: null, secrets: [] }
    : { gitlab: forge.gitlabToken, github: forge.githubToken, secrets: [forge.gitlabToken, forge.githubToken] };
  return {
    config: timeoutMs === undefined ? config : { ...config, gitlab: { ...config.gitlab, timeout: timeoutMs } },
    tokens,
    clock: { now: () => forge.now(), sleep: () => systemClock.sleep(0) },
  };
}

/** Reads the forge's GitLab once, with what a state knows already. */
export async function readGitLab(forge: Forge, options: Collecting, store: Pick<Store, 'known' | 'knownEvidence'> = NOTHING_KNOWN): Promise<SourceReading> {
  const [gitlab] = createCodeSources(toDeps(forge, options));
  if (gitlab === undefined) throw new Error('no GitLab source');
  return gitlab.read(store);
}

/** Reads the forge's GitHub once. */
export async function readGitHub(forge: Forge, options: Collecting): Promise<SourceReading> {
  const [, github] = createCodeSources(toDeps(forge, options));
  if (github === undefined) throw new Error('no GitHub source');
  return github.read(NOTHING_KNOWN);
}

/** One whole collection of a day into the state, as `proofboard collect` does it. */
export async function collectDay(forge: Forge, day: number, store: Store, options: Collecting): Promise<readonly SourceReading[]> {
  forge.setDay(day);
  const voice: Voice = createVoice({ env: {}, clock: systemClock, stdout: QUIET, stderr: QUIET, untilStopped: () => Promise.resolve() }, 'test', true, []);
  return (await collect(store, { ...toDeps(forge, options), voice })).readings;
}

