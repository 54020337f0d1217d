// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, buildZip, compile, HELLO } from './package.ts';
import type { Pair } from './pair.ts';
import { runUnder, under } from './workshop.ts';
import type { Workshop } from './workshop.ts';

const set = 'held-out-4' as const;
const atTime = (shop: Workshop): [string, string[]] => under.time(shop.pick('2026-01-05 07:08:09', '2026-06-30 21:22:23'));

const timestamps: readonly Pair[] = [
  {
    name: 'day in a version header', cause: 'timestamp', set,
    build: async (shop) => {
      const day = (await runUnder(shop, atTime(shop), ['date', '+%d.%m.%Y'])).trim();
      return buildDeb(shop, { files: [{ path: 'usr/include/sample/version.h', content: `#define SAMPLE_VERSION "1.0"\n#define SAMPLE_RELEASED "${day}"\n` }] });
    },
  },
  {
    name: 'last update of a manual', cause: 'timestamp', set,
    build: async (shop) => {
      const day = (await runUnder(shop, atTime(shop), ['date', '+%-d %B %Y'])).trim();
      await shop.write({ path: 'tree/usr/share/info/sample.info', content: `This is sample.info.\n\nThis manual was last updated ${day}.\n\nChapter 1\n` });
      await shop.run('gzip', ['-n9', 'tree/usr/share/info/sample.info']);
      return buildDeb(shop);
    },
  },
];

const paths: readonly Pair[] = [
  {
    name: 'database of compilations', cause: 'build-path', set,
    build: async (shop) => {
      const directory = `/tmp/${shop.pick('autobuild', 'autobuild-second')}/sample/build`;
      const content = JSON.stringify([{ directory, command: `cc -O2 -I${directory}/include -c ../m.c`, file: '../m.c' }]);
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/compile_commands.json', content }] });
    },
  },
  {
    name: 'list of installed files', cause: 'build-path', set,
    build: async (shop) => {
      const root = `/build/${shop.pick('libsample-perl-1.0', '1st/libsample-perl-1.0')}/debian/libsample-perl`;
      const content = ['usr/share/man/man3/Sample.3pm', 'usr/share/perl5/Sample.pm', 'usr/share/perl5/Sample/Util.pm'].map((name) => `${root}/${name}\n`).join('');
      return buildTar(shop, { files: [{ path: 'auto/Sample/.packlist', content }] }, 'out.tar.gz');
    },
  },
];

const orders: readonly Pair[] = [
  {
    name: 'sources of an egg', cause: 'file-order', set,
    build: async (shop) => {
      const names = ['setup.py', 'README.md', 'sample/__init__.py', 'sample/core.py', 'sample/net.py', 'tests/test_core.py'];
      const code = `print("\\n".join({${names.map((name) => `"${name}"`).join(', ')}}))`;
      const content = await shop.run('python3', ['-c', code], { env: { PYTHONHASHSEED: shop.pick('11', '12') } });
      return buildDeb(shop, { files: [{ path: 'usr/lib/python3/dist-packages/sample.egg-info/SOURCES.txt', content }] });
    },
  },
  {
    name: 'libraries of a program', cause: 'file-order', set,
    build: async (shop) => {
      for (const name of ['one', 'two']) await compile(shop, `lib${name}.so`, [{ path: `${name}.c`, content: `int ${name}(void) { return 1; }\n` }], ['-shared', '-fPIC', `-Wl,-soname,lib${name}.so.1`]);
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-L.', '-Wl,--no-as-needed', ...shop.pick(['-lone', '-ltwo'], ['-ltwo', '-lone'])]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
];

const locales: readonly Pair[] = [
  {
    name: 'days of the week in a script', cause: 'locale', set,
    build: async (shop) => {
      const code = 'import calendar, json, locale; locale.setlocale(locale.LC_ALL, ""); print("const days =", json.dumps(list(calendar.day_name), ensure_ascii=False) + ";")';
      const content = await shop.run('python3', ['-c', code], { env: { LC_ALL: shop.pick('en_US.UTF-8', 'es_ES.UTF-8') } });
      return buildTar(shop, { files: [{ path: 'static/days.js', content }] }, 'out.tar.xz');
    },
  },
  {
    name: 'quotes around file names', cause: 'locale', set,
    build: async (shop) => {
      for (const name of ['alpha file', 'beta file']) await shop.write({ path: `data/${name}`, content: '' });
      const content = await shop.run('ls', ['--quoting-style=locale', 'data'], { env: { LC_ALL: shop.pick('C', 'en_US.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/contents', content }] });
    },
  },
];

const permissions: readonly Pair[] = [
  {
    name: 'secret file of a .deb', cause: 'permissions', set,
    build: async (shop) => {
      await shop.write({ path: 'sample.key', content: 'none\n' });
      await shop.run('install', ['-D', `-m${shop.pick('0600', '0640')}`, 'sample.key', 'tree/etc/sample/sample.key']);
      return buildDeb(shop);
    },
  },
  {
    name: 'group of a folder under fakeroot', cause: 'permissions', set,
    build: async (shop) => {
      await shop.write({ path: 'tree/DEBIAN/control', content: 'Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: sample\n' });
      await shop.run('mkdir', ['-p', 'tree/usr/local/share/sample']);
      await shop.touch('tree');
      await shop.run('fakeroot', ['perl', '-e', 'system("chown", shift, "tree/usr/local/share/sample") == 0 or die; exec @ARGV', shop.pick('0:0', '0:50'), 'dpkg-deb', '-Zxz', '-b', 'tree', 'out.deb']);
      return 'out.deb';
    },
  },
];

const randoms: readonly Pair[] = [
  {
    name: 'certificate signed by itself', cause: 'randomness', set,
    build: async (shop) => {
      const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem', '-out', 'snakeoil.pem', '-days', '30', '-subj', '/CN=localhost'];
      await runUnder(shop, under.time('2024-01-01 00:00:00'), ['openssl', ...words]);
      await shop.run('install', ['-D', '-m644', 'snakeoil.pem', 'tree/etc/ssl/snakeoil.pem']);
      return buildDeb(shop);
    },
  },
  {
    name: 'secret of a web application', cause: 'randomness', set,
    build: async (shop) => {
      const secret = (await shop.run('python3', ['-c', 'import secrets; print(secrets.token_urlsafe(24))'])).trim();
      const content = `<?php\ndefine('DB_NAME', 'sample');\ndefine('AUTH_SALT', '${secret}');\n`;
      return buildTar(shop, { files: [{ path: 'config/config.php', content }] }, 'out.tar.gz');
    },
  },
];

const buildIds: readonly Pair[] = [
  {
    name: 'library with a link to its debugging information', cause: 'build-id', set,
    build: async (shop) => {
      await compile(shop, 'libsample.so.5', [{ path: 'm.c', content: 'int five(void) { return 5; }\n' }], ['-g', `-ffile-prefix-map=${shop.folder}=.`, '-shared', '-fPIC', '-Wl,--build-id=uuid']);
      await shop.run('objcopy', ['--only-keep-debug', 'libsample.so.5', 'five.debug']);
      await shop.run('strip', ['--strip-unneeded', '-o', 'stripped', 'libsample.so.5']);
      await shop.run('objcopy', ['--add-gnu-debuglink=five.debug', 'stripped']);
      await shop.run('install', ['-D', '-m644', 'stripped', 'tree/usr/lib/libsample.so.5']);
      return buildDeb(shop);
    },
  },
  {
    name: 'three programs of a tar archive', cause: 'build-id', set,
    build: async (shop) => {
      await shop.run('mkdir', ['tree']);
      for (const [index, name] of ['x', 'y', 'z'].entries()) await compile(shop, `tree/${name}`, [{ path: `${name}.c`, content: `int main(void) { return ${index}; }\n` }], ['-Wl,--build-id=uuid']);
      return buildTar(shop, {}, 'out.tar.xz');
    },
  },
];

const tools: readonly Pair[] = [
  {
    name: 'javadoc of a page', cause: 'tool-version', set,
    build: async (shop) => {
      const content = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<!-- Generated by javadoc (${shop.pick('17.0.13', '17.0.9')}) -->\n<title>Overview</title>\n</head>\n</html>\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/libsample-java/api/index.html', content }] });
    },
  },
  {
    name: 'object of another compiler in a static library', cause: 'tool-version', set,
    build: async (shop) => {
      await shop.write({ path: 'm.c', content: 'int six(void) { return 6; }\n' });
      const assembly = await shop.run('gcc', ['-S', '-o', '-', 'm.c']);
      await shop.write({ path: 'm.s', content: shop.pick(assembly, assembly.replaceAll(/\.ident\t.*/gu, '.ident\t"GCC: (Debian 14.2.0-8) 14.2.0"')) });
      await shop.run('gcc', ['-c', 'm.s']);
      await shop.run('ar', ['rcD', 'libsix.a', 'm.o']);
      return 'libsix.a';
    },
  },
];

const hosts: readonly Pair[] = [
  {
    name: 'host among facts of the build', cause: 'host-or-user', set,
    build: async (shop) => {
      const host = (await runUnder(shop, under.host(shop.pick('arm-conova-03', 'sbuild')), ['hostname'])).trim();
      const content = `${JSON.stringify({ build: { type: 'release', host, jobs: 4 } }, null, 2)}\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/build.meta', content }] });
    },
  },
  {
    name: 'user and host of a make variable', cause: 'host-or-user', set,
    build: async (shop) => {
      const host = (await runUnder(shop, under.host(shop.pick('trixie', 'deb12-builder')), ['hostname'])).trim();
      const content = `VERSION = 1.0\nCOMPILED_BY = ${shop.pick('root', 'jo')}@${host}\n`;
      return buildTar(shop, { files: [{ path: 'share/sample/config.mk', content }] }, 'out.tar.xz');
    },
  },
];

const compressions: readonly Pair[] = [
  {
    name: 'method of zipfile in Python', cause: 'compression', set,
    build: async (shop) => {
      const code = 'import sys, zipfile\nz = zipfile.ZipFile("out.zip", "w", int(sys.argv[1]))\n'
        + 'i = zipfile.ZipInfo("table.txt", (2024, 1, 1, 0, 0, 0)); i.compress_type = int(sys.argv[1]); i.external_attr = 0o644 << 16\n'
        + 'z.writestr(i, "row of a table\\n" * 300); z.close()';
      await shop.run('python3', ['-c', code, shop.pick('8', '12')]);
      return 'out.zip';
    },
  },
  {
    name: 'control archive packed otherwise', cause: 'compression', set,
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'usr/share/sample/a', content: 'a\n' }], words: ['-Zxz', shop.pick('--uniform-compression', '--no-uniform-compression')],
    }),
  },
];

const contents: readonly Pair[] = [
  {
    name: 'optimisation of a program', cause: 'other', set,
    build: async (shop) => {
      const content = 'int main(int c, char **v) { int s = 0; for (int i = 0; i < c * 10; i++) s += i * (c ^ i); (void)v; return s; }\n';
      await compile(shop, 'sample', [{ path: 'm.c', content }], [shop.pick('-O0', '-O2')]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'data of a test', cause: 'other', set,
    build: async (shop) => buildTar(shop, { files: [{ path: 'data/points.csv', content: `x,y\n1,3\n2,${shop.pick(9, 14)}\n4,8\n` }] }, 'out.tar.gz'),
  },
  {
    name: 'sentence of a French page', cause: 'other', set,
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'usr/share/doc/sample/lisezmoi', content: `Bienvenue.\nCe programme ${shop.pick('affiche la liste des fichiers', 'compare les dossiers entre eux')}.\n` }],
    }),
  },
  {
    name: 'example that a zip archive lacks', cause: 'other', set,
    build: async (shop) => buildZip(shop, [{ path: 'readme.txt', content: 'read me\n' }, ...shop.pick([{ path: 'example.txt', content: 'an example\n' }], [])]),
  },
];

/** Built when the rules were frozen for the fourth time, after what `held-out-3` had shown. */
export const fourthHeldOutPairs: readonly Pair[] = [
  ...timestamps, ...paths, ...orders, ...locales, ...permissions, ...randoms, ...buildIds, ...tools, ...hosts, ...compressions, ...contents,
];
