// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../../config/schema.ts';
import { createCellRules } from '../../config/rules.ts';
import type { Tokens } from '../../config/tokens.ts';
import type { SourceReading } from '../../model/reading.ts';
import { toMessage } from '../../model/error.ts';
import { toIso } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { openStore, type Store } from '../../state/store.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { createEvidenceSources } from '../evidence-sources.ts';
import { readLate } from '../late-sources.ts';
import { createCodeSources, type Memory, type Source, type SourceDeps } from '../sources.ts';

export interface CollectDeps {
  readonly config: Config;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly voice: Voice;
}

/** Asks every source, then writes all they said in one transaction. 3 when anything could not be read. */
export async function runCollect(stateFile: string, deps: CollectDeps): Promise<ExitCode> {
  const store = openStore(stateFile);
  try {
    const { readings, summary, startedAt, durationMs } = await collect(store, deps);
    const isWhole = readings.every(({ outcome }) => outcome === 'complete');
    deps.voice.answer({
      startedAt: toIso(startedAt),
      durationMs,
      state: stateFile,
      sources: readings.map(({ source, outcome, requests, durationMs: ms, unreadable, notes }) => ({ source, outcome, requests, durationMs: ms, unreadable, notes })),
      ...summary,
    }, readings.flatMap(toLines).concat(
      ...(summary.verdicts === 0 ? [] : [`${summary.verdicts} verdicts of rebuilders new or read again.`]),
      `${summary.pipelines} pipelines and ${summary.jobs} jobs stored, ${summary.newlyBroken} newly broken, ${summary.newlyFixed} newly fixed.`,
    ));
    return isWhole ? 0 : 3;
  } finally {
    store.close();
  }
}

/** One collection into an open state. */
export async function collect(store: Store, { config, tokens, clock, voice }: CollectDeps): Promise<{
  readings: SourceReading[]; summary: ReturnType<Store['merge']>; startedAt: number; durationMs: number;
}> {
  const startedAt = clock.now();
  const deps: SourceDeps = {
    config, tokens, clock,
    onAnswer: (name, requests) => voice.progress.update(`requests to ${name}`, requests, null),
  };
  const sources = [...createCodeSources(deps), ...await createEvidenceSources(deps)];
  const readings = await Promise.all(sources.map((source) => readContained(source, store, clock)));
  voice.progress.update('writing the state', 1, 1);
  const durationMs = clock.now() - startedAt;
  const summary = store.merge({ startedAt, durationMs, readings }, createCellRules(config));
  const late = await readLate(store, deps);
  for (const reading of late) store.mergeLate(startedAt, reading);
  return { readings: [...readings, ...late], summary, startedAt, durationMs: clock.now() - startedAt };
}

/** What a source throws is a fault of ours; it costs that source's reading and nobody else's. */
export async function readContained({ key, read }: Source, memory: Memory, clock: Clock): Promise<SourceReading> {
  const startedAt = clock.now();
  try {
    return await read(memory);
  } catch (thrown) {
    return {
      source: key, outcome: 'unavailable', requests: 0, durationMs: clock.now() - startedAt, projects: [], repositories: [], notes: [],
      unreadable: [{ project: null, code: 'internal', message: `internal error, please report it: ${toMessage(thrown)}` }],
    };
  }
}

const MAX_LISTED = 20;

function toLines({ source, outcome, requests, projects, repositories, evidence, traces, unreadable, notes }: SourceReading): string[] {
  const counted = [[projects.length, 'projects'], [repositories.length, 'repositories'], [traces?.jobs.length ?? 0, 'logs'], ...toCounts(evidence)] as const;
  const found = counted.filter(([count]) => count > 0).map(([count, noun]) => `${count} ${noun}`).join(', ');
  const more = unreadable.length - MAX_LISTED;
  return [
    `${source}: ${outcome}, ${found === '' ? 'nothing read' : found}, ${requests} requests`,
    ...notes.map((note) => `  ${note}`),
    ...unreadable.slice(0, MAX_LISTED).map(({ project, message }) => `  not read: ${project === null ? '' : `${project.path}: `}${message}`),
    ...(more > 0 ? [`  and ${more} more; --json lists them all`] : []),
  ];
}

function toCounts(evidence: SourceReading['evidence']): (readonly [number, string])[] {
  switch (evidence?.kind) {
    case undefined: return [];
    case 'rebuilder': return [[evidence.verdicts.length, 'verdicts']];
    case 'archive': return [[evidence.suites.length, 'suites']];
    case 'reprotest': return [[evidence.jobs.length, 'reprotest jobs']];
  }
}
