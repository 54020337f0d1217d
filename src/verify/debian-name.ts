// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isVersion, toFileName, withoutEpoch } from '../debian/version.ts';

/** A package file by what its name says. Nothing of it was checked against what is in the file: hints where to ask. */
export interface PackageName {
  readonly name: string;
  /** With its epoch where the name has one; most have none, and then nobody can tell. */
  readonly version: string;
  readonly architecture: string;
  /** As the archive publishes it, without an epoch: `vim_9.0.1378-2_amd64.deb`. */
  readonly fileName: string;
}

/** The source package, where a Packages index or a control file says it. */
export interface SourceName {
  readonly name: string;
  readonly version: string;
}

/** Bytes of a name on any file system. */
const MAX_LENGTH = 255;
/** No underscore, which parts the name from its version, and no slash: what passes here may stand in an address. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9+.-]*$/;
const ARCHITECTURE = /^[a-z0-9][a-z0-9-]*$/;
const RPM_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/;
const RPM_VERSION = /^[A-Za-z0-9._+~^]+$/;
const RPM_ARCHITECTURE = /^[a-z0-9_]+$/;

/**
 * Reads the base name of a .deb or .rpm, as it stands in an address or in apt's cache (`vim_2%3a9.1_amd64.deb`). Null for
 * any other, for names with a path in them, and for whatever would not be the same name for everybody.
 */
export function parsePackageName(baseName: string): PackageName | null {
  if (baseName.length > MAX_LENGTH) return null;
  const plain = decode(baseName);
  if (plain === null) return null;
  return plain.endsWith('.rpm') ? parseRpm(plain) : parseDeb(plain);
}

/** The name that a package of this name, version and architecture has in an archive; null where one of them is none. */
export function toPackageName(name: string, version: string, architecture: string): PackageName | null {
  if (!NAME.test(name) || !isVersion(version) || !ARCHITECTURE.test(architecture)) return null;
  // A colon behind the epoch would be a second one in the name.
  if (withoutEpoch(version).includes(':')) return null;
  const fileName = toFileName(name, version, architecture);
  return fileName.length > MAX_LENGTH ? null : { name, version, architecture, fileName };
}

/**
 * Where a tree as package-rebuilder publishes it may have the link of a package, most likely first, relative to the
 * rebuilder's address. Versions there have no epoch and keep `+bN`; binary names lead to their source by symbolic links.
 */
export function listLinkPaths({ name, version }: PackageName, source: SourceName | null): string[] {
  const own = withoutEpoch(version);
  const folders = [`${name}/${own}`];
  if (source !== null && NAME.test(source.name) && isVersion(source.version)) {
    const sourceVersion = withoutEpoch(source.version);
    const [binNmu = ''] = /\+b[0-9]+$/.exec(own) ?? [];
    for (const one of [own, `${sourceVersion}${binNmu}`, sourceVersion]) folders.push(`${source.name}/${one}`);
  }
  return [...new Set(folders)].filter((folder) => !folder.includes(':')).map((folder) => `sources/${folder}/metadata`);
}

/** Once: what is still encoded then is no part of an honest name. */
function decode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function parseDeb(text: string): PackageName | null {
  const [name = '', version = '', rest = '', ...more] = text.split('_');
  if (more.length > 0 || !rest.endsWith('.deb')) return null;
  return toPackageName(name, version, rest.slice(0, -'.deb'.length));
}

/** `bash-5.2.26-3.fc40.x86_64.rpm`: the version is `5.2.26-3.fc40`. */
function parseRpm(text: string): PackageName | null {
  const stem = text.slice(0, -'.rpm'.length);
  const dot = stem.lastIndexOf('.');
  const release = stem.lastIndexOf('-', dot);
  const start = stem.lastIndexOf('-', release - 1);
  if (start < 1 || release < start + 2 || dot < release + 2) return null;
  const [name, version, architecture] = [stem.slice(0, start), stem.slice(start + 1, dot), stem.slice(dot + 1)];
  const isRpm = RPM_NAME.test(name) && version.split('-').every((part) => RPM_VERSION.test(part)) && RPM_ARCHITECTURE.test(architecture);
  return isRpm ? { name, version, architecture, fileName: text } : null;
}
