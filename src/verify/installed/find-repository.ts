// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { RepositoryRule } from '../settings.ts';
import type { ReadLists } from './apt-lists.ts';
import { findRepository } from './list-name.ts';

/**
 * Finds which archive with rules of its own publishes a file, by apt's lists, which are read once and only when that is
 * asked. Lists that cannot be read name no archive: then the general policy holds.
 */
export function createFindRepository(readLists: ReadLists, rules: readonly RepositoryRule[]): (sha256: string) => Promise<string | null> {
  let reading: Promise<ReadonlyMap<string, string>> | null = null;

  async function readAll(): Promise<ReadonlyMap<string, string>> {
    const repositories = new Map<string, string>();
    try {
      await readLists(({ sha256, list }) => {
        const repository = findRepository(rules, list);
        if (repository !== null && !repositories.has(sha256)) repositories.set(sha256, repository);
      });
    } catch {
      return new Map();
    }
    return repositories;
  }

  return async (sha256) => {
    reading ??= readAll();
    return (await reading).get(sha256) ?? null;
  };
}
