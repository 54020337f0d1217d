// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Programs that tests run, each by its command, with the Debian packages it needs. */
export const TOOLS = {
  // Without a font it lays out no text.
  chromium: ['chromium', 'fonts-dejavu-core'],
  git: ['git'],
  rsync: ['rsync'],
} as const;

export type ToolName = keyof typeof TOOLS;
