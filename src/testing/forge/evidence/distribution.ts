// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { DAY_MS, HOUR_MS, type Instant } from '../../../model/time.ts';
import { createLargeNames } from '../../large-names.ts';
import { LAST_DAY, toMidnight, type Organisation } from '../organisation.ts';
import { COMPONENT_GROUPS } from '../story/components.data.ts';
import { toBinaryNames, type BinaryName } from '../story/packages.ts';
import { createRandom, type Random } from '../story/random.ts';
import { EVIDENCE_CAST } from './cast.data.ts';

/** A distribution with everything that was ever uploaded to it. */
export interface SampleDistribution {
  readonly name: string;
  readonly suites: readonly string[];
  readonly component: string;
  /** Whether the first rebuilder has all of it. */
  readonly isCovered: boolean;
  readonly sources: readonly SampleSource[];
}

/** A source package in one suite. */
export interface SampleSource {
  readonly name: string;
  readonly suite: string;
  readonly vcsUrl: string | null;
  readonly binaries: readonly BinaryName[];
  /** Oldest first; each replaces the one before. */
  readonly uploads: readonly SampleUpload[];
}

export interface SampleUpload {
  readonly at: Instant;
  /** Of the source package. */
  readonly version: string;
  /** Of its binary packages: another one where they were built again. */
  readonly binaryVersion: string;
}

/** A binary package as it is published at an instant. */
export interface SampleArtifact extends BinaryName {
  readonly version: string;
  readonly source: SampleSource;
  readonly upload: SampleUpload;
}

/** Before the story begins. */
const ANCIENT: Instant = toMidnight(-20);

/**
 * What the organisation publishes for Debian: about 150 source packages in two suites with 300 binary packages, new
 * versions now and then; `Vcs-Git` leads to the organisation's repositories.
 */
export function createOrganisationDistribution(organisation: Organisation): SampleDistribution {
  const repositories = new Map(organisation.repositories.map((repository) => [repository.name, repository]));
  const components = organisation.projects.filter(({ name }) => isPackaged(name)).map(({ name }) => name);
  const sources = components.flatMap((name) => toSuites(name).map((suite): SampleSource => {
    const repository = repositories.get(name);
    const address = `${repository?.url ?? `${organisation.githubWebUrl}/${organisation.owner}/${name}`}.git`;
    return {
      name, suite,
      vcsUrl: repository === undefined || name === EVIDENCE_CAST.withoutVcs || createRandom('vcs', name).chance(0.06) ? null : address,
      binaries: toBinaryNames(name),
      uploads: draftUploads(name, SUITE_SUFFIXES[suite] ?? ''),
    };
  }));
  return { name: 'qubes', suites: Object.keys(SUITE_SUFFIXES), component: 'main', isCovered: false, sources };
}

const SUITE_SUFFIXES: Readonly<Record<string, string>> = { bookworm: '+deb12u1', trixie: '+deb13u1' };
const TELLING: ReadonlySet<string> = new Set(Object.values(EVIDENCE_CAST));

/** Components that are built for templates, by names that Debian allows. */
function isPackaged(name: string): boolean {
  const kind = COMPONENT_GROUPS.find(({ names }) => names.includes(name))?.kind ?? 'both';
  return (kind === 'both' || kind === 'vm') && /^[a-z0-9][a-z0-9+.-]{1,80}$/.test(name);
}

function toSuites(name: string): string[] {
  return createRandom('suites', name).chance(0.5) && !TELLING.has(name) ? ['bookworm', 'trixie'] : ['trixie'];
}

/** Those the story is about stay at one version, so that what is told of it is told of it alone. */
function draftUploads(name: string, suffix: string): SampleUpload[] {
  const random = createRandom('uploads', name, suffix);
  const minor = random.integer(0, 30);
  const epoch = random.chance(0.05) ? '1:' : '';
  const days = TELLING.has(name) || !random.chance(0.45) ? [] : [random.integer(2, LAST_DAY)];
  return [ANCIENT, ...days.map((day) => toMidnight(day) + random.integer(0, 2) * HOUR_MS)]
    .map((at, index) => toUpload(at, `${epoch}4.3.${minor + index}-1${suffix}`, random));
}

function toUpload(at: Instant, version: string, random: Random): SampleUpload {
  return { at, version, binaryVersion: random.chance(0.04) ? `${version}+b1` : version };
}

/** A distribution as large as told, all of it old; every source package has two binary packages on average. */
export function createLargeDistribution(sources: number): SampleDistribution {
  return {
    name: 'debian', suites: ['trixie'], component: 'main', isCovered: true,
    sources: createLargeNames(sources).map(({ source: name, binaries }): SampleSource => {
      const random = createRandom('large distribution', name);
      const version = `${random.chance(0.08) ? '1:' : ''}${random.integer(0, 9)}.${random.integer(0, 40)}-${random.integer(1, 6)}`;
      return {
        name, suite: 'trixie', vcsUrl: `https://salsa.example.org/debian/${encodeURIComponent(name)}.git`,
        binaries: binaries.map((binary) => ({ name: binary, architecture: /-(?:doc|data|common|perl)$|^(?:python3|node|ruby)-/.test(binary) ? 'all' : 'amd64' })),
        uploads: [toUpload(ANCIENT, version, random)],
      };
    }),
  };
}

/** Everything that is published at an instant. */
export function listArtifacts({ sources }: SampleDistribution, now: Instant): SampleArtifact[] {
  return sources.flatMap((source) => {
    const upload = findUpload(source, now);
    if (upload === null) return [];
    return source.binaries.map((binary) => ({ ...binary, version: upload.binaryVersion, source, upload }));
  });
}

export function findUpload({ uploads }: SampleSource, now: Instant): SampleUpload | null {
  return uploads.findLast(({ at }) => at <= now) ?? null;
}

/** The digest under which an archive publishes an artifact: one package's changes, though its version does not. */
export function toDigest({ name, version, architecture, source }: SampleArtifact, now: Instant): string {
  const isReplaced = source.name === EVIDENCE_CAST.changedDigest && now >= toMidnight(EVIDENCE_CAST_DAYS.changedDigest);
  return hash(`${name} ${version} ${architecture}${isReplaced ? ' again' : ''}`);
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** When something happens to those in the cast. */
export const EVIDENCE_CAST_DAYS = { changedDigest: 25, regressed: 27 } as const;

/** Everything that was uploaded by an instant changes an archive at these instants. */
export function listChanges({ sources }: SampleDistribution): Instant[] {
  const changes = sources.flatMap(({ uploads }) => uploads.map(({ at }) => at));
  return [...new Set([...changes, toMidnight(EVIDENCE_CAST_DAYS.changedDigest)])].toSorted((a, b) => a - b);
}

/** `pool/main/q/qubes-core-admin/qubes-core-admin_4.3.1-1_amd64.deb`. */
export function toPoolPath(component: string, source: string, fileName: string): string {
  return `pool/${component}/${source.startsWith('lib') ? source.slice(0, 4) : source.slice(0, 1)}/${source}/${fileName}`;
}

/** Debian's name of a package's file: without the version's epoch. */
export function toFileName(name: string, version: string, architecture: string): string {
  return `${name}_${version.replace(/^\d+:/, '')}_${architecture}`;
}

/** For those who sign and certify: long before the story begins. */
export const BEGINNING: Instant = ANCIENT - 300 * DAY_MS;
