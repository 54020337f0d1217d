// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { RepositoryRule } from '../settings.ts';

/** apt's `URItoFileName` quotes these as well as what is no printable ASCII. */
const QUOTED = /[\\|{}[\]<>"^~_=!@#$%&*\0-\x20\x7f-\uffff]/g;

/**
 * How the names of an archive's lists begin: its address as apt writes it into file names, `deb.example.org_debian_`. The
 * scheme is not in it: an archive over http and over https has the same lists.
 */
export function toListPrefix(uri: string): string {
  const plain = decode(uri.replace(/^[a-z+]+:\/\//, ''));
  return plain.replaceAll(QUOTED, (character) => (
    Buffer.from(character).reduce((text, byte) => `${text}%${byte.toString(16).padStart(2, '0')}`, ''))).replaceAll('/', '_');
}

/** Percent signs that encode nothing stay. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The archive among those with rules that a list is of; null where it is of none. The most precise one is meant. */
export function findRepository(rules: readonly RepositoryRule[], list: string): string | null {
  const matching = rules.filter(({ uri }) => list.startsWith(toListPrefix(uri)));
  return matching.reduce<string | null>((best, { uri }) => (best === null || uri.length > best.length ? uri : best), null);
}
