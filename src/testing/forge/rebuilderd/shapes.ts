// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../../../model/time.ts';
import type { ArtifactRow, BinaryRow, BuildRow, InputRow, QueueRow } from './tables.ts';

type Shape = Readonly<Record<string, unknown>> & { readonly id: number };

/** The records of API v1 (common/src/api/v1/models), in the order of their fields. */
export function toBinary(row: BinaryRow): Shape {
  const { source, latest } = row.input;
  const artifact = findArtifact(row);
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    distribution: source.distribution,
    release: source.release,
    component: row.component,
    architecture: row.architecture,
    url: row.url,
    status: artifact?.status ?? null,
    build_id: latest?.id ?? null,
    artifact_id: artifact?.id ?? null,
    diffoscope_log_id: artifact?.diffoscope?.id ?? null,
    attestation_log_id: artifact?.attestation?.id ?? null,
    last_seen: toNaive(row.lastSeen),
    seen_in_last_sync: row.seenInLastSync,
  };
}

/** One for each of a source's inputs, all with the source's id: that is what rebuilderd's join gives. */
export function toSource({ source, latest }: InputRow): Shape {
  return {
    id: source.id,
    name: source.name,
    version: source.version,
    distribution: source.distribution,
    release: source.release,
    status: latest?.status ?? null,
    build_id: latest?.id ?? null,
    last_seen: toNaive(source.lastSeen),
    seen_in_last_sync: source.seenInLastSync,
  };
}

export function toBuild({ id, input, startedAt, builtAt, status, retries }: BuildRow): Shape {
  const { name, version, distribution, release } = input.source;
  return {
    id, name, version, distribution, release, architecture: input.architecture, backend: distribution, retries,
    started_at: toNaive(startedAt), built_at: toNaive(builtAt), status,
  };
}

export function toArtifact({ id, name, status, diffoscope, attestation }: ArtifactRow): Shape {
  return { id, name, has_diffoscope: diffoscope !== null, has_attestation: attestation !== null, status };
}

export function toQueued({ id, input, priority, queuedAt }: QueueRow): Shape {
  const { name, version, distribution, release } = input.source;
  return {
    id, name, version, distribution, release, architecture: input.architecture, backend: distribution, url: input.url,
    next_retry: input.nextRetry === null ? null : toNaive(input.nextRetry), priority, queued_at: toNaive(queuedAt), started_at: null,
  };
}

/** A package of API v0; `buildId` is what its addresses are made of. */
export function toPackage(row: BinaryRow, buildId: number | null): Readonly<Record<string, unknown>> {
  const { source, latest } = row.input;
  const artifact = findArtifact(row);
  return {
    name: row.name,
    version: row.version,
    status: artifact?.status ?? 'UNKWN',
    distro: source.distribution,
    suite: row.component ?? '',
    architecture: row.architecture,
    artifact_url: row.url,
    build_id: buildId,
    built_at: latest === null ? null : toNaive(latest.builtAt),
    has_diffoscope: (artifact?.diffoscope ?? null) !== null,
    has_attestation: (artifact?.attestation ?? null) !== null,
  };
}

/** A binary package's part in the last build; null where there was none, or it came to nothing. */
export function findArtifact({ name, input }: BinaryRow): ArtifactRow | null {
  return input.latest?.artifacts.find((artifact) => artifact.name === name) ?? null;
}

/** Chrono's time without a zone, down to the nanosecond: `2026-11-22T16:24:43.850795389`. */
export function toNaive(instant: Instant): string {
  const nanoseconds = String(instant % 999_983).padStart(6, '0');
  return new Date(instant).toISOString().replace('Z', nanoseconds);
}
