// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import process from 'node:process';
import { configSchema } from '../../src/config/schema.ts';
import { silentLog } from '../../src/platform/log.ts';
import { writeSite } from '../../src/site/build.ts';
import { createBoardFixture } from '../../src/testing/board-fixture.ts';
import { createLargeEvidence } from '../../src/testing/large-evidence.ts';

/** One site of so many source packages in a folder; prints how long it took and its largest resident size. */
const [sources = '', outDir = ''] = process.argv.slice(2);
const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] } });
const input = { ...createBoardFixture({ repositories: 10, targets: 3, releases: 1 }), config, evidence: createLargeEvidence(Number(sources)) };
const startedAt = performance.now();
await writeSite(input, outDir, silentLog);
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1000, maxRssKb: process.resourceUsage().maxRSS }));
