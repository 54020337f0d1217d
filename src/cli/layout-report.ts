// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describeSignature } from '../attest/attestation.ts';
import type { Layout } from '../attest/layout.ts';
import { verifySignatures } from '../attest/signatures.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { DAY_MS, toIso, type Instant } from '../model/time.ts';

/** From so many days before its end on a layout is warned about. */
export const WARN_DAYS = 30;

export interface LayoutReport {
  readonly expires: string;
  /** Whole days, less than 0 where it has expired. */
  readonly daysLeft: number;
  readonly readme: string;
  readonly steps: readonly { readonly name: string; readonly threshold: number; readonly pubkeys: readonly string[] }[];
  readonly keys: readonly { readonly keyid: string; readonly fingerprint: string; readonly algorithms: readonly string[]; readonly history: readonly RetiredKey[] }[];
  /** `isValid` is null where the owner's key was not given. */
  readonly signatures: readonly { readonly keyid: string; readonly isValid: boolean | null }[];
  readonly warnings: readonly string[];
}

/** A signing key whose signatures count up to a time only. */
export interface RetiredKey {
  readonly fingerprint: string;
  readonly until: string;
}

/** What a layout says and how it stands. `owners` are the keys its signatures are checked with; none are known by themselves. */
export function toLayoutReport(layout: Layout, owners: readonly TrustedKey[], now: Instant): LayoutReport {
  const daysLeft = Math.floor((layout.expires - now) / DAY_MS);
  const signatures = layout.signatures.map((signature) => {
    const isKnown = owners.some(({ keyids }) => keyids.includes(signature.keyid));
    const isValid = verifySignatures({ signedBytes: layout.signedBytes, signatures: [signature] }, owners, { now }).keys.length > 0;
    return { keyid: signature.keyid, isValid: isKnown || isValid ? isValid : null };
  });
  return {
    expires: toIso(layout.expires), daysLeft, readme: layout.readme, signatures,
    steps: layout.steps.map(({ name, threshold, pubkeys }) => ({ name, threshold, pubkeys })),
    keys: [...layout.keys].map(([keyid, { fingerprint, signers }]) => ({
      keyid, fingerprint, algorithms: [...new Set(signers.map(({ algorithm }) => algorithm))],
      history: signers.flatMap((signer) => (signer.fingerprint !== fingerprint && signer.validUntil !== null && signer.validUntil <= now
        ? [{ fingerprint: signer.fingerprint, until: toIso(signer.validUntil) }] : [])),
    })),
    warnings: listWarnings(layout, signatures, daysLeft),
  };
}

function listWarnings(layout: Layout, signatures: LayoutReport['signatures'], daysLeft: number): string[] {
  const broken = layout.signatures.filter((_, index) => signatures[index]?.isValid === false);
  return [
    ...(daysLeft < 0 ? ['it has expired: everything is refused until it is renewed'] : []),
    ...(daysLeft >= 0 && daysLeft < WARN_DAYS ? [`it expires in ${daysLeft} days: renew it ("layout renew") and hand it out before`] : []),
    ...(layout.signatures.length === 0 ? ['nobody has signed it: "layout sign" does'] : []),
    ...broken.map((signature) => `${describeSignature(signature)} does not hold`),
    ...layout.steps.filter(({ threshold, pubkeys }) => threshold < 1 || threshold > pubkeys.length)
      .map(({ name, threshold, pubkeys }) => `the step ${name} wants ${threshold} of ${pubkeys.length} keys, which cannot be`),
  ];
}

/** For people. */
export function renderLayoutReport(file: string, report: LayoutReport): string[] {
  const { expires, daysLeft, readme, steps, keys, signatures } = report;
  return [
    `${file}: ${daysLeft < 0 ? 'EXPIRED' : `${daysLeft} days left, until`} ${expires}`,
    ...(readme === '' ? [] : [`  ${readme}`]),
    ...steps.map(({ name, threshold, pubkeys }) => `  step ${name}: ${threshold} of ${pubkeys.length} rebuilders`),
    ...keys.flatMap(({ keyid, fingerprint, algorithms, history }) => [
      `  key ${keyid} (${algorithms.join(', ')}${fingerprint === keyid ? '' : `, fingerprint ${fingerprint}`})`,
      ...history.map((old) => `    before that ${old.fingerprint}, whose signatures count until ${old.until}`),
    ]),
    ...signatures.map(({ keyid, isValid }) => `  signed by ${keyid === '' ? 'a key without name' : keyid}: ${describeState(isValid)}`),
  ];
}

function describeState(isValid: boolean | null): string {
  if (isValid === null) return 'not checked: its key was not given';
  return isValid ? 'holds' : 'DOES NOT HOLD';
}
