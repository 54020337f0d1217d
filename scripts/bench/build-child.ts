// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile } from 'node:fs/promises';
import process from 'node:process';
import type { Config } from '../../src/config/schema.ts';
import { silentLog } from '../../src/platform/log.ts';
import { buildSite } from '../../src/site/build.ts';

/** One build, described by the JSON file it is given; prints its largest resident size. */
const task = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as { stateFile: string; outDir: string; config: Config };
await buildSite({ ...task, log: silentLog });
console.log(JSON.stringify({ maxRssKb: process.resourceUsage().maxRSS }));
