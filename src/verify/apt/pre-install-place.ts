// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { opendir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CodedError, isCoded, toMessage } from '../../model/error.ts';
import { findWeakPlace } from '../safe-path.ts';

export type PlaceErrorCode = 'pre-install-unsafe';

/** Passes where what is judged is what dpkg will read; throws `pre-install-unsafe` elsewhere. */
export type CheckPlace = (file: string) => Promise<void>;

/**
 * Checks that nobody but root (and `uid`, who runs the hook) could exchange a .deb between the hook and dpkg, and that its
 * path is no first half of one with a line break in it, of which apt would have made two lines. Folders are read once.
 */
export function createCheckPlace(uid: number): CheckPlace {
  const breaks = new Map<string, Promise<readonly string[]>>();

  async function check(file: string): Promise<void> {
    const weakness = await findWeakPlace(file, uid);
    if (weakness !== null) throw unsafe(`${weakness}, so that ${file} could be exchanged before dpkg reads it; copy it to a folder of root's, such as /root, and install it from there`);
    const folder = dirname(file);
    const broken = breaks.get(folder) ?? listBroken(folder);
    breaks.set(folder, broken);
    const longer = (await broken).find((name) => name.startsWith(`${basename(file)}\n`));
    if (longer !== undefined) throw unsafe(`${folder} has ${JSON.stringify(longer)}, with a line break in its name, which may be meant in place of ${file}; rename it`);
  }

  return async (file) => {
    try {
      await check(file);
    } catch (thrown) {
      if (isCoded(thrown)) throw thrown;
      throw unsafe(`${file} is not there, or cannot be looked at (${toMessage(thrown).split(':')[0]})`, thrown);
    }
  };
}

/** Names with a line break, of which there are none in an honest folder. */
async function listBroken(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) if (name.includes('\n')) names.push(name);
  return names;
}

function unsafe(message: string, cause?: unknown): CodedError<PlaceErrorCode> {
  return new CodedError('pre-install-unsafe', message, { cause });
}
