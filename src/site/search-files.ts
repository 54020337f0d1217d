// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAsset, type AssetFile } from './assets.ts';
import type { SearchFile, SearchIndex } from './view/package-search.ts';

/**
 * Writes the search's scripts and index, and returns how many files that are. The index is packed here, because many
 * hosts of files pack nothing: a quarter of the bytes.
 */
export async function writeSearchFiles(folder: string, scripts: readonly AssetFile[], { files }: SearchIndex): Promise<number> {
  for (const script of scripts) writeAsset(folder, script);
  for (const file of files) await writePacked(folder, file);
  return scripts.length + files.length;
}

async function writePacked(folder: string, { address, text }: SearchFile): Promise<void> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const file = join(folder, address);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(await new Response(packed).arrayBuffer()));
}
