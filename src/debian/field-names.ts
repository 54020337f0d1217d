// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A field name met in the text. */
export interface FieldName {
  /** The name in lower case where the field is wanted, else null. */
  readonly wanted: string | null;
  /** Bytes up to the colon. */
  readonly length: number;
  /** Number of the last paragraph that had it. */
  lastSeen: number;
}

export interface FieldNames {
  /** The name that a line begins with; null where it begins with none, `too-many` beyond any real number of names. */
  read(bytes: Uint8Array, start: number, end: number): FieldName | 'too-many' | null;
}

const MAX_NAMES = 1_000;
const MAX_NAME_BYTES = 100;

const HYPHEN = 0x2d;
const COLON = 0x3a;

/**
 * Knows field names by their bytes: an index has a million of them and two dozen different ones, and making a text of each
 * would take longer than all the rest. `wanted` null means all.
 */
export function createFieldNames(wanted: readonly string[] | null): FieldNames {
  const wantedNames = wanted === null ? null : new Set(wanted.map((name) => name.toLowerCase()));
  /** By length and hash; a bucket holds those that a hostile text made collide. */
  const known = new Map<number, { readonly name: FieldName; readonly lower: Uint8Array }[]>();
  let count = 0;

  function learn(bucket: number, lower: Uint8Array): FieldName | 'too-many' {
    count += 1;
    if (count > MAX_NAMES) return 'too-many';
    const text = String.fromCharCode(...lower);
    const name = { wanted: wantedNames === null || wantedNames.has(text) ? text : null, length: lower.length, lastSeen: 0 };
    const others = known.get(bucket);
    if (others === undefined) known.set(bucket, [{ name, lower }]);
    else others.push({ name, lower });
    return name;
  }

  return {
    read: (bytes, start, end) => {
      let hash = 0;
      let at = start;
      // Policy 5.1: printable ASCII without the colon, not beginning with a hyphen (or a hash, which makes a comment).
      if (bytes[start] === HYPHEN) return null;
      for (; at < end && bytes[at] !== COLON; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte < 0x21 || byte > 0x7e) return null;
        hash = (Math.imul(hash, 31) + toLower(byte)) | 0;
      }
      if (at === end || at === start || at - start > MAX_NAME_BYTES) return null;
      const found = known.get(hash)?.find(({ lower }) => isSame(lower, bytes, start, at));
      return found?.name ?? learn(hash, bytes.slice(start, at).map(toLower));
    },
  };
}

function toLower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function isSame(lower: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (lower.length !== end - start) return false;
  for (let index = 0; index < lower.length; index += 1) {
    if (lower[index] !== toLower(bytes[start + index] ?? 0)) return false;
  }
  return true;
}
