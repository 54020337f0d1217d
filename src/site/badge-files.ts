// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toMessage, type Badge } from '../badges/badge.ts';
import { renderShieldsJson, renderSvg } from '../badges/render.ts';
import { toRefBadges, toWholeBadges, type PlacedBadge } from './view/badge-list.ts';
import type { Catalogue } from './view/catalogue.ts';

/** The files of one badge: drawn once, however many names they have. */
interface Drawn {
  readonly svg: string;
  readonly json: string;
  /** The first names they were written under. */
  first: string | null;
  links: number;
}

/** Fewer names for one file than any file system allows. */
const MAX_LINKS = 10_000;

/**
 * Writes every badge below a folder and returns how many files that are. Thousands of badges are a few dozen pictures:
 * equal ones are one file with many names, which costs a tenth of the time and none of the space.
 */
export function writeBadges(folder: string, catalogue: Catalogue): number {
  const drawn = new Map<string, Drawn>();
  const folders = new Set<string>();
  let files = 0;
  const write = ({ address, badge }: PlacedBadge): void => {
    const name = join(folder, address);
    const parent = dirname(name);
    if (!folders.has(parent)) mkdirSync(parent, { recursive: true });
    folders.add(parent);
    place(name, draw(drawn, badge));
    files += 2;
  };
  toWholeBadges(catalogue).forEach(write);
  for (const entry of catalogue.entries) {
    for (const { badges } of toRefBadges(catalogue, entry)) badges.forEach(write);
  }
  return files;
}

function draw(drawn: Map<string, Drawn>, badge: Badge): Drawn {
  const key = JSON.stringify([badge.label, toMessage(badge), badge.state, badge.asOf]);
  const known = drawn.get(key);
  if (known !== undefined && known.links < MAX_LINKS) return known;
  const fresh = { svg: renderSvg(badge), json: renderShieldsJson(badge), first: null, links: 0 };
  drawn.set(key, fresh);
  return fresh;
}

function place(name: string, badge: Drawn): void {
  if (badge.first !== null && canLink(badge.first, name)) {
    badge.links += 1;
    return;
  }
  writeFileSync(`${name}.svg`, badge.svg);
  writeFileSync(`${name}.json`, badge.json);
  badge.first = name;
  badge.links = 1;
}

/** False on file systems without hard links. */
function canLink(from: string, to: string): boolean {
  try {
    linkSync(`${from}.svg`, `${to}.svg`);
    linkSync(`${from}.json`, `${to}.json`);
    return true;
  } catch {
    return false;
  }
}
