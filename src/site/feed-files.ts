// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { API_SCHEMAS } from '../feeds/api-schemas.ts';
import { renderAtom } from '../feeds/atom.ts';
import { renderCctray, type CctrayProject } from '../feeds/cctray.ts';
import { renderDescription, renderJson, toJsonSchemas } from '../feeds/json.ts';
import { toOpenApi } from '../feeds/openapi.ts';
import { renderOpenMetrics } from '../feeds/openmetrics.ts';
import { renderReproducibleJson } from '../feeds/reproducible-json.ts';
import { renderStatusLine } from '../feeds/status-line.ts';
import type { Catalogue } from './view/catalogue.ts';
import {
  API_CHANGES, API_DESCRIPTION, API_INDEX, API_REPOSITORIES, ATOM, CCTRAY, METRICS, REPRO_CI, REPRODUCIBLE, STATUS,
  toApiRepositoryAddress, toGroupCctrayAddress, toRepositoryAtomAddress, toSchemaAddress,
} from './view/feed-address.ts';
import { toApiChanges } from './view/feed-api-changes.ts';
import { toApiIndex, toApiRepositories, toApiRepository } from './view/feed-api.ts';
import { createRepositoryAtomFeeds, toAtomFeed } from './view/feed-atom.ts';
import { createCctrayProjects } from './view/feed-cctray.ts';
import { toMetrics } from './view/feed-metrics.ts';
import { toRebuiltRecords, toReproCiRecords } from './view/feed-reproducible.ts';
import { toCollectedAt, toFeedTotals, toStandings, type Standings } from './view/feed-totals.ts';

/** Writes a file at an address of the site. */
type Write = (address: string, text: string) => void;

/**
 * Writes everything that programs read below a site's folder, and returns how many files that are. One after the other,
 * each forgotten once it is written: of a large board they are hundreds of megabytes. `version` is Proofboard's own.
 */
export function writeFeeds(folder: string, catalogue: Catalogue, version: string): number {
  const makeFolder = createMakeFolder(folder);
  let files = 0;
  const write: Write = (address, text) => {
    makeFolder(dirname(address));
    writeFileSync(join(folder, address), text);
    files += 1;
  };

  const standings = toStandings(catalogue);
  writeRepositories(write, catalogue, standings, version);
  writeApi(write, catalogue, standings, version);
  writeCctray(write, catalogue);
  write(ATOM, renderAtom(toAtomFeed(catalogue, version)));
  write(METRICS, renderOpenMetrics(toMetrics(catalogue, standings)));
  write(STATUS, renderStatusLine(toFeedTotals(standings), toCollectedAt(catalogue)));
  if (catalogue.packages !== null) write(REPRODUCIBLE, renderReproducibleJson(toRebuiltRecords(catalogue.packages.book)));
  if (catalogue.config.reprotest !== undefined) write(REPRO_CI, renderReproducibleJson(toReproCiRecords(catalogue)));
  return files;
}

/** Creates what makes folders of a site, each once. Most are there, and `recursive` asks for every one above again. */
function createMakeFolder(root: string): (folder: string) => void {
  mkdirSync(root, { recursive: true });
  const made = new Set(['.']);
  return function makeFolder(folder) {
    if (made.has(folder)) return;
    made.add(folder);
    const path = join(root, folder);
    if (existsSync(path)) return;
    makeFolder(dirname(folder));
    mkdirSync(path);
  };
}

function writeRepositories(write: Write, catalogue: Catalogue, standings: Standings, version: string): void {
  const toFeed = createRepositoryAtomFeeds(catalogue, version);
  for (const entry of catalogue.entries) {
    write(toRepositoryAtomAddress(entry.segment), renderAtom(toFeed(entry)));
    write(toApiRepositoryAddress(entry.segment), renderJson(API_SCHEMAS.repository, toApiRepository(catalogue, standings, entry)));
  }
}

function writeApi(write: Write, catalogue: Catalogue, standings: Standings, version: string): void {
  const { config, packages, sections, entries } = catalogue;
  write(API_INDEX, renderJson(API_SCHEMAS.index, toApiIndex(catalogue, standings)));
  write(API_REPOSITORIES, renderJson(API_SCHEMAS.repositories, toApiRepositories(catalogue, standings)));
  write(API_CHANGES, renderJson(API_SCHEMAS.changes, toApiChanges(catalogue)));
  for (const { name, json } of toJsonSchemas()) write(toSchemaAddress(name), renderDescription(json));
  write(API_DESCRIPTION, renderDescription(toOpenApi({
    title: config.title, version, site: config.site.url ?? null,
    groupCctray: sections.length === 0 ? null : '/cctray/{group}.xml',
    repositoryAtom: entries.length === 0 ? null : '/repositories/{path}/-/atom.xml',
    hasPackages: packages !== null,
    hasReprotests: config.reprotest !== undefined,
  })));
}

/** The whole is its groups, one after the other. */
function writeCctray(write: Write, catalogue: Catalogue): void {
  const toProjects = createCctrayProjects(catalogue);
  const bySection = Map.groupBy(catalogue.entries, ({ section }) => section);
  const all: CctrayProject[] = [];
  for (const section of catalogue.sections) {
    const projects = (bySection.get(section) ?? []).flatMap(toProjects);
    write(toGroupCctrayAddress(section), renderCctray(projects));
    for (const project of projects) all.push(project);
  }
  write(CCTRAY, renderCctray(all));
}
