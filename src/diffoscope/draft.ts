// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A `Difference` while it is being read. */
export interface Draft {
  source1: string;
  source2: string;
  comments: string[];
  unifiedDiff: string | null;
  details: Draft[];
}

export function createDraft(): Draft {
  return { source1: '', source2: '', comments: [], unifiedDiff: null, details: [] };
}
