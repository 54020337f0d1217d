// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { toIso } from '../model/time.ts';
import type { Decision, Exception } from '../verify/decision.ts';
import type { AuditEntry } from '../verify/installed/audit.ts';
import { listExceptions } from '../verify/settings.ts';
import type { Settings } from '../verify/settings.ts';
import type { ExitCode } from './exit.ts';

/** A file that was judged. */
export interface FileResult {
  readonly file: string;
  readonly sha256: string;
  readonly decision: Decision;
}

export interface Report {
  readonly value: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

const NOWHERE = 'in no archive';

/** What became of every file, each refusal with what was seen. */
export function toFileReport(results: readonly FileResult[], settings: Settings, now: Instant): Report {
  const lines = results.flatMap(({ file, decision }) => [
    `${decision.kind.padEnd(9)}  ${clean(file)}: ${clean(decision.sentence)}`,
    ...decision.kind === 'confirmed' ? [] : decision.notes.map((note) => `           - ${clean(note)}`),
  ]);
  return {
    value: { artifacts: results.map(({ file, sha256, decision }) => ({ file, sha256, ...toValue(decision) })), exceptions: toExceptionValues(settings, now) },
    lines: [...lines, ...toExceptionLines(settings, now)],
  };
}

/** How much of a system is confirmed, by whom, and everything that is not, as tables. */
export function toAuditReport(entries: readonly AuditEntry[], unreadable: number, settings: Settings, now: Instant): Report {
  const kinds = countBy(entries, ({ decision }) => decision?.kind ?? NOWHERE);
  const by = countBy(entries.flatMap(({ decision }) => (decision?.kind === 'confirmed' ? decision.by : [])), (operator) => operator);
  const dissent = entries.filter(({ decision }) => decision?.kind === 'confirmed' && decision.dissent.length > 0);
  const open = entries.filter(({ decision }) => decision?.kind !== 'confirmed');
  const countOf = (kind: string): number => kinds.get(kind) ?? 0;
  const share = entries.length === 0 ? 0 : Math.floor((100 * countOf('confirmed')) / entries.length);
  const totals = { packages: entries.length, confirmed: countOf('confirmed'), excepted: countOf('excepted'), refused: countOf('refused'), inNoArchive: countOf(NOWHERE), unreadable };
  const lines = [
    `${entries.length} packages are installed: ${totals.confirmed} confirmed (${share} %), ${totals.excepted} excepted, ${totals.refused} refused, ${totals.inNoArchive} in no archive.`,
    ...unreadable === 0 ? [] : [`${unreadable} entries of dpkg's status could not be read.`],
    ...toSection('Confirmed by', ['rebuilder', 'packages'], [...by].sort(([name, count], [other, more]) => more - count || (name < other ? -1 : 1)).map(([operator, number]) => [operator, String(number)])),
    ...toSection('Confirmed, though somebody got another file', ['package', 'version', 'architecture', 'who'], dissent.map((entry) => [...toCells(entry), entry.decision?.kind === 'confirmed' ? entry.decision.dissent.join(', ') : ''])),
    ...toSection('Not confirmed', ['package', 'version', 'architecture', 'state', 'why'], open.map((entry) => [...toCells(entry), ...toReason(entry.decision)])),
    ...toExceptionLines(settings, now),
  ];
  return {
    value: {
      totals, confirmedBy: Object.fromEntries(by),
      packages: entries.map(({ name, version, architecture, digests, decision }) => ({
        name, version, architecture, sha256: digests, ...decision === null ? { kind: 'in-no-archive' } : toValue(decision),
      })),
      exceptions: toExceptionValues(settings, now),
    },
    lines,
  };
}

/** 3 where nothing worse happened than that rebuilders could not be asked. */
export function toVerifyExitCode(decisions: readonly (Decision | null)[]): ExitCode {
  const codes = decisions.flatMap((decision) => (decision === null ? [NOWHERE] : decision.kind === 'refused' ? [decision.code] : []));
  if (codes.length === 0) return 0;
  return codes.every((code) => code === 'rebuilders-unavailable') ? 3 : 1;
}

function toValue(decision: Decision): Record<string, unknown> {
  return decision.kind === 'excepted' ? { ...decision, exception: toExceptionValue(decision.exception) } : { ...decision };
}

function toReason(decision: Decision | null): string[] {
  if (decision === null) return [NOWHERE, 'no archive of this system publishes it; its digest is not known'];
  return decision.kind === 'refused' ? [decision.code, decision.sentence] : [decision.kind, decision.sentence];
}

function toCells({ name, version, architecture }: AuditEntry): string[] {
  return [name, version, architecture];
}

/** A heading and a table, or nothing where it would be empty. The last column is as long as it is. */
function toSection(heading: string, columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const cells = [columns, ...rows].map((row) => row.map(clean));
  const widths = columns.map((_, index) => cells.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), 0));
  return ['', heading, ...cells.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ').trimEnd()}`)];
}

function toExceptionLines(settings: Settings, now: Instant): string[] {
  const rows = toExceptionValues(settings, now).map(({ package: name, repository, reason, added, until, isOver }) => (
    [name, repository ?? 'any archive', added, until === null ? 'no end' : isOver ? `${until} (over)` : until, reason]));
  return toSection('Exceptions of the policy', ['package', 'archive', 'added', 'until', 'reason'], rows);
}

interface ExceptionValue {
  readonly package: string;
  readonly reason: string;
  readonly added: string;
  /** The last day it holds. */
  readonly until: string | null;
}

function toExceptionValues(settings: Settings, now: Instant): (ExceptionValue & { readonly repository: string | null; readonly isOver: boolean })[] {
  return listExceptions(settings, now).map(({ exception, repository, isOver }) => ({ ...toExceptionValue(exception), repository, isOver }));
}

function toExceptionValue({ packageName, reason, addedAt, until }: Exception): ExceptionValue {
  const toDay = (instant: Instant): string => toIso(instant).slice(0, 10);
  return { package: packageName, reason, added: toDay(addedAt), until: until === null ? null : toDay(until - 1) };
}

function countBy<Item>(items: readonly Item[], toKey: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(toKey(item), (counts.get(toKey(item)) ?? 0) + 1);
  return counts;
}

/** Names come from files, archives and rebuilders: nothing that moves a cursor, turns text round or hides it gets out. */
function clean(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
