// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { listLinkPaths } from '../debian-name.ts';
import type { Get, Outcome, Question } from './question.ts';

/** A rebuilder's published files, and what was learnt of them while asking. */
export interface Tree {
  /** The attestation of an artifact: by digest, then of one that failed, then by name. */
  readonly ask: (get: Get, question: Question) => Promise<Outcome>;
}

/** Artifacts that an index by digest lacks before it is taken for one that is not there. */
const MISSES = 3;

/**
 * Package-rebuilder's tree with an index by SHA-256, or without one as most have it today. That one digest is missing does
 * not say that there is no index; that several are, or that a link lies there by name only, does, for the life of this
 * object.
 */
export function createTree(): Tree {
  let index: 'unknown' | 'there' | 'missing' = 'unknown';
  let misses = 0;

  async function askIndex(get: Get, sha256: string): Promise<Outcome> {
    const path = `by-sha256/${sha256.slice(0, 2)}/${sha256}.json`;
    const reproduced = await get(path);
    // What was tried and came out different is signed too: it is how dissent is told.
    const outcome = reproduced.kind === 'absent' ? await get(`unreproducible/${path}`) : reproduced;
    if (outcome.kind === 'found') index = 'there';
    if (outcome.kind === 'absent' && index === 'unknown') {
      misses += 1;
      if (misses >= MISSES) index = 'missing';
    }
    return outcome;
  }

  async function ask(get: Get, { artifact, name, source }: Question): Promise<Outcome> {
    if (index !== 'missing') {
      const outcome = await askIndex(get, artifact.sha256);
      if (outcome.kind !== 'absent') return outcome;
    }
    for (const path of name === null ? [] : listLinkPaths(name, source)) {
      const outcome = await get(path);
      if (outcome.kind === 'found' && index === 'unknown') index = 'missing';
      if (outcome.kind !== 'absent') return outcome;
    }
    return { kind: 'absent' };
  }

  return { ask };
}
