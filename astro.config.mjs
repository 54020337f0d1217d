// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { defineConfig } from 'astro/config';

/** What is the same for every build; `src/site/astro.ts` adds the folders and the data. */
export default defineConfig({
  srcDir: './src/site',
  publicDir: './public',
  trailingSlash: 'always',
  build: { format: 'directory', concurrency: 8 },
  devToolbar: { enabled: false },
});
