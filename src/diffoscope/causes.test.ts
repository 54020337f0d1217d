// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Cause, Difference } from '../model/difference.ts';
import { CAUSE_RULES } from './causes.ts';
import { classify } from './classify.ts';
import { parseDiffoscope } from './parse.ts';

const read = (name: string): Difference => parseDiffoscope(readFileSync(new URL(`fixtures/${name}`, import.meta.url))).report;

function createNode(source: string, diff: string | null, details: readonly Difference[] = [], comments: readonly string[] = []): Difference {
  return { source1: source, source2: source, comments, unifiedDiff: diff, details };
}

const change = (removed: string, added: string): string => `@@ -1 +1 @@\n-${removed}\n+${added}\n`;
const inFile = (diff: string, name = './usr/share/x', comments: readonly string[] = []): Difference => (
  createNode('out.deb', null, [createNode('data.tar.xz', null, [createNode('data.tar', null, [createNode(name, diff, [], comments)])])]));
const toCauses = (report: Difference): Cause[] => classify(report).map(({ cause }) => cause);

const LINES: readonly (readonly [removed: string, added: string, cause: Cause])[] = [
  ['CFLAGS=-I/build/one/include','CFLAGS=-I/build/two/include','build-path'],
  ['cd /build1','cd /build2','build-path'],
  ['<meta name="build-user" content="x1"/>','<meta name="build-user" content="lamby"/>','host-or-user'],
  ['(setq build-system "lw08")','(setq build-system "y-1")','host-or-user'],
  ['built at buildd-one','built at other-two','host-or-user'],
  ['Depends: libc6 (>= 2.36)','Depends: libc6 (>= 2.38)','tool-version'],
  ['GLIBC_2.34','GLIBC_2.38','tool-version'],
  ['Le 17 août 2024','Le 3 décembre 2025','timestamp'],
  ['17/08/2024 15:14','8/17/24 3:14 PM','locale'],
  ['fee £98,765.40','fee 98.765,40 €','locale'],
  ['it’s ‘fine’',"it's 'fine'",'locale'],
  ['it"s',"it's",'other'],
  ['rm /var/tmp/sample-build.OjJS2HBu/x','rm /var/tmp/sample-build.j6ftBakb/x','randomness'],
  ['cd /build/sample-8Gh2kL/sample-1.0','cd /build/sample-Qx71Zp/sample-1.0','build-path'],
  ['fp 3a:7f:00:11:22:33:44','fp 9b:01:22:aa:bb:cc:dd','randomness'],
  ['port 8080','port 9090','other'],
  ['model 2024','model 2025','timestamp'],
  ['uname #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1','uname #2 SMP PREEMPT_DYNAMIC Debian 6.1.99-1','host-or-user'],
  ['The author wrote it','The author read it','other'],
  ['Author: someone','Author: somebody','host-or-user'],
  ['built on top of gtk','built on top of qt','other'],
  ['sort by name','sort by size','other'],
  ['space  here 5','space here 5','other'],
  ['owner is responsible','owner is liable','other'],
  ['HOME=/root','HOME=/home/alice','build-path'],
  ['uid=0(root) gid=0(root) groups=0(root)','uid=1000(alice) gid=1000(alice) groups=1000(alice),27(sudo)','host-or-user'],
  ['Built by: Alice Smith','Built by: Bob Jones','host-or-user'],
  ['rustc 1.63.0 (4b91a6ea7 2022-08-08)','rustc 1.78.0 (9b00956e5 2024-04-29)','tool-version'],
  ['x86_64-linux-gnu-gcc-12 -O2','x86_64-linux-gnu-gcc-13 -O2','tool-version'],
  ['umask 0022','umask 0002','permissions'],
  ['file_mode = 0644','file_mode = 0664','permissions'],
  ['weight 0.8444218515250481','weight 0.13436424411240122','randomness'],
  ['value 0.8444218515250481','value 0.8444218515250490','other'],
  ['/MediaBox [0 0 595 842]','/MediaBox [0 0 612 792]','locale'],
  ['papersize a4','papersize letter','locale'],
  ['link a?b=1','link a&b=1','other'],
  ['Is it on?','Is it on!','other'],
  ['<a x="1" y="2">','<a y="2" x="1">','file-order'],
  ['sample 1.0+20231114','sample 1.0+20241201','timestamp'],
  ['build_id: 0123456789abcdef','build_id: fedcba9876543210','build-id'],
  ['sum 4153478813','sum 3093783782','randomness'],
  ['TITLE tıtle','TITLE title','locale'],
  ['The user may build it','The user can build it','other'],
  ['Version: 1.0-1','Version: 1.0-2','other'],
  ['Installed-Size: 30','Installed-Size: 42','other'],
  ['Written by A','Written by B','other'],
  ['#define SIZE 1024','#define SIZE 2048','other'],
  ['mode fast','mode slow','other'],
  ['.TH SAMPLE 1 "November 22, 2026" "1.0"','.TH SAMPLE 1 "October 29, 2027" "1.0"','timestamp'],
  ['/CreationDate (D:20261122044225+00\'00\')','/CreationDate (D:20271029020225+00\'00\')','timestamp'],
  ['Date: Sun, 22 Nov 2026 04:42:25 +0000','Date: Fri, 29 Oct 2027 02:02:25 +0000','timestamp'],
  ['<dcterms:modified>2026-11-22T04:42:25Z</x>','<dcterms:modified>2027-10-29T02:02:25Z</x>','timestamp'],
  ['Copyright (c) 2025-2026 Foo','Copyright (c) 2025-2027 Foo','timestamp'],
  ['build 20261122','build 20271029','timestamp'],
  ['last run 11/22/26 04:42 PM','last run 10/29/27 02:02 AM','timestamp'],
  ['#define HOST "buildd-one"','#define HOST "x3"','host-or-user'],
  ['SAMPLE_BUILD_USER=alice','SAMPLE_BUILD_USER=bob','host-or-user'],
  ['  "builder": "root",','  "builder": "pbuilder",','host-or-user'],
  ['Built by alice@build1.example.org','Built by bob@build2.example.org','host-or-user'],
  ['<hostname>one</hostname>','<hostname>other-7</hostname>','host-or-user'],
  ['Workers: 4','Workers: 8','other'],
  ['see the Market list','see the Marked list','other'],
  ['see the user manual','see the user guide','other'],
  ['<Foo object at 0x7f12abcd1234>','<Foo object at 0x7fa29b3d0001>','randomness'],
  ['Usage: sample [OPTION]... [FILE]','Aufruf: sample [OPTION]... [DATEI]','locale'],
  ['No such file or directory','Datei oder Verzeichnis nicht gefunden','locale'],
  ['Page 1 of 3','Страница 1 из 3','locale'],
  ['Depends: a1, b2, c3','Depends: c3, a1, b2','file-order'],
  ['sample version 1.2.3','sample version 1.2.4','other'],
  ['# Generated by protoc 3.21.12','# Generated by protoc 25.1.0','tool-version'],
  ['Generator: bdist_wheel (0.38.4)','Generator: bdist_wheel (0.42.0)','tool-version'],
  ['<!-- Created with Inkscape 1.2.2 -->','<!-- Created with Inkscape 1.4 -->','tool-version'],
  ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  usr/bin/x','d3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b851  usr/bin/x','other'],
  ['sha256: "a3b0c44298fc1c149afbf4c8996fb924"','sha256: "93b0c44298fc1c149afbf4c8996fb92f"','other'],
  ['commit 0a1b2c3d4e5f','commit 9a1b2c3d4e50','other'],
  ['timeout = 30','timeout = 60','other'],
  ['price 1,000.50','price 1.000,50','locale'],
  ['enabled: true','enabled: false','other'],
  ['libfoo1 libbar','libfoo2 libbar','other'],
  ['listen 127.0.0.1','listen 0.0.0.0','other'],
  ['Größe: 5','Gr??e: 5','locale'],
  ['Größe: 5','Gr?e: 5','locale'],
  ['token: Xy12ABcd99','token: Qp90ZZtt13','randomness'],
  ['seed = 8812736','seed = 12993','randomness'],
  ['<a id="idm45892113">x','<a id="idm46921884">x','randomness'],
  ['/home/alice/src/x.c: In function','/home/bob/src/x.c: In function','build-path'],
  ['ExecStart=/usr/bin/sample','ExecStart=/usr/sbin/sample','other'],
  ['#!/bin/sh','#!/usr/bin/sh','other'],
  ['file:///build/one/x.js','file:///build/two/x.js','build-path'],
  ['11/22/2026','22.11.2026','locale'],
  ['{"a": 1, "b": 2}','{"b": 2, "a": 1}','file-order'],
  ['Compiled with gcc 12.2.0','Compiled with gcc 13.2.0','tool-version'],
  ['requires python 3.11','requires python 3.12','tool-version'],
  ['usr/lib/python3.11/site.py','usr/lib/python3.12/site.py','tool-version'],
  ['The quick brown fox jumps','The quick red fox leaps','other'],
  ['max 10 users','max 12 users','other'],
  ['took 1.23s','took 2.31s','timestamp'],
  ['Maintainer: A <a@example.org>','Maintainer: B <b@example.com>','other'],
  ['DH_COMPAT dh_make 2.1','DH_COMPAT dh_make 2.2','tool-version'],
  ['charset=UTF-8','charset=ANSI_X3.4-1968','locale'],
  ['compression = gzip','compression = xz','compression'],
  ['offset 0x00001234','offset 0x00004321','other'],
  ['serial 4711','serial 9999','randomness'],
  ['color #aabbcc','color #ddeeff','other'],
  ['Linux version 6.1.0-18-amd64 (debian-kernel)','Linux version 5.10.0-9-amd64 (debian-kernel)','host-or-user'],
  ['kernel: 6.1.0-18-amd64','kernel: 5.10.0-9-amd64','host-or-user'],
];

describe('classify', () => {
  it.each(LINES)('takes %j → %j for %s', (removed, added, cause) => {
    expect(toCauses(inFile(change(removed, added)))[0]).toBe(cause);
  });

  it('finds the varied condition of builds that reprotest varied', () => {
    expect(['time.json', 'path.json', 'order.json', 'locale.json', 'rebuilderd.txt'].map((name) => toCauses(read(name))[0])).toEqual([
      'timestamp', 'build-path', 'file-order', 'locale', 'timestamp',
    ]);
  });

  it('takes a date in another language for no other date', () => {
    expect(toCauses(read('locale.json'))).toEqual(['locale', 'file-order']);
  });

  it('says nothing where nothing differs, and never a cause without evidence', () => {
    expect(classify(createNode('a', null, [createNode('data.tar', null)]))).toEqual([]);
    expect(classify(inFile(change('one', 'two')))).toEqual([
      { cause: 'other', member: 'data.tar.xz → data.tar → ./usr/share/x', evidence: '-one\n+two', rule: 'unexplained' },
    ]);
  });

  it('has evidence for a difference without lines: a comment, or two names', () => {
    expect(classify(createNode('a', null, [createNode('x', null, [], ['Files differ'])]))[0]?.evidence).toBe('Files differ');
    const renamed = createNode('a', null, [{ ...createNode('x', null), source2: 'y' }]);
    expect(classify(renamed)[0]?.evidence).toBe('-x\n+y');
  });

  it('takes sizes, sums and addresses for consequences', () => {
    const list = change('-rw-r--r--   0 root         (0) root         (0)       12 2024-01-01 00:00:00.000000 ./x',
      '-rw-r--r--   0 root         (0) root         (0)       14 2024-01-01 00:00:00.000000 ./x');
    const report = createNode('a.deb', null, [
      createNode('file list', list),
      createNode('control.tar', null, [createNode('md5sums', change('0123456789abcdef0123456789abcdef  x', 'fedcba9876543210fedcba9876543210  x'))]),
      createNode('data.tar', null, [createNode('./x', change('Built on Nov 22 2026', 'Built on Oct 29 2027'))]),
    ]);
    expect(toCauses(report)).toEqual(['timestamp']);
  });

  it('takes a time on the disk of whoever compared for nothing', () => {
    const stat = createNode('stat {}', change('Modify: 2026-11-22 16:24:46.962725000 +0000', 'Modify: 2026-11-22 16:24:47.066725004 +0000'));
    expect(toCauses(createNode('a.deb', null, [stat, createNode('x', change('one', 'two'))]))).toEqual(['other']);
  });

  it('names a build id only where neither code nor data of the file differs', () => {
    const id = createNode('readelf --wide --notes {}', change('  GNU  0x14 NT_GNU_BUILD_ID    Build ID: 0123456789abcdef', '  GNU  0x14 NT_GNU_BUILD_ID    Build ID: fedcba9876543210'));
    const code = createNode('objdump --line-numbers --disassemble --section=.text {}', change('\tadd    %eax,%eax', '\tshl    $0x4,%eax'));
    const elsewhere = createNode('./usr/bin/y', null, [code]);
    expect(toCauses(createNode('a', null, [createNode('./usr/bin/x', null, [id])]))).toEqual(['build-id']);
    expect(toCauses(createNode('a', null, [createNode('./usr/bin/x', null, [id]), elsewhere]))).toEqual(['build-id']);
    expect(toCauses(createNode('a', null, [createNode('./usr/bin/x', null, [id, code])]))).toEqual(['other']);
  });

  it('takes lines that one language sorts for locale, and any other order for order', () => {
    const sorted = '@@ -1,4 +1,4 @@\n Apple\n-Zebra\n apple\n+Zebra\n';
    const hashed = '@@ -1,4 +1,4 @@\n+zeta\n alpha\n beta\n-zeta\n';
    expect([toCauses(inFile(sorted)), toCauses(inFile(hashed))]).toEqual([['locale'], ['file-order']]);
  });

  it('lists every cause once, the best evidence first', () => {
    const report = createNode('a', null, [
      createNode('x', change('made on host one at 10:00:00', 'made on host two at 11:11:11')),
      createNode('y', change('uid 0f8a1b2c-1111-4222-8333-444455556666', 'uid 9f8a1b2c-7777-4222-8333-444455556666')),
      createNode('z', change('day 2026-11-22', 'day 2027-10-29')),
    ]);
    const findings = classify(report);
    expect(findings.map(({ cause }) => cause)).toEqual(['timestamp', 'randomness']);
    expect(findings[0]?.evidence).toBe('-day 2026-11-22\n+day 2027-10-29');
  });

  it('quotes the part of a long line that differs', () => {
    const [finding] = classify(inFile(change(`${'x,'.repeat(5_000)}2026-11-22${',y'.repeat(5_000)}`, `${'x,'.repeat(5_000)}2027-10-29${',y'.repeat(5_000)}`)));
    expect(finding?.cause).toBe('timestamp');
    expect(finding?.evidence).toContain('2026-11-22');
    expect(finding?.evidence.length).toBeLessThan(1_000);
  });

  it('is done in time with as much hostile text as a parser lets through', () => {
    for (const part of ['A1', 'Jan ', '0f:']) {
      const line = part.repeat(Math.ceil(1_500 / part.length));
      const diff = `@@ -1,330 +1,330 @@\n${Array.from({ length: 330 }, (_, index) => `-${line}${index}\n+${line}X${index}\n`).join('')}`;
      const start = performance.now();
      classify(createNode('a', null, Array.from({ length: 16 }, () => createNode('x', diff))));
      expect(performance.now() - start, part).toBeLessThan(10_000);
    }
  }, 120_000);
});

describe('CAUSE_RULES', () => {
  it('has a name of its own and a sentence for every rule', () => {
    expect(new Set(CAUSE_RULES.map(({ name }) => name)).size).toBe(CAUSE_RULES.length);
    expect(CAUSE_RULES.every(({ looksAt }) => looksAt.length > 10)).toBe(true);
  });
});
