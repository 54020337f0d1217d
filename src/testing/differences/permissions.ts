// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDeb, buildTar, buildZip } from './package.ts';
import type { Pair } from './pair.ts';
import { runUnder, under } from './workshop.ts';

const README = { path: 'usr/share/sample/readme', content: 'the same\n' };

/** Modes and owners of files. */
export const permissionPairs: readonly Pair[] = [
  {
    name: 'umask of a directory in a .deb', cause: 'permissions', set: 'rules',
    build: async (shop) => {
      await shop.write({ ...README, path: `tree/${README.path}` });
      await runUnder(shop, under.umask(shop.pick('022', '002')), ['mkdir', 'tree/usr/share/sample/plugins']);
      return buildDeb(shop);
    },
  },
  {
    name: 'umask of files in a tar archive', cause: 'permissions', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'tree/kept', content: 'kept\n' });
      await runUnder(shop, under.umask(shop.pick('022', '077')), ['cp', '--no-preserve=mode', 'tree/kept', 'tree/copied']);
      return buildTar(shop, {}, 'out.tar.xz');
    },
  },
  {
    name: 'owner in a tar archive', cause: 'permissions', set: 'rules',
    build: async (shop) => buildTar(shop, {
      files: [README], words: shop.pick(['--owner=root:0', '--group=root:0'], ['--owner=builder:1000', '--group=builder:1000']),
    }),
  },
  {
    name: 'executable bit of a script', cause: 'permissions', set: 'rules',
    build: async (shop) => buildDeb(shop, { files: [{ path: 'usr/bin/sample', content: '#!/bin/sh\n', mode: shop.pick(0o755, 0o644) }] }),
  },
  {
    name: 'modes in a zip archive', cause: 'permissions', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'tree/one.txt', content: 'one\n' });
      await chmod(join(shop.folder, 'tree/one.txt'), shop.pick(0o644, 0o664));
      return buildZip(shop, [{ path: 'two.txt', content: 'two\n', mode: shop.pick(0o640, 0o600) }], ['-r']);
    },
  },
];
