// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, buildZip, compile, HELLO } from './package.ts';
import type { Pair } from './pair.ts';
import type { Workshop } from './workshop.ts';

/** Replaces what the compiler says of itself, as another release of it would. */
async function compileAs(shop: Workshop, version: string): Promise<void> {
  await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-fno-ident', '-Wl,--build-id=none']);
  await shop.write({ path: 'comment', content: `GCC: (Debian ${version}) ${version.split('-')[0] ?? ''}\0` });
  await shop.run('objcopy', ['--remove-section=.comment', '--add-section', '.comment=comment', 'sample']);
}

/** The same source, another version of a tool. */
export const toolPairs: readonly Pair[] = [
  {
    name: '.comment section of a program', cause: 'tool-version', set: 'rules',
    build: async (shop) => {
      await compileAs(shop, shop.pick('12.2.0-14+deb12u1', '13.3.0-6'));
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'first line of gcc --version in a header', cause: 'tool-version', set: 'rules',
    build: async (shop) => {
      const [line = ''] = (await shop.run('gcc', ['--version'])).split('\n');
      const compiler = shop.pick(line, line.replaceAll(/\d+\.\d+\.\d+/gu, '11.4.0'));
      return buildDeb(shop, { files: [{ path: 'usr/include/sample/config.h', content: `#define SAMPLE_COMPILER "${compiler}"\n` }] });
    },
  },
  {
    name: 'Created-By of a Java archive', cause: 'tool-version', set: 'rules',
    build: async (shop) => {
      const manifest = `Manifest-Version: 1.0\r\nCreated-By: ${shop.pick('17.0.13', '21.0.5')} (Debian)\r\n\r\n`;
      return buildZip(shop, [{ path: 'META-INF/MANIFEST.MF', content: manifest }, { path: 'Sample.txt', content: 'sample\n' }], [], 'sample.jar');
    },
  },
  {
    name: 'generator of an HTML page', cause: 'tool-version', set: 'rules',
    build: async (shop) => {
      const content = `<html><head>\n<meta name="generator" content="Doxygen ${shop.pick('1.9.4', '1.9.8')}"/>\n</head><body>API</body></html>\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/html/index.html', content }] });
    },
  },
  {
    name: 'pod2man in a manual page', cause: 'tool-version', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'sample.pod', content: '=head1 NAME\n\nsample - a sample\n\n=head1 DESCRIPTION\n\nIt does nothing.\n' });
      const page = await shop.run('pod2man', ['--date=2023-11-14', '--release=1.0', 'sample.pod']);
      const content = shop.pick(page, page.replace(/(Pod::Man) (?:v)?[\d.]+/u, '$1 v6.0.2'));
      return buildTar(shop, { files: [{ path: 'man/sample.1', content }] }, 'out.tar.gz');
    },
  },
];

/** Text that compresses a little better with more effort. */
async function writeText(shop: Workshop, path: string): Promise<void> {
  const code = 'import random; random.seed(7); w = ["reproducible", "builds", "compare", "every", "byte", "of", "it", "again"]; '
    + 'print("\\n".join(" ".join(random.choice(w) for _ in range(9)) for _ in range(900)))';
  await shop.write({ path, content: await shop.run('python3', ['-c', code]) });
}

/** The same content, packed otherwise. */
export const compressionPairs: readonly Pair[] = [
  {
    name: 'gzip level of a changelog', cause: 'compression', set: 'rules',
    build: async (shop) => {
      await writeText(shop, 'tree/usr/share/doc/sample/changelog');
      await shop.run('gzip', ['-n', shop.pick('-1', '-9'), 'tree/usr/share/doc/sample/changelog']);
      return buildDeb(shop);
    },
  },
  {
    name: 'compressor of a .deb', cause: 'compression', set: 'rules',
    build: async (shop) => {
      await writeText(shop, 'tree/usr/share/sample/text');
      return buildDeb(shop, { words: [shop.pick('-Zxz', '-Zgzip')] });
    },
  },
  {
    name: 'level of a zip archive', cause: 'compression', set: 'rules',
    build: async (shop) => {
      await writeText(shop, 'tree/text.txt');
      return buildZip(shop, [{ path: 'note.txt', content: 'note\n'.repeat(40) }], [shop.pick('-1', '-9'), '-r']);
    },
  },
  {
    name: 'preset of xz', cause: 'compression', set: 'rules',
    build: async (shop) => {
      await writeText(shop, 'text');
      await shop.run('xz', [shop.pick('-0', '-9e'), 'text']);
      return 'text.xz';
    },
  },
  {
    name: 'level of a .deb', cause: 'compression', set: 'rules',
    build: async (shop) => {
      await writeText(shop, 'tree/usr/share/sample/text');
      return buildDeb(shop, { words: ['-Zgzip', shop.pick('-z1', '-z9')] });
    },
  },
];
