// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { MAX_EVIDENCE_BYTES } from '../evidence-reading.ts';
import type { Instant } from '../../model/time.ts';
import { SECOND_MS } from '../../model/time.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import type { Artifact, Evidence } from '../decision.ts';
import { fetchBytes } from '../net/fetch-bytes.ts';
import { createConnectionPool } from '../net/pool.ts';
import type { EvidenceCache } from './cache.ts';
import { createAsker } from './asker.ts';
import type { Asker } from './asker.ts';
import { toOutcome } from './question.ts';
import type { Outcome } from './question.ts';
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
const MAX_PER_HOST = 8;
/** An address that was silent so often in a row is left alone for a while: a hundred packages must not wait for each. */
const FAILURES = 3;
const PAUSE_MS = 60 * SECOND_MS;

/** Asks rebuilders for attestations; what they send is handed on as it came, and judged by the verifier alone. */
export function createEvidenceClient({ now, cache, proxy, timeouts, certificates }: EvidenceClientDeps): EvidenceClient {
  const pool = createConnectionPool({ maxPerHost: MAX_PER_HOST, ...certificates === undefined ? {} : { certificates } });
  const askers = new Map<string, Guarded>();
  const keptOnes = new WeakSet<Outcome>();

  function toGuarded(rebuilder: RebuilderAddress): Guarded {
    const known = askers.get(rebuilder.url);
    if (known !== undefined) return known;
    const made = { asker: createAsker(rebuilder.kind), failures: 0, pausedUntil: 0 };
    askers.set(rebuilder.url, made);
    return made;
  }

  async function fetchFrom(url: string, path: string, deadline: Instant): Promise<Outcome> {
    const left = Math.min(timeouts.requestMs, deadline - now());
    if (left <= 0) return { kind: 'unavailable', reason: `It did not answer within ${timeouts.rebuilderMs} ms.` };
    // What began encrypted stays so: `fetchBytes` follows no redirect from https to http.
    return toOutcome(await fetchBytes(`${url}/${path}`, {
      maxBytes: MAX_EVIDENCE_BYTES, timeoutMs: left, maxRedirects: MAX_REDIRECTS, proxy, pool,
    }));
  }

  async function askOne(rebuilder: RebuilderAddress, artifact: Artifact, { name, source }: Hints, fresh: boolean): Promise<Outcome> {
    const key = [rebuilder.url, artifact.sha256, artifact.fileName].join('\n');
    const kept = fresh ? null : cache?.read(key, now()) ?? null;
    if (kept !== null) {
      keptOnes.add(kept);
      return kept;
    }
    const guarded = toGuarded(rebuilder);
    if (now() < guarded.pausedUntil) return { kind: 'unavailable', reason: `It failed ${FAILURES} times in a row and is not asked again for a minute.` };
    const deadline = now() + timeouts.rebuilderMs;
    const outcome = await guarded.asker((path) => fetchFrom(rebuilder.url, path, deadline), { artifact, name, source });
    note(guarded, outcome, now());
    if (outcome.kind !== 'unavailable') cache?.write(key, outcome, now());
    return outcome;
  }

  return {
    ask: (artifact, rebuilders, hints, { fresh = false } = {}) => Promise.all(rebuilders.map(async (rebuilder) => {
      const outcome = await askOne(rebuilder, artifact, hints, fresh);
      const evidence: Evidence = { ...outcome, rebuilder: rebuilder.name };
      if (keptOnes.has(outcome)) keptOnes.add(evidence);
      return evidence;
    })),
    isKept: (evidence) => keptOnes.has(evidence),
    close: () => pool.close(),
  };
}

interface Guarded {
  readonly asker: Asker;
  failures: number;
  pausedUntil: Instant;
}

function note(guarded: Guarded, { kind }: Outcome, now: Instant): void {
  guarded.failures = kind === 'unavailable' ? guarded.failures + 1 : 0;
  if (guarded.failures >= FAILURES) {
    guarded.failures = 0;
    guarded.pausedUntil = now + PAUSE_MS;
  }
}
