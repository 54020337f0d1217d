// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** As Linux follows; more is a circle. */
const MAX_LINKS = 40;
const STICKY = 0o1000;
const GROUP_MAY_WRITE = 0o020;
const ANYBODY_MAY_WRITE = 0o002;

/**
 * Who but root and the user `uid` could exchange what is at a path: the first place on the way to it, links followed, that
 * is another's or that others may write to, as the beginning of a sentence. Null where nobody could. In a sticky folder such
 * as /tmp an entry is safe from everybody but its owner. Throws what the system says of a path that is not there.
 */
export async function findWeakPlace(path: string, uid: number): Promise<string | null> {
  const steps = resolve(path).split('/');
  let place = '/';
  let links = 0;
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    // Whatever is above a place was looked at on the way to it.
    if (step === '..') place = dirname(place);
    const next = step === '..' ? place : join(place, step);
    const stats = await lstat(next);
    const weakness = toWeakness(stats, uid);
    if (weakness !== null) return `${next} ${weakness}`;
    if (!stats.isSymbolicLink()) {
      place = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return `${next} leads through more than ${MAX_LINKS} links`;
    const target = await readlink(next);
    if (target.startsWith('/')) place = '/';
    steps.unshift(...target.split('/'));
  }
  return null;
}

/** What is wrong with one place on the way, read by the user `uid`; null where nothing is. */
export function toWeakness(stats: Pick<Stats, 'uid' | 'gid' | 'mode' | 'isSymbolicLink' | 'isDirectory'>, uid: number): string | null {
  if (stats.uid !== 0 && stats.uid !== uid) return `is owned by the user ${stats.uid}`;
  // A link's mode says nothing, and a sticky folder's entries are looked at themselves.
  if (stats.isSymbolicLink() || (stats.isDirectory() && (stats.mode & STICKY) !== 0)) return null;
  if ((stats.mode & ANYBODY_MAY_WRITE) !== 0) return 'may be written by everybody';
  // Debian gives every user a group of their own; root's may be an access list's mask.
  const isOwnGroup = uid !== 0 && stats.gid === uid;
  return (stats.mode & GROUP_MAY_WRITE) !== 0 && !isOwnGroup ? `may be written by the group ${stats.gid}` : null;
}
