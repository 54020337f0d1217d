// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../../config/schema.ts';
import type { Board, BoardProject } from '../../model/board.ts';
import type { ProjectKey } from '../../model/cell.ts';
import { toAlerts, type Alert } from '../../votes/alerts.ts';
import { toCauses, type CauseSummary } from '../../votes/causes.ts';
import { toPackageLinks, type PackageLink } from '../../votes/links.ts';
import { createPackageBook, type PackageBook, type PackageEntry } from '../../votes/package-book.ts';
import { toRebuilders, type RebuilderSummary } from '../../votes/rebuilders.ts';
import { encodeSegment } from './address.ts';
import type { SiteEvidence } from './evidence.ts';
import { toPackageAddress } from './package-address.ts';

/** A rebuilder with its place in addresses, encoded and its own. */
export interface ShelvedRebuilder extends RebuilderSummary {
  readonly segment: string;
}

/**
 * Everything known of packages, judged and indexed once for all pages. A site has one only where rebuilders or archives
 * are configured: pages about packages are written for nothing else.
 */
export interface PackageShelf {
  readonly evidence: SiteEvidence;
  readonly book: PackageBook;
  readonly links: readonly PackageLink[];
  readonly causes: readonly CauseSummary[];
  readonly alerts: readonly Alert[];
  readonly rebuilders: readonly ShelvedRebuilder[];
  /** What is linked to a repository, by any evidence; the strongest first. */
  linksOf(project: ProjectKey): readonly PackageLink[];
  /** The repositories linked to a package. */
  linksTo(entry: PackageEntry): readonly PackageLink[];
  alertsOf(entry: PackageEntry): readonly Alert[];
  /** The package that has a binary package of this name; many a rebuilder names no other. */
  findByBinary(distribution: string, name: string): PackageEntry | null;
  /** Address of the package's page, relative to the site's root. */
  addressOf(entry: PackageEntry): string;
}

/** What a shelf is made from. */
export interface ShelfInput {
  readonly board: Board;
  readonly config: Config;
  readonly evidence: SiteEvidence;
  /** Further addresses of a project's repository, as at GitHub. */
  addresses(project: BoardProject): readonly string[];
}

const NO_LINKS: readonly PackageLink[] = [];
const NO_ALERTS: readonly Alert[] = [];

/** Judges all evidence. */
export function createShelf({ board, config, evidence, addresses }: ShelfInput): PackageShelf {
  const book = createPackageBook(evidence.board, evidence.policy);
  const { sources } = config.packages;
  const configured = ({ path }: BoardProject): readonly string[] => (Object.hasOwn(sources, path) ? sources[path] ?? [] : []);
  const links = toPackageLinks({ board, evidence: evidence.board, book, configured, addresses });
  const byProject = Map.groupBy(links, ({ project }) => toProjectText(project));
  const byEntry = Map.groupBy(links, ({ entry }) => entry);
  const alerts = toAlerts(book, evidence.board);
  const alertsByEntry = Map.groupBy(alerts, ({ artifact }) => book.find(artifact.distribution, artifact.sourceName));
  const addressesOf = new Map(book.packages.map((entry) => [entry, toPackageAddress(entry.distribution, entry.name)]));
  return {
    evidence, book, links, alerts,
    causes: toCauses(book),
    rebuilders: toShelvedRebuilders(toRebuilders(book)),
    linksOf: (project) => byProject.get(toProjectText(project)) ?? NO_LINKS,
    linksTo: (entry) => byEntry.get(entry) ?? NO_LINKS,
    alertsOf: (entry) => alertsByEntry.get(entry) ?? NO_ALERTS,
    findByBinary: createFindByBinary(book),
    addressOf: (entry) => addressesOf.get(entry) ?? toPackageAddress(entry.distribution, entry.name),
  };
}

/** Indexed when it is first asked: most sites never do. */
function createFindByBinary({ packages }: PackageBook): PackageShelf['findByBinary'] {
  let known: ReadonlyMap<string, PackageEntry> | null = null;
  return (distribution, name) => {
    known ??= new Map(packages.toReversed().flatMap((entry) =>
      entry.artifacts.map((artifact) => [JSON.stringify([entry.distribution, artifact.name]), entry])));
    return known.get(JSON.stringify([distribution, name])) ?? null;
  };
}

/** Titles are the configuration's and may be equal; no encoded name holds two tildes in a row. */
function toShelvedRebuilders(summaries: readonly RebuilderSummary[]): readonly ShelvedRebuilder[] {
  const taken = new Set<string>();
  return summaries.map((summary, index) => {
    const plain = encodeSegment(summary.rebuilder.title);
    const segment = taken.has(plain) ? `${plain}~~${index}` : plain;
    taken.add(segment);
    return { ...summary, segment };
  });
}

function toProjectText({ source, id }: ProjectKey): string {
  return `${id} ${source}`;
}
