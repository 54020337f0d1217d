// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Settings } from '../settings.ts';
import type { ReadLists } from './apt-lists.ts';
import { findRepository } from './list-name.ts';

/**
 * Finds which archive with rules of its own publishes a file, by apt's lists, which are read once and only when that is
 * asked. A list that cannot be read names no archive: then the general policy holds. Where the archive's own rule is stricter
 * than that, it throws what reading the list threw: whoever can break a list must not choose the milder rule.
 */
export function createFindRepository(readLists: ReadLists, { policy, repositories: rules }: Pick<Settings, 'policy' | 'repositories'>): (sha256: string) => Promise<string | null> {
  const { trust } = policy;
  // A layout has thresholds of its own, which no archive's rule changes.
  const stricter = trust.kind === 'layout' ? [] : rules.filter(({ threshold }) => threshold !== null && threshold > trust.threshold);
  let reading: Promise<ReadonlyMap<string, string>> | null = null;

  async function readAll(): Promise<ReadonlyMap<string, string>> {
    const repositories = new Map<string, string>();
    try {
      await readLists(({ sha256, list }) => {
        const repository = findRepository(rules, list);
        if (repository !== null && !repositories.has(sha256)) repositories.set(sha256, repository);
      }, (list, fault) => {
        // Another archive's broken list changes nothing for those with stricter rules.
        const repository = findRepository(rules, list);
        if (stricter.some(({ uri }) => uri === repository)) throw fault;
      });
    } catch (thrown) {
      if (stricter.length > 0) throw thrown;
    }
    return repositories;
  }

  return async (sha256) => {
    reading ??= readAll();
    return (await reading).get(sha256) ?? null;
  };
}
