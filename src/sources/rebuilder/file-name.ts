// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArtifactKey } from '../../model/artifact.ts';
import { toFileName, withoutEpoch } from '../../debian/version.ts';

const MAX_LENGTH = 255;

/** The artifact that a package file's name stands for, without an epoch; null for what is no .deb or .rpm by its name. */
export function parseFileName(fileName: string): ArtifactKey | null {
  if (fileName.length > MAX_LENGTH) return null;
  return parseDebName(fileName) ?? parseRpmName(fileName);
}

/** `vim_9.0.1378-2_amd64.deb`, strictly as dpkg writes it (deb-version(7); names by Debian's policy, 5.6.7). */
function parseDebName(fileName: string): ArtifactKey | null {
  const [name = '', version = '', rest = '', ...more] = fileName.split('_');
  const architecture = /^([a-z0-9][a-z0-9-]*)\.deb$/.exec(rest)?.[1];
  if (architecture === undefined || more.length > 0) return null;
  if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name) || !/^[0-9][A-Za-z0-9.+~-]*$/.test(version)) return null;
  return { name, version, architecture };
}

/** `bash-5.2.26-3.fc40.x86_64.rpm`; the version is `5.2.26-3.fc40`. Source packages are not what a rebuild is about. */
function parseRpmName(fileName: string): ArtifactKey | null {
  const stem = fileName.endsWith('.rpm') ? fileName.slice(0, -'.rpm'.length) : '';
  const dot = stem.lastIndexOf('.');
  const release = stem.lastIndexOf('-', dot);
  const start = stem.lastIndexOf('-', release - 1);
  if (start < 1 || release < start + 2 || dot < release + 2) return null;
  const key = { name: stem.slice(0, start), version: stem.slice(start + 1, dot), architecture: stem.slice(dot + 1) };
  const isRpm = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(key.name) && /^[A-Za-z0-9._+~^-]+$/.test(key.version)
    && /^[a-z0-9_]+$/.test(key.architecture) && key.architecture !== 'src' && key.architecture !== 'nosrc';
  return isRpm ? key : null;
}

/**
 * True where a file of this name can be the artifact. Without it an attestation of one package, valid as it is, would prove
 * another that a rebuilder's record merely puts beside it.
 */
export function isFileOf(fileName: string, key: ArtifactKey): boolean {
  const parsed = parseFileName(fileName);
  if (parsed !== null) {
    return parsed.name === key.name && parsed.version === withoutEpoch(key.version) && parsed.architecture === key.architecture;
  }
  if (fileName.endsWith('.deb') || fileName.endsWith('.rpm') || fileName.length > MAX_LENGTH) return false;
  // pacman: `name-1:2.3-1-x86_64.pkg.tar.zst`, with its epoch; udeb as deb.
  return fileName === toFileName(key.name, key.version, key.architecture).replace(/\.deb$/, '.udeb')
    || new Set([key.version, withoutEpoch(key.version)].flatMap((version) =>
      ['zst', 'xz', 'gz'].map((packed) => `${key.name}-${version}-${key.architecture}.pkg.tar.${packed}`))).has(fileName);
}
