// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../../model/time.ts';
import { createLimiter } from '../../platform/limiter.ts';
import { MAX_EVIDENCE_BYTES, readEvidence } from '../evidence-reading.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import type { Artifact, Evidence } from '../decision.ts';
import { fetchBytes } from '../net/fetch-bytes.ts';
import { createConnectionPool } from '../net/pool.ts';
import type { EvidenceCache } from './cache.ts';
import { createAsker } from './asker.ts';
import type { Asker } from './asker.ts';
import { createPatience } from './patience.ts';
import type { Patience } from './patience.ts';
import { toOutcome } from './question.ts';
import type { Get, Outcome } from './question.ts';
import type { RebuilderAddress } from './rebuilder-address.ts';

export interface EvidenceClientDeps {
  readonly now: () => Instant;
  /** Null keeps nothing between two programs. */
  readonly cache: EvidenceCache | null;
  /** The proxy for an address; null for none. */
  readonly proxy: (url: URL) => string | null;
  readonly timeouts: EvidenceTimeouts;
  /** Certificates to trust in place of the system's, PEM. */
  readonly certificates?: string;
}

export interface EvidenceTimeouts {
  /** For one request, from its start to the last byte. */
  readonly requestMs: number;
  /** For all that one rebuilder is asked about one artifact. */
  readonly rebuilderMs: number;
}

/** Where an artifact may be found by name, as far as somebody knows. */
export interface Hints {
  readonly name: PackageName | null;
  readonly source: SourceName | null;
}

export interface EvidenceClient {
  /**
   * Asks all rebuilders at once; one piece of evidence from each, in their order. Never throws: whoever cannot be asked, or
   * answers too slowly, too much or from elsewhere, is `unavailable`. `fresh` asks whatever was kept.
   */
  readonly ask: (artifact: Artifact, rebuilders: readonly RebuilderAddress[], hints: Hints, options?: { readonly fresh?: boolean }) => Promise<Evidence[]>;
  /** True for evidence that came out of the cache: a refusal for its sake is worth a fresh question. */
  readonly isKept: (evidence: Evidence) => boolean;
  /** Closes the connections that were kept. */
  readonly close: () => void;
}

const MAX_REDIRECTS = 4;
/** Artifacts that are asked about at once, and so connections to a host: the others' answers, each of megabytes, would lie about. */
const AT_A_TIME = 8;

/** Asks rebuilders for attestations; what they send is handed on as it came, and judged by the verifier alone. */
export function createEvidenceClient({ now, cache, proxy, timeouts, certificates }: EvidenceClientDeps): EvidenceClient {
  const pool = createConnectionPool({ maxPerHost: AT_A_TIME, ...certificates === undefined ? {} : { certificates } });
  const limit = createLimiter(AT_A_TIME);
  const known = new Map<string, Known>();
  const keptOnes = new WeakSet<Outcome>();

  function toKnown(rebuilder: RebuilderAddress): Known {
    const before = known.get(rebuilder.url);
    if (before !== undefined) return before;
    const made = { asker: createAsker(rebuilder.kind), patience: createPatience(timeouts.requestMs / 2) };
    known.set(rebuilder.url, made);
    return made;
  }

  async function askOne(rebuilder: RebuilderAddress, artifact: Artifact, { name, source }: Hints, fresh: boolean): Promise<Asked> {
    const key = [rebuilder.url, artifact.sha256, artifact.fileName].join('\n');
    const kept = fresh ? null : cache?.read(key, now()) ?? null;
    if (kept !== null) {
      keptOnes.add(kept);
      return { rebuilder: rebuilder.name, outcome: kept, visit: null };
    }
    const { asker, patience } = toKnown(rebuilder);
    const deadline = now() + timeouts.rebuilderMs;
    const visit = { patience, requests: 0, waitedMs: 0, isTooLarge: false };
    const get: Get = async (path) => {
      // Said anew before each request: others may have tried its patience meanwhile.
      const refusal = patience.findRefusal(now());
      if (refusal !== null) return { kind: 'unavailable', reason: refusal };
      const started = now();
      const left = Math.min(timeouts.requestMs, deadline - started);
      if (left <= 0) return { kind: 'unavailable', reason: `It did not answer within ${timeouts.rebuilderMs} ms.` };
      visit.requests += 1;
      // What began encrypted stays so: `fetchBytes` follows no redirect from https to http.
      const fetched = await fetchBytes(`${rebuilder.url}/${path}`, {
        maxBytes: MAX_EVIDENCE_BYTES, timeoutMs: left, maxRedirects: MAX_REDIRECTS, proxy, pool,
      });
      visit.waitedMs += now() - started;
      if (fetched.kind === 'failed' && fetched.code === 'too-large') visit.isTooLarge = true;
      return toOutcome(fetched);
    };
    const outcome = await asker(get, { artifact, name, source });
    if (outcome.kind !== 'unavailable') cache?.write(key, outcome, now());
    return { rebuilder: rebuilder.name, outcome, visit: visit.requests === 0 ? null : visit };
  }

  /** Whoever was asked gets the credit, or the blame. What was kept came at once; who answered nothing was not fast. */
  function note(asked: readonly Asked[]): void {
    const fastestMs = Math.min(...asked.map(({ outcome, visit }) => (outcome.kind === 'unavailable' ? Infinity : visit?.waitedMs ?? 0)));
    for (const { outcome, visit } of asked) {
      if (visit === null) continue;
      const isJunk = visit.isTooLarge || (outcome.kind === 'found' && isUnreadable(outcome));
      const result = isJunk ? 'junk' : outcome.kind === 'unavailable' ? 'failed' : 'answered';
      visit.patience.note({ result, waitedMs: visit.waitedMs, fastestMs: Math.min(fastestMs, visit.waitedMs) }, now());
    }
  }

  return {
    ask: (artifact, rebuilders, hints, { fresh = false } = {}) => limit(async () => {
      const asked = await Promise.all(rebuilders.map(async (rebuilder) => askOne(rebuilder, artifact, hints, fresh)));
      note(asked);
      return asked.map(({ rebuilder, outcome }) => {
        const evidence: Evidence = { ...outcome, rebuilder };
        if (keptOnes.has(outcome)) keptOnes.add(evidence);
        return evidence;
      });
    }),
    isKept: (evidence) => keptOnes.has(evidence),
    close: () => pool.close(),
  };
}

interface Known {
  readonly asker: Asker;
  readonly patience: Patience;
}

interface Asked {
  readonly rebuilder: string;
  readonly outcome: Outcome;
  /** Null for one that nobody was asked for. */
  readonly visit: { readonly patience: Patience; readonly waitedMs: number; readonly isTooLarge: boolean } | null;
}

/** What holds not one statement is of no use to anybody, whatever it is. */
function isUnreadable({ bytes }: { readonly bytes: Uint8Array }): boolean {
  const { attestations, layouts, unreadable } = readEvidence([{ kind: 'found', rebuilder: '', bytes }]);
  return unreadable > 0 && attestations.length + layouts.length === 0;
}
