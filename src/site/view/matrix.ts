// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { StageCell } from '../../model/cell.ts';
import { href, toReleaseAddress, toRepositoryAddress, toTargetAddress } from './address.ts';
import type { Catalogue, NamedEntry, ProjectEntry } from './catalogue.ts';
import { toCellView, type CellView, type Naming } from './cell.ts';
import { toReprotestAddress } from './package-address.ts';
import { toRebuilt, toRebuiltCell, type RebuiltCell } from './package-rebuilt.ts';
import { toBarrenRefs } from './standing.ts';
import { byName, toAttribute, toText } from './text.ts';
import { toAge } from './time.ts';

/** A table of repositories × columns, in sections. */
export interface Matrix {
  readonly columnGroups: readonly ColumnGroup[];
  readonly columns: readonly Column[];
  readonly sections: readonly Section[];
  readonly hasColumnGroups: boolean;
  /** True where a repository has packages: then a column of its own says whether they were rebuilt. */
  readonly hasRebuilt: boolean;
}

export interface Column {
  readonly key: string;
  /** Below its group's name. */
  readonly label: string;
  /** On its own, for people and for the filter. */
  readonly fullLabel: string;
  readonly href: string | null;
}

export interface ColumnGroup {
  readonly label: string;
  readonly size: number;
}

export interface Section {
  readonly name: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly label: string;
  /** The whole path, for a label too long for its column. */
  readonly tooltip: string | undefined;
  readonly href: string;
  /** What is to be said of the repository as a whole. */
  readonly remark: string | null;
  /** In the order of the columns; null where nothing is built. */
  readonly cells: readonly (CellView | null)[];
  readonly rebuilt: RowRebuilt | null;
  /** Its pipeline failed, and no cell says so. */
  readonly isBarren: boolean;
}

/** What the packages of a row's repository amount to, and where they are. */
export interface RowRebuilt extends RebuiltCell {
  readonly href: string;
}

/** Which jobs a table shows, in which columns. */
export interface Plan {
  readonly columns: readonly Column[];
  readonly naming: Naming;
  /** False for a table about one target: packages are of all. */
  readonly withRebuilt: boolean;
  pick(entry: ProjectEntry): readonly StageCell[];
  toColumn(cell: StageCell): string;
}

/** What the style sheet has room for. */
const MAX_LABEL_CHARACTERS = 30;

/** More targets than this are ordinary job names: the stages become the columns. */
const MAX_TARGET_COLUMNS = 30;

/** Fills the plan for every repository that has jobs in it; `remark` adds what is to be said of a row. */
export function toMatrix(catalogue: Catalogue, plan: Plan, from: string, entries = withJobs(catalogue, plan)): Matrix {
  const rows = Map.groupBy(entries, ({ section }) => section);
  const columnGroups = toColumnGroups(plan.columns);
  const sections = catalogue.sections.flatMap((name) => {
    const inSection = rows.get(name) ?? [];
    return inSection.length === 0 ? [] : [{ name, rows: inSection.map((entry) => toRow(catalogue, entry, plan, from)) }];
  });
  return {
    columns: plan.columns,
    columnGroups, sections,
    hasColumnGroups: columnGroups.some(({ label }) => label !== ''),
    hasRebuilt: sections.some((section) => section.rows.some(({ rebuilt }) => rebuilt !== null)),
  };
}

function withJobs({ entries }: Catalogue, plan: Plan): readonly ProjectEntry[] {
  return entries.filter((entry) => plan.pick(entry).length > 0);
}

function toRow(catalogue: Catalogue, entry: ProjectEntry, plan: Plan, from: string): Row {
  const picked = plan.pick(entry);
  const pools = Map.groupBy(picked, plan.toColumn);
  const isBarren = toBarrenRefs(catalogue, entry).some(({ ref }) => picked.length === 0 || picked.some((cell) => cell.ref === ref));
  return {
    label: entry.label,
    tooltip: entry.label.length > MAX_LABEL_CHARACTERS ? toAttribute(toText(entry.project.path)) : undefined,
    href: href(from, toRepositoryAddress(entry.segment)),
    remark: isBarren ? 'pipeline failed' : toRemark(catalogue, entry),
    cells: plan.columns.map(({ key, fullLabel }) => {
      const pool = pools.get(key);
      const cell = pool === undefined ? null : toCellView(pool, entry.cellContext, plan.naming, fullLabel);
      return cell === null || cell.comparison === null
        ? cell : { ...cell, href: href(from, toReprotestAddress(entry.segment, cell.comparison)) };
    }),
    rebuilt: plan.withRebuilt ? toRowRebuilt(catalogue, entry, from) : null,
    isBarren,
  };
}

/** One package is looked at on its own page, several on the repository's. */
function toRowRebuilt({ packages }: Catalogue, { project, segment }: ProjectEntry, from: string): RowRebuilt | null {
  const rebuilt = packages === null ? null : toRebuilt(packages, project);
  if (packages === null || rebuilt === null) return null;
  const [link, ...others] = rebuilt.proven;
  const address = link === undefined || others.length > 0 ? `${toRepositoryAddress(segment)}#packages` : packages.addressOf(link.entry);
  return { ...toRebuiltCell(rebuilt), href: href(from, address) };
}

function toRemark({ board }: Catalogue, { project, unread }: ProjectEntry): string | null {
  if (unread !== null) return `read ${toAge(board.now - unread.readAt)} ago`;
  return project.archived ? 'archived' : null;
}

function toColumnGroups(columns: readonly Column[]): readonly ColumnGroup[] {
  const labels = columns.map(({ label, fullLabel }) => (label === fullLabel ? '' : fullLabel.slice(0, -label.length - 1)));
  const groups: { label: string; size: number }[] = [];
  for (const label of labels) {
    const last = groups.at(-1);
    if (last?.label === label) last.size += 1;
    else groups.push({ label, size: 1 });
  }
  return groups;
}

/** One release: its targets as columns, or its stages where the targets are too many to be any. */
export function toReleasePlan(catalogue: Catalogue, release: string, from: string): Plan {
  const pick = (entry: ProjectEntry): readonly StageCell[] => entry.cellsByRelease.get(release) ?? [];
  const cells = catalogue.entries.flatMap(pick);
  const used = new Set(cells.map(({ target }) => target));
  const targets = catalogue.targets.filter(({ name }) => used.has(name));
  if (targets.length > MAX_TARGET_COLUMNS) {
    const stages = [...new Set(cells.map(({ stage }) => stage))].sort(catalogue.compareStages);
    return { pick, naming: 'target', withRebuilt: true, toColumn: ({ stage }) => stage, columns: stages.map(toStageColumn) };
  }
  return { pick, naming: 'stage', withRebuilt: true, toColumn: ({ target }) => target, columns: toTargetColumns(targets, from) };
}

/** One target through all releases, or everything with `null`. */
export function toReleaseColumnsPlan(catalogue: Catalogue, target: string | null, from: string): Plan {
  return {
    naming: target === null ? 'count' : 'stage',
    withRebuilt: target === null,
    columns: catalogue.releases.map(({ name, title, segment }) => ({
      key: name, label: title, fullLabel: title, href: href(from, toReleaseAddress(segment)),
    })),
    pick: ({ project, cellsByTarget }) => (target === null ? project.cells : cellsByTarget.get(target) ?? []),
    toColumn: ({ release }) => release,
  };
}

function toStageColumn(stage: string): Column {
  const label = toText(stage, 60);
  return { key: stage, label, fullLabel: label, href: null };
}

/** `vm-fc42` is called `fc42` under `vm` where every target is named like that. */
function toTargetColumns(targets: readonly NamedEntry[], from: string): readonly Column[] {
  const isGrouped = targets.every(({ title }) => /^[^-]+-./.test(title));
  return targets
    .map(({ name, title, segment }) => ({
      key: name,
      label: isGrouped ? title.slice(title.indexOf('-') + 1) : title,
      fullLabel: title,
      href: href(from, toTargetAddress(segment)),
    }))
    .sort((a, b) => byName(a.fullLabel, b.fullLabel));
}
