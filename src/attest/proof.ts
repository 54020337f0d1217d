// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isCoded } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import type { Proof } from '../model/verdict.ts';
import { attestError, toQuoted } from './attest-error.ts';
import { isFileName, parseAttestation } from './attestation.ts';
import type { Attestation } from './attestation.ts';
import { toRefusal } from './problems.ts';
import { verifySignatures } from './signatures.ts';
import type { Statement } from './statement.ts';
import { toPin, type TrustedKey } from './trusted-key.ts';

/** What an attestation has to cover to be a proof. */
export interface Wanted {
  /** The artifact's base name, `hello_2.10-5_amd64.deb`. */
  readonly fileName: string;
  /**
   * The accepted steps (`rebuild`, `rebuild hello_2.10-5_amd64.deb`): a link has to be of one of them, a verification
   * result to list one among its properties. Null accepts any. A provenance has no step and is accepted either way.
   */
  readonly names: readonly string[] | null;
  readonly keys: readonly TrustedKey[];
  readonly now: Instant;
}

/**
 * Judges an attestation: `verified` with the digest of the wanted product where a pinned key signed it, else `refused` with
 * a code of `AttestErrorCode` and a sentence. Never throws.
 */
export function toProof(bytes: Uint8Array, wanted: Wanted): Proof {
  try {
    const attestation = parseAttestation(bytes);
    const sha256 = findDigest(attestation, wanted);
    return { kind: 'verified', sha256, keys: requireSigners(attestation, wanted), checkedAt: wanted.now };
  } catch (thrown) {
    const code = isCoded(thrown) ? thrown.code : 'unparsable';
    const reason = isCoded(thrown) ? `The attestation does not hold: ${thrown.message}` : 'The attestation could not be judged';
    return { kind: 'refused', code, reason, checkedAt: wanted.now };
  }
}

function findDigest(statement: Statement, { fileName, names }: Wanted): string {
  if (names !== null && !isOfStep(statement, names)) {
    const said = statement.kind === 'link' ? statement.name : statement.properties.join(', ');
    throw attestError('wrong-step', `it is about ${toQuoted(said)}, not about ${names.map(toQuoted).join(' or ')}`);
  }
  const product = isFileName(fileName) ? statement.products.get(fileName) : undefined;
  if (product === undefined) throw attestError('no-such-product', `${toQuoted(fileName)} is not among its products`);
  if (product.sha256 === null) throw attestError('no-digest', `it has no SHA-256 of ${toQuoted(fileName)}`);
  return product.sha256;
}

function isOfStep({ kind, name, properties }: Statement, names: readonly string[]): boolean {
  switch (kind) {
    case 'link': return names.includes(name);
    case 'verification': return properties.some((property) => names.includes(property));
    case 'provenance': return true;
  }
}

/** Pins of the keys whose signatures hold; throws the most telling problem where there is none. */
function requireSigners(attestation: Attestation, { keys, now }: Wanted): string[] {
  const check = verifySignatures(attestation, keys, { now });
  if (check.keys.length === 0) throw toRefusal(check.problems);
  return check.keys.map(toPin);
}
