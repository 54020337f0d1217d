// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, toIso } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { JsonObject } from './json.ts';
import { toJsonKey } from './json-key.ts';
import type { KeyMetadata } from './key-metadata.ts';
import { signError } from './sign-error.ts';
import { sharesMaterial } from './trusted-key.ts';
import { REBUILD_STEP } from './write-link.ts';

export interface RebuildLayout {
  /** The rebuilders' keys, as `parseLayoutKeys` gives them: one party each. */
  readonly keys: readonly KeyMetadata[];
  /** How many of them have to have rebuilt a file. */
  readonly threshold: number;
  /** The first moment it no longer holds. */
  readonly expiresAt: Instant;
  /** For people. */
  readonly readme: string;
}

/** A layout that nobody looks at for longer than this is not looked after. */
const MAX_DAYS = 3660;

/**
 * What a root layout says under `signed`: packages count that at least `threshold` of these keys rebuilt. The form is
 * that of apt-transport-in-toto: one step, and an inspection that compares the package at hand with what was rebuilt. Throws
 * `threshold-invalid`, `expiry-invalid` or `key-shared`.
 */
export function toRebuildLayout({ keys, threshold, expiresAt, readme }: RebuildLayout, now: Instant): JsonObject {
  requireDistinct(keys);
  if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > keys.length) {
    throw signError('threshold-invalid', `a threshold of ${threshold} with ${keys.length} rebuilders: it is to be at least 1 and not more than their number`);
  }
  const ids = keys.map(({ keyid }) => keyid);
  return {
    _type: 'layout',
    expires: toExpiry(expiresAt, now),
    readme,
    keys: Object.fromEntries(keys.map((key) => [key.keyid, key])),
    steps: [{
      _type: 'step', name: REBUILD_STEP, expected_command: [], expected_materials: [],
      expected_products: [['CREATE', '*.deb'], ['DISALLOW', '*.deb']],
      pubkeys: ids, threshold,
    }],
    inspect: [{
      _type: 'inspection', name: 'verify-reprobuilds', run: ['true'], expected_products: [],
      expected_materials: [['MATCH', '*.deb', 'WITH', 'PRODUCTS', 'FROM', REBUILD_STEP], ['DISALLOW', '*.deb']],
    }],
  };
}

/** An expiry as layouts write it. Throws `expiry-invalid` for one that is past or too far away. */
export function toExpiry(expiresAt: Instant, now: Instant): string {
  if (!(expiresAt > now)) throw signError('expiry-invalid', 'a layout that has expired already would refuse everything: choose a later day');
  if (expiresAt > now + MAX_DAYS * DAY_MS) {
    throw signError('expiry-invalid', `a layout that holds longer than ${MAX_DAYS} days is none that anybody looks after: choose an earlier day`);
  }
  return toIso(expiresAt);
}

/** Two keys with material in common would give one rebuilder two votes. */
export function requireDistinct(keys: readonly KeyMetadata[]): void {
  const seen: { readonly keyid: string; readonly key: ReturnType<typeof toJsonKey> }[] = [];
  for (const metadata of keys) {
    const [key, { keyid }] = [toJsonKey(metadata), metadata];
    const other = seen.find((one) => sharesMaterial(one.key, key));
    if (other !== undefined) throw signError('key-shared', `the keys ${other.keyid} and ${keyid} have material in common: one rebuilder would have two votes`);
    seen.push({ key, keyid });
  }
}
