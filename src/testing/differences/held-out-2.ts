// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDeb, buildTar, buildZip, compile, HELLO } from './package.ts';
import type { Pair } from './pair.ts';
import { runUnder, under } from './workshop.ts';
import type { Workshop } from './workshop.ts';

const set = 'held-out-2' as const;
const atTime = (shop: Workshop): [string, string[]] => under.time(shop.pick('2025-03-09 11:22:33', '2026-07-01 20:05:06'));

const timestamps: readonly Pair[] = [
  {
    name: 'row of a database', cause: 'timestamp', set,
    build: async (shop) => {
      const code = 'import sqlite3, time; d = sqlite3.connect("sample.db"); d.execute("create table meta (name text, value text)")\n'
        + 'd.execute("insert into meta values (?, ?)", ("created", time.strftime("%Y-%m-%d %H:%M:%S"))); d.commit()';
      await runUnder(shop, atTime(shop), ['python3', '-c', code]);
      return 'sample.db';
    },
  },
  {
    name: 'source time in Python bytecode', cause: 'timestamp', set,
    build: async (shop) => {
      await shop.write({ path: 'lib/mod.py', content: 'def answer():\n    return 42\n' });
      await shop.touch('lib', shop.pick(1_700_000_000, 1_733_333_333));
      await shop.run('python3', ['-c', 'import py_compile; py_compile.compile("lib/mod.py", "tree/mod.cpython-311.pyc", dfile="mod.py")'], { without: ['SOURCE_DATE_EPOCH'] });
      return buildTar(shop);
    },
  },
  {
    name: 'localtime in a Perl module', cause: 'timestamp', set,
    build: async (shop) => {
      const time = await runUnder(shop, atTime(shop), ['perl', '-e', 'print scalar localtime']);
      return buildDeb(shop, { files: [{ path: 'usr/share/perl5/Sample/Build.pm', content: `package Sample::Build;\nour $when = '${time}';\n1;\n` }] });
    },
  },
];

const paths: readonly Pair[] = [
  {
    name: 'direct_url.json of a Python package', cause: 'build-path', set,
    build: async (shop) => {
      const url = `file:///${shop.pick('tmp/autopkgtest/src', 'build/python-sample/.pybuild')}/sample`;
      return buildDeb(shop, { files: [{ path: 'usr/lib/python3/dist-packages/sample-1.0.dist-info/direct_url.json', content: JSON.stringify({ dir_info: {}, url }) }] });
    },
  },
  {
    name: 'target of a symbolic link', cause: 'build-path', set,
    build: async (shop) => {
      await shop.run('mkdir', ['-p', 'tree/usr/lib/sample']);
      await symlink(`/build/${shop.pick('sample-8Gh2kL', 'reproducible-path')}/sample-1.0/libsample.so`, join(shop.folder, 'tree/usr/lib/sample/libsample.so'));
      return buildDeb(shop);
    },
  },
  {
    name: 'relink command of libtool', cause: 'build-path', set,
    build: async (shop) => {
      const content = `# libsample.la - a libtool library file\nlibdir='/usr/lib'\nrelink_command="(cd ${shop.pick('/srv/build/a', '/srv/build/second')}/sample/src; /bin/sh ../libtool --mode=relink gcc -o libsample.la)"\n`;
      return buildTar(shop, { files: [{ path: 'usr/lib/libsample.la', content }] }, 'out.tar.xz');
    },
  },
];

const PARTS = ['header', 'network', 'storage', 'zones', 'users'];

const orders: readonly Pair[] = [
  {
    name: 'files put after one another', cause: 'file-order', set,
    build: async (shop) => {
      for (const part of PARTS) await shop.write({ path: `conf.d/${part}`, content: `[${part}]\nenabled = ${part.length}\nlabel = about ${part}\n\n` });
      const content = await shop.run('cat', shop.pick(PARTS, ['users', 'storage', 'header', 'zones', 'network']), { cwd: 'conf.d' });
      return buildDeb(shop, { files: [{ path: 'etc/sample/all.conf', content }] });
    },
  },
  {
    name: 'set in a pickle of Python', cause: 'file-order', set,
    build: async (shop) => {
      const code = `import os, pickle; os.makedirs("tree"); pickle.dump({${PARTS.map((part) => `"${part}-settings"`).join(', ')}}, open("tree/index.pickle", "wb"))`;
      await shop.run('python3', ['-c', code], { env: { PYTHONHASHSEED: shop.pick('3', '4') } });
      return buildDeb(shop);
    },
  },
  {
    name: 'numbered plugins', cause: 'file-order', set,
    build: async (shop) => {
      const order = shop.pick(PARTS, ['zones', 'header', 'users', 'network', 'storage']);
      const content = order.map((part, index) => `#define PLUGIN_${part.toUpperCase()} ${index + 1}\n`).join('');
      return buildDeb(shop, { files: [{ path: 'usr/include/sample/plugins.h', content }] });
    },
  },
];

const locales: readonly Pair[] = [
  {
    name: 'small letters of Turkish', cause: 'locale', set,
    build: async (shop) => {
      await shop.write({ path: 'titles', content: 'TITLE\nINDEX\nMAIN WINDOW\nHELP\n' });
      const content = await shop.run('sed', ['s/.*/\\L&/', 'titles'], { env: { LC_ALL: shop.pick('C.UTF-8', 'tr_TR.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/ids', content }] });
    },
  },
  {
    name: 'amount of money', cause: 'locale', set,
    build: async (shop) => {
      const code = 'import locale; locale.setlocale(locale.LC_ALL, ""); print("Fee:", locale.format_string("%.2f", 98765.4, grouping=True))';
      const content = await shop.run('python3', ['-c', code], { env: { LC_ALL: shop.pick('en_GB.UTF-8', 'pl_PL.UTF-8') } });
      return buildTar(shop, { files: [{ path: 'fees.txt', content }] }, 'out.tar.gz');
    },
  },
  {
    name: 'members sorted by a shell', cause: 'locale', set,
    build: async (shop) => {
      const names = ['Makefile', 'README', 'bench', 'Zoo', 'main', 'readme.txt', '_config', 'Alpha'];
      for (const name of names) await shop.write({ path: `tree/${name}`, content: 'same\n' });
      await shop.write({ path: 'names', content: names.join('\n') });
      const sorted = await shop.run('sort', ['names'], { env: { LC_ALL: shop.pick('C', 'fr_FR.UTF-8') } });
      return buildTar(shop, { order: sorted.trim().split('\n') });
    },
  },
];

const permissions: readonly Pair[] = [
  {
    name: 'group-writable file of an archive within a .deb', cause: 'permissions', set,
    build: async (shop) => {
      await shop.write({ path: 'inner/settings.ini', content: '[a]\n', mode: shop.pick(0o644, 0o664) });
      await shop.touch('inner');
      await shop.run('mkdir', ['-p', 'tree/usr/share/sample']);
      await shop.run('tar', ['--owner=root:0', '--group=root:0', '-cf', '../tree/usr/share/sample/templates.tar', 'settings.ini'], { cwd: 'inner' });
      return buildDeb(shop);
    },
  },
  {
    name: 'umask written down', cause: 'permissions', set,
    build: async (shop) => {
      const line = await runUnder(shop, under.umask(shop.pick('022', '027')), ['perl', '-e', 'printf "umask=%04o\\n", umask']);
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/build.env', content: `make=yes\n${line}` }] });
    },
  },
  {
    name: 'setuid bit', cause: 'permissions', set,
    build: async (shop) => {
      await compile(shop, 'helper', [{ path: 'm.c', content: HELLO }]);
      await shop.run('install', ['-D', `-m${shop.pick('4755', '0755')}`, 'helper', 'tree/usr/libexec/helper']);
      return buildDeb(shop);
    },
  },
];

const randoms: readonly Pair[] = [
  {
    name: 'salt of random bytes', cause: 'randomness', set,
    build: async (shop) => {
      await shop.run('mkdir', ['-p', 'tree/var/lib/sample']);
      await shop.run('openssl', ['rand', '-out', 'tree/var/lib/sample/salt.bin', '48']);
      return buildDeb(shop);
    },
  },
  {
    name: 'identifier of an electronic book', cause: 'randomness', set,
    build: async (shop) => {
      const uuid = await shop.run('cat', ['/proc/sys/kernel/random/uuid']);
      const content = `<?xml version="1.0"?>\n<package unique-identifier="id">\n<metadata><identifier id="id">urn:uuid:${uuid.trim()}</identifier></metadata>\n</package>\n`;
      return buildZip(shop, [{ path: 'mimetype', content: 'application/epub+zip' }, { path: 'content.opf', content }], [], 'book.epub');
    },
  },
  {
    name: 'weights drawn at the start', cause: 'randomness', set,
    build: async (shop) => {
      const json = await shop.run('python3', ['-c', 'import json, random; print(json.dumps({"weights": [random.random() for _ in range(4)]}, indent=1))']);
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/model.conf', content: json }] });
    },
  },
];

const buildIds: readonly Pair[] = [
  {
    name: 'compressed module', cause: 'build-id', set,
    build: async (shop) => {
      await compile(shop, 'sample.so', [{ path: 'm.c', content: 'int four(void) { return 4; }\n' }], ['-shared', '-fPIC', '-Wl,--build-id=uuid']);
      await shop.run('install', ['-D', '-m644', 'sample.so', 'tree/usr/lib/modules/sample.so']);
      await shop.run('xz', ['tree/usr/lib/modules/sample.so']);
      return buildDeb(shop);
    },
  },
  {
    name: 'program of C++ in a zip archive', cause: 'build-id', set,
    build: async (shop) => {
      await shop.write({ path: 'm.cpp', content: '#include <string>\nint main(int c, char **) { return std::to_string(c).size() > 3; }\n' });
      await shop.run('mkdir', ['tree']);
      await shop.run('g++', ['-Wl,--build-id=uuid', '-o', 'tree/sample', 'm.cpp']);
      return buildZip(shop, [], ['-r', '../sample.zip', 'sample'], 'sample.zip');
    },
  },
  {
    name: 'list of build ids for a symbol server', cause: 'build-id', set,
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-Wl,--build-id=uuid']);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      const id = /Build ID: ([0-9a-f]+)/u.exec(await shop.run('readelf', ['--notes', 'sample']))?.[1] ?? '';
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/symbols.txt', content: `MODULE Linux x86_64 sample\nINFO build-id ${id}\n` }] });
    },
  },
];

const tools: readonly Pair[] = [
  {
    name: 'WHEEL of a Python package', cause: 'tool-version', set,
    build: async (shop) => {
      const content = `Wheel-Version: 1.0\nGenerator: ${shop.pick('hatchling 1.12.2', 'hatchling 1.25.0')}\nRoot-Is-Purelib: true\nTag: py3-none-any\n`;
      return buildZip(shop, [{ path: 'sample-1.0.dist-info/WHEEL', content }], [], 'sample-1.0-py3-none-any.whl');
    },
  },
  {
    name: 'version in a drawing', cause: 'tool-version', set,
    build: async (shop) => {
      const version = shop.pick('1.2.2 (b0a8486541, 2022-12-01)', '1.4 (e7c3feb100, 2024-10-09)');
      const content = `<?xml version="1.0"?>\n<svg width="10" height="10"\n   inkscape:version="${version}">\n<rect width="4" height="4"/>\n</svg>\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/icons/sample.svg', content }] });
    },
  },
  {
    name: 'head of a generated source', cause: 'tool-version', set,
    build: async (shop) => {
      const version = shop.pick('67 (Qt 5.15.8)', '68 (Qt 6.4.2)');
      const content = `/****\n** Meta object code from reading C++ file 'view.h'\n**\n** Created by: The Qt Meta Object Compiler version ${version}\n****/\nint view();\n`;
      return buildTar(shop, { files: [{ path: 'include/moc_view.cpp', content }] }, 'out.tar.gz');
    },
  },
];

const hosts: readonly Pair[] = [
  {
    name: 'host in a compressed log', cause: 'host-or-user', set,
    build: async (shop) => {
      const host = await runUnder(shop, under.host(shop.pick('wanna.example.net', 'x86-conova-01.example.net')), ['hostname']);
      await shop.write({ path: 'tree/usr/share/doc/sample/build.log', content: `I: Running configure\nHost: ${host.trim()}\nI: done\n` });
      await shop.run('gzip', ['-n9', 'tree/usr/share/doc/sample/build.log']);
      return buildDeb(shop);
    },
  },
  {
    name: 'getpass of Python in a module', cause: 'host-or-user', set,
    build: async (shop) => {
      const user = shop.pick('alice', 'debian-builder');
      const line = await shop.run('python3', ['-c', 'import getpass; print("BUILT_BY =", repr(getpass.getuser()))'], { env: { LOGNAME: user, USER: user } });
      return buildTar(shop, { files: [{ path: 'sample/_build.py', content: `"""Written at build time."""\n${line}` }] }, 'out.tar.gz');
    },
  },
  {
    name: 'node name in a library', cause: 'host-or-user', set,
    build: async (shop) => {
      const host = (await runUnder(shop, under.host(shop.pick('pb-build4', 'mayer')), ['uname', '-n'])).trim();
      await compile(shop, 'libsample.so.1', [{ path: 'm.c', content: `const char *info(void) { return "compiled on host ${host}"; }\n` }], ['-shared', '-fPIC']);
      return 'libsample.so.1';
    },
  },
];

const compressions: readonly Pair[] = [
  {
    name: 'zstd instead of xz in a .deb', cause: 'compression', set,
    build: async (shop) => buildDeb(shop, { files: [{ path: 'usr/share/sample/text', content: 'the same text\n'.repeat(400) }], words: [shop.pick('-Zxz', '-Zzstd')] }),
  },
  {
    name: 'level of gzip in Python', cause: 'compression', set,
    build: async (shop) => {
      const code = 'import gzip, os, sys; os.makedirs("tree/usr/share/sample"); f = open("tree/usr/share/sample/data.gz", "wb")\n'
        + 'g = gzip.GzipFile("data", "wb", int(sys.argv[1]), f, mtime=0); g.write(b"".join(b"%d squared is %d\\n" % (n, n * n) for n in range(900))); g.close(); f.close()';
      await shop.run('python3', ['-c', code, shop.pick('1', '6')]);
      return buildDeb(shop);
    },
  },
  {
    name: 'check of xz', cause: 'compression', set,
    build: async (shop) => {
      await shop.write({ path: 'tree/usr/share/sample/data.txt', content: 'reproducible builds\n'.repeat(90) });
      await shop.run('xz', [shop.pick('--check=crc32', '--check=sha256'), 'tree/usr/share/sample/data.txt']);
      return buildTar(shop);
    },
  },
];

const contents: readonly Pair[] = [
  {
    name: 'further key of a configuration in JSON', cause: 'other', set,
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'etc/sample/config.json', content: JSON.stringify({ listen: 'localhost', ...shop.pick({}, { tls: true, ciphers: 'modern' }), port: 8443 }) }],
    }),
  },
  {
    name: 'folder of a helper in a script', cause: 'other', set,
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'usr/bin/sample', content: `#!/bin/sh\nexec ${shop.pick('/usr/lib/sample', '/usr/libexec/sample')}/run "$@"\n`, mode: 0o755 }],
    }),
  },
  {
    name: 'corrected translation', cause: 'other', set,
    build: async (shop) => {
      const po = `msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Save changes?"\nmsgstr "${shop.pick('Änderungen sichern?', 'Änderungen speichern?')}"\n`;
      await shop.write({ path: 'de.po', content: po });
      await shop.run('mkdir', ['tree']);
      await shop.run('msgfmt', ['-o', 'tree/de.mo', 'de.po']);
      return buildDeb(shop);
    },
  },
  {
    name: 'message of a program', cause: 'other', set,
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO.replace('hello, world', shop.pick('hello, world', 'good morning, everybody')) }]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'feature that configure found', cause: 'other', set,
    build: async (shop) => buildTar(shop, {
      files: [{ path: 'config.h', content: `/* config.h */\n${shop.pick('#define HAVE_LIBCURL 1', '/* #undef HAVE_LIBCURL */')}\n#define HAVE_STDIO_H 1\n` }],
    }, 'out.tar.xz'),
  },
];

/** Built when the rules were frozen again, after what `held-out` had shown. */
export const secondHeldOutPairs: readonly Pair[] = [
  ...timestamps, ...paths, ...orders, ...locales, ...permissions, ...randoms, ...buildIds, ...tools, ...hosts, ...compressions, ...contents,
];
