// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RebuiltFile {
  readonly name: string;
  readonly original: string;
  /** As the original where it is left out. */
  readonly rebuilt?: string;
}

export interface Rebuilt {
  readonly folder: string;
  readonly buildinfo: string;
  /** What was rebuilt, and the archive's own, in the order of the files. */
  readonly artifacts: readonly string[];
  readonly originals: readonly string[];
  readonly output: string;
  close(): void;
}

export interface RebuiltOptions {
  readonly source?: string;
  readonly version?: string;
  readonly architecture?: string;
  readonly files: readonly RebuiltFile[];
  /** A folder made before, for another build in the same output. */
  readonly folder?: string;
}

/** A folder with the archive's files of one build, their buildinfo, and what somebody rebuilt. */
export function createRebuilt({ source = 'vim', version = '2:9.0-2', architecture = 'amd64', files, folder: given }: RebuiltOptions): Rebuilt {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'proofboard-rebuilt-'));
  for (const name of ['archive', 'rebuilt', 'published']) mkdirSync(join(folder, name), { recursive: true });
  for (const { name, original, rebuilt = original } of files) {
    writeFileSync(join(folder, 'archive', name), original);
    writeFileSync(join(folder, 'rebuilt', name), rebuilt);
  }
  const buildinfo = join(folder, `${source}_${version.replace(/^\d+:/, '')}_${architecture.replaceAll(' ', '-')}.buildinfo`);
  writeFileSync(buildinfo, [
    'Format: 1.0', `Source: ${source}`, `Architecture: ${architecture}`, `Version: ${version}`, 'Checksums-Sha256:',
    ...files.map(({ name, original }) => ` ${toSha256(original)} ${Buffer.byteLength(original)} ${name}`), '',
  ].join('\n'));
  return {
    folder, buildinfo, output: join(folder, 'published'),
    artifacts: files.map(({ name }) => join(folder, 'rebuilt', name)),
    originals: files.map(({ name }) => join(folder, 'archive', name)),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Lower-case hex. */
export function toSha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
