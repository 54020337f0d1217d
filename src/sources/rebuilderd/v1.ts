// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import type { KnownVerdict } from '../../model/evidence-reading.ts';
import { DAY_MS } from '../../model/time.ts';
import { attempt, createJournal } from '../rebuilder/journal.ts';
import type { ListOptions, Listing } from '../rebuilder/source.ts';
import { toReading, withdraw } from '../rebuilder/verdicts.ts';
import { buildRecord, packageRecord, type BuildRecord, type DashboardAnswer, type PackageRecord, type PageAnswer } from './answer.ts';
import { PAGE_SIZE, type RebuilderdV1 } from './client.ts';
import { toLabel, toRecency, toVerdict, type MapOptions } from './map.ts';
import { listPackages, readRecords, type ListedPackages } from './pages.ts';

/** How far API v1 was read. Numbers of rows only grow (the tables are AUTOINCREMENT), so what is new is behind them. */
export const v1Position = z.object({
  api: z.literal('v1'),
  /** When everything was listed. */
  listedAt: z.number(),
  /** The distribution by the rebuilder's own word; null where it has none. */
  label: z.string().max(300).nullable(),
  highestPackage: z.number(),
  highestBuild: z.number(),
  /** The daemon's counts of rows; null where it gave none. */
  packageCount: z.number().nullable(),
  buildCount: z.number().nullable(),
  /** The dashboard's counts of good, bad, failed and unknown rebuilds. */
  rebuilds: z.array(z.number()).nullable(),
});
export type V1Position = z.output<typeof v1Position>;

export interface V1Options {
  readonly client: RebuilderdV1;
  readonly map: MapOptions;
  readonly options: Pick<ListOptions<unknown>, 'known' | 'journal'>;
}

/** Everything is listed again after so long, whatever the counts say. */
export const LIST_AGAIN_MS = 7 * DAY_MS;
/** More changed source packages than this are not asked for one by one. */
const MAX_NAMES = 20;
/** Pages of builds in a full listing, for 60,000 builds at most; what is older stays without a date until the next one. */
const MAX_BUILD_PAGES = 30;
/** Where packages alone take this many pages, no more builds are asked for. */
const MAX_LISTING_PAGES = 60;

/** The newest builds: the first question of a full listing, so that what is built meanwhile is new next time. */
export function fetchHead({ client }: Pick<V1Options, 'client'>): Promise<PageAnswer> {
  return client.builds({ direction: 'Descending' });
}

/**
 * Lists every package: about one request per 2,000, the same for builds (only they know when and how a build ended), and the
 * dashboard.
 */
export async function listAll(v1: V1Options, head: PageAnswer): Promise<Listing<V1Position>> {
  const { client, map, options: { journal, known } } = v1;
  const { records: newest, highestId: highestBuild } = readRecords(head, buildRecord, journal, 'builds');
  const dashboard = await client.dashboard();
  const packages = await listPackages(client, journal);
  const label = toLabel(new Set([...packages.records.values()].map(({ distribution }) => distribution)), map, journal);
  const records = [...packages.records.values()].filter((record) => record.seen_in_last_sync && record.distribution === label);
  const builds = await readBuilds(v1, newest, records, packages);
  const verdicts = records.map((record) => toVerdict(record, { ...map, build: (id) => builds.get(id), isQueued: isQueued(dashboard) }));
  for (const stored of findUnreadable(packages, known)) verdicts.push(withdraw(stored));
  return {
    verdicts,
    complete: packages.isWhole,
    position: !packages.isWhole ? null : {
      api: 'v1', listedAt: map.now, label,
      highestPackage: packages.highestId, highestBuild,
      packageCount: packages.total, buildCount: head.total,
      rebuilds: toCounts(dashboard),
    },
  };
}

/**
 * Reads what is new since: three requests where nothing is. Null where that cannot tell all that changed, and everything
 * has to be listed again: a sync that dropped packages shows only in the counts, for instance.
 *
 * By the daemon's source: every build is a new row, of other releases' copies of a package too; a package keeps its row and
 * points to the artifact of its newest build; artifacts of a build never change. Queueing changes no row we read.
 */
export async function listChanges(v1: V1Options, position: V1Position): Promise<Listing<V1Position> | null> {
  const { client, map, options: { known } } = v1;
  // What is broken here is reported by the full listing that it leads to.
  const journal = createJournal();
  if (map.now - position.listedAt >= LIST_AGAIN_MS || map.now < position.listedAt) return null;
  const dashboard = await client.dashboard();
  const buildPage = await client.builds({ after: position.highestBuild });
  const packagePage = await client.packages({ seen_only: true, after: position.highestPackage });
  const isNew = buildPage.records.length > 0 || packagePage.records.length > 0;
  if (!isSum(buildPage, position.buildCount) || !isSum(packagePage, position.packageCount)) return null;
  if (!isNew && toCounts(dashboard).join() !== position.rebuilds?.join()) return null;

  const builds = readRecords(buildPage, buildRecord, journal, 'builds');
  const packages = readRecords(packagePage, packageRecord, journal, 'packages');
  if (builds.records.length < buildPage.records.length || packages.records.length < packagePage.records.length) return null;
  if (position.label === null && packages.records.length > 0) return null;
  const rebuilt = await readRebuilt(client, builds.records, packagePage.total);
  if (rebuilt === null) return null;
  const records = new Map([...packages.records, ...rebuilt].map((record) => [record.id, record]));
  const current = [...records.values()].filter(({ distribution }) => distribution === position.label);
  if (current.some((record) => !record.seen_in_last_sync && known.has(String(record.id)))) return null;
  const byId = new Map(builds.records.map((build) => [build.id, build]));
  return {
    verdicts: current.filter((record) => record.seen_in_last_sync)
      .map((record) => toVerdict(record, { ...map, build: (id) => byId.get(id), isQueued: isQueued(dashboard) })),
    complete: false,
    position: {
      ...position,
      highestPackage: Math.max(position.highestPackage, packages.highestId),
      highestBuild: Math.max(position.highestBuild, builds.highestId),
      packageCount: packagePage.total,
      buildCount: buildPage.total,
      rebuilds: toCounts(dashboard),
    },
  };
}

/**
 * What is known of records that cannot be read today: they are not gone, and no longer what they were. One without a number
 * may be any that is missing, which a list that broke off does not tell.
 */
function findUnreadable({ records, broken, hasEnded, isWhole }: ListedPackages, known: ReadonlyMap<string, KnownVerdict>): KnownVerdict[] {
  if (hasEnded && !isWhole) return [...known.values()].filter(({ id }) => !records.has(Number(id)));
  return [...broken].flatMap((id) => known.get(String(id)) ?? []);
}

/** The packages of new builds, by the names of their source packages; null where that costs more than listing everything. */
async function readRebuilt(client: RebuilderdV1, builds: readonly BuildRecord[], total: number | null): Promise<PackageRecord[] | null> {
  const byName = Map.groupBy(builds, ({ name }) => name);
  if (byName.size > Math.min(MAX_NAMES, 1 + Math.ceil((total ?? 0) / PAGE_SIZE))) return null;
  const found: PackageRecord[] = [];
  for (const [name, ofName] of byName) {
    const page = await client.packages({ source_name: name });
    const { records } = readRecords(page, packageRecord, createJournal(), 'packages');
    const isThere = records.some(({ build_id: build }) => ofName.some(({ id }) => id === build));
    if (!isThere || records.length < page.records.length || page.records.length >= PAGE_SIZE) return null;
    found.push(...records);
  }
  return found;
}

/** True where a page has everything behind a number, and nothing before it went away. */
function isSum({ total, records }: { readonly total: number | null; readonly records: readonly unknown[] }, before: number | null): boolean {
  return records.length < PAGE_SIZE && (total === null || before === null || total === before + records.length);
}

/** Builds by number, as far back as the packages need them and the allowance goes. What is not read stays without a date. */
async function readBuilds(
  { client, options: { journal, known } }: V1Options, newest: readonly BuildRecord[], records: readonly PackageRecord[], { pages }: ListedPackages,
): Promise<ReadonlyMap<number, BuildRecord>> {
  const builds = new Map(newest.map((build) => [build.id, build]));
  const wanted = records.flatMap((record) => {
    const { build_id: build } = record;
    return build === null || builds.has(build) || isDated(record, known.get(String(record.id))) ? [] : [build];
  }).sort((a, b) => a - b);
  let before = newest.reduce((least, { id }) => Math.min(least, id), Infinity);
  for (let left = Math.min(MAX_BUILD_PAGES - 1, MAX_LISTING_PAGES - pages); left > 0; left -= 1) {
    const next = wanted.findLast((id) => id < before);
    if (next === undefined) break;
    const page = await attempt(() => client.builds({ direction: 'Descending', before: next + 1 }), journal);
    const older = page === null ? [] : readRecords(page, buildRecord, journal, 'builds').records;
    const lowest = older.reduce((least, { id }) => Math.min(least, id), Infinity);
    if (lowest > next) break;
    for (const build of older) builds.set(build.id, build);
    before = lowest;
  }
  return builds;
}

/** True where an earlier listing brought the date of this very build, and the claim does not hang on how it ended. */
function isDated({ status, build_id: build }: PackageRecord, known: KnownVerdict | undefined): boolean {
  return status === 'GOOD' && known !== undefined && known.at !== null && toRecency(toReading(known)) === build;
}

function isQueued({ jobs }: DashboardAnswer): boolean {
  return jobs.running + jobs.available + jobs.pending > 0;
}

function toCounts({ rebuilds: { good, bad, fail, unknown } }: DashboardAnswer): number[] {
  return [good, bad, fail, unknown];
}
