// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Components with a part of their own in what is told of reproducibility. Who changes it changes what the demo shows. */
export const EVIDENCE_CAST = {
  /** The first rebuilder reproduced it, to the second it differs. */
  disagreement: 'qubes-gui-daemon',
  /** The first rebuilder attests another digest than the one that is published. */
  otherDigest: 'qubes-artwork',
  /** From day 25 on the archive publishes another file under the same version. */
  changedDigest: 'qubes-i18n',
  /** The first rebuilder reproduced it, and on day 27 did not any more. */
  regressed: 'qubes-core-admin-client',
  /** The signature on the first rebuilder's attestation does not hold. */
  wrongSignature: 'qubes-parrot',
  /** Nobody has ever rebuilt it. */
  neverRebuilt: 'qubes-mirage-firewall',
  /** Its source package does not say where it is developed. */
  withoutVcs: 'qubes-policy',
} as const;
