// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, MINUTE_MS, type Instant } from '../../../model/time.ts';

/** rebuilderd's database (daemon/src/schema.rs of 0.28), as far as its answers show it. Ids are given out in order. */
export interface SourceRow {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly distribution: string;
  readonly release: string | null;
  readonly component: string | null;
  lastSeen: Instant;
  seenInLastSync: boolean;
}

/** What is to be rebuilt: a buildinfo of one architecture. */
export interface InputRow {
  readonly source: SourceRow;
  readonly architecture: string;
  readonly url: string;
  retries: number;
  nextRetry: Instant | null;
  latest: BuildRow | null;
}

export interface BinaryRow {
  readonly id: number;
  readonly input: InputRow;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly component: string | null;
  url: string;
  lastSeen: Instant;
  seenInLastSync: boolean;
}

export interface BuildRow {
  readonly id: number;
  readonly input: InputRow;
  readonly startedAt: Instant;
  readonly builtAt: Instant;
  readonly status: 'GOOD' | 'BAD' | 'FAIL';
  readonly retries: number;
  readonly artifacts: readonly ArtifactRow[];
}

export interface ArtifactRow {
  readonly id: number;
  readonly name: string;
  readonly status: 'GOOD' | 'BAD';
  readonly diffoscope: { readonly id: number; readonly text: string } | null;
  readonly attestation: Attested | null;
}

/** What an attestation is about; it is written and signed when it is asked for. */
export interface Attested {
  readonly id: number;
  readonly fileName: string;
  readonly sha256: string;
  /** The signature is over something else. */
  readonly hasWrongSignature: boolean;
}

export interface QueueRow {
  readonly id: number;
  readonly input: InputRow;
  readonly priority: number;
  readonly queuedAt: Instant;
}

/** What `rebuildctl pkgs sync` sends: everything of a distribution, release and architecture. */
export interface PackageReport {
  readonly distribution: string;
  readonly release: string | null;
  readonly component: string | null;
  readonly architecture: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    /** Of the buildinfo. */
    readonly url: string;
    readonly artifacts: readonly { readonly name: string; readonly version: string; readonly url: string }[];
  }[];
}

/** How one artifact of a build came out; `diffoscope` null where the build made none of it. */
export type Outcome =
  | { readonly status: 'GOOD'; readonly sha256: string; readonly hasWrongSignature?: boolean }
  | { readonly status: 'BAD'; readonly diffoscope: string | null };

export interface Tables {
  readonly sources: readonly SourceRow[];
  readonly inputs: readonly InputRow[];
  readonly binaries: readonly BinaryRow[];
  readonly builds: readonly BuildRow[];
  readonly queue: readonly QueueRow[];
  /** Imports a list of packages; what the same distribution, release and architecture had besides is not seen any more. */
  sync(report: PackageReport, at: Instant): void;
  /** Ends a build of an input. `null` for one that could not even begin (its inputs were not to be had). */
  build(input: InputRow, toOutcome: ((binary: BinaryRow) => Outcome) | null, at: Instant): BuildRow;
  /** Puts an input into the queue by hand. */
  requeue(input: InputRow, at: Instant): void;
  /** The input of a buildinfo in a release; null where no sync brought it. */
  findInput(url: string, release: string | null): InputRow | null;
  /** Forgets everything. */
  clear(): void;
}

export function createTables(): Tables {
  const sources: SourceRow[] = [];
  const inputs: InputRow[] = [];
  const binaries: BinaryRow[] = [];
  const builds: BuildRow[] = [];
  const binariesOf = new Map<InputRow, BinaryRow[]>();
  const byKey = { source: new Map<string, SourceRow>(), input: new Map<string, InputRow>(), binary: new Map<string, BinaryRow>() };
  const byUrl = new Map<string, InputRow>();
  const queued = new Map<InputRow, QueueRow>();
  const last = { artifact: 0, diffoscope: 0, attestation: 0, queue: 0 };
  const next = (name: keyof typeof last): number => (last[name] += 1);

  function upsert<Key extends string, Row>(rows: Map<string, Row>, key: readonly (Key | null)[], create: () => Row): Row {
    const text = JSON.stringify(key);
    const row = rows.get(text) ?? create();
    rows.set(text, row);
    return row;
  }

  function enqueue(input: InputRow, priority: number, at: Instant): void {
    if (!queued.has(input)) queued.set(input, { id: next('queue'), input, priority, queuedAt: at });
  }

  function markUnseen({ distribution, release, architecture }: PackageReport): void {
    for (const binary of binaries) {
      const { source } = binary.input;
      if (source.distribution !== distribution || source.release !== release || binary.architecture !== architecture) continue;
      binary.seenInLastSync = false;
      source.seenInLastSync = false;
    }
  }

  function toArtifact(binary: BinaryRow, outcome: Outcome): ArtifactRow {
    const artifact = { id: next('artifact'), name: binary.name, status: outcome.status, diffoscope: null, attestation: null };
    if (outcome.status === 'BAD') {
      return { ...artifact, diffoscope: outcome.diffoscope === null ? null : { id: next('diffoscope'), text: outcome.diffoscope } };
    }
    const { sha256, hasWrongSignature = false } = outcome;
    return { ...artifact, attestation: { id: next('attestation'), fileName: toFileName(binary.url), sha256, hasWrongSignature } };
  }

  return {
    sources, inputs, binaries, builds,
    get queue() {
      return [...queued.values()];
    },
    sync: (report, at) => {
      const { distribution, release, component, architecture } = report;
      markUnseen(report);
      for (const { name, version, url, artifacts } of report.packages) {
        const source = upsert(byKey.source, [name, version, distribution, release, component], () => {
          const row: SourceRow = { id: sources.length + 1, name, version, distribution, release, component, lastSeen: at, seenInLastSync: true };
          sources.push(row);
          return row;
        });
        const input = upsert(byKey.input, [String(source.id), url, architecture], () => {
          const row: InputRow = { source, architecture, url, retries: 0, nextRetry: null, latest: null };
          inputs.push(row);
          byUrl.set(toUrlKey(url, release), row);
          binariesOf.set(row, []);
          return row;
        });
        for (const artifact of artifacts) {
          const binary = upsert(byKey.binary, [String(source.id), artifact.name, artifact.version, architecture], () => {
            const row: BinaryRow = {
              id: binaries.length + 1, input, name: artifact.name, version: artifact.version, architecture, component,
              url: artifact.url, lastSeen: at, seenInLastSync: true,
            };
            binaries.push(row);
            binariesOf.get(input)?.push(row);
            return row;
          });
          Object.assign(binary, { url: artifact.url, lastSeen: at, seenInLastSync: true });
        }
        Object.assign(source, { lastSeen: at, seenInLastSync: true });
        if (input.latest?.status !== 'GOOD') enqueue(input, input.latest?.status === 'BAD' ? 2 : 1, at);
      }
    },
    build: (input, toOutcome, at) => {
      const artifacts = toOutcome === null ? [] : (binariesOf.get(input) ?? []).map((binary) => toArtifact(binary, toOutcome(binary)));
      const status = toOutcome === null ? 'FAIL' : artifacts.every((artifact) => artifact.status === 'GOOD') ? 'GOOD' : 'BAD';
      queued.delete(input);
      if (status !== 'GOOD') {
        input.retries += 1;
        input.nextRetry = at + input.retries * DAY_MS;
        enqueue(input, 2, at);
      }
      const build: BuildRow = { id: builds.length + 1, input, startedAt: at - 4 * MINUTE_MS, builtAt: at, status, retries: input.retries, artifacts };
      builds.push(build);
      input.latest = build;
      return build;
    },
    requeue: (input, at) => enqueue(input, 1, at),
    findInput: (url, release) => byUrl.get(toUrlKey(url, release)) ?? null,
    clear: () => {
      for (const rows of [sources, inputs, binaries, builds]) rows.length = 0;
      for (const map of [byUrl, queued, binariesOf, ...Object.values(byKey)]) map.clear();
      Object.assign(last, { artifact: 0, diffoscope: 0, attestation: 0, queue: 0 });
    },
  };
}

function toUrlKey(url: string, release: string | null): string {
  return JSON.stringify([url, release]);
}

/** The last part of an address: what a worker calls the file. */
export function toFileName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
}
