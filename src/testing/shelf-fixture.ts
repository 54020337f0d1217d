// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { configSchema } from '../config/schema.ts';
import { createCatalogue, type Catalogue } from '../site/view/catalogue.ts';
import type { SiteEvidence } from '../site/view/evidence.ts';
import type { PackageShelf } from '../site/view/shelf.ts';
import { createBoardFixture } from './board-fixture.ts';
import { createEvidenceFixture, type Story } from './evidence-fixture.ts';

/** A catalogue with packages, and its shelf. */
export interface ShelfFixture {
  readonly catalogue: Catalogue;
  readonly shelf: PackageShelf;
}

/** Packages without repositories: of stories, or of ready evidence. */
export function createShelfFixture(from: readonly Story[] | SiteEvidence): ShelfFixture {
  const { board, past, readProject, readNewestJobs } = createBoardFixture({ repositories: 0, targets: 0, releases: 0 });
  const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] } });
  const evidence = 'policy' in from ? from : createEvidenceFixture(board, from);
  const catalogue = createCatalogue({ board, config, evidence, past, readProject, readNewestJobs });
  if (catalogue.packages === null) throw new Error('the catalogue has no packages');
  return { catalogue, shelf: catalogue.packages };
}
