// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { KeyMetadata } from './key-metadata.ts';
import { signError } from './sign-error.ts';
import { requireArray, requireObject, requireText } from './statement.ts';
import { requireDistinct, toExpiry } from './write-layout.ts';

/** One rebuilder's new key in the place of an old one. */
export interface KeyRotation {
  readonly oldKeyid: string;
  /** As `parseLayoutKeys` gives it. */
  readonly newKey: KeyMetadata;
  /**
   * Whether links that the old key signed until now go on counting: in-toto does that for GPG keys of one kind, the old one
   * being listed among the new one's subkeys, with an end. They stay one vote.
   */
  readonly keepsHistory: boolean;
}

export interface Renewal {
  readonly expiresAt: Instant;
  readonly rotations: readonly KeyRotation[];
}

/**
 * The layout with another expiry and other keys; all else stays as it is. Throws `no-such-key`, `history-impossible`,
 * `key-shared`, `expiry-invalid`, and `unparsable` where it is no layout.
 */
export function toRenewedLayout(signed: JsonObject, { expiresAt, rotations }: Renewal, now: Instant): JsonObject {
  let keys = requireObject(signed['keys'], 'keys');
  let steps = requireArray(signed['steps'], 'steps');
  for (const { oldKeyid, newKey, keepsHistory } of rotations) {
    const old = Object.hasOwn(keys, oldKeyid) ? keys[oldKeyid] : undefined;
    if (!isJsonObject(old)) throw signError('no-such-key', `the layout lists no key ${oldKeyid}: "layout show" says which it lists`);
    if (newKey.keyid !== oldKeyid && Object.hasOwn(keys, newKey.keyid)) {
      throw signError('key-shared', `the layout lists the key ${newKey.keyid} already, for another rebuilder: it would be lost, or have two votes`);
    }
    const fresh = keepsHistory ? withHistory(newKey, old, now) : newKey;
    keys = Object.fromEntries(Object.entries(keys).map((entry): [string, JsonValue] => (entry[0] === oldKeyid ? [newKey.keyid, fresh] : entry)));
    steps = steps.map((step) => withPubkey(requireObject(step, 'a step'), oldKeyid, newKey.keyid));
  }
  requireDistinct(Object.values(keys).map(toMetadata));
  return { ...signed, expires: toExpiry(expiresAt, now), keys, steps: [...steps] };
}

function withPubkey(step: JsonObject, oldKeyid: string, newKeyid: string): JsonObject {
  const pubkeys = requireArray(step['pubkeys'], 'pubkeys').map((id) => (id === oldKeyid ? newKeyid : id));
  return { ...step, pubkeys };
}

/**
 * The new key with the old one, and whatever that had, among its subkeys, each valid until now and no longer. The time in a
 * signature is its maker's word: who stole an old key can date back. A key that was stolen is to be dropped, not kept. Where
 * the key is the same, in a newer state, what had ended already stays: a subkey that it no longer has may have been revoked.
 */
function withHistory(newKey: KeyMetadata, old: JsonObject, now: Instant): KeyMetadata {
  const { subkeys: listed = {}, ...main } = old;
  const subkeys = Object.values(requireObject(listed, 'subkeys')).map(toMetadata);
  const isSame = main['keyid'] === newKey.keyid;
  const kept = isSame ? subkeys.filter((key) => hasEnded(key, now)) : [toMetadata(main), ...subkeys];
  if (kept.length === 0) return newKey;
  if ([newKey, ...kept].some((key) => key['method'] === undefined || key['method'] !== newKey['method'])) {
    throw signError('history-impossible', 'in-toto counts two keys as one only where both are GPG keys of the same kind (RSA, or EdDSA): '
      + 'drop the old key, and have what it signed signed again with the new one');
  }
  const fresh = newKey['subkeys'];
  const entries = kept.map((key) => [key.keyid, toRetired(key, now)] as const);
  return { ...newKey, subkeys: { ...Object.fromEntries(entries), ...(isJsonObject(fresh) ? fresh : {}) } };
}

function toRetired(key: KeyMetadata, now: Instant): KeyMetadata {
  const { creation_time: created, validity_period: period } = key;
  // An end is written as a span from this time on: without it the old key would count for ever.
  if (typeof created !== 'number') {
    throw signError('history-impossible', `the layout does not say when its key ${key.keyid} was made, and so it cannot be given an end: `
      + 'drop the old key, and have what it signed signed again with the new one');
  }
  const span = Math.max(1, Math.floor(now / SECOND_MS) - created);
  return { ...key, validity_period: typeof period === 'number' && period > 0 ? Math.min(period, span) : span };
}

function hasEnded({ creation_time: created, validity_period: period }: KeyMetadata, now: Instant): boolean {
  return typeof created === 'number' && typeof period === 'number' && period > 0 && (created + period) * SECOND_MS <= now;
}

function toMetadata(value: JsonValue): KeyMetadata {
  const key = requireObject(value, 'a key');
  return { ...key, keyid: requireText(key['keyid'], 'a keyid') };
}
