// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { defineConfig } from 'vitest/config';

const tests = ['src/**/*.test.ts', 'scripts/**/*.test.ts'];
const slowTests = ['src/**/*.slow.test.ts', 'scripts/**/*.slow.test.ts'];

/** Two projects: `fast` in parallel, `slow` (browsers, whole pipelines) one file after the other. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'fast', include: tests, exclude: slowTests } },
      { test: { name: 'slow', include: slowTests, fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 } },
    ],
  },
});
