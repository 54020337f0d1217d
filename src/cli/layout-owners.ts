// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Layout } from '../attest/layout.ts';
import type { Signer } from '../attest/signer.ts';
import { verifySignatures } from '../attest/signatures.ts';
import { sharesMaterial } from '../attest/trusted-key.ts';
import { CodedError } from '../model/error.ts';
import type { Instant } from '../model/time.ts';

export type LayoutOwnerErrorCode = 'layout-changed' | 'layout-foreign';

type SignedLayout = Pick<Layout, 'signedBytes' | 'signatures'>;

/**
 * Refuses to sign over a layout that somebody changed after one of these owners had signed it: their new signature would make
 * the change theirs. Throws `layout-changed`.
 */
export function requireUnchanged(file: string, { signedBytes, signatures }: SignedLayout, signers: readonly Signer[], now: Instant): void {
  for (const { key, keyid } of signers) {
    const own = signatures.filter((signature) => key.keyids.includes(signature.keyid.toLowerCase()));
    if (verifySignatures({ signedBytes, signatures: own }, [key], { now }).problems.length === 0) continue;
    throw new CodedError<LayoutOwnerErrorCode>('layout-changed', `${file} has a signature of the key ${keyid} that does not hold: it was changed after that key had signed it. `
      + 'Look at it ("layout show"), take your own copy, or take that signature out of the file if the change is meant');
  }
}

/**
 * Refuses to renew a layout that none of these owners signed as it is, since renewing takes over all that it says. Throws
 * `layout-foreign`.
 */
export function requireOwned(file: string, layout: SignedLayout, signers: readonly Signer[], now: Instant): void {
  if (verifySignatures(layout, signers.map(({ key }) => key), { now }).keys.length > 0) return;
  throw new CodedError<LayoutOwnerErrorCode>('layout-foreign', `${file} is not signed by any of the given keys as it is: look at it ("layout show"), and if it says what you mean, `
    + 'sign it ("layout sign") and renew it then; where it has expired, make a new one ("layout new")');
}

/** A warning for each owner that is one of the layout's rebuilders too. */
export function listOwnersWhoRebuild({ keys }: Pick<Layout, 'keys'>, signers: readonly Signer[]): string[] {
  return signers.filter(({ key }) => [...keys.values()].some((rebuilder) => sharesMaterial(rebuilder, key))).map(({ keyid }) => (
    `the key ${keyid} signs this layout and is one of its rebuilders: who owns the layout and rebuilds is one party, not two, `
    + 'and a layout that an owner signed is not taken as a rebuilder\'s delegation. Sign with a key that rebuilds nothing'));
}
