// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** `too-much`: a bound was reached. The others name what could not be what it says it is. */
export type DebianErrorCode =
  | 'invalid-deb822' | 'invalid-version' | 'invalid-date' | 'invalid-release' | 'invalid-buildinfo' | 'too-much';
