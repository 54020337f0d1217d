// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, compile } from './package.ts';
import type { Pair } from './pair.ts';

const toText = (word: string): string => `Sample\n======\n\nIt is ${word}.\nIt has no options.\n`;

/** Another content: nothing that the build's surroundings explain. */
export const contentPairs: readonly Pair[] = [
  {
    name: 'sentence in a document', cause: 'other', set: 'rules',
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'usr/share/doc/sample/README', content: toText(shop.pick('a small program', 'a program with a plan')) }],
    }),
  },
  {
    name: 'file that one side lacks', cause: 'other', set: 'rules',
    build: async (shop) => buildDeb(shop, {
      files: [
        { path: 'usr/share/sample/one', content: 'one\n' },
        ...shop.pick([{ path: 'usr/share/sample/extra', content: 'more\n' }], []),
      ],
    }),
  },
  {
    name: 'constant in a program', cause: 'other', set: 'rules',
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: `int main(int c, char **v) { (void)v; return c * ${shop.pick(3, 17)} + 4; }\n` }]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'dependency in the control file', cause: 'other', set: 'rules',
    build: async (shop) => buildDeb(shop, { control: [`Depends: libc6 (>= 2.36)${shop.pick('', ', libcurl4')}`] }),
  },
  {
    name: 'number in a configuration file', cause: 'other', set: 'rules',
    build: async (shop) => buildTar(shop, { files: [{ path: 'sample.conf', content: `workers = ${shop.pick(2, 16)}\nport = 8080\n` }] }, 'out.tar.gz'),
  },
];
