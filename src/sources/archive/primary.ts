// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toLocation } from '../../debian/location.ts';
import { isSha256, type IndexReading } from '../../debian/packages.ts';
import type { PublishedArtifact, SourcePackageReading } from '../../model/artifact.ts';
import { CodedError } from '../../model/error.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { createXmlReader, detach, type Attributes } from './xml.ts';

export interface PrimaryReading extends IndexReading<PublishedArtifact> {
  readonly sourcePackages: readonly SourcePackageReading[];
}

export interface PrimaryReader {
  write(chunk: Uint8Array): void;
  /** Ends it and tells what was read. */
  end(): PrimaryReading;
}

interface Draft {
  readonly attributes: Map<string, Attributes>;
  readonly texts: Map<string, string>;
}

const MAX_PACKAGES = 500_000;
const MAX_EXAMPLES = 3;
const MAX_URL_LENGTH = 2_048;
/** What is read of a package; of `format`, the source alone. */
const FIELDS = new Set(['name', 'arch', 'version', 'checksum', 'url', 'size', 'location', 'format', 'format/rpm:sourcerpm']);
const PACKAGE = 'metadata/package';
/** rpm allows more than distributions use; a slash, a blank or a control character none of them. */
const WORD = /^[A-Za-z0-9_][A-Za-z0-9._+~^-]{0,254}$/;
const VERSION_PART = /^[A-Za-z0-9._+~^]{1,255}$/;
const SOURCE_RPM = /^([A-Za-z0-9_][A-Za-z0-9._+~^-]{0,254})-([A-Za-z0-9._+~^]{1,255}-[A-Za-z0-9._+~^]{1,255})\.(?:no)?src\.rpm$/;

/**
 * Reads primary.xml piece by piece. `folder` is the repository's address. A package without a valid SHA256, or at a place
 * outside the repository, is refused and counted. Throws `invalid-metadata` where the list as a whole does not hold: not
 * well-formed, or not as many packages as it says.
 */
export function createPrimaryReader(folder: string): PrimaryReader {
  const entries: PublishedArtifact[] = [];
  const sourcePackages = new Map<string, SourcePackageReading>();
  const examples: string[] = [];
  let refusedCount = 0;
  let announced: number | null = null;
  let count = 0;
  let draft: Draft = { attributes: new Map(), texts: new Map() };

  const reader = createXmlReader({
    open: (path, attributes) => {
      if (path === 'metadata') {
        announced = /^[0-9]{1,9}$/.test(attributes['packages'] ?? '') ? Number(attributes['packages']) : null;
        return true;
      }
      if (path === PACKAGE) {
        count += 1;
        if (count > MAX_PACKAGES) throw invalid(`has more than ${MAX_PACKAGES} packages`, 'too-much');
        draft = { attributes: new Map(), texts: new Map() };
        return true;
      }
      const field = path.slice(PACKAGE.length + 1);
      if (!path.startsWith(`${PACKAGE}/`) || !FIELDS.has(field)) return false;
      // Two names or two digests are two packages in one: which of them is meant nobody can say.
      if (draft.attributes.has(field)) throw invalid(`gives ${field} of a package twice`);
      draft.attributes.set(field, attributes);
      return true;
    },
    close: (path, text) => {
      if (path === PACKAGE) endPackage();
      else if (path !== 'metadata') draft.texts.set(path.slice(PACKAGE.length + 1), text.trim());
    },
  }, 'primary.xml');

  function endPackage(): void {
    const read = toPackage(draft, folder);
    if (typeof read === 'string') {
      refusedCount += 1;
      const name = draft.texts.get('name') ?? '';
      if (refusedCount <= MAX_EXAMPLES) examples.push(`${WORD.test(name) ? detach(name) : 'a package'} ${read}`);
      return;
    }
    if (read.artifact !== null) entries.push(read.artifact);
    const { source } = read;
    const key = `${source.name} ${source.version}`;
    // The packages of one source may name several addresses: the source package's own counts, else the first.
    if (read.artifact === null || !sourcePackages.has(key)) sourcePackages.set(key, source);
  }

  return {
    write: (chunk) => reader.write(chunk),
    end: () => {
      reader.end();
      if (announced !== count) throw invalid(`has ${count} packages and says ${announced ?? 'nothing'} of how many`);
      return { entries, sourcePackages: [...sourcePackages.values()], refused: { count: refusedCount, examples } };
    },
  };
}

function invalid(what: string, code: ArchiveErrorCode = 'invalid-metadata'): CodedError<ArchiveErrorCode> {
  return new CodedError(code, `primary.xml: ${what}`);
}

/** A package as read; the artifact is null for a source package. A text says why there is none. */
type Read = { readonly artifact: PublishedArtifact | null; readonly source: SourcePackageReading };

function toPackage({ attributes, texts }: Draft, folder: string): Read | string {
  const name = detach(texts.get('name') ?? '');
  const architecture = detach(texts.get('arch') ?? '');
  const version = toVersion(attributes.get('version') ?? {});
  const sha256 = detach(texts.get('checksum') ?? '').toLowerCase();
  const location = attributes.get('location') ?? {};
  if (!WORD.test(name)) return 'has no valid name';
  if (!WORD.test(architecture)) return 'has no valid architecture';
  if (version === null) return 'has no valid version';
  if (attributes.get('checksum')?.['type'] !== 'sha256' || !isSha256(sha256)) return 'has no valid SHA256';
  if (location['xml:base'] !== undefined) return 'lies at an address outside the repository';
  const url = toLocation(folder, location['href'] ?? '');
  if (url === null) return 'has a location that leads out of the repository, or none';
  const vcsUrl = toUrl(texts.get('url') ?? '');
  // Without its epoch, as binary packages name their source.
  if (architecture === 'src' || architecture === 'nosrc') return { artifact: null, source: { name, version: version.replace(/^[0-9]+:/, ''), vcsUrl } };
  const source = parseSourceRpm(texts.get('format/rpm:sourcerpm') ?? '');
  if (source === null) return 'has no valid source package';
  const size = attributes.get('size')?.['package'] ?? '';
  return {
    artifact: {
      name, version, architecture,
      sourceName: source.name,
      sourceVersion: source.version,
      component: null,
      url: detach(url),
      sha256,
      size: /^[0-9]{1,15}$/.test(size) ? Number(size) : null,
    },
    source: { ...source, vcsUrl },
  };
}

/** `[epoch:]version-release`; epoch 0 is none. */
function toVersion({ epoch = '0', ver = '', rel = '' }: Attributes): string | null {
  if (!/^[0-9]{1,10}$/.test(epoch) || !VERSION_PART.test(ver) || !VERSION_PART.test(rel)) return null;
  return detach(`${Number(epoch) === 0 ? '' : `${Number(epoch)}:`}${ver}-${rel}`);
}

/** `qubes-core-4.2.1-1.fc41.src.rpm` → name and version-release; the file's name says nothing of the epoch. */
export function parseSourceRpm(fileName: string): { readonly name: string; readonly version: string } | null {
  const [, name, version] = SOURCE_RPM.exec(fileName) ?? [];
  return name === undefined || version === undefined ? null : { name: detach(name), version: detach(version) };
}

function toUrl(text: string): string | null {
  return text !== '' && text.length <= MAX_URL_LENGTH && !/\s/.test(text) ? detach(text) : null;
}
