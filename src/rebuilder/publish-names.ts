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
}

/** `vim_9.0.1378-2_amd64.deb` in its parts; null for what is no binary package. */
export function parseBinaryName(fileName: string): BinaryName | null {
  const [, name = '', version = ''] = /^([^_]+)_([^_]+)_[a-z0-9-]+\.(?:deb|udeb|ddeb)$/.exec(fileName) ?? [];
  return PATTERNS.source.test(name) && PATTERNS.version.test(version) ? { name, version } : null;
}

/** The first digits of a key's id, by which in-toto names links. */
export function toShortKeyid(keyid: string): string {
  if (!/^[0-9a-f]{8,128}$/.test(keyid)) throw rebuilderError('name-invalid', `${toQuoted(keyid)} is no key id: no file is named for it`);
  return keyid.slice(0, 8);
}
