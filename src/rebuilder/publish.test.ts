// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseAttestation } from '../attest/attestation.ts';
import { renderJson, signMetadata } from '../attest/sign.ts';
import type { Signer } from '../attest/signer.ts';
import { toRebuildLink } from '../attest/write-link.ts';
import { createTree } from '../platform/tree.ts';
import {
  createPublishingStage, readSignedProducts, readTestSigner, toDigests, toPublication, type PublicationDraft, type PublishingStage,
} from '../testing/publishing.ts';
import { toSha256 } from '../testing/rebuilt.ts';
import { planPublication } from './publish-plan.ts';
import { applyStep, publish, type PublishedPaths } from './publish.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const [GOOD, BAD] = await Promise.all([readTestSigner('ed25519'), readTestSigner('ed25519-other')]);

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

function readIndex(content: string, prefix = ''): { readonly sha256: string; readonly attestations: readonly object[] } {
  const sha256 = toSha256(content);
  return JSON.parse(readFileSync(path(prefix, 'by-sha256', sha256.slice(0, 2), `${sha256}.json`), 'utf8')) as { sha256: string; attestations: object[] };
}

const FILES = { 'vim_9.0-2_amd64.deb': 'a', 'xxd_9.0-2_amd64.deb': 'b' };
const REST = '01234567-89ab-cdef-0123-456789abcdef.part';
const COMMON = { 'vim-common_9.0-2_all.deb': 'c' };

describe('publish', () => {
  it('writes package-rebuilder\'s layout, with everything in it signed', async () => {
    await run({ files: FILES });
    expect(readdirSync(folder())).toEqual([
      'metadata', `rebuild.${short(GOOD)}.amd64.link`, `rebuild.${short(GOOD)}.link`,
      ...Object.keys(FILES).flatMap((name) => [`${name}.${short(GOOD)}.dsse.json`, `${name}.${short(GOOD)}.rebuilderd.json`]),
    ]);
    expect(readlinkSync(folder('metadata'))).toBe(`rebuild.${short(GOOD)}.link`);
    expect(readlinkSync(path('sources', 'xxd'))).toBe('vim');
    const products = { 'vim_9.0-2_amd64.deb': toSha256('a'), 'xxd_9.0-2_amd64.deb': toSha256('b') };
    for (const file of [folder('metadata'), folder(`rebuild.${short(GOOD)}.amd64.link`), path('sources', 'xxd', '9.0-2', 'metadata')]) {
      expect(readProducts(file)).toEqual(products);
    }
    for (const kind of ['dsse', 'rebuilderd']) expect(readProducts(folder(`xxd_9.0-2_amd64.deb.${short(GOOD)}.${kind}.json`))).toEqual({ 'xxd_9.0-2_amd64.deb': toSha256('b') });
  });

  it('answers by digest, before anybody downloads', async () => {
    await run({ files: FILES });
    const { sha256, attestations } = readIndex('b');
    expect(sha256).toBe(toSha256('b'));
    const [attestation] = attestations.map((entry) => parseAttestation(new TextEncoder().encode(JSON.stringify(entry))));
    expect(attestation).toMatchObject({ name: 'rebuild', products: new Map([['xxd_9.0-2_amd64.deb', { sha256, sha512: null }]]) });
  });

  it('answers for all files that are the same to the byte, of this build and of others', async () => {
    await run({ files: { 'a_1_all.deb': 'same', 'b_1_all.deb': 'same' } });
    await run({ source: 'other', files: { 'c_1_all.deb': 'same' } });
    await run({ files: { 'a_1_all.deb': 'same', 'b_1_all.deb': 'same' } });
    const names = readIndex('same').attestations.map((entry) => [...parseAttestation(new TextEncoder().encode(JSON.stringify(entry))).products.keys()]);
    expect(names).toEqual([['a_1_all.deb', 'b_1_all.deb'], ['c_1_all.deb']]);
  });

  it('puts what differs elsewhere, under the other key, to be found by the digest of the original', async () => {
    const unreproducible = toPublication({ files: { 'xxd_9.0-2_amd64.deb': ['rebuilt', 'original'] }, signer: BAD }, GOOD);
    await publish({ root, clock: stage.clock, reproduced: toPublication({ files: { 'vim_9.0-2_amd64.deb': 'a' } }, GOOD), unreproducible });
    expect(readProducts(folder('metadata'))).toEqual({ 'vim_9.0-2_amd64.deb': toSha256('a') });
    expect(readProducts(path('unreproducible', 'sources', 'xxd', '9.0-2', 'metadata'), BAD)).toEqual({ 'xxd_9.0-2_amd64.deb': toSha256('rebuilt') });
    expect(readIndex('original', 'unreproducible').sha256).toBe(toSha256('original'));
    expect(readdirSync(path('by-sha256'))).toEqual([toSha256('a').slice(0, 2)]);
    expect(readdirSync(path('sources'))).toEqual(['vim']);
  });

  it('merges an architecture that comes later, and more files of one that was there, and signs again', async () => {
    await run({ files: FILES });
    await run({ files: COMMON, architecture: 'all' });
    await run({ files: { 'vim-tiny_9.0-2_amd64.deb': 'd' } });
    const all = { ...FILES, ...COMMON, 'vim-tiny_9.0-2_amd64.deb': 'd' };
    expect(readProducts(folder('metadata'))).toEqual(Object.fromEntries(Object.entries(all).map(([name, content]) => [name, toSha256(content)])));
    expect(Object.keys(readProducts(folder(`rebuild.${short(GOOD)}.all.link`)))).toEqual(Object.keys(COMMON));
    expect(Object.keys(readProducts(folder(`rebuild.${short(GOOD)}.amd64.link`)))).toEqual(['vim-tiny_9.0-2_amd64.deb', ...Object.keys(FILES)]);
  });

  it('writes the same again where nothing is new', async () => {
    await run({ files: FILES });
    const before = readFileSync(folder('metadata'), 'utf8');
    await run({ files: FILES });
    expect(readFileSync(folder('metadata'), 'utf8')).toBe(before);
    expect(readIndex('a').attestations).toHaveLength(1);
  });

  it('signs with GPG too, and leaves out rebuilderd\'s form, which knows Ed25519 only', async () => {
    const signer = await readTestSigner('gpg-rsa');
    await run({ files: FILES, signer });
    expect(readdirSync(folder()).filter((name) => name.endsWith('rebuilderd.json'))).toEqual([]);
    expect(Object.keys(readProducts(folder('metadata'), signer))).toEqual(Object.keys(FILES));
  });

  it('leaves what an earlier key signed where it was, and in the index', async () => {
    await run({ files: FILES });
    await run({ files: FILES, signer: BAD });
    expect(readlinkSync(folder('metadata'))).toBe(`rebuild.${short(BAD)}.link`);
    expect(Object.keys(readProducts(folder(`rebuild.${short(GOOD)}.link`)))).toEqual(Object.keys(FILES));
    expect(readIndex('a').attestations).toHaveLength(2);
    await run({ files: FILES });
    expect(readIndex('a').attestations).toHaveLength(2);
  });

  it('does not sign again what it cannot verify', async () => {
    await run({ files: FILES });
    const link = folder(`rebuild.${short(GOOD)}.all.link`);
    for (const text of [
      renderJson(await signMetadata(toRebuildLink(new Map([['evil.deb', toDigests('evil')]])), BAD, NOW)),
      renderJson(await signMetadata({ ...toRebuildLink(new Map()), name: 'other' }, GOOD, NOW)),
      'nothing', '{}',
    ]) {
      writeFileSync(link, text);
      await expect(run({ files: FILES })).rejects.toMatchObject({ code: 'tree-invalid' });
    }
    rmSync(link);
    symlinkSync('/etc/passwd', link);
    await expect(run({ files: FILES })).rejects.toMatchObject({ code: 'tree-invalid' });
    expect(Object.keys(readProducts(folder('metadata')))).toEqual(Object.keys(FILES));
  });

  it('takes over no product that has no SHA-256', async () => {
    const link = { ...toRebuildLink(new Map()), products: { 'x.deb': { sha512: 'ab'.repeat(64) } } };
    mkdirSync(folder(), { recursive: true });
    writeFileSync(folder(`rebuild.${short(GOOD)}.all.link`), renderJson(await signMetadata(link, GOOD, NOW)));
    await run({ files: FILES });
    expect(Object.keys(readProducts(folder('metadata')))).toEqual(Object.keys(FILES));
  });

  it('does not give one name two digests', async () => {
    await run({ files: FILES });
    await expect(run({ files: { 'xxd_9.0-2_amd64.deb': 'another' } })).rejects.toMatchObject({ code: 'tree-conflict' });
    await expect(run({ files: { 'xxd_9.0-2_amd64.deb': 'another' }, architecture: 'all' })).rejects.toMatchObject({ code: 'tree-conflict' });
    expect(readProducts(folder('metadata'))['xxd_9.0-2_amd64.deb']).toBe(toSha256('b'));
  });

  it('refuses an index that cannot be read, and a link in its place', async () => {
    const sha256 = toSha256('a');
    const file = path('by-sha256', sha256.slice(0, 2), `${sha256}.json`);
    mkdirSync(join(file, '..'), { recursive: true });
    for (const text of ['nothing', '{}', '{"attestations":[{}]}']) {
      writeFileSync(file, text);
      await expect(run({ files: FILES })).rejects.toMatchObject({ code: 'tree-invalid' });
    }
    expect(readdirSync(root)).toEqual(['by-sha256']);
  });

  it.each(['sources', 'sources/vim', 'sources/vim/9.0-2', 'by-sha256'])('writes nothing through a link at %s that leads out', async (place) => {
    const outside = path('outside');
    mkdirSync(outside);
    mkdirSync(path(place, '..'), { recursive: true });
    symlinkSync(outside, path(place));
    await expect(run({ files: FILES })).rejects.toMatchObject({ code: 'tree-unsafe' });
    expect(readdirSync(outside)).toEqual([]);
  });

  it('refuses a link that leads out before it writes anything elsewhere', async () => {
    mkdirSync(path('unreproducible', 'sources', 'vim'), { recursive: true });
    symlinkSync('/etc', path('unreproducible', 'sources', 'vim', '9.0-2'));
    const unreproducible = toPublication({ files: { 'xxd_9.0-2_amd64.deb': ['x', 'y'] } }, BAD);
    await expect(publish({ root, clock: stage.clock, reproduced: toPublication({ files: FILES }, GOOD), unreproducible })).rejects.toMatchObject({ code: 'tree-unsafe' });
    expect(readdirSync(root)).toEqual(['unreproducible']);
  });

  it('refuses a file where a folder is to be', async () => {
    mkdirSync(path('sources'));
    writeFileSync(path('sources', 'vim'), '');
    await expect(run({ files: FILES })).rejects.toMatchObject({ code: 'tree-unsafe' });
  });

  it('signs all before it writes anything', async () => {
    const failing: Signer = { ...BAD, sign: () => Promise.reject(new Error('no')) };
    const unreproducible = toPublication({ files: { 'xxd_9.0-2_amd64.deb': ['x', 'y'] }, signer: failing }, GOOD);
    await expect(publish({ root, clock: stage.clock, reproduced: toPublication({ files: FILES }, GOOD), unreproducible })).rejects.toThrow('no');
    expect(readdirSync(root)).toEqual([]);
  });

  it('loses nothing of several who publish at once', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `p${index}_9.0-2_amd64.deb`);
    await Promise.all(names.map((name, index) => run({ files: { [name]: name }, architecture: `a${index % 3}` })));
    expect(Object.keys(readProducts(folder('metadata'))).sort()).toEqual(names);
  });

  it('says who holds the folder when it waited long enough', async () => {
    writeFileSync(path('.attest.lock'), JSON.stringify({ pid: 1, host: 'another.example' }));
    await expect(run({ files: FILES })).rejects.toMatchObject({ code: 'locked' });
  });
});

describe('applyStep', () => {
  it('removes rests of files and links, and neither folders nor the aliases of packages that are called like one', async () => {
    await run({ files: { 'b.part_9.0-2_amd64.deb': 'b' } });
    mkdirSync(path('sources', `folder.${REST}`));
    writeFileSync(path('sources', `file.${REST}`), 'half');
    symlinkSync('vim', path('sources', `link.${REST}`));
    const { notes } = await run({ files: { 'b.part_9.0-2_amd64.deb': 'b', 'c_9.0-2_amd64.deb': 'c' } });
    expect([notes, readdirSync(path('sources'))]).toEqual([[], ['b.part', 'c', `folder.${REST}`, 'vim']]);
    expect(readlinkSync(path('sources', 'b.part'))).toBe('vim');
  });

  it('looks for rests once in a folder', async () => {
    const real = createTree(root);
    const listed: string[] = [];
    const tree = { ...real, list: (name: string): readonly string[] => (listed.push(name), real.list(name)) };
    const cleaned = new Set<string>();
    for (const name of ['a', 'b']) await applyStep(tree, { kind: 'link', path: `sources/${name}`, target: 'vim' }, cleaned);
    expect(listed).toEqual(['sources']);
  });

  it('leaves a sound tree wherever it is stopped: every file whole, metadata old or new; the next run completes it', async () => {
    await run({ files: COMMON, architecture: 'all' });
    const publication = toPublication({ files: FILES }, GOOD);
    const count = (await planPublication(createTree(root), publication, '', NOW)).steps.length;
    for (let stop = 0; stop <= count; stop += 1) {
      rmSync(root, { recursive: true });
      mkdirSync(root);
      await run({ files: COMMON, architecture: 'all' });
      const tree = createTree(root);
      const { steps } = await planPublication(tree, publication, '', NOW);
      for (const step of steps.slice(0, stop)) await applyStep(tree, step, new Set());
      // What a write that was cut off leaves beside.
      writeFileSync(folder(`metadata.${REST}`), 'half');
      const found = Object.keys(readProducts(folder('metadata'))).sort();
      expect([Object.keys(COMMON), Object.keys({ ...COMMON, ...FILES })]).toContainEqual(found);
      for (const name of readdirSync(folder())) if (!/\.part$/.test(name)) readProducts(folder(name));
      await run({ files: FILES });
      expect(Object.keys(readProducts(folder('metadata')))).toEqual(Object.keys({ ...COMMON, ...FILES }));
      expect(readdirSync(folder()).filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(readIndex('b').attestations).toHaveLength(1);
    }
  });
});
