// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { IncomingHttpHeaders } from 'node:http';
import { zstdCompressSync } from 'node:zlib';
import type { Instant } from '../../../model/time.ts';
import { toJson, type Answer } from '../answer.ts';
import { toPage } from './list.ts';
import { toArtifact, toBinary, toBuild, toQueued, toSource } from './shapes.ts';
import { toAttestation, type SigningKey } from './signing.ts';
import { toFileName, type BuildRow, type InputRow, type SourceRow, type Tables } from './tables.ts';

export interface Rebuilder {
  readonly tables: Tables;
  /** In the order in which they sign: the worker's, then, since 0.26, the daemon's. */
  readonly keys: readonly SigningKey[];
  readonly now: Instant;
}

export interface RebuilderdCall {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** actix answers what it does not know with nothing at all. */
export const NOTHING: Answer = { status: 404, headers: {}, body: '' };

/** rebuilderd's API v1 (daemon/src/api/v1 of 0.28), without what needs a password. `path` is what follows `/api/v1/`. */
export function answerV1(path: string, call: RebuilderdCall, rebuilder: Rebuilder): Answer {
  const { tables, keys } = rebuilder;
  const query = call.url.searchParams;
  const [room = '', second, third, ...rest] = path.split('/');
  switch (room) {
    case 'packages':
      if (second === 'binary') return answerBinaries(third, query, tables);
      return second === 'source' ? answerSources(third, query, tables) : NOTHING;
    case 'builds': {
      if (second === undefined) return toList(tables.builds.filter(({ input }) => isOf(input, query)), toBuild, query);
      const build = tables.builds[Number(second) - 1];
      if (third === undefined) return build === undefined ? NOTHING : toJson(200, toBuild(build));
      if (third === 'log') return build === undefined ? toFault('Record not found') : toStored(toLog(build), 'text/plain; charset=utf-8', call);
      return third === 'artifacts' ? answerArtifacts(build, rest, call, rebuilder) : NOTHING;
    }
    case 'queue':
      return toList(tables.queue.filter(({ input }) => isOf(input, query)), toQueued, query);
    case 'dashboard':
      return toJson(200, toDashboard(rebuilder, query));
    case 'meta':
      if (second === 'public-keys') return toJson(200, { current: keys.slice(-1).map(({ pem }) => pem) });
      if (second === 'distributions' && third === undefined) return toJson(200, [...new Set(tables.sources.map(({ distribution }) => distribution))]);
      return NOTHING;
    default:
      return NOTHING;
  }
}

function answerBinaries(id: string | undefined, query: URLSearchParams, { binaries }: Tables): Answer {
  if (id !== undefined) {
    const binary = binaries[Number(id) - 1];
    return binary === undefined ? NOTHING : toJson(200, toBinary(binary));
  }
  const isFiltered = [...query.keys()].some((key) => FILTERS.has(key));
  const fits = (key: string, value: string | boolean): boolean => query.get(key) === null || query.get(key) === `${value}`;
  const rows = !isFiltered ? binaries : binaries.filter((row) =>
    fits('name', row.name) && fits('version', row.version) && fits('source_name', row.input.source.name)
    && fits('architecture', row.architecture) && fits('seen_only', row.seenInLastSync) && isFrom(row.input.source, query));
  return toList(rows, toBinary, query);
}

const FILTERS: ReadonlySet<string> = new Set(['name', 'version', 'source_name', 'distribution', 'release', 'component', 'architecture', 'seen_only']);

function answerSources(id: string | undefined, query: URLSearchParams, { inputs }: Tables): Answer {
  const rows = inputs.toSorted((a, b) => a.source.id - b.source.id);
  if (id !== undefined) {
    const input = rows.find(({ source }) => source.id === Number(id));
    return input === undefined ? NOTHING : toJson(200, toSource(input));
  }
  return toList(rows.filter((input) => isOf(input, query)).map((input) => ({ id: input.source.id, input })), ({ input }) => toSource(input), query);
}

function answerArtifacts(build: BuildRow | undefined, [id, what]: readonly string[], call: RebuilderdCall, { keys }: Rebuilder): Answer {
  if (id === undefined) return toJson(200, (build?.artifacts ?? []).map(toArtifact));
  const artifact = build?.artifacts.find((row) => row.id === Number(id));
  if (build === undefined || artifact === undefined) return NOTHING;
  const { diffoscope, attestation } = artifact;
  if (what === undefined) return toJson(200, toArtifact(artifact));
  if (what === 'diffoscope') return diffoscope === null ? NOTHING : toStored(diffoscope.text, 'text/plain; charset=utf-8', call);
  if (what !== 'attestation' || attestation === null) return NOTHING;
  return toStored(toAttestation(attestation, toFileName(build.input.url), keys), 'application/json; charset=utf-8', call);
}

/** Logs and attestations are stored compressed, and sent so to those who take it. */
export function toStored(text: string, contentType: string, { headers }: RebuilderdCall): Answer {
  const isPacked = (headers['accept-encoding'] ?? '').includes('zstd');
  return {
    status: 200,
    headers: {
      'content-type': contentType, 'x-content-type-options': 'nosniff', 'content-security-policy': 'default-src \'none\'',
      ...(isPacked ? { 'content-encoding': 'zstd' } : {}),
    },
    body: isPacked ? zstdCompressSync(text) : text,
  };
}

export function toLog({ input, status }: BuildRow): string {
  const { name, version } = input.source;
  return `Rebuilding ${name} ${version} from ${toFileName(input.url)}\n${status === 'FAIL' ? 'error: the build did not finish\n' : `done: ${status}\n`}`;
}

function toList<Row extends { readonly id: number }>(rows: readonly Row[], toShape: Parameters<typeof toPage<Row>>[1], query: URLSearchParams): Answer {
  return toJson(200, { total: rows.length, records: toPage(rows, toShape, query) });
}

function isOf({ source, architecture }: InputRow, query: URLSearchParams): boolean {
  return ['name', 'version'].every((key) => query.get(key) === null || query.get(key) === (key === 'name' ? source.name : source.version))
    && (query.get('architecture') === null || query.get('architecture') === architecture) && isFrom(source, query);
}

/** An empty text asks for those that have none. */
function isFrom(source: SourceRow, query: URLSearchParams): boolean {
  return (['distribution', 'release', 'component'] as const).every((key) => query.get(key) === null || (source[key] ?? '') === query.get(key));
}

function toDashboard({ tables, now }: Rebuilder, query: URLSearchParams): unknown {
  const rebuilds = { good: 0, bad: 0, fail: 0, unknown: 0 };
  for (const input of tables.inputs) {
    // History is no part of the sums.
    if (!input.source.seenInLastSync || !isOf(input, query)) continue;
    rebuilds[({ GOOD: 'good', BAD: 'bad', FAIL: 'fail', UNKWN: 'unknown' } as const)[input.latest?.status ?? 'UNKWN']] += 1;
  }
  const queue = tables.queue.filter(({ input }) => input.source.seenInLastSync && isOf(input, query));
  const pending = queue.filter(({ input }) => input.nextRetry !== null && input.nextRetry > now).length;
  return { rebuilds, jobs: { running: 0, available: queue.length - pending, pending } };
}

function toFault(text: string): Answer {
  return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}
