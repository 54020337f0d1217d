// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause } from '../../model/difference.ts';
import type { Workshop } from './workshop.ts';

/** One labelled pair: the same thing built twice, one condition apart. */
export interface Pair {
  readonly name: string;
  /** What a person who knows how it was built calls the cause. */
  readonly cause: Cause;
  /** Rules were written on `rules` alone; the others were built, one after the other, when they were frozen: see README.md. */
  readonly set: 'rules' | 'held-out' | 'held-out-2' | 'held-out-3' | 'held-out-4' | 'held-out-5';
  /** Builds one side and returns its file, relative to the workshop's folder. */
  readonly build: (shop: Workshop) => Promise<string>;
}
