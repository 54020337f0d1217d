// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ChangeLine } from '../history/change-lines.ts';
import type { Past } from '../history/past.ts';
import { toShownKind, type WindowChanges } from '../history/windows.ts';
import type { Board } from '../model/board.ts';
import type { ProjectKey } from '../model/cell.ts';
import type { FailureFinding } from '../model/failure.ts';
import { toIso } from '../model/time.ts';

export const REPORT_KINDS = ['broken', 'unreproducible', 'stale', 'warned', 'fixed', 'recovered', 'reproducible'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What changed in one place. Times are ISO 8601, UTC. */
export interface ReportItem {
  readonly kind: ReportKind;
  /** Full path of the repository, or name of the package. */
  readonly name: string;
  readonly ref: string | null;
  readonly release: string | null;
  readonly stage: string | null;
  /** Targets; of packages their versions and architectures. */
  readonly targets: readonly string[];
  readonly failure: Pick<FailureFinding, 'area' | 'class' | 'title' | 'message'> | null;
  readonly commit: string | null;
  readonly before: string | null;
  readonly jobIds: readonly number[];
  /** True where `sharedCauses` has it: said once there. */
  readonly isShared: boolean;
  readonly seenAt: string;
}

/** Failures of several repositories with one cause; the items are among `items` too, for machines. */
export interface ReportCause {
  readonly title: string;
  readonly area: FailureFinding['area'];
  readonly message: string | null;
  readonly repositories: readonly string[];
}

export interface ChangeReport {
  readonly since: string;
  readonly until: string;
  readonly items: readonly ReportItem[];
  readonly sharedCauses: readonly ReportCause[];
  readonly [key: string]: unknown;
}

/** A window's changes as values, what is to be acted upon first. */
export function toChangeReport(board: Board, past: Past, changes: WindowChanges): ChangeReport {
  const paths = new Map(board.projects.map((project) => [toId(project), project.path]));
  const toPath = (project: ProjectKey): string => paths.get(toId(project)) ?? `project ${project.id}`;
  const shared = new Set(changes.causes.shared.flatMap(({ lines }) => lines));
  const items: ReportItem[] = [
    ...changes.lines.map((line) => toItem(past, line, toPath(line.project), shared.has(line))),
    ...changes.verdicts.map(({ kind, verdict, version, seenAt }): ReportItem => ({
      kind, name: verdict.sourceName ?? verdict.name, ref: null, release: verdict.suite, stage: null,
      targets: [`${verdict.name} ${version} ${verdict.architecture}`], failure: null, commit: null, before: null, jobIds: [], isShared: false, seenAt: toIso(seenAt),
    })),
    ...changes.stale.map(({ project, ref, release, stage, target, run, at }): ReportItem => ({
      kind: 'stale', name: toPath(project), ref, release, stage, targets: [target], failure: null, commit: null, before: null,
      jobIds: [run.jobId], isShared: false, seenAt: toIso(at),
    })),
  ];
  return {
    since: toIso(changes.span.after),
    until: toIso(changes.span.until),
    items: items.sort((a, b) => REPORT_KINDS.indexOf(a.kind) - REPORT_KINDS.indexOf(b.kind)),
    sharedCauses: changes.causes.shared.map(({ finding: { title, area, message }, lines }) => ({
      title, area, message, repositories: [...new Set(lines.map(({ project }) => toPath(project)))].sort(),
    })),
  };
}

function toItem(past: Past, line: ChangeLine, name: string, isShared: boolean): ReportItem {
  const { ref, release, stage, targets, finding, first, transitions, seenAt } = line;
  return {
    kind: toShownKind(past, line), name, ref, release, stage, targets,
    failure: finding === null ? null : { area: finding.area, class: finding.class, title: finding.title, message: finding.message },
    commit: first.at.sha === '' ? null : first.at.sha, before: first.before?.sha ?? null,
    jobIds: transitions.map(({ jobId }) => jobId), isShared, seenAt: toIso(seenAt),
  };
}

function toId({ source, id }: ProjectKey): string {
  return `${id} ${source}`;
}
