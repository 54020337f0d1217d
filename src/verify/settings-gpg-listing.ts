// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toEarlier, toGpgKeyids } from '../attest/json-key.ts';
import { readEd25519, readKey, toMaterial } from '../attest/trusted-key.ts';
import type { SigningKey, TrustedKey } from '../attest/trusted-key.ts';
import type { Instant } from '../model/time.ts';
import { SECOND_MS } from '../model/time.ts';
import { settingsError } from './settings.ts';

/** A key packet as `gpg --with-colons --with-key-data` lists it: GnuPG's doc/DETAILS says what every field is. */
interface ListedKey {
  readonly isMain: boolean;
  /** `r` revoked, `i` without a signature that binds it; anything else is judged by its times. */
  readonly validity: string;
  readonly algorithm: string;
  readonly created: string;
  readonly expires: string;
  readonly capabilities: string;
  fingerprint: string;
  /** Its numbers, hex, in the order of the packet. */
  readonly numbers: string[];
}

interface ListedMain {
  readonly main: ListedKey;
  readonly subs: ListedKey[];
}

const FIELD = { validity: 1, algorithm: 3, created: 5, expires: 6, fingerprint: 9, capabilities: 11 } as const;
const PKD = { index: 1, value: 3 } as const;
const MAX_LINES = 100_000;

/**
 * Keys out of gpg's listing, its own account of which of them may sign. gpg has checked the signatures that bind subkeys
 * and dates to them. Throws `settings-keys` for private keys, keys of no use, and for what is no such listing.
 */
export function parseGpgListing(text: string): TrustedKey[] {
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) throw settingsError('settings-keys', `gpg lists more than ${MAX_LINES} lines; keep fewer keys together`);
  const keys: ListedMain[] = [];
  let current: ListedKey | null = null;
  for (const line of lines) {
    const fields = line.split(':');
    switch (fields[0]) {
      case 'sec': case 'ssb':
        throw settingsError('settings-keys', 'this is a private key: give the public one, and treat this one as disclosed if others can read the file');
      case 'pub': case 'sub':
        current = toListedKey(fields);
        if (current.isMain) keys.push({ main: current, subs: [] });
        else keys.at(-1)?.subs.push(current);
        break;
      case 'fpr':
        if (current?.fingerprint === '') current.fingerprint = (fields[FIELD.fingerprint] ?? '').toLowerCase();
        break;
      case 'pkd':
        if (current !== null && Number(fields[PKD.index]) === current.numbers.length) current.numbers.push(fields[PKD.value] ?? '');
        break;
      default:
    }
  }
  return keys.map(toTrustedKey);
}

function toListedKey(fields: readonly string[]): ListedKey {
  const field = (index: number): string => fields[index] ?? '';
  return {
    isMain: fields[0] === 'pub',
    validity: field(FIELD.validity), algorithm: field(FIELD.algorithm),
    created: field(FIELD.created), expires: field(FIELD.expires), capabilities: field(FIELD.capabilities),
    fingerprint: '', numbers: [],
  };
}

function toTrustedKey({ main, subs }: ListedMain): TrustedKey {
  const { fingerprint } = main;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(fingerprint)) {
    throw settingsError('settings-keys', 'gpg lists a key without a fingerprint; a newer gpg may be needed');
  }
  if (main.validity === 'i') throw settingsError('settings-keys', `the OpenPGP key ${fingerprint} has no valid signature of its own`);
  if (main.capabilities.includes('D')) throw settingsError('settings-keys', `the OpenPGP key ${fingerprint} is disabled in gpg; enable it or take it out of the configuration`);
  const end = toInstant(main.expires);
  const isRevoked = main.validity === 'r';
  const signers = [main, ...subs.filter(({ validity }) => validity !== 'i')].flatMap((key) => {
    const isGone = isRevoked || key.validity === 'r';
    // What is revoked stays among them, so that its signatures are refused for that and not as a stranger's.
    if (!isGone && !key.capabilities.includes('s')) return [];
    return toSigningKey(key, key.isMain ? end : toEarlier(toInstant(key.expires), end), isGone) ?? [];
  });
  if (signers.length === 0) {
    throw settingsError('settings-keys', `the OpenPGP key ${fingerprint} has no key that signs with RSA of 2048 bits or more, or with Ed25519`);
  }
  const keyids = [...new Set(toGpgKeyids([fingerprint, ...signers.map((signer) => signer.fingerprint)]))];
  return { fingerprint, kind: 'gpg', keyids, signers };
}

function toSigningKey(key: ListedKey, validUntil: Instant | null, isRevoked: boolean): SigningKey | null {
  try {
    const object = toKeyObject(key);
    if (object === null) return null;
    const validFrom = toInstant(key.created);
    return { fingerprint: key.fingerprint, ...toMaterial(object), schemes: [], validFrom, validUntil, isRevoked };
  } catch {
    // A weak subkey, left behind and perhaps revoked, says nothing against the others.
    return null;
  }
}

/** RFC 9580, section 9.1: 1 and 3 are RSA, 22 EdDSA as GPG makes it. Null for a kind that no link is signed with. */
function toKeyObject({ algorithm, numbers }: ListedKey): ReturnType<typeof readKey> | null {
  const bytes = numbers.map((number) => Buffer.from(number, 'hex'));
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  switch (algorithm) {
    case '1': case '3':
      return readKey({ key: { kty: 'RSA', n: first.toString('base64url'), e: second.toString('base64url') }, format: 'jwk' });
    case '22':
      // The curve's object identifier, then 0x40 and the point; another curve's point has another length.
      return second.byteLength === 33 && second[0] === 0x40 && first.equals(ED25519_OID) ? readEd25519(second.subarray(1)) : null;
    default:
      return null;
  }
}

/** With its length before it. */
const ED25519_OID = Buffer.from('092b06010401da470f01', 'hex');

/** Seconds since 1970; nothing, or 0, for what never ends. */
function toInstant(text: string): Instant | null {
  const seconds = Number(text);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * SECOND_MS : null;
}
