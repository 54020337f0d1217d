// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { writeFileSync } from 'node:fs';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toMessage, type Badge } from '../badges/badge.ts';
import { renderShieldsJson, renderSvg } from '../badges/render.ts';
import { toRefBadges, toWholeBadges, type PlacedBadge } from './view/badge-list.ts';
import type { Catalogue } from './view/catalogue.ts';
import { toPackageBadge, toRepositoryBadge } from './view/package-badge.ts';

/** The files of one badge: drawn once, however many names they have. */
interface Drawn {
  readonly svg: string;
  readonly json: string;
  /** The name they were first written under, without its ending. */
  readonly first: string;
  names: number;
}

/** Fewer names for one file than any file system allows. */
const MAX_NAMES = 10_000;

/** Folders written at a time: the file system works while pages are rendered. */
const LANES = 4;

/** Package badges written at a time: they share a folder. */
const TOGETHER = 200;

/**
 * Writes every badge below a folder and returns how many files that are. Thousands of badges are a few dozen pictures:
 * equal ones are one file with many names, which costs a tenth of the time and none of the space.
 */
export async function writeBadges(folder: string, catalogue: Catalogue): Promise<number> {
  const drawn = new Map<string, Drawn>();
  let files = 0;

  async function place({ address, badge }: PlacedBadge): Promise<void> {
    const name = join(folder, address);
    const key = JSON.stringify([badge.label, toMessage(badge), badge.state, badge.asOf]);
    const known = drawn.get(key);
    files += 2;
    if (known === undefined || known.names >= MAX_NAMES) drawn.set(key, writeFirst(name, badge));
    else await writeAgain(name, known);
  }

  async function placeTogether(badges: readonly PlacedBadge[]): Promise<void> {
    const parents = new Set(badges.map(({ address }) => dirname(join(folder, address))));
    for (const parent of parents) await mkdir(parent, { recursive: true });
    await Promise.all(badges.map(place));
  }

  await placeTogether(toWholeBadges(catalogue));
  const entries = catalogue.entries.values();
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (const entry of entries) {
      for (const { badges } of toRefBadges(catalogue, entry)) await placeTogether(badges);
      const ofPackages = toRepositoryBadge(catalogue, entry);
      if (ofPackages !== null) await placeTogether([ofPackages]);
    }
  }));
  const { packages } = catalogue;
  const shelved = packages?.book.packages ?? [];
  for (let from = 0; packages !== null && from < shelved.length; from += TOGETHER) {
    await placeTogether(shelved.slice(from, from + TOGETHER).map((entry) => toPackageBadge(packages, entry)));
  }
  return files;
}

/** At once, so that whoever comes next finds a file to link. */
function writeFirst(name: string, badge: Badge): Drawn {
  const drawn = { svg: renderSvg(badge), json: renderShieldsJson(badge), first: name, names: 1 };
  writeFileSync(`${name}.svg`, drawn.svg);
  writeFileSync(`${name}.json`, drawn.json);
  return drawn;
}

async function writeAgain(name: string, drawn: Drawn): Promise<void> {
  drawn.names += 1;
  try {
    await Promise.all([link(`${drawn.first}.svg`, `${name}.svg`), link(`${drawn.first}.json`, `${name}.json`)]);
  } catch {
    // A file system without hard links; one that is full will say so here.
    await Promise.all([writeFile(`${name}.svg`, drawn.svg), writeFile(`${name}.json`, drawn.json)]);
  }
}
