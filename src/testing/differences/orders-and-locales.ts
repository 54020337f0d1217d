// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, buildZip } from './package.ts';
import type { Pair } from './pair.ts';

const NAMES = ['alpha', 'beta', 'delta', 'epsilon', 'gamma', 'iota', 'kappa', 'zeta'];
const SHUFFLED = ['gamma', 'alpha', 'zeta', 'kappa', 'beta', 'iota', 'epsilon', 'delta'];
const files = NAMES.map((name) => ({ path: name, content: `${name}\n` }));

/** The same things in another order, whatever made the order: the file system, a hash table, threads. */
export const orderPairs: readonly Pair[] = [
  {
    name: 'members of a tar archive', cause: 'file-order', set: 'rules',
    build: async (shop) => buildTar(shop, { files, order: shop.pick(NAMES, SHUFFLED) }),
  },
  {
    name: 'set of Python printed line by line', cause: 'file-order', set: 'rules',
    build: async (shop) => {
      const list = await shop.run('python3', ['-c', `print("\\n".join(set(${JSON.stringify(NAMES)})))`], { env: { PYTHONHASHSEED: shop.pick('1', '2') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/plugins.list', content: list }] });
    },
  },
  {
    name: 'members of a zip archive', cause: 'file-order', set: 'rules',
    build: async (shop) => {
      const order = shop.pick(NAMES, SHUFFLED);
      return buildZip(shop, order.map((name) => ({ path: `${name}.class`, content: `${name}\n` })));
    },
  },
  {
    name: 'objects in a static library', cause: 'file-order', set: 'rules',
    build: async (shop) => {
      const names = ['one', 'two', 'three'];
      for (const name of names) {
        await shop.write({ path: `${name}.c`, content: `int ${name}(int x) { return x + ${name.length}; }\n` });
        await shop.run('gcc', ['-c', `${name}.c`]);
      }
      await shop.run('ar', ['rcD', 'libsample.a', ...shop.pick(names, names.toReversed()).map((name) => `${name}.o`)]);
      return 'libsample.a';
    },
  },
  {
    name: 'list on one line of JSON', cause: 'file-order', set: 'rules',
    build: async (shop) => {
      const code = `import json; print(json.dumps({"name": "sample", "tags": list(set(${JSON.stringify(NAMES)}))}))`;
      const json = await shop.run('python3', ['-c', code], { env: { PYTHONHASHSEED: shop.pick('1', '2') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/plugins.dat', content: json }] });
    },
  },
  {
    name: 'objects as they are linked', cause: 'file-order', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'main.c', content: 'int one(int); int two(int);\nint main(int c, char **v) { (void)v; return one(two(c)); }\n' });
      await shop.write({ path: 'one.c', content: 'int one(int x) { return x * 7 + 1; }\n' });
      await shop.write({ path: 'two.c', content: 'int two(int x) { return (x ^ 3) - 5; }\n' });
      await shop.run('gcc', ['-O2', '-o', 'sample', 'main.c', ...shop.pick(['one.c', 'two.c'], ['two.c', 'one.c'])]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
];

/** The language and the conventions of whoever built it. */
export const localePairs: readonly Pair[] = [
  {
    name: 'names of months and days', cause: 'locale', set: 'rules',
    build: async (shop) => {
      const date = await shop.run('date', ['-d', '@1700000000', '+%A %d %B %Y, %c'], { env: { LC_ALL: shop.pick('C.UTF-8', 'et_EE.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/released', content: date }] });
    },
  },
  {
    name: 'collation of a sorted list', cause: 'locale', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'list', content: ['Zebra', 'apple', 'Banana', '_under', 'cherry', 'Apple', 'zoo', 'éclair', 'Cat'].join('\n') });
      const sorted = await shop.run('sort', ['list'], { env: { LC_ALL: shop.pick('C.UTF-8', 'en_US.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/words', content: sorted }] });
    },
  },
  {
    name: 'decimal comma', cause: 'locale', set: 'rules',
    build: async (shop) => {
      // The program, not the shell's own word.
      const table = await shop.run('/usr/bin/printf', ['ratio = %.3f\nscale = %.2f\n', shop.pick('0.75', '0,75'), shop.pick('1234.5', '1234,5')], {
        env: { LC_ALL: shop.pick('C.UTF-8', 'de_DE.UTF-8') },
      });
      return buildTar(shop, { files: [{ path: 'table.conf', content: table }] }, 'out.tar.gz');
    },
  },
  {
    name: 'calendar in HTML', cause: 'locale', set: 'rules',
    build: async (shop) => {
      const html = await shop.run('python3', ['-m', 'calendar', '-t', 'html', '-e', 'utf-8', '-L', shop.pick('C', 'fr_FR'), '2024']);
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/calendar.html', content: html }] });
    },
  },
  {
    name: 'LANG in a recorded environment', cause: 'locale', set: 'rules',
    build: async (shop) => {
      const settings = await shop.run('locale', [], { env: { LC_ALL: '', LANG: shop.pick('C.UTF-8', 'fr_FR.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/environment', content: settings }] });
    },
  },
];
