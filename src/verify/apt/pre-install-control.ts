// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseParagraph } from '../../debian/deb822.ts';
import { SECOND_MS } from '../../model/time.ts';
import { createLimiter } from '../../platform/limiter.ts';
import type { runProgram } from '../../platform/process.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import { toName, toSource } from '../installed/dpkg-status.ts';
import { findControlFile } from './pre-install-tar.ts';

/** What a .deb says of itself. It is the name dpkg will install it under, and no proof of anything. */
export interface Control {
  readonly name: PackageName;
  readonly source: SourceName | null;
}

/** Reads a .deb's control file; null where it is none. */
export type ReadControl = (file: string) => Promise<Control | null>;

const TIMEOUT_MS = 30 * SECOND_MS;
/** Sums of a hundred thousand files take ten megabytes. What is larger unpacks to whatever its maker likes. */
const MAX_BYTES = 32 * 1024 * 1024;
/** So that no more than this many times as much is in memory. */
const AT_A_TIME = 2;
const FIELDS = ['Package', 'Version', 'Architecture', 'Source'];

/**
 * Has dpkg-deb, which dpkg itself reads the file with, write out the control archive, and reads it from the pipe: nothing
 * of it is unpacked to a disk. `file` is an absolute path.
 */
export function createReadControl(run: typeof runProgram, path: string): ReadControl {
  const limit = createLimiter(AT_A_TIME);
  return (file) => limit(async () => {
    const { status, stdout } = await run('dpkg-deb', ['--ctrl-tarfile', file], {
      env: { PATH: path, LC_ALL: 'C.UTF-8' }, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES,
    });
    const control = status === 0 ? findControlFile(stdout) : null;
    return control === null ? null : parseControl(control);
  });
}

function parseControl(bytes: Uint8Array): Control | null {
  try {
    const paragraph = parseParagraph(bytes, { fields: FIELDS });
    const name = toName(paragraph);
    return name === null ? null : { name, source: toSource(paragraph, name) };
  } catch {
    // Who packs a .deb may write anything there; then nothing is known.
    return null;
  }
}
