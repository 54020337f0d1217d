// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import { rebuilderError } from './error.ts';

/** One build of a source package, by the names that its folder and files in the tree get. */
export interface BuildPlace {
  readonly source: string;
  /** Without an epoch, with `+bN`. */
  readonly version: string;
  /** `amd64`, `all`, `amd64+all`. */
  readonly architecture: string;
}

export interface BuildNames {
  readonly source: string;
  /** As the buildinfo has it, with an epoch where there is one. */
  readonly version: string;
  readonly architectures: readonly string[];
}

const PATTERNS = {
  source: /^[A-Za-z0-9][A-Za-z0-9+._-]{0,254}$/,
  version: /^[0-9][A-Za-z0-9.+~:-]{0,254}$/,
  architecture: /^[a-z0-9][a-z0-9-]{0,63}$/,
} as const;

/**
 * The names of a build's folder and files. They come from a buildinfo, which anybody may have written, and become paths:
 * throws `name-invalid` for all that is not exactly a name, a version, an architecture.
 */
export function toBuildPlace({ source, version, architectures }: BuildNames): BuildPlace {
  const built = architectures.filter((name) => name !== 'source');
  // `all` last, as package-rebuilder writes it.
  const sorted = [...new Set(built)].sort((a, b) => Number(a === 'all') - Number(b === 'all') || (a < b ? -1 : 1));
  if (sorted.length === 0) throw rebuilderError('name-invalid', 'the buildinfo names no architecture: it is that of a source upload, with nothing in it to rebuild');
  for (const name of sorted) requireName('architecture', name);
  const architecture = sorted.join('+');
  if (architecture.length > 100) throw rebuilderError('name-invalid', 'the buildinfo names more architectures than one build has');
  return {
    source: requireName('source', source),
    version: requireName('version', version.replace(/^[0-9]+:/, '')),
    architecture,
  };
}

function requireName(kind: keyof typeof PATTERNS, name: string): string {
  if (!PATTERNS[kind].test(name)) throw rebuilderError('name-invalid', `${toQuoted(name)} is no ${kind}: nothing is written under such a name`);
  return name;
}

export interface BinaryName {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** `vim_9.0.1378-2_amd64.deb` in its parts; null for what is no binary package. */
export function parseBinaryName(fileName: string): BinaryName | null {
  const [, name = '', version = '', architecture = ''] = /^([^_]+)_([^_]+)_([a-z0-9-]+)\.(?:deb|udeb|ddeb)$/.exec(fileName) ?? [];
  return PATTERNS.source.test(name) && PATTERNS.version.test(version) ? { name, version, architecture } : null;
}

/**
 * Holds a file to what its buildinfo says it built: the list of digests alone could name any package of the archive. Throws
 * `artifact-foreign` for a binary package that is not in `Binary`, where there is one, or of an architecture not built. dpkg
 * lists udebs there, and not always the debug symbols that come with a package.
 */
export function requireBuilt(fileName: string, { binaries, architectures }: { readonly binaries: readonly string[]; readonly architectures: readonly string[] }): void {
  if (!/\.(?:deb|udeb|ddeb)$/.test(fileName)) return;
  const binary = parseBinaryName(fileName);
  if (binary === null) throw rebuilderError('artifact-foreign', `${toQuoted(fileName)} is no name of a package: they are NAME_VERSION_ARCHITECTURE.deb`);
  const { name, architecture } = binary;
  if (binaries.length > 0 && !binaries.includes(name) && !binaries.includes(name.replace(/-dbgsym$/, ''))) {
    throw rebuilderError('artifact-foreign', `${toQuoted(fileName)} is none of the packages under Binary in the buildinfo: give the buildinfo of the build that made it`);
  }
  if (architecture === 'source' || !architectures.includes(architecture)) {
    throw rebuilderError('artifact-foreign', `${toQuoted(fileName)} is of no architecture that the buildinfo says was built (${architectures.join(', ')}): give the buildinfo of the build that made it`);
  }
}

/** The first digits of a key's id, by which in-toto names links. */
export function toShortKeyid(keyid: string): string {
  if (!/^[0-9a-f]{8,128}$/.test(keyid)) throw rebuilderError('name-invalid', `${toQuoted(keyid)} is no key id: no file is named for it`);
  return keyid.slice(0, 8);
}
