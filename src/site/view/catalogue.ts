// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toGitHubName, toGroup } from '../../config/rules.ts';
import type { Config } from '../../config/schema.ts';
import type { Board, BoardProject, BoardRepository, ProjectDetail } from '../../model/board.ts';
import type { ProjectKey, StageCell } from '../../model/cell.ts';
import { toCellId } from '../../history/change-lines.ts';
import type { Past } from '../../history/past.ts';
import { toVerdictEvents, type VerdictEvent } from '../../history/verdict-events.ts';
import type { NewestPipeline, WantedJobs } from '../../state/newest-jobs.ts';
import { encodePath, encodeSegment } from './address.ts';
import { createBreakOf, createCauseOf, type BreakOf } from './cause.ts';
import type { CellContext } from './cell.ts';
import type { SiteEvidence } from './evidence.ts';
import { toBaseUrl, type CommitHost } from './external.ts';
import { createReprotests } from './reprotest.ts';
import { createShelf, type PackageShelf } from './shelf.ts';
import { toStageOrder } from './stage-order.ts';
import { toUnread, type Unread } from './stage.ts';
import { byName, toText } from './text.ts';

/** What the site is made of. */
export interface SiteInput {
  readonly board: Board;
  readonly config: Config;
  /** Null where neither rebuilders nor archives are configured and no reprotest job was read. */
  readonly evidence: SiteEvidence | null;
  readonly past: Past;
  readProject(key: ProjectKey): ProjectDetail;
  /** The newest pipeline of every watched ref with its jobs, or their count alone; of projects that are not shown too. */
  readNewestJobs(wanted: WantedJobs): readonly NewestPipeline[];
}

/** A project with everything that more than one page asks about it. */
export interface ProjectEntry {
  readonly project: BoardProject;
  /** The last part of its path, or all of it where that is taken. */
  readonly label: string;
  /** Its place in addresses, encoded and its own. */
  readonly segment: string;
  readonly section: string;
  readonly webUrl: string | null;
  readonly repository: BoardRepository | null;
  readonly commitHost: CommitHost | null;
  readonly unread: Unread | null;
  readonly cellsByRelease: ReadonlyMap<string, readonly StageCell[]>;
  readonly cellsByTarget: ReadonlyMap<string, readonly StageCell[]>;
  readonly cellContext: CellContext;
}

/** A release or a target: its name, what it is called, and its place in addresses. */
export interface NamedEntry {
  readonly name: string;
  readonly title: string;
  readonly segment: string;
}

/** The board, sorted and indexed once for all pages. */
export interface Catalogue extends SiteInput {
  readonly entries: readonly ProjectEntry[];
  readonly sections: readonly string[];
  readonly releases: readonly NamedEntry[];
  readonly front: NamedEntry | null;
  readonly targets: readonly NamedEntry[];
  /** Null without a rebuilder and an archive: then there are no pages about packages. */
  readonly packages: PackageShelf | null;
  /** What rebuilders said differs, or does no longer, oldest first. */
  readonly verdictEvents: readonly VerdictEvent[];
  compareStages(a: string, b: string): number;
  /** The change that broke a cell which is broken. */
  readonly breakOf: BreakOf;
  toEntry(key: ProjectKey): ProjectEntry | null;
}

const OTHERS = 'Other repositories';

/** Indexes a board. Whatever two names share, each gets its own address. */
export function createCatalogue(input: SiteInput): Catalogue {
  const { board, config, evidence, past } = input;
  const breakOf = createBreakOf(past);
  const causeOf = createCauseOf(past, breakOf);
  const compareStages = toStageOrder(board.projects);
  const newlyBroken = new Set(board.changes.filter(({ to }) => to === 'failed').map((change) => toCellId(change.project, change)));
  const labelCounts = countBy(board.projects.map(({ path }) => toLastPart(path)));
  const repositories = new Map(board.repositories.map((repository) => [toRepositoryKey(repository), repository]));
  const segments = new Set<string>();
  const reprotests = createReprotests(evidence, config);

  const toProjectEntry = (project: BoardProject): ProjectEntry => {
    const last = toLastPart(project.path);
    const webUrl = toBaseUrl(project.webUrl);
    const unread = toUnread(project, board.now, config.stale.source);
    const named = toGitHubName(config, project.path);
    const repository = named === null ? null : repositories.get(toRepositoryKey(named)) ?? null;
    return {
      project, webUrl, unread, repository,
      label: toText((labelCounts.get(last) ?? 0) > 1 ? project.path : last),
      segment: takeSegment(segments, encodePath(project.path), project.id),
      section: toSection(config, project.path),
      commitHost: toCommitHost(repository, webUrl),
      cellsByRelease: Map.groupBy(project.cells, ({ release }) => release),
      cellsByTarget: Map.groupBy(project.cells, ({ target }) => target),
      cellContext: {
        now: board.now, staleResultMs: config.stale.result, reprotestOf: reprotests?.(project) ?? null, unread, webUrl, compareStages,
        isNew: (cell) => newlyBroken.has(toCellId(project, cell)),
        isFlaky: (cell) => past.isFlaky(project, cell),
        causeOf: (cell) => causeOf(project, cell),
      },
    };
  };

  const entries = [...board.projects].sort((a, b) => b.readAt - a.readAt).map(toProjectEntry).sort((a, b) => byName(a.label, b.label));
  const byKey = new Map(entries.map((entry) => [toProjectId(entry.project), entry]));
  const releases = toReleases(config, new Set(board.projects.flatMap(({ cells }) => cells.map(({ release }) => release))));
  return {
    ...input, entries, releases, compareStages, breakOf,
    verdictEvents: evidence === null ? [] : toVerdictEvents(evidence.board),
    sections: toSections(config, entries),
    front: releases.find(({ name }) => name === config.site.front) ?? releases[0] ?? null,
    packages: evidence === null || !isAboutPackages(evidence) ? null : createShelf({
      board, config, evidence, addresses: (project) => {
        const repository = byKey.get(toProjectId(project))?.repository ?? null;
        return repository === null ? [] : [repository.url];
      },
    }),
    targets: toNamed([...new Set(board.projects.flatMap(({ cells }) => cells.map(({ target }) => target)))].sort(byName)),
    toEntry: (key) => byKey.get(toProjectId(key)) ?? null,
  };
}

function isAboutPackages({ policy }: SiteEvidence): boolean {
  return policy.rebuilders.length > 0 || policy.archives.size > 0;
}

/** The text that tells projects apart. */
export function toProjectId({ source, id }: ProjectKey): string {
  return `${id} ${source}`;
}

function toLastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function toRepositoryKey({ owner, name }: { readonly owner: string; readonly name: string }): string {
  return `${owner}/${name}`.toLowerCase();
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** A path may be taken twice: by a project renamed away that can no longer be read, and by its successor. The last read gets it. */
function takeSegment(taken: Set<string>, segment: string, id: number): string {
  if (taken.has(segment)) return takeSegment(taken, `${segment}~${id}`, id);
  taken.add(segment);
  return segment;
}

function toCommitHost(repository: BoardRepository | null, webUrl: string | null): CommitHost | null {
  const github = repository === null ? null : toBaseUrl(repository.url);
  if (github !== null) return { kind: 'github', url: github };
  return webUrl === null ? null : { kind: 'gitlab', url: webUrl };
}

/** Without configured groups the namespaces are the sections. */
function toSection(config: Config, path: string): string {
  if (config.groups.length > 0) return toGroup(config, path) ?? OTHERS;
  const slash = path.lastIndexOf('/');
  return slash === -1 ? OTHERS : toText(path.slice(0, slash));
}

function toSections(config: Config, entries: readonly ProjectEntry[]): readonly string[] {
  const used = new Set(entries.map(({ section }) => section));
  const configured = config.groups.map(({ name }) => name).filter((name) => used.delete(name) && name !== OTHERS);
  const rest = [...used].filter((name) => name !== OTHERS).sort(byName);
  return entries.some(({ section }) => section === OTHERS) ? [...configured, ...rest, OTHERS] : [...configured, ...rest];
}

function toReleases(config: Config, used: ReadonlySet<string>): readonly NamedEntry[] {
  const titles = new Map(config.releases.map(({ name, title }) => [name, title]));
  const configured = config.releases.map(({ name }) => name).filter((name) => used.has(name));
  const rest = [...used].filter((name) => !titles.has(name)).sort(byName);
  return toNamed([...new Set(configured), ...rest])
    .map((entry) => ({ ...entry, title: titles.get(entry.name) ?? entry.title }));
}

function toNamed(names: readonly string[]): readonly NamedEntry[] {
  return names.map((name) => ({ name, title: toText(name, 60), segment: encodeSegment(name) }));
}
