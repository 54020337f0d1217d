// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isJsonObject, parseJson } from '../../attest/json.ts';
import type { JsonObject, JsonValue } from '../../attest/json.ts';
import { withoutEpoch } from '../../debian/version.ts';
import type { PackageName } from '../debian-name.ts';
import type { Get, Outcome } from './question.ts';

/** One package's records: every version of it that the daemon ever saw. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What a daemon said; `not-rebuilderd` where no daemon is there. */
export type RebuilderdOutcome = Outcome | { readonly kind: 'not-rebuilderd' };

/**
 * Asks a rebuilderd for the attestation of a package: API v1 (0.26 and newer), else v0. Its word that something is "GOOD"
 * is only where to find the attestation; without one, nothing is proven and the answer is absent.
 */
export async function askRebuilderd(get: Get, name: PackageName): Promise<RebuilderdOutcome> {
  const newer = await askVersion(get, `api/v1/packages/binary?${toQuery(name)}`, (value) => toPathV1(value, name));
  return newer.kind === 'not-rebuilderd' ? askVersion(get, `api/v0/pkgs/list?${toQuery(name)}`, (value) => toPathV0(value, name)) : newer;
}

/** The version is left out: its epoch is not in a file's name, and the daemon compares the whole text. */
function toQuery({ name, architecture }: PackageName): string {
  return new URLSearchParams({ name, architecture }).toString();
}

/** `toPath` gives null where there is no attestation and undefined where the answer is not the daemon's. */
async function askVersion(get: Get, path: string, toPath: (value: JsonValue) => string | null | undefined): Promise<RebuilderdOutcome> {
  const answer = await get(path);
  if (answer.kind === 'absent') return { kind: 'not-rebuilderd' };
  if (answer.kind === 'unavailable') return answer;
  const attestation = toPath(readValue(answer.bytes));
  if (attestation === undefined) return { kind: 'not-rebuilderd' };
  return attestation === null ? { kind: 'absent' } : get(attestation);
}

/** What is no JSON is no answer of a daemon: many servers answer any address with a page. */
function readValue(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes: MAX_BYTES, allowFloats: true });
  } catch {
    return null;
  }
}

/** What the address of an attestation is made of. */
interface Build {
  readonly build: number;
  readonly artifact: number;
}

function toPathV1(value: JsonValue, name: PackageName): string | null | undefined {
  if (!isJsonObject(value) || !Array.isArray(value['records'])) return undefined;
  const newest = findNewest(value['records'], name, (record) => toBuild(record['build_id'], record['artifact_id']));
  return newest === null ? null : `api/v1/builds/${newest.build}/artifacts/${newest.artifact}/attestation`;
}

function toPathV0(value: JsonValue, name: PackageName): string | null | undefined {
  if (!Array.isArray(value)) return undefined;
  const newest = findNewest(value, name, (record) => (record['has_attestation'] === true ? toBuild(record['build_id'], record['build_id']) : []));
  return newest === null ? null : `api/v0/builds/${newest.build}/attestation`;
}

/** A package of several releases has a record in each; the newest build's attestation is looked at. */
function findNewest(records: readonly JsonValue[], name: PackageName, toBuilds: (record: JsonObject) => readonly Build[]): Build | null {
  const builds = records.filter(isJsonObject).filter((record) => isOf(record, name)).flatMap(toBuilds);
  return builds.reduce<Build | null>((newest, build) => (newest === null || build.build > newest.build ? build : newest), null);
}

function isOf(record: JsonObject, { name, version, architecture }: PackageName): boolean {
  const { version: own } = record;
  if (record['status'] !== 'GOOD' || record['name'] !== name || record['architecture'] !== architecture || typeof own !== 'string') return false;
  // With an epoch on both sides they have to agree: `1:2.0` is another package than `2.0`.
  return own === version || withoutEpoch(own) === version || own === withoutEpoch(version);
}

/** Numbers alone become part of an address. */
function toBuild(build: JsonValue | undefined, artifact: JsonValue | undefined): Build[] {
  return isId(build) && isId(artifact) ? [{ build, artifact }] : [];
}

function isId(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
