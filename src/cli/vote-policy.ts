// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArchiveConfig, RebuilderConfig } from '../config/evidence-schema.ts';
import type { Config } from '../config/schema.ts';
import type { SourceState } from '../model/board.ts';
import { CodedError } from '../model/error.ts';
import type { VotePolicy } from '../votes/package-book.ts';
import { toArchiveKey } from '../sources/archive/source.ts';
import { readPinnedKeys } from './keys.ts';

/** The key under which the state keeps what a rebuilder said. */
export function toRebuilderKey(rebuilder: RebuilderConfig): string {
  return rebuilder.type === 'attestation-folder' ? `attestations:${rebuilder.name}` : `${rebuilder.type}:${rebuilder.url}`;
}

/**
 * Whom to believe today: the configuration's rebuilders with the keys their files hold now. Throws `key-shared` where two
 * operators have one key: whoever holds it would have two votes.
 */
export async function readVotePolicy(config: Config, sources: readonly SourceState[]): Promise<VotePolicy> {
  const readAt = new Map(sources.map((source) => [source.source, source.readAt]));
  const rebuilders = await Promise.all(config.rebuilders.map(async (rebuilder) => {
    const source = toRebuilderKey(rebuilder);
    const keys = 'keys' in rebuilder ? await readPinnedKeys(rebuilder.keys) : [];
    return {
      source,
      title: rebuilder.name,
      operator: rebuilder.operator ?? ('url' in rebuilder ? new URL(rebuilder.url).host : rebuilder.name),
      isAboutSources: rebuilder.type === 'reproducible-json',
      trusted: new Set(keys.map(({ fingerprint }) => fingerprint)),
      readAt: readAt.get(source) ?? null,
    };
  }));
  refuseSharedKeys(rebuilders);
  return {
    threshold: config.packages.threshold,
    staleSourceMs: config.stale.source,
    rebuilders,
    archives: new Map(config.archives.map((archive: ArchiveConfig) => [toArchiveKey(archive.url), new Set(archive.suites)])),
  };
}

function refuseSharedKeys(rebuilders: VotePolicy['rebuilders']): void {
  const owners = new Map<string, string>();
  for (const { operator, title, trusted } of rebuilders) {
    for (const key of trusted) {
      const owner = owners.get(key) ?? operator;
      owners.set(key, owner);
      if (owner === operator) continue;
      throw new CodedError('key-shared', `the key ${key} of the rebuilder ${title} is ${owner}'s as well: one key would have two votes. `
        + 'Give both rebuilders the same operator, or each its own key');
    }
  }
}
