// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { PublishedArtifact, SourcePackageReading } from '../model/artifact.ts';
import { parseParagraphs, type Paragraph } from './deb822.ts';
import { toLocation } from './location.ts';
import { parseVcsGit } from './vcs.ts';
import { isVersion } from './version.ts';

/** What an index holds, and how many of its entries were no use, with the first few by name and reason. */
export interface IndexReading<Entry> {
  readonly entries: readonly Entry[];
  readonly refused: { readonly count: number; readonly examples: readonly string[] };
}

export interface PackagesOptions {
  /** The archive's address, which `Filename` is relative to. */
  readonly baseUrl: string;
  /** Null in a flat repository. */
  readonly component: string | null;
}

const MAX_EXAMPLES = 3;
const PACKAGE_FIELDS = ['Package', 'Version', 'Architecture', 'Source', 'Filename', 'Size', 'SHA256'];
const SOURCE_FIELDS = ['Package', 'Version', 'Vcs-Git'];
/** dpkg takes more than Policy 5.6.7 does. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,254}$/;
const ARCHITECTURE = /^[a-z0-9][a-z0-9-]{0,63}$/;
const SOURCE = /^(\S{1,255})(?: \(([^()\s]{1,512})\))?$/;

/**
 * Parses a Packages index. An entry without a valid SHA256, or that names a file outside the archive, is refused and
 * counted. Throws `invalid-deb822` and `too-much` where the index as a whole cannot be read.
 */
export function parsePackages(bytes: Uint8Array, options: PackagesOptions): IndexReading<PublishedArtifact> {
  return readEntries(bytes, PACKAGE_FIELDS, (paragraph) => toArtifact(paragraph, options));
}

/** Parses a Sources index. Throws as `parsePackages` does. */
export function parseSources(bytes: Uint8Array): IndexReading<SourcePackageReading> {
  return readEntries(bytes, SOURCE_FIELDS, toSourcePackage);
}

/** `to` gives an entry, or a text that says why there is none. */
function readEntries<Entry extends object>(
  bytes: Uint8Array, fields: readonly string[], to: (paragraph: Paragraph) => Entry | string,
): IndexReading<Entry> {
  const entries: Entry[] = [];
  const examples: string[] = [];
  let count = 0;
  for (const paragraph of parseParagraphs(bytes, { fields })) {
    const entry = to(paragraph);
    if (typeof entry !== 'string') entries.push(entry);
    else {
      count += 1;
      const name = paragraph.get('package') ?? '';
      if (count <= MAX_EXAMPLES) examples.push(`${NAME.test(name) ? name : 'an entry'} ${entry}`);
    }
  }
  return { entries, refused: { count, examples } };
}

function toArtifact(paragraph: Paragraph, { baseUrl, component }: PackagesOptions): PublishedArtifact | string {
  const name = paragraph.get('package') ?? '';
  const version = paragraph.get('version') ?? '';
  const architecture = paragraph.get('architecture') ?? '';
  const sha256 = (paragraph.get('sha256') ?? '').toLowerCase();
  const size = paragraph.get('size') ?? '';
  if (!NAME.test(name)) return 'has no valid name';
  if (!isVersion(version)) return 'has no valid version';
  if (!ARCHITECTURE.test(architecture)) return 'has no valid architecture';
  if (!isSha256(sha256)) return 'has no valid SHA256';
  const source = parseSourceField(paragraph.get('source') ?? name, version);
  if (source === null) return 'has no valid Source';
  const url = toLocation(baseUrl, paragraph.get('filename') ?? '');
  if (url === null) return 'has a Filename that leads out of the archive, or none';
  return {
    name, version, architecture,
    sourceName: source.name,
    sourceVersion: source.version,
    component, url, sha256,
    size: /^[0-9]{1,15}$/.test(size) ? Number(size) : null,
  };
}

function toSourcePackage(paragraph: Paragraph): SourcePackageReading | string {
  const name = paragraph.get('package') ?? '';
  const version = paragraph.get('version') ?? '';
  if (!NAME.test(name)) return 'has no valid name';
  if (!isVersion(version)) return 'has no valid version';
  return { name, version, vcsUrl: parseVcsGit(paragraph.get('vcs-git') ?? '')?.address ?? null };
}

/** Lower-case hex, as `sha256sum` writes it. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * Parses `Source: NAME [(VERSION)]`; without its own version the source has the binary package's, `version`, which is to
 * be one. Null where it is neither.
 */
export function parseSourceField(value: string, version: string): { readonly name: string; readonly version: string } | null {
  const [, name = '', own = version] = SOURCE.exec(value) ?? [];
  return NAME.test(name) && (own === version || isVersion(own)) ? { name, version: own } : null;
}
