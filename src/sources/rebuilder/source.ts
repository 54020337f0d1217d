// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { z } from 'zod';
import type { TrustedKey } from '../../attest/trusted-key.ts';
import type { KnownEvidence, KnownVerdict, RebuilderReading } from '../../model/evidence-reading.ts';
import type { SourceReading } from '../../model/reading.ts';
import type { VerdictReading } from '../../model/verdict.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import { parseCursor, renderCursor } from './cursor.ts';
import { createFetcher, fetchFile, type Fetcher } from './fetcher.ts';
import { attempt, createJournal, type Journal } from './journal.ts';
import { checkProofs, type Subject } from './proofs.ts';
import { readReports } from './reports.ts';
import { carryOver, isChanged, toReading, type ListedVerdict } from './verdicts.ts';

/** What every rebuilder source needs. `http` is bound to the origin of `baseUrl`. */
export interface RebuilderDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly baseUrl: string;
  /** The keys whose signatures prove a rebuild; without any, nothing is ever proved. */
  readonly keys: readonly TrustedKey[];
  /** What its verdicts are about: `debian`. */
  readonly distribution: string;
  /** Attestations and diffoscope reports to fetch in a run. */
  readonly maxAttestations: number;
  readonly maxReports: number;
  /** A larger report is linked, not copied. */
  readonly maxReportBytes: number;
}

/** Reads a rebuilder. What fails is in the reading; what is known is asked for again only as far as it may have changed. */
export type RebuilderSource = (known: KnownEvidence) => Promise<SourceReading>;

/** What one reading of a rebuilder's list gave. */
export interface Listing<Position> {
  readonly verdicts: readonly ListedVerdict[];
  /** True where these are all the rebuilder has. */
  readonly complete: boolean;
  /** Where to go on next time; null where the list broke off, and next time begins where this time began. */
  readonly position: Position | null;
  /** Attestations that have to be read before it is known whose they are. */
  readonly unlistedCount?: number;
  /** True where a part of the list could not be read, though the rest gave a position. */
  readonly isBehind?: boolean;
}

export interface ListOptions<Position> {
  readonly position: Position | null;
  readonly known: ReadonlyMap<string, KnownVerdict>;
  readonly journal: Journal;
  readonly attestations: Fetcher;
  /** Marks of attestations that could not be fetched before. */
  readonly deferred: ReadonlySet<string>;
}

/** How one kind of rebuilder is read. */
export interface Lister<Position> {
  /** The source's key. */
  readonly key: string;
  readonly positionSchema: z.ZodType<Position>;
  /** Reads the list. Throws the coded error where nothing of it could be read. */
  readonly list: (options: ListOptions<Position>) => Promise<Listing<Position>>;
  readonly toSubject: (verdict: VerdictReading) => Subject | null;
  readonly toRecency: (verdict: VerdictReading) => number;
  /** For attestations that lie elsewhere than at `links.attestation`. */
  readonly toAddress?: (verdict: VerdictReading) => string | null;
  readonly fetchAttestation?: (address: string) => Promise<Uint8Array>;
}

/** Attestations of the largest source packages have some hundred products of 300 bytes each. */
export const MAX_ATTESTATION_BYTES = 1024 * 1024;

/** A folder is read without HTTP. */
export type CommonDeps = Omit<RebuilderDeps, 'http'> & { readonly http: Http | null };

/** Makes a source of a lister: list, then attestations, then differences, and everything that failed as values. */
export function createRebuilderSource<Position>(deps: CommonDeps, lister: Lister<Position>): RebuilderSource {
  const { http, clock } = deps;
  return async (known) => {
    const startedAt = clock.now();
    const sentBefore = http?.count() ?? 0;
    const journal = createJournal();
    const evidence = await readEvidence(deps, lister, known, journal);
    const { unreadable } = journal;
    return {
      source: lister.key,
      outcome: evidence === null ? 'unavailable' : unreadable.length === 0 ? 'complete' : 'partial',
      requests: (http?.count() ?? 0) - sentBefore,
      durationMs: clock.now() - startedAt,
      projects: [],
      repositories: [],
      ...(evidence === null ? {} : { evidence }),
      unreadable,
      notes: journal.notes,
    };
  };
}

async function readEvidence<Position>(
  deps: CommonDeps, lister: Lister<Position>, known: KnownEvidence, journal: Journal,
): Promise<RebuilderReading | null> {
  const { http, clock, keys, distribution, maxReportBytes } = deps;
  const now = clock.now();
  // What was said of another distribution is not known of this one.
  const byId = new Map(known.verdicts.filter((verdict) => verdict.distribution === distribution).map((verdict) => [verdict.id, verdict]));
  const cursor = parseCursor(known.cursor, lister.positionSchema, deps, now);
  const attestations = createFetcher({
    fetch: lister.fetchAttestation ?? ((address: string) => fetchFile(http, address, 'an attestation', MAX_ATTESTATION_BYTES)),
    max: keys.length === 0 ? 0 : deps.maxAttestations, what: 'attestations', journal,
  });
  const listing = await attempt(() => lister.list({
    position: cursor.position, known: byId, journal, attestations, deferred: new Set(cursor.checks.deferred),
  }), journal);
  if (listing === null) return null;

  const current = merge(listing, byId);
  const proofs = await checkProofs(current.values(), {
    keys, now, checks: cursor.checks, hasNewKeys: cursor.hasNewKeys, fetcher: attestations,
    toSubject: lister.toSubject, toRecency: lister.toRecency,
    toAddress: lister.toAddress ?? (({ links }) => links.attestation),
  });
  for (const [id, verdict] of proofs.judged) current.set(id, verdict);
  const reportFetcher = createFetcher({
    fetch: (address) => fetchFile(http, address, 'a diffoscope report', maxReportBytes),
    max: deps.maxReports, what: 'diffoscope reports', journal, quiet: ['too-much'],
  });
  const reports = await readReports(current.values(), {
    checks: cursor.checks, fetcher: reportFetcher, journal, maxReportBytes, toRecency: lister.toRecency,
  });
  for (const [id, verdict] of reports.read) current.set(id, verdict);

  const uncheckedCount = proofs.uncheckedCount + (listing.unlistedCount ?? 0);
  noteUnchecked(deps, uncheckedCount, journal);
  const listed = new Set(listing.verdicts.map(({ id }) => id));
  const isNews = (verdict: VerdictReading): boolean => listing.complete || proofs.judged.has(verdict.id) || reports.read.has(verdict.id)
    || (listed.has(verdict.id) && isChanged(verdict, byId.get(verdict.id)));
  return {
    kind: 'rebuilder',
    verdicts: [...current.values()].filter(isNews),
    complete: listing.complete,
    isUpToDate: listing.position !== null && listing.isBehind !== true,
    cursor: listing.position === null ? known.cursor : renderCursor({
      position: listing.position,
      checks: { ...cursor.checks, deferred: reportFetcher.toDeferred(attestations.toDeferred(cursor.checks.deferred)), skipped: reports.skipped },
    }, distribution),
    uncheckedCount,
  };
}

/** Every current verdict by id, what was listed over what is known. A later record of the same id counts. */
function merge<Position>({ verdicts, complete }: Listing<Position>, known: ReadonlyMap<string, KnownVerdict>): Map<string, VerdictReading> {
  const current = new Map<string, VerdictReading>();
  if (!complete) for (const verdict of known.values()) current.set(verdict.id, toReading(verdict));
  for (const verdict of verdicts) current.set(verdict.id, carryOver(verdict, known.get(verdict.id)));
  return current;
}

function noteUnchecked({ keys, baseUrl, maxAttestations }: CommonDeps, uncheckedCount: number, journal: Journal): void {
  if (uncheckedCount === 0) return;
  if (keys.length === 0) journal.note(`no keys pinned for ${baseUrl}: nothing can be verified`);
  else journal.note(`attestations still to be checked: ${uncheckedCount}; a run reads at most ${maxAttestations}`);
}
