// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KnownEvidence } from '../../model/evidence-reading.ts';
import type { SuiteReading } from '../../model/artifact.ts';
import { isCoded, type CodedError } from '../../model/error.ts';
import type { SourceReading, Unreadable } from '../../model/reading.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { parseCursor, toCursor, type RememberedSuite } from './cursor.ts';
import { readDebianSuite } from './debian.ts';
import { readRpmRepository } from './rpm.ts';
import type { ArchiveDeps, SuiteOutcome } from './suite.ts';

/** Reads the archive's suites, those that changed since `known` only. What fails is in the reading. */
export type ArchiveSource = (known: KnownEvidence) => Promise<SourceReading>;

export function toArchiveKey(baseUrl: string): string {
  return `archive:${baseUrl}`;
}

/**
 * A distribution's archive as a source: what it publishes, with the digests that its signature covers. A suite that is not
 * signed by a key of the keyring, or not by its own date to be used, is reported and stays as it was; the others are read.
 */
export function createArchiveSource(deps: ArchiveDeps): ArchiveSource {
  const { http, clock, baseUrl, kind, distribution } = deps;
  const readSuite = kind === 'debian' ? readDebianSuite : readRpmRepository;
  return async ({ cursor }) => {
    const startedAt = clock.now();
    const sentBefore = http.count();
    const before = parseCursor(cursor);
    const suites: SuiteReading[] = [];
    const after: RememberedSuite[] = [];
    const unreadable: Unreadable[] = [];
    const notes: string[] = [];
    for (const suite of new Set(deps.suites)) {
      const remembered = before.get(suite) ?? null;
      const outcome = await attempt(() => readSuite(deps, suite, remembered));
      if (isCoded(outcome)) {
        unreadable.push(toProblem(suite, outcome.code, outcome.message));
        if (remembered !== null) after.push(remembered);
        continue;
      }
      suites.push(outcome.reading);
      after.push(outcome.remembered);
      notes.push(...outcome.notes);
      const { packages, sources } = outcome.remembered;
      for (const { code, message } of outcome.failures) unreadable.push(toProblem(suite, code, message));
      for (const problem of [...packages.problems, ...sources.problems]) {
        unreadable.push(toProblem(suite, 'invalid-entry' satisfies ArchiveErrorCode, problem));
      }
    }
    return {
      source: toArchiveKey(baseUrl),
      outcome: unreadable.length === 0 ? 'complete' : suites.length === 0 ? 'unavailable' : 'partial',
      requests: http.count() - sentBefore,
      durationMs: clock.now() - startedAt,
      projects: [],
      repositories: [],
      ...(suites.length === 0 ? {} : { evidence: { kind: 'archive', distribution, suites, cursor: toCursor(after) } as const }),
      unreadable,
      notes,
    };
  };

  function toProblem(suite: string, code: string, message: string): Unreadable {
    return { project: null, code, message: `${baseUrl} ${suite}: ${message}` };
  }
}

async function attempt(read: () => Promise<SuiteOutcome>): Promise<SuiteOutcome | CodedError> {
  try {
    return await read();
  } catch (thrown) {
    if (isCoded(thrown)) return thrown;
    throw thrown;
  }
}
