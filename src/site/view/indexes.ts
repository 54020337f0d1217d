// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { href, REPOSITORIES, TARGETS, toReleaseAddress, toRepositoryAddress, toTargetAddress } from './address.ts';
import type { Catalogue, NamedEntry, ProjectEntry } from './catalogue.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { toMatrix, toReleaseColumnsPlan, type Column, type Matrix } from './matrix.ts';
import { toReason } from './stage.ts';
import { toBarrenRefs } from './standing.ts';
import { toCount, toText } from './text.ts';
import { toBroken, toColumnTotals, toHeadline, toMark, toTotals, toWorst, type Totals, type Worst } from './worst.ts';

/** All repositories × releases, also those in which nothing is built. */
export interface RepositoriesView {
  readonly frame: Frame;
  readonly totals: Totals;
  readonly matrix: Matrix;
  readonly neverRead: readonly { readonly path: string; readonly reason: string; readonly message: string }[];
}

/** The index of repositories. */
export function toRepositoriesView(catalogue: Catalogue, assets: Assets): RepositoriesView {
  const known = new Set(catalogue.board.projects.map(({ path }) => path));
  const matrix = toMatrix(catalogue, toReleaseColumnsPlan(catalogue, null, REPOSITORIES), REPOSITORIES, catalogue.entries);
  const remarks = new Map(catalogue.entries.map((entry) => [href(REPOSITORIES, toRepositoryAddress(entry.segment)), toRemark(catalogue, entry)]));
  const totals = toTotals(matrix);
  return {
    totals,
    frame: toFrame(catalogue, assets, {
      address: REPOSITORIES, area: REPOSITORIES, worst: toWorst(totals), headline: `${toHeadline(totals)}, all releases`,
      description: 'Every repository with its state in every release.',
    }),
    matrix: {
      ...matrix,
      sections: matrix.sections.map(({ name, rows }) => ({
        name, rows: rows.map((row) => ({ ...row, remark: remarks.get(row.href) ?? null })),
      })),
    },
    neverRead: catalogue.board.sources.flatMap(({ report }) => report.unreadable).flatMap(({ project, code, message }) => (
      project === null || known.has(project.path)
        ? [] : [{ path: toText(project.path), reason: toReason(code), message: toText(message) }])),
  };
}

function toRemark(catalogue: Catalogue, entry: ProjectEntry): string | null {
  const { project, unread } = entry;
  const remarks = [
    ...(toBarrenRefs(catalogue, entry).length > 0 ? ['pipeline failed'] : []),
    ...(unread === null ? [] : [unread.word]),
    ...(project.archived ? ['archived'] : []),
    ...(project.ciEnabled ? [] : ['CI off or closed']),
    ...(project.ciEnabled && project.refs.every(({ latest }) => latest === null) ? ['no pipelines'] : []),
  ];
  return remarks.length === 0 ? null : remarks.join(', ');
}

/** One target: repositories × releases. */
export interface TargetView {
  readonly frame: Frame;
  readonly heading: string;
  readonly totals: Totals;
  readonly matrix: Matrix;
}

/** The page of a target. */
export function toTargetView(catalogue: Catalogue, assets: Assets, target: NamedEntry): TargetView {
  const address = toTargetAddress(target.segment);
  const matrix = toMatrix(catalogue, toReleaseColumnsPlan(catalogue, target.name, address), address);
  const totals = toTotals(matrix);
  return {
    matrix, totals,
    heading: target.title,
    frame: toFrame(catalogue, assets, {
      address, area: TARGETS, worst: toWorst(totals), headline: `${toHeadline(totals)} on ${target.title}`,
      description: `State of every repository on ${target.title} in every release.`,
    }),
  };
}

/** All targets × releases, in numbers. */
export interface TargetsView {
  readonly frame: Frame;
  readonly releases: readonly Column[];
  readonly rows: readonly TargetRow[];
}

export interface TargetRow {
  readonly label: string;
  readonly href: string;
  /** In the order of the releases; null where nothing is built. */
  readonly cells: readonly (TargetCell | null)[];
}

export interface TargetCell {
  readonly text: string;
  readonly worst: Worst;
}

/** The index of targets. */
export function toTargetsView(catalogue: Catalogue, assets: Assets, worst: Worst): TargetsView {
  return {
    frame: toFrame(catalogue, assets, {
      address: TARGETS, area: TARGETS, worst, headline: `${toMark(worst)} ${toCount(catalogue.targets.length, 'target')}`,
      description: 'Every target with the number of repositories that pass on it, by release.',
    }),
    releases: catalogue.releases.map((release) => ({
      key: release.name, label: release.title, fullLabel: release.title,
      href: href(TARGETS, toReleaseAddress(release.segment)),
    })),
    rows: catalogue.targets.map((target) => toTargetRow(catalogue, target)),
  };
}

function toTargetRow(catalogue: Catalogue, target: NamedEntry): TargetRow {
  const matrix = toMatrix(catalogue, toReleaseColumnsPlan(catalogue, target.name, TARGETS), TARGETS);
  return {
    label: target.title,
    href: href(TARGETS, toTargetAddress(target.segment)),
    cells: matrix.columns.map((_, index) => toTargetCell(toColumnTotals(matrix, index))),
  };
}

function toTargetCell(totals: Totals): TargetCell | null {
  if (totals.rows === 0) return null;
  const worst = toWorst(totals);
  const broken = worst === 'failed' ? `${toBroken(totals)}, ` : '';
  return { worst, text: `${broken}${totals.passing} of ${totals.rows} pass` };
}
