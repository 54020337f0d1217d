// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board, BoardProject } from '../model/board.ts';
import type { ProjectKey } from '../model/cell.ts';
import type { EvidenceBoard } from '../model/evidence.ts';
import { toRepositoryKey } from '../debian/vcs.ts';
import { withoutEpoch } from '../debian/version.ts';
import type { PackageBook, PackageEntry } from './package-book.ts';

/**
 * Why a repository is said to make a source package. `configured`: somebody wrote it down. `vcs`: the package's `Vcs-Git`
 * names it. `buildinfo`: a job of its left a buildinfo of the very version that is published. The others suggest and prove
 * nothing: `artifact`, a job of its built something of that name; `name`, they are called alike.
 */
export type LinkEvidence = 'configured' | 'vcs' | 'buildinfo' | 'artifact' | 'name';

export interface PackageLink {
  readonly project: ProjectKey;
  readonly entry: PackageEntry;
  readonly evidence: LinkEvidence;
}

/** The strongest first: a pair keeps its strongest evidence. */
const STRENGTH: readonly LinkEvidence[] = ['configured', 'vcs', 'buildinfo', 'artifact', 'name'];

export interface LinkDeps {
  readonly board: Board;
  readonly evidence: EvidenceBoard;
  readonly book: PackageBook;
  /** Source packages that the configuration gives a project; empty for none. */
  readonly configured: (project: BoardProject) => readonly string[];
  /** Further addresses of a project's repository, as at GitHub. */
  readonly addresses: (project: BoardProject) => readonly string[];
}

/** Links repositories and source packages, one link per pair. Only `name` may not turn anything green. */
export function toPackageLinks({ board, evidence, book, configured, addresses }: LinkDeps): PackageLink[] {
  const bySource = Map.groupBy(book.packages, ({ name }) => name);
  const byBinary = new Map<string, Set<PackageEntry>>();
  for (const entry of book.packages) {
    for (const { name } of entry.artifacts) byBinary.set(name, (byBinary.get(name) ?? new Set()).add(entry));
  }
  const byAddress = new Map<string, Set<PackageEntry>>();
  for (const { archive, suite, vcsUrl, distribution, name } of evidence.sourcePackages) {
    if (book.policy.archives.get(archive)?.suites.has(suite) !== true) continue;
    const key = vcsUrl === null ? null : toAddressKey(vcsUrl);
    const entry = key === null ? null : book.find(distribution, name);
    if (key !== null && entry !== null) byAddress.set(key, (byAddress.get(key) ?? new Set()).add(entry));
  }
  const reprotests = Map.groupBy(evidence.reprotests, ({ project }) => toId(project));

  return board.projects.flatMap((project) => {
    const found = new Map<PackageEntry, LinkEvidence>();
    const add = (entries: Iterable<PackageEntry>, why: LinkEvidence): void => {
      for (const entry of entries) {
        const known = found.get(entry);
        if (known === undefined || STRENGTH.indexOf(why) < STRENGTH.indexOf(known)) found.set(entry, why);
      }
    };
    const named = (name: string): readonly PackageEntry[] => bySource.get(name) ?? [];
    const packages = (reprotests.get(toId(project)) ?? []).flatMap((reprotest) => reprotest.packages);
    add(configured(project).flatMap(named), 'configured');
    for (const address of [project.webUrl, ...addresses(project)]) {
      const key = toAddressKey(address);
      if (key !== null) add(byAddress.get(key) ?? [], 'vcs');
    }
    add(packages.flatMap(({ sources }) => sources.flatMap(({ name, version }) => named(name).filter((entry) => isCurrentVersion(entry, version)))), 'buildinfo');
    add(packages.flatMap(({ name }) => [...named(name), ...byBinary.get(name) ?? []]), 'artifact');
    add(named(project.path.slice(project.path.lastIndexOf('/') + 1)), 'name');
    return [...found].map(([entry, why]) => ({ project: { source: project.source, id: project.id }, entry, evidence: why }));
  });
}

/** True for a link that may carry a colour to the repository: names alone, whoever writes them, do not. */
export function isProven({ evidence }: Pick<PackageLink, 'evidence'>): boolean {
  switch (evidence) {
    case 'configured': case 'vcs': case 'buildinfo': return true;
    case 'artifact': case 'name': return false;
  }
}

function isCurrentVersion(entry: PackageEntry, version: string): boolean {
  return entry.artifacts.some(({ isCurrent, sourceVersion }) => isCurrent && withoutEpoch(sourceVersion) === withoutEpoch(version));
}

/** Neither GitLab nor GitHub tells paths apart by case. */
function toAddressKey(address: string): string | null {
  return toRepositoryKey(address)?.toLowerCase() ?? null;
}

function toId({ source, id }: ProjectKey): string {
  return `${id} ${source}`;
}
