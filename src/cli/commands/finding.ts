// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isCoded } from '../../model/error.ts';

/** One thing that `check` looked at, in a sentence. */
export interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string;
}

/** Looks, and makes of a coded error a finding. */
export async function attempt(subject: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { subject, ok: true, code: null, message: await look() };
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    return { subject, ok: false, code: thrown.code, message: thrown.message };
  }
}
