// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, buildZip, compile, HELLO } from './package.ts';
import type { Pair } from './pair.ts';
import { runUnder, under } from './workshop.ts';
import type { Workshop } from './workshop.ts';

const set = 'held-out-3' as const;
const atTime = (shop: Workshop): [string, string[]] => under.time(shop.pick('2024-08-17 03:14:15', '2025-12-01 19:20:21'));

const timestamps: readonly Pair[] = [
  {
    name: 'date within a picture', cause: 'timestamp', set,
    build: async (shop) => {
      const code = 'import struct, time, zlib; chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))\n'
        + 'text = b"date:create\\0" + time.strftime("%Y-%m-%dT%H:%M:%S+00:00").encode()\n'
        + 'head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)\n'
        + 'open("icon.png", "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", head) + chunk(b"tEXt", text) + chunk(b"IDAT", zlib.compress(b"\\0\\7")) + chunk(b"IEND", b""))';
      await runUnder(shop, atTime(shop), ['python3', '-c', code]);
      return 'icon.png';
    },
  },
  {
    name: 'members of a compressed tar archive', cause: 'timestamp', set,
    build: async (shop) => {
      for (const name of ['a.txt', 'b.txt']) await shop.write({ path: `src/${name}`, content: `${name}\n` });
      await shop.touch('src', shop.pick(1_690_000_000, 1_720_000_123));
      await shop.run('tar', ['--sort=name', '--owner=root:0', '--group=root:0', '-cJf', 'sample.tar.xz', 'src']);
      return 'sample.tar.xz';
    },
  },
  {
    name: 'last line of a generated changelog', cause: 'timestamp', set,
    build: async (shop) => {
      const date = (await runUnder(shop, atTime(shop), ['date', '-R'])).trim();
      const content = `sample (1.0~dev) unstable; urgency=medium\n\n  * Development build.\n\n -- Nobody <nobody@example.org>  ${date}\n`;
      await shop.write({ path: 'tree/usr/share/doc/sample/changelog.Debian', content });
      await shop.run('gzip', ['-n9', 'tree/usr/share/doc/sample/changelog.Debian']);
      return buildDeb(shop);
    },
  },
];

const paths: readonly Pair[] = [
  {
    name: 'source location in a library of C++', cause: 'build-path', set,
    build: async (shop) => {
      const cwd = shop.pick('x/sample', 'deeply/nested/sample');
      await shop.write({ path: `${cwd}/lib.cpp`, content: 'const char *where() { return __builtin_FILE(); }\n' });
      await shop.run('g++', ['-shared', '-fPIC', '-O2', '-o', 'libsample.so.3', `${shop.folder}/${cwd}/lib.cpp`]);
      await shop.run('install', ['-D', '-m644', 'libsample.so.3', 'tree/usr/lib/libsample.so.3']);
      return buildDeb(shop);
    },
  },
  {
    name: 'file named in documentation', cause: 'build-path', set,
    build: async (shop) => {
      const folder = shop.pick('/home/pbuilder/sample-1.0', '/tmp/buildd/sample-1.0');
      const content = `<html><body>\n<p>Definition at line 12 of file <a href="view_8h.html">${folder}/include/view.h</a>.</p>\n</body></html>\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/html/view_8h.html', content }] });
    },
  },
];

const orders: readonly Pair[] = [
  {
    name: 'hash dumped on one line', cause: 'file-order', set,
    build: async (shop) => {
      const code = 'use Data::Dumper; $Data::Dumper::Indent = 0; my %h = (host => "a", port => 1, path => "b", user => 2, mode => "c"); print Dumper(\\%h)';
      const content = await shop.run('perl', ['-e', code], { env: { PERL_HASH_SEED: shop.pick('21', '1234'), PERL_PERTURB_KEYS: '0' } });
      return buildTar(shop, { files: [{ path: 'defaults.pl', content: `our ${content}\n` }] }, 'out.tar.gz');
    },
  },
  {
    name: 'objects of a shared library', cause: 'file-order', set,
    build: async (shop) => {
      const names = ['parse', 'render', 'verify'];
      for (const name of names) await shop.write({ path: `${name}.c`, content: `int ${name}(int x) { for (int i = 0; i < x; i++) x += i % ${name.length}; return x; }\n` });
      await shop.run('gcc', ['-O1', '-shared', '-fPIC', '-o', 'libsample.so.4', ...shop.pick(names, ['verify', 'parse', 'render']).map((name) => `${name}.c`)]);
      await shop.run('install', ['-D', '-m644', 'libsample.so.4', 'tree/usr/lib/libsample.so.4']);
      return buildDeb(shop);
    },
  },
];

const locales: readonly Pair[] = [
  {
    name: 'date of a page in French', cause: 'locale', set,
    build: async (shop) => {
      const date = (await shop.run('date', ['-d', '@1692241200', '+%c'], { env: { LC_ALL: shop.pick('C.UTF-8', 'fr_FR.UTF-8') } })).trim();
      const content = `<html><body>\n<p>Manual of ${date}</p>\n</body></html>\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/manual.html', content }] });
    },
  },
  {
    name: 'encoding of a text', cause: 'locale', set,
    build: async (shop) => {
      const code = 'import locale; open("authors", "w", encoding=locale.getpreferredencoding(False)).write("J\\u00fcrgen Gr\\u00f6\\u00dfl\\nRen\\u00e9e\\n")';
      await shop.run('python3', ['-X', 'utf8=0', '-c', code], { env: { LC_ALL: shop.pick('de_DE.UTF-8', 'de_DE.ISO-8859-1') } });
      await shop.run('install', ['-D', '-m644', 'authors', 'tree/usr/share/doc/sample/AUTHORS']);
      return buildDeb(shop);
    },
  },
];

const permissions: readonly Pair[] = [
  {
    name: 'owner by number', cause: 'permissions', set,
    build: async (shop) => buildTar(shop, {
      files: [{ path: 'var/www/index.html', content: '<p>Hello</p>\n' }],
      words: shop.pick(['--owner=root:0', '--group=root:0'], ['--owner=:33', '--group=:33', '--numeric-owner']),
    }, 'out.tar.gz'),
  },
  {
    name: 'file that nobody may write', cause: 'permissions', set,
    build: async (shop) => buildZip(shop, [{ path: 'data/table.csv', content: 'a,b\n1,2\n', mode: shop.pick(0o644, 0o444) }], [], 'sample.zip'),
  },
];

const randoms: readonly Pair[] = [
  {
    name: 'temporary folder in a maintainer script', cause: 'randomness', set,
    build: async (shop) => {
      const folder = await shop.run('mktemp', ['--dry-run', '--directory', '--tmpdir=/var/tmp', 'sample-build.XXXXXXXX']);
      return buildDeb(shop, { files: [{ path: 'DEBIAN/postrm', content: `#!/bin/sh\nrm -rf ${folder.trim()}/stage\n`, mode: 0o755 }] });
    },
  },
  {
    name: 'key compiled into a program', cause: 'randomness', set,
    build: async (shop) => {
      const key = (await shop.run('openssl', ['rand', '-hex', '16'])).trim();
      await compile(shop, 'sample', [{ path: 'm.c', content: `#include <stdio.h>\nint main(void) { puts("${key}"); return 0; }\n` }]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'names of elements in XML', cause: 'randomness', set,
    build: async (shop) => {
      const code = 'import secrets; print("".join(f"<item xml:id=\\"n{secrets.token_urlsafe(9)}\\">{n}</item>\\n" for n in range(3)), end="")';
      return buildZip(shop, [{ path: 'content.xml', content: `<?xml version="1.0"?>\n<list>\n${await shop.run('python3', ['-c', code])}</list>\n` }]);
    },
  },
];

const buildIds: readonly Pair[] = [
  {
    name: 'program in an archive within a .deb', cause: 'build-id', set,
    build: async (shop) => {
      await shop.run('mkdir', ['-p', 'inner', 'tree/usr/share/sample']);
      await compile(shop, 'inner/tool', [{ path: 'm.c', content: HELLO }], ['-Wl,--build-id=uuid']);
      await shop.touch('inner');
      await shop.run('tar', ['--owner=root:0', '--group=root:0', '-czf', '../tree/usr/share/sample/tools.tar.gz', 'tool'], { cwd: 'inner', env: { GZIP: '-n' } });
      return buildDeb(shop);
    },
  },
  {
    name: 'program linked statically', cause: 'build-id', set,
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: 'void _start(void) { for (;;); }\n' }], ['-static', '-nostdlib', '-s', '-Wl,--build-id=uuid']);
      return 'sample';
    },
  },
];

const tools: readonly Pair[] = [
  {
    name: 'comment of another compiler', cause: 'tool-version', set,
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-fno-ident', '-Wl,--build-id=none']);
      await shop.write({ path: 'comment', content: `rustc version ${shop.pick('1.63.0 (4b91a6ea7 2022-08-08)', '1.70.0 (90c541806 2023-05-31)')}\0` });
      await shop.run('objcopy', ['--remove-section=.comment', '--add-section', '.comment=comment', 'sample']);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'manual page made of --help', cause: 'tool-version', set,
    build: async (shop) => {
      const content = `.\\" DO NOT MODIFY THIS FILE!  It was generated by help2man ${shop.pick('1.49.3', '1.48.5')}.\n.TH SAMPLE "1" "November 2023" "sample 1.0" "User Commands"\n.SH NAME\nsample\n`;
      await shop.write({ path: 'tree/usr/share/man/man1/sample.1', content });
      await shop.run('gzip', ['-n9', 'tree/usr/share/man/man1/sample.1']);
      return buildDeb(shop);
    },
  },
  {
    name: 'producer of a document', cause: 'tool-version', set,
    build: async (shop) => {
      const content = `%PDF-1.5\n1 0 obj\n<< /Producer (pdfTeX-${shop.pick('1.40.24', '1.40.26')}) /Creator (TeX) >>\nendobj\ntrailer\n<< /Info 1 0 R >>\n%%EOF\n`;
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/manual.pdf', content }] });
    },
  },
];

const hosts: readonly Pair[] = [
  {
    name: 'build system in a file of Lisp', cause: 'host-or-user', set,
    build: async (shop) => {
      const host = (await runUnder(shop, under.host(shop.pick('lw08', 'x86-bm-01')), ['hostname'])).trim();
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/site.el', content: `;; written by make\n(setq sample-build-system "${host}")\n` }] });
    },
  },
  {
    name: 'attribute of a page', cause: 'host-or-user', set,
    build: async (shop) => {
      const user = shop.pick('jenkins', 'lamby');
      const content = `<html><head>\n<meta name="build-user" content="${user}"/>\n</head><body></body></html>\n`;
      return buildTar(shop, { files: [{ path: 'index.html', content }] }, 'out.tar.xz');
    },
  },
];

const compressions: readonly Pair[] = [
  {
    name: 'strategy of zlib', cause: 'compression', set,
    build: async (shop) => {
      const code = 'import sys, zlib; data = b"".join(b"%d squared is %d\\n" % (n, n * n) for n in range(900)); c = zlib.compressobj(6, zlib.DEFLATED, 31, 8, int(sys.argv[1]))\n'
        + 'open("numbers.gz", "wb").write(c.compress(data) + c.flush())';
      await shop.run('python3', ['-c', code, shop.pick('0', '2')]);
      return 'numbers.gz';
    },
  },
  {
    name: 'level of a jar within a .deb', cause: 'compression', set,
    build: async (shop) => {
      const files = ['A', 'B'].map((name) => ({ path: `org/${name}.class`, content: Array.from({ length: 300 }, (_, index) => `${name}${index * index} `).join('') }));
      await buildZip(shop, files, [shop.pick('-1', '-9')], 'sample.jar');
      await shop.run('rm', ['-r', 'tree']);
      await shop.run('install', ['-D', '-m644', 'sample.jar', 'tree/usr/share/java/sample.jar']);
      return buildDeb(shop);
    },
  },
];

const contents: readonly Pair[] = [
  {
    name: 'icon of a menu entry', cause: 'other', set,
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'usr/share/applications/sample.desktop', content: `[Desktop Entry]\nName=Sample\nIcon=${shop.pick('sample', 'sample-symbolic')}\nExec=sample %f\n` }],
    }),
  },
  {
    name: 'further library of a program', cause: 'other', set,
    build: async (shop) => {
      await compile(shop, 'sample', [{ path: 'm.c', content: HELLO }], ['-Wl,--no-as-needed', ...shop.pick([], ['-lm'])]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'rule of a style sheet', cause: 'other', set,
    build: async (shop) => buildTar(shop, {
      files: [{ path: 'style.css', content: `body{margin:0;color:#222}a{color:${shop.pick('#0645ad', 'teal')}}h1{font-size:2em}\n` }],
    }, 'out.tar.gz'),
  },
];

/** Built when the rules were frozen for the third time, after what `held-out-2` had shown. */
export const thirdHeldOutPairs: readonly Pair[] = [
  ...timestamps, ...paths, ...orders, ...locales, ...permissions, ...randoms, ...buildIds, ...tools, ...hosts, ...compressions, ...contents,
];
