// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createLargeEvidence } from '../testing/large-evidence.ts';
import { createShelfFixture } from '../testing/shelf-fixture.ts';
import { readSearchAssets } from './assets.ts';
import { findPackageFolder } from './astro.ts';
import { writeSearchFiles } from './search-files.ts';
import { toSearchIndex } from './view/package-search.ts';

describe('writeSearchFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-search-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const scripts = readSearchAssets(join(findPackageFolder(), 'src/site'));
  const index = toSearchIndex(createShelfFixture(createLargeEvidence(200)).shelf);

  it('writes the index packed, and the scripts', async () => {
    expect(await writeSearchFiles(folder, scripts, index)).toBe(scripts.length + index.files.length);
    for (const { address, text } of index.files) expect(gunzipSync(readFileSync(join(folder, address))).toString()).toBe(text);
    expect(readdirSync(join(folder, 'assets'))).toHaveLength(scripts.length + index.files.length);
  });

  it('writes the script with the name of the one it imports', () => {
    const [search, imported] = scripts;
    const name = /from '\.\/(search-index\.[0-9a-f]{10}\.js)'/.exec(readFileSync(join(folder, search.address), 'utf8'))?.[1];
    expect(`assets/${name}`).toBe(imported.address);
  });
});
