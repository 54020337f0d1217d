// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { defineConfig } from 'vitest/config';

const tests = ['src/**/*.test.ts', 'scripts/**/*.test.ts'];
const slowTests = ['src/**/*.slow.test.ts', 'scripts/**/*.slow.test.ts'];

/**
 * Two projects: `fast` in parallel, `slow` (browsers, whole pipelines) one file after the other. `npm test` measures what both
 * of them together reach of the code that decides what may be trusted.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'fast', include: tests, exclude: slowTests } },
      { test: { name: 'slow', include: slowTests, fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 } },
    ],
    // One project alone does not reach every branch: nothing is demanded or printed before the two are put together.
    coverage: { provider: 'v8', include: ['src/attest/**/*.ts', 'src/verify/**/*.ts'], reporter: [] },
  },
});
