// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Layout } from '../attest/layout.ts';
import { toRefusal } from '../attest/problems.ts';
import { verifySignatures } from '../attest/signatures.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { toIso } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { RefusalCode } from './decision.ts';

export interface LayoutProblem {
  readonly code: Extract<RefusalCode, 'layout-unsigned' | 'layout-expired'>;
  /** Goes on a sentence that begins with the layout. */
  readonly what: string;
}

/**
 * (1) and (2) of the procedure: a layout needs a signature of every one of the keys, of at least one, and may not have
 * expired. Unlike a link, which tells what happened once, it is in force now: a key that has expired since vouches no more.
 */
export function findLayoutProblem(layout: Layout, keys: readonly TrustedKey[], now: Instant): LayoutProblem | null {
  if (keys.length === 0) return { code: 'layout-unsigned', what: 'cannot be checked: no key is configured that has to have signed it' };
  for (const key of keys) {
    const problem = findSignatureProblem(layout, key, now);
    if (problem !== null) return { code: 'layout-unsigned', what: `is not signed by key ${key.fingerprint}, as it has to be: ${problem}` };
  }
  if (now >= layout.expires) return { code: 'layout-expired', what: `expired on ${toIso(layout.expires)}` };
  return null;
}

function findSignatureProblem(layout: Layout, key: TrustedKey, now: Instant): string | null {
  const signers = key.signers.filter(({ validUntil }) => validUntil === null || validUntil > now);
  if (signers.length === 0) return 'the key itself has expired';
  const check = verifySignatures(layout, [{ ...key, signers }], { now });
  return check.keys.length > 0 ? null : toRefusal(check.problems).message;
}
