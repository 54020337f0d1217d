// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KnownProject } from '../../model/reading.ts';
import type { Budget } from './complexity.ts';
import type { Draft } from './draft.ts';
import type { GraphQL } from './graphql.ts';
import type { Watch } from './watch.ts';

/** What every step of one run works with. */
export interface Run {
  readonly graphql: GraphQL;
  readonly budget: Budget;
  readonly draft: Draft;
  readonly watch: Watch;
  /** What the state knows, by project id. */
  readonly known: ReadonlyMap<number, KnownProject>;
}
