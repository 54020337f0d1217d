// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { sharesMaterial, toPin, type TrustedKey } from '../attest/trusted-key.ts';
import type { RebuilderConfig } from '../config/evidence-schema.ts';
import type { Config } from '../config/schema.ts';
import type { SourceState } from '../model/board.ts';
import { CodedError } from '../model/error.ts';
import { toArchiveKey } from '../sources/archive/source.ts';
import type { VotePolicy } from '../votes/package-book.ts';
import { readKeyring, readPinnedKeys } from './keys.ts';

/** The key under which the state keeps what a rebuilder said. */
export function toRebuilderKey(rebuilder: RebuilderConfig): string {
  return rebuilder.type === 'attestation-folder' ? `attestations:${rebuilder.name}` : `${rebuilder.type}:${rebuilder.url}`;
}

/**
 * Whom to believe today: the configuration's rebuilders and archives with the keys their files hold now. Throws `key-shared`
 * where two operators have one key: whoever holds it would have two votes.
 */
export async function readVotePolicy(config: Config, sources: readonly SourceState[]): Promise<VotePolicy> {
  const readAt = new Map(sources.map((source) => [source.source, source.readAt]));
  const toOperator = createToOperator();
  const pinned = await Promise.all(config.rebuilders.map(async (rebuilder) => ({
    rebuilder, operator: toOperator(rebuilder), keys: await readTrustedKeys(rebuilder),
  })));
  refuseSharedKeys(pinned);
  const archives = await Promise.all(config.archives.map(async (archive) => {
    const { fingerprints } = await readKeyring(archive.keys);
    return [toArchiveKey(archive.url), { suites: new Set(archive.suites), signers: new Set(fingerprints) }] as const;
  }));
  return {
    threshold: config.packages.threshold,
    staleSourceMs: config.stale.source,
    rebuilders: pinned.map(({ rebuilder, operator, keys }) => ({
      source: toRebuilderKey(rebuilder),
      title: rebuilder.name,
      operator,
      isAboutSources: rebuilder.type === 'reproducible-json',
      trusted: new Set(keys.map(toPin)),
      readAt: readAt.get(toRebuilderKey(rebuilder)) ?? null,
    })),
    archives: new Map(archives),
  };
}

/** A key that signs what differs proves nothing, though it is pinned. */
async function readTrustedKeys(rebuilder: RebuilderConfig): Promise<readonly TrustedKey[]> {
  const keys = 'keys' in rebuilder ? await readPinnedKeys(rebuilder.keys) : [];
  const dissenting = 'unreproducibleKeys' in rebuilder ? await readPinnedKeys(rebuilder.unreproducibleKeys) : [];
  return keys.filter((key) => !dissenting.some((other) => sharesMaterial(key, other)));
}

/** Who runs a rebuilder: as configured, else its host, whatever the port. Upper and lower case are one operator. */
function createToOperator(): (rebuilder: RebuilderConfig) => string {
  const spellings = new Map<string, string>();
  return (rebuilder) => {
    const host = 'url' in rebuilder ? new URL(rebuilder.url).hostname.replace(/\.$/, '') : rebuilder.name;
    const operator = rebuilder.operator ?? host;
    const known = spellings.get(operator.toLowerCase()) ?? operator;
    spellings.set(operator.toLowerCase(), known);
    return known;
  };
}

interface Pinned {
  readonly rebuilder: RebuilderConfig;
  readonly operator: string;
  readonly keys: readonly TrustedKey[];
}

function refuseSharedKeys(pinned: readonly Pinned[]): void {
  const seen: { readonly key: TrustedKey; readonly operator: string }[] = [];
  for (const { rebuilder, operator, keys } of pinned) {
    for (const key of keys) {
      const other = seen.find((one) => one.operator !== operator && sharesMaterial(one.key, key));
      if (other !== undefined) {
        throw new CodedError('key-shared', `the key ${key.fingerprint} of the rebuilder ${rebuilder.name} is ${other.operator}'s as well: `
          + 'one key would have two votes. Give both rebuilders the same operator, or each its own key');
      }
      seen.push({ key, operator });
    }
  }
}
