// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CodedError } from '../model/error.ts';

/** `out-not-ours`: the folder to write holds something else. */
export type SwapErrorCode = 'out-not-ours';

/** Every site has this file: a folder without it is somebody's. */
export const MARKER = '.proofboard-site';

/** Refuses a target that is there, is not empty, and was not written by us. */
export function refuseForeign(outDir: string): void {
  const stats = statSync(outDir, { throwIfNoEntry: false });
  if (stats === undefined) return;
  const isOurs = stats.isDirectory() && (readdirSync(outDir).length === 0 || existsSync(join(outDir, MARKER)));
  if (isOurs) return;
  throw new CodedError<SwapErrorCode>(
    'out-not-ours',
    `${outDir} exists and is no site of Proofboard, and a build would replace it; name another folder, or remove it yourself`,
  );
}

/**
 * Lets `fill` write a new site in a folder beside the target and puts it in the target's place when it is done. When
 * `fill` throws, the old site stays and what was written is removed.
 */
export async function swapIn(outDir: string, fill: (folder: string, workFolder: string) => Promise<void>): Promise<void> {
  const target = resolve(outDir);
  refuseForeign(target);
  mkdirSync(dirname(target), { recursive: true });
  const workFolder = mkdtempSync(join(dirname(target), `.${basename(target)}-build-`));
  try {
    const fresh = join(workFolder, 'site');
    mkdirSync(fresh);
    await fill(fresh, workFolder);
    writeFileSync(join(fresh, MARKER), 'Written by Proofboard; the next build replaces this folder.\n');
    refuseForeign(target);
    replace(target, fresh, join(workFolder, 'old'));
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** Folders cannot be exchanged in one step: the old one is put back when the new one does not get its place. */
function replace(target: string, fresh: string, aside: string): void {
  const hasOld = existsSync(target);
  if (hasOld) renameSync(target, aside);
  try {
    renameSync(fresh, target);
  } catch (thrown) {
    if (hasOld) renameSync(aside, target);
    throw thrown;
  }
}
