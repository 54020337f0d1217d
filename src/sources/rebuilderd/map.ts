// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import type { Instant } from '../../model/time.ts';
import type { Claim, Proof, VerdictReading } from '../../model/verdict.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { joinUrl, toBaseName } from '../rebuilder/address.ts';
import { isFileOf } from '../rebuilder/file-name.ts';
import type { Journal } from '../rebuilder/journal.ts';
import type { Subject } from '../rebuilder/proofs.ts';
import type { ListedVerdict } from '../rebuilder/verdicts.ts';
import type { BuildRecord, PackageRecord, ReleaseRecord } from './answer.ts';

export interface MapOptions {
  readonly baseUrl: string;
  /** What the verdicts are said to be about, whatever the rebuilder calls it. */
  readonly distribution: string;
  readonly now: Instant;
}

export interface MapV1Options extends MapOptions {
  /** The build of that number as far as it was read. */
  readonly build: (id: number) => BuildRecord | undefined;
  /** True where the rebuilder has anything in its queue. */
  readonly isQueued: boolean;
}

/** A binary package of API v1. */
export function toVerdict(record: PackageRecord, options: MapV1Options): ListedVerdict {
  const { build_id: build, artifact_id: artifact, diffoscope_log_id: diffoscope, attestation_log_id: attestation } = record;
  const fileName = toFileName(record.url);
  const folder = build === null ? null : joinUrl(options.baseUrl, `api/v1/builds/${build}`);
  const files = folder === null || artifact === null ? null : `${folder}/artifacts/${artifact}`;
  const links = {
    log: folder === null ? null : `${folder}/log`,
    diffoscope: files === null || diffoscope === null ? null : `${files}/diffoscope`,
    attestation: files === null || attestation === null ? null : `${files}/attestation`,
    buildinfo: null,
  };
  return {
    ...toCommon(record, options),
    id: String(record.id),
    revision: JSON.stringify([build, artifact, record.status, diffoscope, attestation, fileName]),
    suite: record.release,
    component: record.component,
    claim: toClaim(record, options),
    at: build === null ? null : options.build(build)?.built_at ?? null,
    proof: toProof(record.status, links.attestation !== null, fileName, record, options.now),
    links,
  };
}

/**
 * What a status says, and no more:
 * `GOOD`: reproduced. `BAD`: the artifact of the last build differs, or is missing; rebuilderd itself does not tell one from
 * the other. With a diffoscope log there were two files: differs. Without one it is `failed` where the build as a whole is
 * `FAIL`, else differs (the worker may have diffoscope switched off).
 * No status or `UNKWN`: never built is pending while the queue has anything (a sync queues all that was not built), else
 * unknown. Built without an artifact of this name: `failed` where the build is `FAIL` (a worker reports no artifacts then),
 * else unknown.
 */
function toClaim({ status, build_id: buildId, diffoscope_log_id: diffoscope }: PackageRecord, { build, isQueued }: MapV1Options): Claim {
  const buildStatus = buildId === null ? null : build(buildId)?.status ?? null;
  switch (status) {
    case 'GOOD': return 'reproduced';
    case 'BAD': return diffoscope === null && buildStatus === 'FAIL' ? 'failed' : 'differs';
    case 'FAIL': return 'failed';
    case null: case 'UNKWN':
      if (buildId === null) return isQueued ? 'pending' : 'unknown';
      return buildStatus === 'FAIL' ? 'failed' : 'unknown';
    default: return 'unknown';
  }
}

/**
 * A binary package of API v0. Daemons before 0.26 make `BAD` of failed builds too and keep nothing that tells them apart;
 * their `suite` is what Debian calls a component.
 */
export function toVerdictV0(record: ReleaseRecord, options: MapOptions): ListedVerdict {
  const { build_id: build, status, has_diffoscope: hasDiffoscope, has_attestation: hasAttestation } = record;
  const fileName = toFileName(record.artifact_url);
  const folder = build === null ? null : joinUrl(options.baseUrl, `api/v0/builds/${build}`);
  return {
    ...toCommon(record, options),
    id: [record.name, record.version, record.architecture, record.suite, record.distro].join('/'),
    revision: JSON.stringify([build, record.built_at, status, hasDiffoscope, hasAttestation, fileName]),
    suite: null,
    component: record.suite === '' ? null : record.suite,
    claim: status === 'GOOD' ? 'reproduced' : status === 'BAD' ? 'differs' : 'unknown',
    at: record.built_at,
    proof: toProof(status, folder !== null && hasAttestation, fileName, record, options.now),
    links: {
      log: folder === null ? null : `${folder}/log`,
      diffoscope: folder === null || !hasDiffoscope ? null : `${folder}/diffoscope`,
      attestation: folder === null || !hasAttestation ? null : `${folder}/attestation`,
      buildinfo: null,
    },
  };
}

function toCommon(
  { name, version, architecture }: Pick<VerdictReading, 'name' | 'version' | 'architecture'>, { distribution }: MapOptions,
): Pick<VerdictReading, 'name' | 'version' | 'architecture' | 'distribution' | 'sourceName' | 'sha256'> {
  return { name, version, architecture, distribution, sourceName: null, sha256: null };
}

/** An attestation covers a file; where a record names another package's file, that file's attestation proves nothing. */
function toProof(
  status: string | null, hasAttestation: boolean, fileName: string,
  key: Pick<VerdictReading, 'name' | 'version' | 'architecture'>, now: Instant,
): Proof {
  if (status !== 'GOOD' || !hasAttestation) return { kind: 'absent' };
  if (isFileOf(fileName, key)) return { kind: 'unchecked' };
  return { kind: 'refused', code: 'wrong-file', reason: 'The rebuilder names a file that is not of this package, version and architecture', checkedAt: now };
}

/** The worker compares and attests files by the base names of their addresses, as they are written there. */
function toFileName(url: string): string {
  return toBaseName(url).slice(0, 255);
}

/**
 * The file that a verdict's attestation has to cover. It is the last word of the revision: what is known of a verdict has
 * nothing else that would tell it.
 */
export function toSubject({ revision, proof }: VerdictReading): Subject | null {
  const fileName = parseRevision(revision).at(-1);
  if (typeof fileName !== 'string' || fileName === '' || (proof.kind === 'refused' && proof.code === 'wrong-file')) return null;
  return { fileName, names: [`rebuild ${fileName}`] };
}

/** Builds are numbered as they come in. */
export function toRecency({ revision }: VerdictReading): number {
  const build = parseRevision(revision)[0];
  return typeof build === 'number' ? build : 0;
}

function parseRevision(revision: string): unknown[] {
  try {
    const value: unknown = JSON.parse(revision);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/**
 * The rebuilder's own word for the configured distribution: the same one where it has it, else the only one it has; null for
 * a rebuilder without packages. Versions of two distributions must not be mixed: throws `not-found` where it has several
 * others.
 */
export function toLabel(labels: ReadonlySet<string>, { baseUrl, distribution }: MapOptions, journal: Journal): string | null {
  const [first = null] = labels;
  const label = labels.has(distribution) ? distribution : first;
  const others = [...labels].filter((other) => other !== label).slice(0, 5).join(', ');
  if (others !== '' && label !== distribution) {
    throw new CodedError<SourceErrorCode>('not-found', `${baseUrl} has ${others}, ${label ?? ''} and nothing called ${distribution}; check the distribution`);
  }
  if (others !== '') journal.note(`${baseUrl} also has ${others}: only ${distribution} is read`);
  else if (label !== null && label !== distribution) journal.note(`${baseUrl} calls ${distribution} "${label}"`);
  return label;
}
