// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SourceReport, SourceState } from '../../model/board.ts';
import type { Unreadable } from '../../model/reading.ts';
import { ABOUT, href, toRepositoryAddress } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { toFrame, toSourceName, type Assets, type Frame } from './frame.ts';
import { toReason, toStage } from './stage.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toAge, toMoment, type Moment } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** Where the data comes from, and what of it is missing or old. */
export interface AboutView {
  readonly frame: Frame;
  readonly sources: readonly SourceView[];
  readonly unreadable: readonly UnreadableView[];
  readonly unreadableCount: string;
  readonly stale: readonly StaleView[];
  readonly collections: readonly { readonly at: Moment; readonly duration: string; readonly requests: string; readonly outcome: string }[];
  readonly limits: { readonly result: string; readonly source: string };
}

export interface SourceView {
  readonly name: string;
  readonly outcome: string;
  readonly read: Moment | null;
  readonly age: string;
  readonly requests: string;
  readonly duration: string;
  readonly errors: string;
  readonly notes: readonly string[];
}

export interface UnreadableView {
  readonly what: string;
  readonly source: string;
  readonly reason: string;
  readonly message: string;
}

/** A repository of which something shown is too old or could not be read. */
export interface StaleView {
  readonly label: string;
  readonly href: string;
  readonly text: string;
}

const MAX_UNREADABLE = 500;
const MAX_COLLECTIONS = 30;
const MAX_NOTES = 20;

/** The page about the data. */
export function toAboutView(catalogue: Catalogue, assets: Assets, worst: Worst): AboutView {
  const { board, config } = catalogue;
  const unreadable = board.sources.flatMap(({ source, report }) => report.unreadable.map((item) => toUnreadableView(source, item)));
  return {
    frame: toFrame(catalogue, assets, {
      address: ABOUT, area: ABOUT, worst, headline: `${toMark(worst)} About this data`,
      description: 'When each source was read, with how many requests, and what could not be read or is old.',
    }),
    sources: board.sources.map((source) => toSourceView(source, board.now)),
    unreadable: unreadable.slice(0, MAX_UNREADABLE),
    unreadableCount: toCount(unreadable.length, 'reading'),
    stale: toStaleViews(catalogue),
    collections: board.collections.slice(0, MAX_COLLECTIONS).map(({ startedAt, durationMs, sources }) => ({
      at: toMoment(startedAt),
      duration: toSeconds(durationMs),
      requests: toNumber(sources.reduce((total, { requests }) => total + requests, 0)),
      outcome: toOutcome(sources),
    })),
    limits: { result: toAge(config.stale.result), source: toAge(config.stale.source) },
  };
}

function toOutcome(sources: readonly SourceReport[]): string {
  const missing = sources.filter(({ outcome }) => outcome !== 'complete').map(({ source, outcome }) => `${toSourceName(source)} ${OUTCOMES[outcome]}`);
  return missing.length === 0 ? 'all read completely' : missing.join(', ');
}

function toSourceView({ source, readAt, report }: SourceState, now: number): SourceView {
  return {
    name: toSourceName(source),
    outcome: OUTCOMES[report.outcome],
    read: readAt === null ? null : toMoment(readAt),
    age: readAt === null || readAt >= now ? '' : `${toAge(now - readAt)} before the rest`,
    requests: toNumber(report.requests),
    duration: toSeconds(report.durationMs),
    errors: toNumber(report.unreadable.length),
    notes: report.notes.slice(0, MAX_NOTES).map((note) => toText(note)),
  };
}

const OUTCOMES: Readonly<Record<SourceReport['outcome'], string>> = {
  complete: 'read completely', partial: 'read in part', unavailable: 'not read',
};

function toUnreadableView(source: string, { project, code, message }: Unreadable): UnreadableView {
  return {
    what: project === null ? 'the source' : toText(project.path),
    source: toSourceName(source),
    reason: toReason(code),
    message: toText(message),
  };
}

function toStaleViews({ entries }: Catalogue): readonly StaleView[] {
  return entries.flatMap(({ project, label, segment, unread, cellContext }) => {
    const stale = project.cells.filter((cell) => toStage(cell, cellContext).kind === 'stale').length;
    const parts = [
      ...(unread === null ? [] : [`${unread.word}, shown as of ${toMoment(unread.readAt).text}`]),
      ...(stale === 0 ? [] : [`${stale} of ${toCount(project.cells.length, 'result')} too old to count`]),
    ];
    return parts.length === 0 ? [] : [{ label, href: href(ABOUT, toRepositoryAddress(segment)), text: parts.join('; ') }];
  });
}

function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
