// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';

/** What is to be installed, or looked at. */
export interface Artifact {
  /** Its base name, as the archive publishes it: `vim_9.0.1378-2_amd64.deb`, without an epoch. */
  readonly fileName: string;
  /** Of the bytes, lower-case hex. */
  readonly sha256: string;
  /** The binary package, where it is known: exceptions name it. */
  readonly packageName: string | null;
}

/** What one rebuilder answered, whatever it says: nothing of it was judged. */
export type Evidence =
  | { readonly kind: 'found'; readonly rebuilder: string; readonly bytes: Uint8Array }
  | { readonly kind: 'absent'; readonly rebuilder: string }
  | { readonly kind: 'unavailable'; readonly rebuilder: string; readonly reason: string };

/** Whom an administrator trusts, and for what. */
export interface Policy {
  readonly trust: LayoutTrust | RebuilderTrust;
  readonly exceptions: readonly Exception[];
}

/** As apt-transport-in-toto: a root layout, signed by every one of these keys. */
export interface LayoutTrust {
  readonly kind: 'layout';
  readonly layout: Uint8Array;
  readonly keys: readonly TrustedKey[];
}

/** As repro-threshold: a list of rebuilders; `threshold` (at least 1) different operators have to confirm. */
export interface RebuilderTrust {
  readonly kind: 'rebuilders';
  readonly threshold: number;
  readonly rebuilders: readonly TrustedRebuilder[];
}

export interface TrustedRebuilder {
  readonly operator: string;
  readonly keys: readonly TrustedKey[];
  /** With which it signs what it could not reproduce: they confirm nothing, whatever they sign, but object. */
  readonly dissentKeys?: readonly TrustedKey[];
}

/** A package that is let through unconfirmed; every report lists it. */
export interface Exception {
  readonly packageName: string;
  readonly reason: string;
  readonly addedAt: Instant;
  /** The first moment it no longer holds; null where it never ends. */
  readonly until: Instant | null;
}

/** The answer to one artifact. Only `confirmed` and `excepted` may be installed. */
export type Decision =
  | {
    readonly kind: 'confirmed';
    /** Who confirmed it: operators, or names of rebuilders and fingerprints where a layout knows no more. */
    readonly by: readonly string[];
    readonly threshold: number;
    /** Whose valid attestation says otherwise; shown, never hidden. */
    readonly dissent: readonly string[];
    readonly notes: readonly string[];
    readonly sentence: string;
  }
  | { readonly kind: 'excepted'; readonly exception: Exception; readonly notes: readonly string[]; readonly sentence: string }
  | {
    readonly kind: 'refused';
    readonly code: RefusalCode;
    /** What happened, why, and what to do. */
    readonly sentence: string;
    readonly by: readonly string[];
    readonly dissent: readonly string[];
    /** One line for each piece of evidence that did not count, and why. */
    readonly notes: readonly string[];
    /** Where nothing speaks against it: all rebuilders answered, too little was found, and all that was found counts. */
    readonly isMereShortfall?: true;
  };

/**
 * Every reason not to install; each is told apart from the others and asserted by a test. `input-invalid`: what was asked
 * makes no sense (no plain file name, no digest, no time). `not-covered`: attestations were found, and none is about this
 * file. `evidence-unreadable`: nothing of what was found could be read. `verifier-failed`: a fault of the verifier itself.
 */
export type RefusalCode =
  | 'no-policy'
  | 'layout-unreadable' | 'layout-unsigned' | 'layout-expired' | 'layout-unsupported'
  | 'no-evidence' | 'rebuilders-unavailable' | 'evidence-unreadable' | 'not-covered'
  | 'below-threshold' | 'digest-differs' | 'no-valid-signature' | 'rule-violated'
  | 'input-invalid' | 'verifier-failed';

export type Refusal = Extract<Decision, { readonly kind: 'refused' }>;

/** Whether an artifact may be installed. */
export function isAllowed(decision: Decision): boolean {
  return decision.kind !== 'refused';
}
