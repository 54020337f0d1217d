// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, compile, HELLO } from './package.ts';
import type { Pair } from './pair.ts';

/** Numbers drawn anew for every build. */
export const randomPairs: readonly Pair[] = [
  {
    name: 'UUID in a configuration file', cause: 'randomness', set: 'rules',
    build: async (shop) => {
      const uuid = await shop.run('cat', ['/proc/sys/kernel/random/uuid']);
      return buildDeb(shop, { files: [{ path: 'etc/sample.conf', content: `[sample]\ninstance = ${uuid}` }] });
    },
  },
  {
    name: 'name of a temporary file in a script', cause: 'randomness', set: 'rules',
    build: async (shop) => {
      const name = await shop.run('mktemp', ['--dry-run', '--tmpdir=/tmp']);
      return buildDeb(shop, { files: [{ path: 'usr/bin/sample', content: `#!/bin/sh\nLOG=${name.trim()}\nexec true\n`, mode: 0o755 }] });
    },
  },
  {
    name: 'key of random bytes in hexadecimal', cause: 'randomness', set: 'rules',
    build: async (shop) => {
      const key = await shop.run('openssl', ['rand', '-hex', '32']);
      return buildTar(shop, { files: [{ path: 'secret.ini', content: `key=${key}` }] }, 'out.tar.gz');
    },
  },
  {
    name: 'salted password', cause: 'randomness', set: 'rules',
    build: async (shop) => {
      const password = await shop.run('openssl', ['passwd', '-6', 'secret']);
      return buildDeb(shop, { files: [{ path: 'etc/sample/shadow', content: `admin:${password}` }] });
    },
  },
  {
    name: 'random anchors in HTML', cause: 'randomness', set: 'rules',
    build: async (shop) => {
      const code = 'import secrets; print("".join(f"<h2 id=\\"sec-{secrets.token_hex(4)}\\">Part {n}</h2>\\n" for n in range(4)), end="")';
      const html = await shop.run('python3', ['-c', code]);
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/guide.html', content: `<html><body>\n${html}</body></html>\n` }] });
    },
  },
];

const SHARED = '__attribute__((visibility("default"))) int answer(void) { return 42; }\n';

/** The build id drawn or given, where the code is the same. */
export const buildIdPairs: readonly Pair[] = [
  {
    name: 'random build id of a program in a .deb', cause: 'build-id', set: 'rules',
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-Wl,--build-id=uuid']);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'build id of a shared library', cause: 'build-id', set: 'rules',
    build: async (shop) => {
      const id = shop.pick('0x8d5c7f2b11aa03e49977', '0x01f3c4cc92ab5d5e6f10');
      await compile(shop, 'libsample.so.1', [{ path: 'm.c', content: SHARED }], ['-shared', '-fPIC', `-Wl,--build-id=${id}`]);
      return 'libsample.so.1';
    },
  },
  {
    name: 'kind of build id', cause: 'build-id', set: 'rules',
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], [`-Wl,--build-id=${shop.pick('sha1', 'md5')}`]);
      return 'sample';
    },
  },
  {
    name: 'path of detached debugging information', cause: 'build-id', set: 'rules',
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-g', `-ffile-prefix-map=${shop.folder}=.`, '-Wl,--build-id=uuid']);
      const id = /Build ID: ([0-9a-f]+)/u.exec(await shop.run('readelf', ['--notes', 'sample']))?.[1] ?? '';
      const folder = `tree/usr/lib/debug/.build-id/${id.slice(0, 2)}`;
      await shop.run('mkdir', ['-p', folder]);
      await shop.run('objcopy', ['--only-keep-debug', 'sample', `${folder}/${id.slice(2)}.debug`]);
      return buildDeb(shop);
    },
  },
];
