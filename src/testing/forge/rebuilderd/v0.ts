// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS } from '../../../model/time.ts';
import { toJson, type Answer } from '../answer.ts';
import { findArtifact, toNaive, toPackage } from './shapes.ts';
import { toAttestation } from './signing.ts';
import { toFileName, type ArtifactRow, type BinaryRow, type BuildRow, type Tables } from './tables.ts';
import { NOTHING, toLog, toStored, type Rebuilder, type RebuilderdCall } from './v1.ts';

const NOT_FOUND: Answer = { status: 404, headers: {}, body: 'Not found\n' };

/**
 * rebuilderd's API v0. Until 0.25 (`isOld`) every artifact had a build of its own and only the worker signed; later ones
 * answer it for old clients, from builds that may have several artifacts, of which it knows the first. `path` is what
 * follows `/api/v0/`.
 */
export function answerV0(path: string, call: RebuilderdCall, rebuilder: Rebuilder, isOld: boolean): Answer {
  const { tables, keys } = rebuilder;
  const [room, id, what] = path.split('/');
  if (path === 'pkgs/list') return answerList(call, tables, isOld);
  if (path === 'dashboard') return toJson(200, toDashboard(rebuilder));
  if (path === 'public-keys' && !isOld) return toJson(200, { current: keys.slice(-1).map(({ pem }) => pem) });
  if (room !== 'builds' || what === undefined) return NOTHING;
  const found: Found | null = isOld ? findByArtifact(tables, Number(id)) : findByBuild(tables, Number(id));
  switch (what) {
    case 'log': {
      // Since 0.26 this address alone takes the number of an artifact.
      const build = (isOld ? found : findByArtifact(tables, Number(id)))?.build;
      return build === undefined ? NOT_FOUND : toStored(toLog(build), 'text/plain; charset=utf-8', call);
    }
    case 'diffoscope':
      return found === null || found.artifact.diffoscope === null ? NOT_FOUND : toStored(found.artifact.diffoscope.text, 'text/plain; charset=utf-8', call);
    case 'attestation':
      if (found === null || found.artifact.attestation === null) return NOT_FOUND;
      return toStored(toAttestation(found.artifact.attestation, toFileName(found.build.input.url), keys), 'application/json; charset=utf-8', call);
    default:
      return NOTHING;
  }
}

/** The list changes with every sync, its date with builds only: so does the real one's. */
function answerList({ url, headers }: RebuilderdCall, { binaries, builds }: Tables, isOld: boolean): Answer {
  const latest = builds.reduce((at, { builtAt }) => Math.max(at, builtAt), 0);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  if (builds.length > 0 && since - latest > -SECOND_MS) return { status: 304, headers: {}, body: '' };
  const shapes = binaries.filter(({ seenInLastSync }) => !isOld || seenInLastSync).map((row) => toPackage(row, toBuildId(row, isOld)));
  const filtered = shapes.filter((shape) => ['name', 'status', 'distro', 'suite', 'architecture']
    .every((key) => url.searchParams.get(key) === null || shape[key] === url.searchParams.get(key)));
  return toJson(200, filtered, builds.length === 0 ? {} : { 'last-modified': new Date(latest).toUTCString() });
}

function toBuildId(row: BinaryRow, isOld: boolean): number | null {
  return isOld ? (findArtifact(row)?.id ?? null) : (row.input.latest?.id ?? null);
}

interface Found {
  readonly build: BuildRow;
  readonly artifact: ArtifactRow;
}

function findByBuild({ builds }: Tables, id: number): Found | null {
  const build = builds[id - 1];
  const artifact = build?.artifacts[0];
  return build === undefined || artifact === undefined ? null : { build, artifact };
}

function findByArtifact({ builds }: Tables, id: number): Found | null {
  for (const build of builds) {
    const artifact = build.artifacts.find((row) => row.id === id);
    if (artifact !== undefined) return { build, artifact };
  }
  return null;
}

function toDashboard({ tables, now }: Rebuilder): unknown {
  const suites: Record<string, { good: number; unknown: number; bad: number }> = {};
  for (const row of tables.binaries) {
    const counts = (suites[row.component ?? ''] ??= { good: 0, unknown: 0, bad: 0 });
    const status = findArtifact(row)?.status;
    counts[status === 'GOOD' ? 'good' : status === 'BAD' ? 'bad' : 'unknown'] += 1;
  }
  return { suites, active_builds: [], queue_length: tables.queue.length, now: toNaive(now) };
}
