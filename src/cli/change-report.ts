// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ChangeReport, ReportItem, ReportKind } from './change-report-items.ts';
import { toCode } from './markdown.ts';

const MAX_ITEMS = 200;
const MAX_TARGETS = 6;
const MAX_CHARACTERS = 200;

const WORDS: Readonly<Record<ReportKind, string>> = {
  broken: 'newly broken', unreproducible: 'newly unreproducible', stale: 'newly stale', warned: 'with new warnings',
  fixed: 'newly fixed', recovered: 'broke and recovered', reproducible: 'reproducible again',
};

/** Lines for a terminal or a mail. Control characters are taken out where they are printed. */
export function renderText(report: ChangeReport): string[] {
  const plain = (name: string): string => name.replace(/[\p{Cc}\p{Cf}]/gu, '·').slice(0, MAX_CHARACTERS);
  return [
    toSentence(report),
    ...report.sharedCauses.map((cause) => `  ${cause.repositories.length} repositories: ${plain(cause.title)}${toMessage(cause.message, plain)}`),
    ...shown(report).map((item) => `  ${item.kind.padEnd(14)} ${toPlace(item, plain)}${toWhy(item, plain)}${toRange(item, plain)}`),
    ...more(report, '  '),
  ];
}

/** The same as inert Markdown: names stand in code spans. */
export function renderMarkdown(report: ChangeReport): string[] {
  const code = (name: string): string => toCode(name, MAX_CHARACTERS);
  const rest = more(report, '');
  return [
    `**${toSentence(report)}**`,
    ...(report.items.length === 0 ? [] : ['']),
    ...report.sharedCauses.map((cause) => `- **${cause.repositories.length} repositories: ${code(cause.title)}**${toMessage(cause.message, code)}`),
    ...shown(report).map((item) => `- ${WORDS[item.kind]}: ${toPlace(item, code)}${toWhy(item, code)}${toRange(item, code)}`),
    ...(rest.length === 0 ? [] : ['', ...rest]),
  ];
}

function toSentence({ items, since }: ChangeReport): string {
  const counts = (Object.keys(WORDS) as ReportKind[]).flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count === 0 ? [] : [`${count} ${WORDS[kind]}`];
  });
  return `${counts.length === 0 ? 'Nothing changed' : counts.join(', ')} since ${since}`;
}

function shown({ items }: ChangeReport): readonly ReportItem[] {
  return items.filter(({ isShared }) => !isShared).slice(0, MAX_ITEMS);
}

function more({ items }: ChangeReport, indent: string): string[] {
  const count = items.filter(({ isShared }) => !isShared).length;
  return count <= MAX_ITEMS ? [] : [`${indent}and ${count - MAX_ITEMS} more; --json lists them all`];
}

type Write = (name: string) => string;

function toPlace({ name, ref, release, stage, targets }: ReportItem, write: Write): string {
  const names = targets.length > MAX_TARGETS ? [...targets.slice(0, MAX_TARGETS - 1).map(write), `${targets.length - MAX_TARGETS + 1} more`] : targets.map(write);
  const place = [release, ref === release ? null : ref, stage].filter((part) => part !== null);
  return [write(name), ...place.map(write), names.join(', ')].join(' ');
}

function toWhy({ failure }: ReportItem, write: Write): string {
  if (failure === null || (failure.class === 'unknown' && failure.message === null)) return '';
  const title = failure.class === 'unknown' ? [] : [write(failure.title)];
  return ` (${[...title, ...(failure.message === null ? [] : [write(failure.message)])].join(': ')})`;
}

function toMessage(message: string | null, write: Write): string {
  return message === null ? '' : ` (${write(message)})`;
}

function toRange({ commit, before }: ReportItem, write: Write): string {
  if (commit === null) return '';
  return ` ${write(before === null || before === commit ? commit.slice(0, 8) : `${before.slice(0, 8)}..${commit.slice(0, 8)}`)}`;
}
