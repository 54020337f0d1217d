// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTree } from '../platform/tree.ts';
import { createPublishingStage, readSignedProducts, readTestSigner, toPublication, type PublicationDraft, type PublishingStage } from '../testing/publishing.ts';
import { toSha256 } from '../testing/rebuilt.ts';
import { planAliases } from './publish-aliases.ts';
import { planPublication } from './publish-plan.ts';
import { applyStep, type PublishedPaths } from './publish.ts';

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
    const { notes } = await run({ version: '1.5-1', files: { 'vim_1.5-1_amd64.deb': 'z' } });
    expect(notes).toEqual([expect.stringContaining('sources/vim/1.5-1 led to 9.0-2')]);
    expect(readProducts(path('sources', 'vim', '1.5-1', 'metadata'))).toEqual({ 'vim_1.5-1_amd64.deb': toSha256('z') });
  });

  it('keeps the earlier builds of a binary whose name a source gets, at every step, and goes on where it was killed', async () => {
    const old = { 'xxd_8.0-1_amd64.deb': 'a', 'xxd_9.0-2_amd64.deb': 'b', 'xxd_1.5-1_amd64.deb': 'c' };
    await run({ version: '8.0-1', files: { 'xxd_8.0-1_amd64.deb': 'a' } });
    await run({ files: { 'xxd_9.0-2_amd64.deb': 'b', 'xxd_1.5-1_amd64.deb': 'c' } });
    writeFileSync(path('sources', 'vim', 'note.txt'), '');
    const requireOld = (): void => {
      for (const [name, content] of Object.entries(old)) {
        expect(readProducts(path('sources', 'xxd', name.split('_')[1] ?? '', 'metadata'))[name]).toBe(toSha256(content));
      }
    };
    const draft = { source: 'xxd', version: '10.0-1', files: { 'xxd_10.0-1_amd64.deb': 'd', 'libxxd_2_amd64.deb': 'e', 'xxd_8.0-1_all.deb': 'f' } };
    const tree = createTree(stage.root);
    const { steps } = await planPublication(tree, toPublication(draft, SIGNER), '', stage.clock.now());
    for (const step of steps.slice(0, -1)) {
      await applyStep(tree, step, new Set());
      requireOld();
    }
    expect(readlinkSync(path('sources', 'xxd'))).toBe('vim');
    for (let count = 0; count < 2; count += 1) {
      expect((await run(draft)).notes).toEqual(['sources/xxd~source/8.0-1 is another build: xxd 8.0-1 is found by its source\'s name only']);
      requireOld();
      for (const place of ['xxd/10.0-1', 'libxxd/2']) expect(readProducts(path('sources', place, 'metadata'))).toHaveProperty('xxd_10.0-1_amd64.deb', toSha256('d'));
    }
    // Both go on: the source under its name, and the binary of the other source.
    expect((await run({ source: 'xxd', version: '11.0-1', files: { 'xxd_11.0-1_amd64.deb': 'g' } })).paths).not.toContain('sources/xxd');
    expect((await run({ version: '9.5-1', files: { 'xxd_9.5-1_amd64.deb': 'h' } })).notes).toEqual([]);
    expect(readProducts(path('sources', 'xxd', '11.0-1', 'metadata'))).toEqual({ 'xxd_11.0-1_amd64.deb': toSha256('g') });
    expect(readProducts(path('sources', 'xxd', '9.5-1', 'metadata'))).toEqual({ 'xxd_9.5-1_amd64.deb': toSha256('h') });
    requireOld();
    expect(readdirSync(path('sources', 'xxd'))).not.toContain('note.txt');
  });

  it('gives a source the version of its own that a binary had before', async () => {
    await run({ files: { 'xxd_9.0-2_amd64.deb': 'b' } });
    await run({ source: 'xxd', files: { 'xxd_9.0-2_amd64.deb': 'c' } });
    expect(readProducts(path('sources', 'xxd', '9.0-2', 'metadata'))).toEqual({ 'xxd_9.0-2_amd64.deb': toSha256('c') });
    expect(readProducts(path('sources', 'vim', '9.0-2', 'metadata'))).toEqual({ 'xxd_9.0-2_amd64.deb': toSha256('b') });
  });

  it('does not put a binary\'s version in the place of an earlier build while its name changes hands', async () => {
    await run({ files: { 'xxd_9.0-2_amd64.deb': 'b' } });
    const { notes } = await run({ source: 'xxd', version: '10.0-1', files: { 'xxd_9.0-2_all.deb': 'c' } });
    expect(notes).toEqual([expect.stringContaining('sources/xxd~source/9.0-2 is another build')]);
    expect(readProducts(path('sources', 'xxd', '9.0-2', 'metadata'))).toEqual({ 'xxd_9.0-2_amd64.deb': toSha256('b') });
  });

  it('goes on where another version of the source was killed', async () => {
    await run({ files: { 'xxd_9.0-2_amd64.deb': 'b' } });
    mkdirSync(path('sources', 'xxd~source', '9.0-2'), { recursive: true });
    await run({ source: 'xxd', version: '10.0-1', files: { 'xxd_10.0-1_amd64.deb': 'd' } });
    expect(readProducts(path('sources', 'xxd', '10.0-1', 'metadata'))).toEqual({ 'xxd_10.0-1_amd64.deb': toSha256('d') });
  });

  it.each(['../vim/9.0-2', '/etc', '..', '.hidden'])('does not take a source\'s name that leads to %s for one of our links', async (target) => {
    mkdirSync(path('sources', 'vim', '9.0-2'), { recursive: true });
    symlinkSync(target, path('sources', 'xxd'));
    await expect(run({ source: 'xxd', files: { 'xxd_9.0-2_amd64.deb': 'c' } })).rejects.toMatchObject({ code: 'tree-unsafe' });
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
    const { steps } = planAliases(createTree(stage.root), { source: 'vim', version: '9.0-2', architecture: 'amd64' }, { home: 'vim', steps: [] }, ['x_1_amd64.deb', 'x_1_all.deb'], '');
    expect(steps).toEqual([
      { kind: 'link', path: 'sources/x', target: 'vim' }, { kind: 'link', path: 'sources/vim/1', target: '9.0-2' },
    ]);
  });
});
