// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseParagraph } from '../../debian/deb822.ts';
import { SECOND_MS } from '../../model/time.ts';
import type { runProgram } from '../../platform/process.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import { toName, toSource } from '../installed/dpkg-status.ts';

/** What a .deb says of itself. It is the name dpkg will install it under, and no proof of anything. */
export interface Control {
  readonly name: PackageName;
  readonly source: SourceName | null;
}

/** Reads a .deb's control file; null where it is none. */
export type ReadControl = (file: string) => Promise<Control | null>;

const TIMEOUT_MS = 30 * SECOND_MS;
const MAX_BYTES = 64 * 1024;

/** Asks dpkg-deb, as dpkg itself will read the file. `file` is an absolute path. */
export function createReadControl(run: typeof runProgram, path: string): ReadControl {
  return async (file) => {
    const { status, stdout } = await run('dpkg-deb', ['--field', file, 'Package', 'Version', 'Architecture', 'Source'], {
      env: { PATH: path, LC_ALL: 'C.UTF-8' }, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES,
    });
    return status === 0 ? parseControl(stdout) : null;
  };
}

function parseControl(bytes: Uint8Array): Control | null {
  try {
    const paragraph = parseParagraph(bytes);
    const name = toName(paragraph);
    return name === null ? null : { name, source: toSource(paragraph, name) };
  } catch {
    // Who packs a .deb may write anything there; then nothing is known.
    return null;
  }
}
