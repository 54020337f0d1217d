// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chromium, type Browser } from 'playwright-core';
import { toToolPath, renderMissing } from './needs.ts';

/** Debian's Chromium without anything that goes to the network by itself. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** A browser with a fresh profile; close it. */
export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = toToolPath('chromium');
  if (executablePath === null) throw new Error(renderMissing('chromium'));
  return chromium.launch({ executablePath, args: [...CHROMIUM_ARGS, ...args] });
}
