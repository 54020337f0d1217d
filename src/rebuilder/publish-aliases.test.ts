// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTree } from '../platform/tree.ts';
import { createPublishingStage, readSignedProducts, readTestSigner, type PublicationDraft, type PublishingStage } from '../testing/publishing.ts';
import { toSha256 } from '../testing/rebuilt.ts';
import { planAliases } from './publish-aliases.ts';
import type { PublishedPaths } from './publish.ts';

const SIGNER = await readTestSigner('ed25519');

let stage: PublishingStage;

beforeEach(() => {
  stage = createPublishingStage();
  onTestFinished(stage.close);
});

const run = (draft: PublicationDraft): Promise<PublishedPaths> => stage.publish(draft);
const path = (...parts: readonly string[]): string => join(stage.root, ...parts);
const readProducts = (file: string): Record<string, string | null> => readSignedProducts(file, SIGNER);

describe('planAliases', () => {
  it('leads from a binary package with a version of its own to its build', async () => {
    await run({ files: { 'xxd_1.10+9.0-2_amd64.deb': 'x' } });
    expect(Object.keys(readProducts(path('sources', 'xxd', '1.10+9.0-2', 'metadata')))).toEqual(['xxd_1.10+9.0-2_amd64.deb']);
    expect(await run({ files: { 'xxd_1.10+9.0-2_amd64.deb': 'x' } })).toMatchObject({ notes: [] });
  });

  it('leads on when another source has the binary\'s name, or had the binary before', async () => {
    await run({ source: 'xxd', version: '1.0-1', files: { 'xxd_1.0-1_amd64.deb': 'old' } });
    await run({ source: 'neovim', version: '0.9-1', files: { 'editor_0.9-1_amd64.deb': 'other' } });
    expect((await run({ files: { 'xxd_9.0-2_amd64.deb': 'x', 'editor_9.0-2_amd64.deb': 'y' } })).notes).toEqual([]);
    for (const binary of ['xxd', 'editor']) expect(readProducts(path('sources', binary, '9.0-2', 'metadata'))).toHaveProperty(`${binary}_9.0-2_amd64.deb`);
    expect(readProducts(path('sources', 'xxd', '1.0-1', 'metadata'))).toEqual({ 'xxd_1.0-1_amd64.deb': toSha256('old') });
  });

  it('gives way where a source gets the name of a binary, or a build the version of one', async () => {
    await run({ files: { 'xxd_1.5-1_amd64.deb': 'x' } });
    await run({ source: 'xxd', version: '3.0-1', files: { 'xxd_3.0-1_amd64.deb': 'y' } });
    expect(readProducts(path('sources', 'xxd', '3.0-1', 'metadata'))).toEqual({ 'xxd_3.0-1_amd64.deb': toSha256('y') });
    await run({ version: '1.5-1', files: { 'vim_1.5-1_amd64.deb': 'z' } });
    expect(readProducts(path('sources', 'vim', '1.5-1', 'metadata'))).toEqual({ 'vim_1.5-1_amd64.deb': toSha256('z') });
  });

  it('notes what will not be found by its name, and does not touch what is none of ours', async () => {
    await run({ source: 'xxd', version: '9.0-2', files: { 'other_9.0-2_amd64.deb': 'other' } });
    mkdirSync(path('sources'), { recursive: true });
    symlinkSync('/etc', path('sources', 'evil'));
    writeFileSync(path('sources', 'file'), '');
    symlinkSync('gone', path('sources', 'dangling'));
    const { notes } = await run({ files: { 'xxd_9.0-2_amd64.deb': 'a', 'evil_9.0-2_amd64.deb': 'b', 'file_9.0-2_amd64.deb': 'c', 'dangling_9.0-2_amd64.deb': 'd', 'note.txt': 'e' } });
    expect(notes).toHaveLength(4);
    expect(readlinkSync(path('sources', 'evil'))).toBe('/etc');
    expect(readProducts(path('sources', 'xxd', '9.0-2', 'metadata'))).toEqual({ 'other_9.0-2_amd64.deb': toSha256('other') });
  });

  it('plans each link once', () => {
    const { steps } = planAliases(createTree(stage.root), { source: 'vim', version: '9.0-2', architecture: 'amd64' }, ['x_1_amd64.deb', 'x_1_all.deb'], '');
    expect(steps).toEqual([
      { kind: 'link', path: 'sources/x', target: 'vim' }, { kind: 'link', path: 'sources/vim/1', target: '9.0-2' },
    ]);
  });
});
