// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildDeb, buildTar } from './package.ts';
import type { Pair } from './pair.ts';
import { EPOCH, runUnder, under } from './workshop.ts';
import type { Workshop } from './workshop.ts';

const atTime = (shop: Workshop): [string, string[]] => under.time(shop.pick('2026-11-22 04:42:25', '2027-10-29 02:02:25'));

const DATED = '#include <stdio.h>\nint main(void) { puts("built on " __DATE__ " at " __TIME__); return 0; }\n';
const PO = 'msgid ""\nmsgstr ""\n"Project-Id-Version: sample 1.0\\n"\n"PO-Revision-Date: @DATE@\\n"\n'
  + '"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "yes"\nmsgstr "ja"\n';

/** The build's own time ends up in what it makes. */
export const timestampPairs: readonly Pair[] = [
  {
    name: 'date in a text file of a .deb', cause: 'timestamp', set: 'rules',
    build: async (shop) => {
      const date = await runUnder(shop, atTime(shop), ['date']);
      return buildDeb(shop, { files: [{ path: 'usr/share/sample/built-at', content: date }] });
    },
  },
  {
    name: 'modification times in a .deb', cause: 'timestamp', set: 'rules',
    build: async (shop) => buildDeb(shop, {
      files: [{ path: 'usr/share/sample/readme', content: 'the same\n' }], epoch: shop.pick(EPOCH, EPOCH + 86_461),
    }),
  },
  {
    name: '__DATE__ and __TIME__ in a program', cause: 'timestamp', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'm.c', content: DATED });
      await runUnder(shop, atTime(shop), ['gcc', '-o', 'sample', 'm.c'], { without: ['SOURCE_DATE_EPOCH'] });
      await shop.run('mkdir', ['-p', 'tree/usr/bin']);
      await shop.run('mv', ['sample', 'tree/usr/bin/sample']);
      return buildDeb(shop);
    },
  },
  {
    name: 'time in a gzip header', cause: 'timestamp', set: 'rules',
    build: async (shop) => {
      await shop.write({ path: 'notes/notes.txt', content: 'some notes\n'.repeat(30) });
      await shop.touch('notes', shop.pick(EPOCH, EPOCH + 7_200));
      await shop.run('gzip', ['--name', 'notes/notes.txt']);
      return 'notes/notes.txt.gz';
    },
  },
  {
    name: 'ISO time in the footer of an HTML page', cause: 'timestamp', set: 'rules',
    build: async (shop) => {
      const time = (await runUnder(shop, atTime(shop), ['date', '--iso-8601=seconds'])).trim();
      const content = `<!DOCTYPE html>\n<html><head><title>API</title></head>\n<body><h1>API</h1>\n<footer>Generated on ${time}</footer>\n</body></html>\n`;
      return buildTar(shop, { files: [{ path: 'doc/index.html', content }] }, 'out.tar.gz');
    },
  },
  {
    name: 'PO-Revision-Date in a message catalogue', cause: 'timestamp', set: 'rules',
    build: async (shop) => {
      const date = (await runUnder(shop, atTime(shop), ['date', '+%Y-%m-%d %H:%M%z'])).trim();
      await shop.write({ path: 'de.po', content: PO.replace('@DATE@', date) });
      await shop.run('msgfmt', ['-o', 'de.mo', 'de.po']);
      return 'de.mo';
    },
  },
  {
    name: 'seconds since 1970 in a generated header', cause: 'timestamp', set: 'rules',
    build: async (shop) => {
      const seconds = (await runUnder(shop, atTime(shop), ['date', '+%s'])).trim();
      return buildDeb(shop, { files: [{ path: 'usr/include/sample/build.h', content: `#define BUILD_TIME ${seconds}\n#define ANSWER 42\n` }] });
    },
  },
];

