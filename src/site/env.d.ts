// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/// <reference types="astro/client" />

declare module 'virtual:proofboard' {
  /** What the pages show: made by the build, handed over within the process. */
  export const site: import('./site.ts').Site;
}
