// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync } from 'node:fs';
import process from 'node:process';
import { createCellRules } from '../../src/config/rules.ts';
import { writeFeeds } from '../../src/site/feed-files.ts';
import { readSitePast } from '../../src/site/past.ts';
import { createCatalogue } from '../../src/site/view/catalogue.ts';
import { openStore } from '../../src/state/store.ts';
import { DAYS, toDay, yearConfig } from './year.ts';

/** One measured step on a year's state, in a process of its own: prints its seconds and the largest resident size. */
const [action = '', stateFile = '', folder = ''] = process.argv.slice(2);

function measure(): number {
  const rules = createCellRules(yearConfig);
  const store = openStore(stateFile, { readOnly: action === 'past' || action === 'feeds' });
  try {
    switch (action) {
      case 'seed': {
        const startedAt = performance.now();
        for (let day = 0; day < DAYS; day += 1) store.merge(toDay(day), rules);
        return performance.now() - startedAt;
      }
      case 'collect': {
        const collection = toDay(DAYS);
        const startedAt = performance.now();
        store.merge(collection, rules);
        return performance.now() - startedAt;
      }
      case 'past': {
        const board = store.readBoard();
        const startedAt = performance.now();
        const { transitions, flaky } = readSitePast(store, board, yearConfig);
        if (transitions.length < 100_000 || flaky.length === 0) throw new Error(`only ${transitions.length} changes and ${flaky.length} flaky cells`);
        return performance.now() - startedAt;
      }
      case 'feeds': {
        const board = store.readBoard();
        const past = readSitePast(store, board, yearConfig);
        const catalogue = createCatalogue({
          board, past, config: yearConfig, evidence: null, readProject: (key) => store.readProject(key, 10), readNewestJobs: store.readNewestJobs,
        });
        mkdirSync(folder, { recursive: true });
        const startedAt = performance.now();
        const files = writeFeeds(folder, catalogue, '0.0.0');
        if (files < 600) throw new Error(`only ${files} feeds were written`);
        return performance.now() - startedAt;
      }
      default: throw new Error(`no such step: ${action}`);
    }
  } finally {
    store.close();
  }
}

const ms = measure();
console.log(JSON.stringify({ seconds: ms / 1000, residentMb: process.resourceUsage().maxRSS / 1024 }));
