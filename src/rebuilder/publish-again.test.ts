// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSigned, toAttestation } from '../attest/attestation.ts';
import type { JsonObject } from '../attest/json.ts';
import { signMetadata } from '../attest/sign.ts';
import type { Signer } from '../attest/signer.ts';
import { toRebuildLink } from '../attest/write-link.ts';
import {
  createPublishingStage, readSignedProducts, readTestSigner, toDigests, toPublication, type PublicationDraft, type PublishingStage,
} from '../testing/publishing.ts';
import { toSha256 } from '../testing/rebuilt.ts';
import { toIndexPath } from './publish-index.ts';
import { publish, type PublishedPaths } from './publish.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const [GOOD, BAD] = await Promise.all([readTestSigner('ed25519'), readTestSigner('ed25519-other')]);
const FILES = { 'vim_9.0-2_amd64.deb': 'a', 'xxd_9.0-2_amd64.deb': 'b' };
const COMMON = { 'vim-common_9.0-2_all.deb': 'c' };

let stage: PublishingStage;
let root: string;

beforeEach(() => {
  stage = createPublishingStage();
  ({ root } = stage);
  onTestFinished(stage.close);
});

const run = (draft: PublicationDraft): Promise<PublishedPaths> => stage.publish(draft);
const path = (...parts: readonly string[]): string => join(root, ...parts);
const folder = (...parts: readonly string[]): string => path('sources', 'vim', '9.0-2', ...parts);
const short = (signer: Signer): string => signer.keyid.slice(0, 8);
const readProducts = (file: string, signer = GOOD): Record<string, string | null> => readSignedProducts(file, signer);
const readIndex = (content: string, prefix = ''): { readonly attestations: readonly JsonObject[] } => (
  JSON.parse(readFileSync(path(prefix, toIndexPath(toSha256(content))), 'utf8')) as { attestations: JsonObject[] });
const toProducts = (entry: JsonObject): Record<string, string | null> => (
  Object.fromEntries([...toAttestation(openSigned(entry)).products].map(([name, { sha256 }]) => [name, sha256])));

describe('publish, unreproducible', () => {
  it('replaces what came out differently the last time, in the links and the index, and holds nothing back that was reproduced', async () => {
    const runBoth = (rebuilt: string, more: PublicationDraft['files'] = {}): Promise<PublishedPaths> => publish({
      root, clock: stage.clock, reproduced: toPublication({ files: { 'vim_9.0-2_amd64.deb': 'a', ...more } }, GOOD),
      unreproducible: toPublication({ files: { 'xxd_9.0-2_amd64.deb': [rebuilt, 'original'] } }, BAD),
    });
    await runBoth('first');
    await runBoth('second', { 'vim-tiny_9.0-2_amd64.deb': 'd' });
    expect(readProducts(folder('metadata'))).toHaveProperty('vim-tiny_9.0-2_amd64.deb');
    for (const name of ['metadata', `rebuild.${short(BAD)}.amd64.link`, `xxd_9.0-2_amd64.deb.${short(BAD)}.dsse.json`]) {
      expect(readProducts(path('unreproducible', 'sources', 'vim', '9.0-2', name), BAD)).toEqual({ 'xxd_9.0-2_amd64.deb': toSha256('second') });
    }
    expect(readIndex('original', 'unreproducible').attestations.map(toProducts)).toEqual([{ 'xxd_9.0-2_amd64.deb': toSha256('second') }]);
    await expect(runBoth('third', { 'vim_9.0-2_amd64.deb': 'other' })).rejects.toMatchObject({ code: 'tree-conflict' });
  });

  it('replaces one of several files that are the same to the byte, and goes on telling of the others', async () => {
    const runOne = (files: PublicationDraft['files']): Promise<PublishedPaths> => publish({
      root, clock: stage.clock, reproduced: null, unreproducible: toPublication({ files }, BAD),
    });
    await runOne({ 'a_1_all.deb': ['first', 'original'], 'b_1_all.deb': ['first', 'original'] });
    await runOne({ 'c_1_all.deb': ['first', 'original'] });
    await runOne({ 'b_1_all.deb': ['second', 'original'], 'd_1_all.deb': ['second', 'original'] });
    expect(readIndex('original', 'unreproducible').attestations.map(toProducts)).toEqual([
      { 'a_1_all.deb': toSha256('first'), 'b_1_all.deb': toSha256('second'), 'd_1_all.deb': toSha256('second') }, { 'c_1_all.deb': toSha256('first') },
    ]);
  });

  it('takes over no digest that is no SHA-256', async () => {
    const link = { ...toRebuildLink(new Map()), products: { 'a_1_all.deb': { sha512: 'ab'.repeat(64) }, 'b_1_all.deb': { sha256: toSha256('first') } } };
    const file = path('unreproducible', toIndexPath(toSha256('original')));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ attestations: [await signMetadata(link, BAD, NOW)] }));
    await publish({ root, clock: stage.clock, reproduced: null, unreproducible: toPublication({ files: { 'b_1_all.deb': ['second', 'original'] } }, BAD) });
    expect(readIndex('original', 'unreproducible').attestations.map(toProducts)).toEqual([
      { 'b_1_all.deb': toSha256('second') }, { 'a_1_all.deb': null, 'b_1_all.deb': toSha256('first') },
    ]);
  });
});

describe('publish, with another key', () => {
  it('says what metadata no longer lists, every time, until all of it is attested again', async () => {
    await run({ files: { ...FILES, ...COMMON } });
    for (let count = 0; count < 2; count += 1) {
      const { notes } = await run({ files: { 'vim_9.0-2_amd64.deb': 'a' }, signer: BAD });
      expect(notes).toEqual([expect.stringContaining(`does not list "vim-common_9.0-2_all.deb", "xxd_9.0-2_amd64.deb" of rebuild.${short(GOOD)}.link`)]);
    }
    expect((await run({ files: { ...FILES, ...COMMON }, signer: BAD })).notes).toEqual([]);
  });

  it('says nothing of what somebody took out of its own key\'s links', async () => {
    await run({ files: FILES });
    rmSync(folder(`rebuild.${short(GOOD)}.amd64.link`));
    expect((await run({ files: { 'vim-tiny_9.0-2_amd64.deb': 'd' } })).notes).toEqual([]);
  });

  it('counts what it does not name, and says of a link that cannot be read that it cannot', async () => {
    await run({ files: Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`p${index}_1_all.deb`, 'x'])) });
    writeFileSync(folder('rebuild.00000000.link'), 'nothing');
    const { notes } = await run({ files: FILES, signer: BAD });
    expect(notes).toEqual([
      expect.stringContaining('rebuild.00000000.link lists, which cannot be read'),
      expect.stringMatching(/does not list "p0_1_all\.deb", .*"p4_1_all\.deb" and 3 more of/),
    ]);
  });
});

describe('toIndexEntry', () => {
  it('says of which files the oldest of more than fifty attestations went', async () => {
    const sha256 = toSha256('same');
    const toEntry = (name: string): Promise<object> => signMetadata(toRebuildLink(new Map([[name, toDigests('same')]])), BAD, NOW);
    const file = path(toIndexPath(sha256));
    mkdirSync(dirname(file), { recursive: true });
    const fill = async (count: number): Promise<void> => (
      writeFileSync(file, JSON.stringify({ sha256, attestations: await Promise.all(Array.from({ length: count }, (_, index) => toEntry(`old${index}_1_all.deb`))) })));
    await fill(49);
    expect((await run({ files: { 'new_1_all.deb': 'same' } })).notes).toEqual([]);
    expect(readIndex('same').attestations).toHaveLength(50);
    await fill(50);
    expect((await run({ files: { 'new_1_all.deb': 'same' } })).notes).toEqual([expect.stringMatching(/would hold 51 attestations .* of "old49_1_all\.deb", went/)]);
    expect(readIndex('same').attestations).toHaveLength(50);
  });
});
