// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar, buildZip, compile, HELLO } from './package.ts';
import type { Pair } from './pair.ts';
import { runUnder, under } from './workshop.ts';
import type { Workshop } from './workshop.ts';

const set = 'held-out' as const;
const toSeconds = (shop: Workshop): number => shop.pick(1_700_000_000, 1_712_345_678);
const toFolder = (shop: Workshop): string => shop.pick('one/src', 'another-place/src');
const WORDS = ['maple', 'birch', 'oak', 'elm', 'ash', 'willow', 'cedar', 'pine', 'beech'];

async function runPerl(shop: Workshop, code: string): Promise<string> {
  return shop.run('perl', ['-e', code], { env: { PERL_HASH_SEED: shop.pick('1', '999'), PERL_PERTURB_KEYS: '0' } });
}

const timestamps: readonly Pair[] = [
  {
    name: 'times of members of a jar', cause: 'timestamp', set,
    build: async (shop) => {
      await buildZip(shop, [{ path: 'a/One.class', content: 'one\n' }, { path: 'b/Two.class', content: 'two\n' }]);
      await shop.touch('tree', toSeconds(shop));
      await shop.run('zip', ['-q', '-X', '-r', '../sample.jar', 'a', 'b'], { cwd: 'tree' });
      return 'sample.jar';
    },
  },
  {
    name: 'times in a static library', cause: 'timestamp', set,
    build: async (shop) => {
      await shop.write({ path: 'lib/m.c', content: HELLO });
      await shop.run('gcc', ['-c', 'm.c'], { cwd: 'lib' });
      await shop.touch('lib', toSeconds(shop));
      await shop.run('ar', ['rcU', '../libsample.a', 'm.o'], { cwd: 'lib', without: ['SOURCE_DATE_EPOCH'] });
      return 'libsample.a';
    },
  },
  {
    name: 'date of a compressed manual page', cause: 'timestamp', set,
    build: async (shop) => {
      await shop.write({ path: 'sample.pod', content: '=head1 NAME\n\nsample - a sample\n' });
      await shop.touch('.', toSeconds(shop));
      const page = await shop.run('pod2man', ['sample.pod'], { without: ['SOURCE_DATE_EPOCH'] });
      await shop.write({ path: 'tree/usr/share/man/man1/sample.1', content: page });
      await shop.run('gzip', ['-n9', 'tree/usr/share/man/man1/sample.1']);
      return buildDeb(shop);
    },
  },
];

const paths: readonly Pair[] = [
  {
    name: 'notes for test coverage', cause: 'build-path', set,
    build: async (shop) => {
      const cwd = toFolder(shop);
      await shop.write({ path: `${cwd}/m.c`, content: HELLO });
      await shop.run('gcc', ['--coverage', '-c', 'm.c'], { cwd });
      await shop.run('install', ['-D', `${cwd}/m.gcno`, 'tree/usr/lib/sample/m.gcno']);
      return buildDeb(shop);
    },
  },
  {
    name: 'source map of a script', cause: 'build-path', set,
    build: async (shop) => {
      const root = `/home/${shop.pick('buildd/work', 'runner/project-7')}/sample`;
      const map = JSON.stringify({ version: 3, file: 'app.js', sources: [`${root}/src/app.ts`, `${root}/src/view.ts`], mappings: 'AAAA,SAASA' });
      return buildTar(shop, { files: [{ path: 'dist/app.js.map', content: map }, { path: 'dist/app.js', content: 'run();\n' }] }, 'out.tar.gz');
    },
  },
  {
    name: 'folder that a program was configured in', cause: 'build-path', set,
    build: async (shop) => {
      const cwd = toFolder(shop);
      await shop.write({ path: `${cwd}/show.c`, content: '#include <stdio.h>\nint main(void) { puts("configure run in " SRC); return 0; }\n' });
      await shop.run('gcc', [`-DSRC="${shop.folder}/${cwd}"`, '-s', '-O2', '-o', 'show', 'show.c'], { cwd });
      await shop.run('install', ['-D', `${cwd}/show`, 'tree/usr/libexec/show']);
      return buildTar(shop, {}, 'out.tar.xz');
    },
  },
];

const orders: readonly Pair[] = [
  {
    name: 'hash of Perl as a list in HTML', cause: 'file-order', set,
    build: async (shop) => {
      const items = await runPerl(shop, `my %h = map { $_ => 1 } qw(${WORDS.join(' ')}); print "<li><a href=\\"$_.html\\">$_</a></li>\\n" for keys %h`);
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/index.html', content: `<html><body><ul>\n${items}</ul></body></html>\n` }] });
    },
  },
  {
    name: 'dependencies joined from a hash', cause: 'file-order', set,
    build: async (shop) => {
      const depends = await runPerl(shop, 'my %h = (libc6 => 1, libgcc1 => 1, zlib1g => 1, libpng16 => 1, perl => 1); print join(", ", keys %h)');
      return buildDeb(shop, { control: [`Depends: ${depends}`] });
    },
  },
  {
    name: 'generated table of a program', cause: 'file-order', set,
    build: async (shop) => {
      const rows = await runPerl(shop, `my %h = map { $_ => 1 } qw(${WORDS.join(' ')}); print "  \\"$_ tree\\",\\n" for keys %h`);
      const content = `#include <stdio.h>\nstatic const char *const names[] = {\n${rows}};\nint main(int c, char **v) { (void)v; puts(names[c]); return 0; }\n`;
      await compile(shop, 'sample', [{ path: 'm.c', content }]);
      await shop.run('install', ['-D', 'sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
];

const locales: readonly Pair[] = [
  {
    name: 'preferred date and time', cause: 'locale', set,
    build: async (shop) => {
      const code = 'import locale, time; locale.setlocale(locale.LC_ALL, ""); print("Release", time.strftime("%x", time.gmtime(1700000000)))';
      const line = await shop.run('python3', ['-c', code], { env: { LC_ALL: shop.pick('en_US.UTF-8', 'de_DE.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/NEWS', content: line }] });
    },
  },
  {
    name: 'transliteration to ASCII', cause: 'locale', set,
    build: async (shop) => {
      await shop.write({ path: 'authors', content: 'Jürgen Größl\nZoë Müller\nRenée Faßbinder\nMary Smith\n' });
      const authors = await shop.run('iconv', ['-f', 'UTF-8', '-t', 'ASCII//TRANSLIT', 'authors'], { env: { LC_ALL: shop.pick('C', 'de_DE.UTF-8') } });
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/AUTHORS', content: authors }] });
    },
  },
  {
    name: 'grouping of digits', cause: 'locale', set,
    build: async (shop) => {
      const size = await shop.run('numfmt', ['--grouping', '123456789'], { env: { LC_ALL: shop.pick('C.UTF-8', 'en_US.UTF-8') } });
      return buildTar(shop, { files: [{ path: 'stats.txt', content: `entries: ${size}` }] });
    },
  },
];

const permissions: readonly Pair[] = [
  {
    name: 'setgid bit of a folder', cause: 'permissions', set,
    build: async (shop) => {
      await shop.run('mkdir', ['-p', 'tree/var/games/sample']);
      await shop.run('chmod', [shop.pick('0755', '2755'), 'tree/var/games/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'owner under fakeroot', cause: 'permissions', set,
    build: async (shop) => {
      await shop.write({ path: 'tree/DEBIAN/control', content: 'Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: sample\n' });
      await shop.write({ path: 'tree/usr/share/sample/data', content: 'data\n' });
      await shop.touch('tree');
      const owner = shop.pick('0:0', '1000:1000');
      await shop.run('fakeroot', ['perl', '-e', 'system("chown", "-R", shift, "tree/usr") == 0 or die; exec @ARGV', owner, 'dpkg-deb', '-Zxz', '-b', 'tree', 'out.deb']);
      return 'out.deb';
    },
  },
  {
    name: 'modes set by Python', cause: 'permissions', set,
    build: async (shop) => {
      const code = 'import io, sys, tarfile; t = tarfile.open("out.tar.gz", "w:gz", format=tarfile.USTAR_FORMAT)\n'
        + 'for n in ("a.sh", "b.txt"):\n  i = tarfile.TarInfo(n); i.size = 3; i.mode = int(sys.argv[1], 8); i.mtime = 1700000000; t.addfile(i, io.BytesIO(b"hi\\n"))\n'
        + 't.close()';
      await runUnder(shop, under.time('2024-01-01 00:00:00'), ['python3', '-c', code, shop.pick('644', '664')]);
      return 'out.tar.gz';
    },
  },
];

const randoms: readonly Pair[] = [
  {
    name: 'private key', cause: 'randomness', set,
    build: async (shop) => {
      await shop.run('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem']);
      await shop.run('install', ['-D', '-m644', 'key.pem', 'tree/usr/share/sample/test-key.pem']);
      return buildDeb(shop);
    },
  },
  {
    name: 'address of an object in documentation', cause: 'randomness', set,
    build: async (shop) => {
      const line = await shop.run('python3', ['-c', 'class Engine: pass\nprint("def start(engine=" + repr(Engine()) + ")")']);
      return buildDeb(shop, { files: [{ path: 'usr/share/doc/sample/api.txt', content: `Functions\n\n${line}\n` }] });
    },
  },
  {
    name: 'sections of an object for link-time optimisation', cause: 'randomness', set,
    build: async (shop) => {
      await shop.write({ path: 'm.c', content: HELLO });
      await shop.run('gcc', ['-O2', '-flto', '-ffat-lto-objects', '-c', 'm.c']);
      await shop.run('ar', ['rcD', 'libsample.a', 'm.o']);
      return 'libsample.a';
    },
  },
];

const buildIds: readonly Pair[] = [
  {
    name: 'note replaced in a stripped library', cause: 'build-id', set,
    build: async (shop) => {
      await compile(shop, 'libsample.so.2', [{ path: 'm.c', content: 'int two(void) { return 2; }\n' }], ['-shared', '-fPIC', '-s', '-Wl,--build-id=uuid']);
      await shop.run('install', ['-D', '-m644', 'libsample.so.2', 'tree/usr/lib/x86_64-linux-gnu/libsample.so.2']);
      return buildDeb(shop);
    },
  },
  {
    name: 'two programs and their md5sums', cause: 'build-id', set,
    build: async (shop) => {
      for (const name of ['first', 'second']) {
        await compile(shop, name, [{ path: `${name}.c`, content: HELLO }], ['-Wl,--build-id=uuid']);
        await shop.run('install', ['-D', name, `tree/usr/bin/${name}`]);
      }
      const sums = await shop.run('md5sum', ['usr/bin/first', 'usr/bin/second'], { cwd: 'tree' });
      return buildDeb(shop, { files: [{ path: 'DEBIAN/md5sums', content: sums }] });
    },
  },
  {
    name: 'object in a tar archive', cause: 'build-id', set,
    build: async (shop) => {
      await shop.write({ path: 'm.c', content: 'int three(void) { return 3; }\n' });
      await shop.run('gcc', ['-c', 'm.c']);
      await shop.run('ld', ['-r', `--build-id=0x${shop.pick('00112233445566778899aabbccddeeff', 'ffeeddccbbaa99887766554433221100')}`, '-o', 'sample.ko', 'm.o']);
      await shop.run('install', ['-D', '-m644', 'sample.ko', 'tree/lib/modules/sample.ko']);
      return buildTar(shop, {}, 'out.tar.xz');
    },
  },
];

const tools: readonly Pair[] = [
  {
    name: 'producer in debugging information', cause: 'tool-version', set,
    build: async (shop) => {
      await shop.write({ path: 'm.c', content: HELLO });
      const assembly = await shop.run('gcc', ['-g', '-S', `-ffile-prefix-map=${shop.folder}=.`, '-o', '-', 'm.c']);
      await shop.write({ path: 'm.s', content: shop.pick(assembly, assembly.replaceAll(/\b\d\d\.\d\.\d\b/gu, '13.3.0')) });
      await shop.run('gcc', ['-c', 'm.s']);
      return 'm.o';
    },
  },
  {
    name: 'X-Generator of a message catalogue', cause: 'tool-version', set,
    build: async (shop) => {
      const po = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        + `"X-Generator: Poedit ${shop.pick('3.2.2', '3.4.4')}\\n"\n\nmsgid "yes"\nmsgstr "oui"\n`;
      await shop.write({ path: 'fr.po', content: po });
      await shop.run('mkdir', ['-p', 'tree/usr/share/locale/fr/LC_MESSAGES']);
      await shop.run('msgfmt', ['-o', 'tree/usr/share/locale/fr/LC_MESSAGES/sample.mo', 'fr.po']);
      return buildDeb(shop);
    },
  },
  {
    name: 'head of a configure script', cause: 'tool-version', set,
    build: async (shop) => {
      const version = shop.pick('2.71', '2.72');
      const content = `#! /bin/sh\n# Guess values for system-dependent variables and create Makefiles.\n# Generated by GNU Autoconf ${version} for sample 1.0.\n#\nexit 0\n`;
      return buildTar(shop, { files: [{ path: 'sample-1.0/configure', content, mode: 0o755 }] }, 'out.tar.xz');
    },
  },
];

const hosts: readonly Pair[] = [
  {
    name: 'platform.uname of Python', cause: 'host-or-user', set,
    build: async (shop) => {
      const line = await runUnder(shop, under.host(shop.pick('conova-node-1', 'infom07-amd64')), ['python3', '-c', 'import platform; print(platform.uname())']);
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/platform.txt', content: line }] });
    },
  },
  {
    name: 'Built-By of a Java archive', cause: 'host-or-user', set,
    build: async (shop) => {
      const manifest = `Manifest-Version: 1.0\r\nBuilt-By: ${shop.pick('jenkins', 'reproducible')}\r\nBuild-Jdk-Spec: 17\r\n\r\n`;
      return buildZip(shop, [{ path: 'META-INF/MANIFEST.MF', content: manifest }], [], 'sample.jar');
    },
  },
  {
    name: 'compile banner of a kernel-like program', cause: 'host-or-user', set,
    build: async (shop) => {
      const host = (await runUnder(shop, under.host(shop.pick('ionos5', 'codethink9')), ['uname', '-n'])).trim();
      const content = `const char version[] = "Linux version 6.1.0-test (${shop.pick('builder', 'pbuilder1')}@${host}) #1 SMP";\nint main(void) { return version[0]; }\n`;
      await compile(shop, 'sample', [{ path: 'm.c', content }]);
      await shop.run('install', ['-D', 'sample', 'tree/boot/sample']);
      return buildDeb(shop);
    },
  },
];

/** A picture of 16 by 16 points, all of one colour, by Python's zlib. */
async function drawPng(shop: Workshop, path: string, colour: number, level: number): Promise<void> {
  const code = 'import struct, sys, zlib; p, c, l = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])\n'
    + 'chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))\n'
    + 'raw = b"".join(b"\\0" + bytes((c + x * y) % 256 for x in range(16)) for y in range(16))\n'
    + 'open(p, "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(raw, l)) + chunk(b"IEND", b""))';
  await shop.run('mkdir', ['-p', 'tree/usr/share/icons']);
  await shop.run('python3', ['-c', code, path, String(colour), String(level)]);
}

const compressions: readonly Pair[] = [
  {
    name: 'level of a picture', cause: 'compression', set,
    build: async (shop) => {
      await drawPng(shop, 'icon.png', 40, shop.pick(1, 9));
      return 'icon.png';
    },
  },
  {
    name: 'block size of bzip2', cause: 'compression', set,
    build: async (shop) => {
      await shop.write({ path: 'tree/usr/share/sample/data.txt', content: 'reproducible builds\n'.repeat(900) });
      await shop.run('bzip2', [shop.pick('-1', '-9'), 'tree/usr/share/sample/data.txt']);
      return buildDeb(shop);
    },
  },
  {
    name: 'stored and deflated members of a jar', cause: 'compression', set,
    build: async (shop) => {
      const files = ['One', 'Two'].map((name) => ({ path: `org/sample/${name}.class`, content: `${name} `.repeat(200) }));
      return buildZip(shop, files, [shop.pick('-0', '-6')], 'sample.jar');
    },
  },
];

const contents: readonly Pair[] = [
  {
    name: 'line of a maintainer script', cause: 'other', set,
    build: async (shop) => {
      const action = shop.pick('ldconfig', 'update-alternatives --remove sample /usr/bin/sample');
      return buildDeb(shop, { files: [{ path: 'DEBIAN/postinst', content: `#!/bin/sh\nset -e\n${action}\nexit 0\n`, mode: 0o755 }] });
    },
  },
  {
    name: 'further function of a library', cause: 'other', set,
    build: async (shop) => {
      const more = shop.pick('', 'int fallback_handler(int x) { return x - 40; }\n');
      await compile(shop, 'libsample.so.1', [{ path: 'm.c', content: `int answer(int x) { return x + 42; }\n${more}` }], ['-shared', '-fPIC']);
      return 'libsample.so.1';
    },
  },
  {
    name: 'points of a picture', cause: 'other', set,
    build: async (shop) => {
      await drawPng(shop, 'tree/usr/share/icons/sample.png', shop.pick(40, 90), 6);
      return buildDeb(shop);
    },
  },
  {
    name: 'option in a manual page', cause: 'other', set,
    build: async (shop) => {
      const option = shop.pick('', '.TP\n.B --colour\nPaint what is found.\n');
      await shop.write({ path: 'tree/usr/share/man/man1/sample.1', content: `.TH SAMPLE 1 "2023-11-14"\n.SH OPTIONS\n.TP\n.B --all\nShow all.\n${option}` });
      await shop.run('gzip', ['-n9', 'tree/usr/share/man/man1/sample.1']);
      return buildDeb(shop);
    },
  },
  {
    name: 'version of the package itself', cause: 'other', set,
    build: async (shop) => buildTar(shop, {
      files: [{ path: 'sample/__init__.py', content: `"""A sample."""\n__version__ = "${shop.pick('1.0.1', '1.0.2')}"\n` }],
    }, 'out.tar.gz'),
  },
];

/** Built when the rules were frozen; what they got right of these the first time is in README.md. */
export const heldOutPairs: readonly Pair[] = [
  ...timestamps, ...paths, ...orders, ...locales, ...permissions, ...randoms, ...buildIds, ...tools, ...hosts, ...compressions, ...contents,
];
