// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { SourceState } from '../model/board.ts';
import type { Instant } from '../model/time.ts';
import type { Log } from '../platform/log.ts';
import { openStore } from '../state/store.ts';
import type { VotePolicy } from '../votes/package-book.ts';
import { readAssets, readSearchAssets, readTrendAssets, writeAsset } from './assets.ts';
import { findPackageFolder, renderPages } from './astro.ts';
import { writeBadges } from './badge-files.ts';
import { writeFeeds } from './feed-files.ts';
import { writeSearchFiles } from './search-files.ts';
import { createSite } from './site.ts';
import { readSitePast } from './past.ts';
import { swapIn } from './swap.ts';
import type { SiteInput } from './view/catalogue.ts';
import { toCurrentBoard } from './view/current.ts';

/** What to build and where to. `now` in place of the last collection's start. */
export interface BuildOptions {
  readonly stateFile: string;
  readonly outDir: string;
  readonly config: Config;
  readonly now?: Instant;
  /** Whom to believe, from the sources as they were last read; needed where the configuration names evidence. */
  readonly readPolicy?: (sources: readonly SourceState[]) => Promise<VotePolicy>;
  readonly log: Log;
}

export interface BuildSummary {
  readonly pages: number;
  readonly files: number;
}

/** How many pipelines per ref a repository's page lists. */
const MAX_PIPELINES = 10;

/**
 * Builds the site from the state and swaps it in. Throws `CodedError<SwapErrorCode | StateErrorCode>` before anything
 * is written; whatever goes wrong later leaves the old site as it was.
 */
export async function buildSite({ stateFile, outDir, config, now, readPolicy, log }: BuildOptions): Promise<BuildSummary> {
  const store = openStore(stateFile, { readOnly: true });
  try {
    const at = now === undefined ? {} : { now };
    const board = toCurrentBoard(store.readBoard(at), config);
    const policy = hasEvidence(config) ? await readPolicy?.(board.sources) : null;
    if (policy === undefined) throw new TypeError('buildSite: readPolicy is missing');
    const evidence = policy === null ? null : { board: store.readEvidence(at), policy, readReport: store.readReport };
    const past = readSitePast(store, board, config);
    return await writeSite({
      board, config, evidence, past, readProject: (key) => store.readProject(key, MAX_PIPELINES), readNewestJobs: store.readNewestJobs,
    }, outDir, log);
  } finally {
    store.close();
  }
}

/** What is configured no more is shown no more, whatever the state remembers. */
function hasEvidence({ rebuilders, archives, reprotest }: Config): boolean {
  return rebuilders.length + archives.length > 0 || reprotest !== undefined;
}

/** Writes the site of a board. */
export async function writeSite(input: SiteInput, outDir: string, log: Log): Promise<BuildSummary> {
  const packageFolder = findPackageFolder();
  const siteFolder = join(packageFolder, 'src/site');
  const assets = readAssets(siteFolder);
  const scripts = readSearchAssets(siteFolder);
  const charts = readTrendAssets(siteFolder);
  const site = createSite(input, { style: assets.style.address, script: assets.script.address }, {
    search: scripts[0].address, charts: charts.map(({ address }) => address),
  });
  let summary: BuildSummary = { pages: 0, files: 0 };
  await swapIn(outDir, async (folder, workFolder) => {
    // Beside each other, and never one left running when the other has failed.
    const [rendering, writing] = await Promise.allSettled([
      renderPages(site, folder, workFolder), writeBadges(workFolder, site.catalogue),
    ]);
    if (rendering.status === 'rejected') throw rendering.reason;
    if (writing.status === 'rejected') throw writing.reason;
    const pages = countPages(folder);
    renameSync(join(workFolder, 'badges'), join(folder, 'badges'));
    for (const asset of [assets.style, assets.script, ...charts]) writeAsset(folder, asset);
    // Once the pages are there: Astro begins with an empty folder, and what rendering took is free again.
    const feeds = writeFeeds(folder, site.catalogue, readVersion(packageFolder));
    const search = site.packageLists === null ? 0 : await writeSearchFiles(folder, scripts, site.packageLists.search);
    log.info(`${pages} pages, ${writing.value / 2} badges and ${feeds} feeds written`);
    summary = { pages, files: pages + writing.value + feeds + 2 + charts.length + search };
  });
  return summary;
}

function countPages(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html')).length;
}

/** Proofboard's own version, for feeds to say. */
function readVersion(packageFolder: string): string {
  const description: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const isVersioned = typeof description === 'object' && description !== null && 'version' in description && typeof description.version === 'string';
  if (!isVersioned) throw new TypeError(`the package.json in ${packageFolder} has no version`);
  return String(description.version);
}
