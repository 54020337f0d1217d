// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Get, Outcome, Question } from './question.ts';
import type { RebuilderAddress } from './rebuilder-address.ts';
import { askRebuilderd } from './rebuilderd.ts';
import { createTree } from './tree.ts';

/** Asks one rebuilder, and learns what it is. */
export type Asker = (get: Get, question: Question) => Promise<Outcome>;

/**
 * Asks as a tree of files first, then as a rebuilderd; what answered once is asked alone from then on. The first question
 * is let through by itself: the others, which may come by the hundred, then know which addresses there are.
 */
export function createAsker(configured: RebuilderAddress['kind']): Asker {
  const tree = createTree();
  let kind = configured;
  let first: Promise<unknown> | null = null;

  async function ask(get: Get, question: Question): Promise<Outcome> {
    if (kind !== 'rebuilderd') {
      const outcome = await tree.ask(get, question);
      if (outcome.kind === 'found') kind = 'tree';
      if (kind === 'tree' || outcome.kind !== 'absent') return outcome;
    }
    if (question.name === null) return { kind: 'absent' };
    const outcome = await askRebuilderd(get, question.name);
    if (outcome.kind === 'not-rebuilderd') {
      if (kind === 'rebuilderd') return { kind: 'unavailable', reason: 'No rebuilderd answers there: its API is missing, or something else answers.' };
      kind = 'tree';
      return { kind: 'absent' };
    }
    if (outcome.kind !== 'unavailable') kind = 'rebuilderd';
    return outcome;
  }

  return async (get, question) => {
    if (first !== null) {
      await first;
      return ask(get, question);
    }
    const asked = ask(get, question);
    first = asked;
    return asked;
  };
}
