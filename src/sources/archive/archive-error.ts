// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DebianErrorCode } from '../../debian/error.ts';
import type { AttestErrorCode } from '../../attest/attest-error.ts';
import type { SourceErrorCode } from '../outcome.ts';

/**
 * Why a suite is not read, besides what its signature says. `expired`, `from-the-future`, `rollback`: its own date forbids
 * it. `wrong-suite`: what is signed is another one. `digest-mismatch`: a file is not what the signed one says of it.
 * `unknown-compression`: offered in forms only that cannot be read here. `invalid-metadata`: RPM metadata against its
 * format. `invalid-entry`: single entries are no use, the rest is read.
 */
export type ArchiveErrorCode =
  | SourceErrorCode | DebianErrorCode | AttestErrorCode | 'expired' | 'from-the-future' | 'rollback' | 'wrong-suite' | 'digest-mismatch'
  | 'unknown-compression' | 'invalid-metadata' | 'invalid-entry';
