// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Artifact } from '../decision.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import type { Fetched } from '../net/fetch-bytes.ts';

/** What is asked of a rebuilder: an artifact, and where it may be found by name. */
export interface Question {
  readonly artifact: Artifact;
  /** From the artifact's file name, or whoever knows better; null for what is no package by its name. */
  readonly name: PackageName | null;
  readonly source: SourceName | null;
}

/** What came of asking one rebuilder, its name aside. */
export type Outcome =
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Fetches a path below the rebuilder's address, within its limits of size and time. */
export type Get = (path: string) => Promise<Outcome>;

/** Stores of objects answer 403 for what is not there, where they do not let their names be listed. */
const MISSING = new Set([403, 404, 410]);

/** An answer's meaning: only that a server has not got it is "absent", everything else tells nothing. */
export function toOutcome(fetched: Fetched): Outcome {
  switch (fetched.kind) {
    case 'found': return fetched;
    case 'status': return MISSING.has(fetched.status) ? { kind: 'absent' } : { kind: 'unavailable', reason: `It answered with status ${fetched.status}.` };
    case 'failed': return { kind: 'unavailable', reason: fetched.reason };
  }
}
