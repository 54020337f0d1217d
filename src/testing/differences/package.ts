// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { EPOCH } from './workshop.ts';
import type { FileSpec, Workshop } from './workshop.ts';

export interface DebOptions {
  readonly files?: readonly FileSpec[];
  /** Lines of the control file after the usual ones. */
  readonly control?: readonly string[];
  /** Further words for dpkg-deb, `-Zgzip`. */
  readonly words?: readonly string[];
  /** The archive's time, in seconds. */
  readonly epoch?: number;
}

/** Builds `out.deb` of what lies in `tree/` and the files given, and returns its name. */
export async function buildDeb(shop: Workshop, { files = [], control = [], words = [], epoch = EPOCH }: DebOptions = {}): Promise<string> {
  for (const file of files) await shop.write({ ...file, path: `tree/${file.path}` });
  const lines = [
    'Package: sample', 'Version: 1.0-1', 'Architecture: amd64', 'Maintainer: Nobody <nobody@example.org>',
    ...control, 'Description: sample package',
  ];
  await shop.write({ path: 'tree/DEBIAN/control', content: `${lines.join('\n')}\n` });
  await shop.touch('tree', epoch);
  const env = { SOURCE_DATE_EPOCH: String(epoch) };
  await shop.run('dpkg-deb', ['--root-owner-group', ...(words.length > 0 ? words : ['-Zxz']), '--build', 'tree', 'out.deb'], { env });
  return 'out.deb';
}

export interface TarOptions {
  readonly files?: readonly FileSpec[];
  /** The order of the members; by name where not given. */
  readonly order?: readonly string[];
  readonly words?: readonly string[];
}

/** Packs `tree/` into `out.tar`, compressed where the name says so. */
export async function buildTar(shop: Workshop, { files = [], order, words = [] }: TarOptions = {}, name = 'out.tar'): Promise<string> {
  for (const file of files) await shop.write({ ...file, path: `tree/${file.path}` });
  await shop.touch('tree');
  const owner = words.some((word) => word.startsWith('--owner')) ? [] : ['--owner=root:0', '--group=root:0'];
  const members = order ?? ['.'];
  await shop.run('tar', ['--sort=name', '--format=gnu', ...owner, ...words, '--auto-compress', '-cf', `../${name}`, ...members], {
    cwd: 'tree', env: { GZIP: '-n' },
  });
  return name;
}

/** Packs files into a zip archive, in the order given. */
export async function buildZip(shop: Workshop, files: readonly FileSpec[], words: readonly string[] = [], name = 'out.zip'): Promise<string> {
  for (const file of files) await shop.write({ ...file, path: `tree/${file.path}` });
  await shop.touch('tree');
  await shop.run('zip', ['-q', '-X', ...words, `../${name}`, ...files.map(({ path }) => path)], { cwd: 'tree' });
  return name;
}

/** Compiles C sources of `files` into `output`; further words go to the compiler. */
export async function compile(shop: Workshop, output: string, files: readonly FileSpec[], words: readonly string[] = []): Promise<void> {
  for (const file of files) await shop.write(file);
  await shop.run('gcc', [...words, '-o', output, ...files.map(({ path }) => path)]);
}

export const HELLO = '#include <stdio.h>\nint main(void) { puts("hello, world"); return 0; }\n';
