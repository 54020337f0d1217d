// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import { unwrapClearSigned } from './clear-signed.ts';
import { parseZonedDate } from './date.ts';
import { parseParagraph } from './deb822.ts';
import type { DebianErrorCode } from './error.ts';
import { isSha256, parseSourceField } from './packages.ts';
import type { ReleaseEntry } from './release.ts';
import { isVersion } from './version.ts';

/** A package that was installed during a build. */
export interface InstalledPackage {
  readonly name: string;
  /** Null where it is the build's own. */
  readonly architecture: string | null;
  readonly version: string;
}

export interface Buildinfo {
  /** Whether a clear-signed message is around it. The signature was not looked at. */
  readonly hasSignature: boolean;
  readonly source: string;
  /** As `Source` says, else the same as `version`: a rebuild's `+bN` is in the binaries' version only. */
  readonly sourceVersion: string;
  readonly version: string;
  /** `amd64`, `all`, `source`. */
  readonly architectures: readonly string[];
  /** Empty where the build made none, or does not say. */
  readonly binaries: readonly string[];
  /** By file name; never a path. */
  readonly checksums: ReadonlyMap<string, ReleaseEntry>;
  readonly buildArchitecture: string | null;
  readonly buildDate: Instant | null;
  readonly buildPath: string | null;
  readonly installedBuildDepends: readonly InstalledPackage[];
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ITEMS = 20_000;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9+.~_:%-]{0,254}$/;
const DEPENDENCY = /^([A-Za-z0-9][A-Za-z0-9+._-]{0,254})(?::([a-z0-9-]{1,64}))? \(= ([^()\s]{1,512})\)$/;

/**
 * Parses a .buildinfo file by deb-buildinfo(5), clear-signed or not. Of a signed one that is to be trusted, hand in what
 * its verified signature covers. Throws `invalid-buildinfo`, and what `parseParagraph` throws.
 */
export function parseBuildinfo(text: string): Buildinfo {
  if (text.length > MAX_BYTES) throw new CodedError<DebianErrorCode>('too-much', `the buildinfo is longer than ${MAX_BYTES} characters`);
  const inner = unwrapClearSigned(text);
  const fields = parseParagraph(new TextEncoder().encode(inner ?? text));
  const version = fields.get('version') ?? '';
  if (!isVersion(version)) throw invalid('no valid Version');
  const source = parseSourceField(fields.get('source') ?? '', version);
  if (source === null) throw invalid('no valid Source');
  return {
    hasSignature: inner !== null,
    source: source.name,
    sourceVersion: source.version,
    version,
    architectures: toWords(fields.get('architecture')),
    binaries: toWords(fields.get('binary')),
    checksums: toChecksums(fields.get('checksums-sha256')),
    buildArchitecture: fields.get('build-architecture') ?? null,
    buildDate: toDate(fields.get('build-date')),
    buildPath: fields.get('build-path') ?? null,
    installedBuildDepends: toInstalled(fields.get('installed-build-depends')),
  };
}

function invalid(what: string, cause?: unknown): CodedError<DebianErrorCode> {
  return new CodedError('invalid-buildinfo', `the buildinfo has ${what}`, { cause });
}

function toWords(value: string | undefined): string[] {
  const words = (value ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > MAX_ITEMS) throw invalid(`more than ${MAX_ITEMS} words in a field`);
  if (words.some((word) => !/^[A-Za-z0-9][A-Za-z0-9+._-]{0,254}$/.test(word))) throw invalid('a name that no package or architecture has');
  return words;
}

function toDate(value: string | undefined): Instant | null {
  if (value === undefined) return null;
  try {
    return parseZonedDate(value);
  } catch (cause) {
    throw invalid('no readable Build-Date', cause);
  }
}

function toChecksums(value: string | undefined): Map<string, ReleaseEntry> {
  const checksums = new Map<string, ReleaseEntry>();
  for (const line of toLines(value)) {
    const [sha256 = '', size = '', name = '', ...rest] = line.split(/[ \t]+/);
    if (!isSha256(sha256) || !/^[0-9]{1,15}$/.test(size) || !FILE_NAME.test(name) || rest.length > 0) {
      throw invalid('a line under Checksums-Sha256 that is no digest, size and file name');
    }
    if (checksums.has(name)) throw invalid('a file twice under Checksums-Sha256');
    checksums.set(name, { sha256, size: Number(size) });
  }
  if (checksums.size === 0) throw invalid('no Checksums-Sha256');
  return checksums;
}

function toInstalled(value: string | undefined): InstalledPackage[] {
  const entries = (value ?? '').replaceAll('\n', ' ').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  if (entries.length > MAX_ITEMS) throw invalid(`more than ${MAX_ITEMS} Installed-Build-Depends`);
  return entries.map((entry) => {
    const [, name, architecture = null, version = ''] = DEPENDENCY.exec(entry) ?? [];
    if (name === undefined || !isVersion(version)) throw invalid('an entry in Installed-Build-Depends that is no name and version');
    return { name, architecture, version };
  });
}

function toLines(value: string | undefined): string[] {
  const lines = (value ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length > MAX_ITEMS) throw invalid(`more than ${MAX_ITEMS} lines in a field`);
  return lines;
}
