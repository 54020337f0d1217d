// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isCoded } from '../../model/error.ts';
import { needsTool } from '../../testing/needs.ts';
import { parseAcquire } from './acquire.ts';
import { parseAptConf } from './apt-conf-text.ts';
import { decodePercent, parseConfigItems } from './apt-configuration.ts';
import type { AptConfiguration } from './apt-configuration.ts';
import { createMessageParser, listField } from './message.ts';
import type { Message, Parsed } from './message.ts';

const LISTS = '/var/lib/apt/lists/';
const CONTEXT = { listsFolder: LISTS, isEncoded: true };

const MESSAGES = [
  `600 URI Acquire\nURI: intoto+http://a.example/pool/v/vim_9.0-2%2bb1_amd64.deb\nFilename: /var/cache/apt/archives/partial/vim_2%3a9.0-2+b1_amd64.deb\nExpected-SHA256: ${'a1'.repeat(32)}\nExpected-Checksum-FileSize: 744\nTarget-Repo-URI: intoto+http://a.example/\nTarget-Type: deb\n\n`,
  `600 URI Acquire\nURI: intoto+https://a.example/dists/stable/InRelease\nFilename: ${LISTS}partial/a.example_dists_stable_InRelease\nIndex-File: true\nMaximum-Size: 10000000\nLast-Modified: Fri, 20 Nov 2026 00:00:00 GMT\nFail-Ignore: true\nSigned-By: -----BEGIN\n .\n x\n\n`,
  `600 URI Acquire\r\nURI: intoto://a.example/Release.gpg\r\nFilename: ${LISTS}partial/a.example_Release.gpg\r\n\r\n`,
  '601 Configuration\nConfig-Item: Dir=/\nConfig-Item: APT::Intoto::Rebuilders::=http://a.example/%3dx\nConfig-Item: APT::Intoto::Rebuilders::=http://b.example\nConfig-Item: Acquire::http::Proxy=DIRECT\n\n',
];
const CONFIGURATIONS = [
  'APT::Intoto {\n  LogLevel {"20"};\n  Rebuilders { "http://127.0.0.1:18502"; "http://127.0.0.1:18503"; };\n  Layout {"/srv/root.layout"};\n  NoFail {"true"}\n};\n',
  'A::B "x"; // c\nA::B:: "y";  # d\n/* e\n f */ a::C { "q" "r"; D "1"; };\n#clear A::B;\n',
  'A "p%20q"; B p%20q; "C" "d" "e"; A { B { C "1"; }; };\nlist:: "1"; list:: "2"; list { "3"; };',
  'X [a b]; Y "a;b{c}"; Z "//no"; W "#no"; V "/*no*/"; a::b::c::"d"; A::::B "z"; ::A "q"; C { D; E "f"; } F "g";',
];

/** Bytes that mean something to either parser, and some that mean nothing to anybody. */
const PIECES = ['', '\n', '\n\n', '\r', '\0', ' ', '\t', ':', '::', '=', '"', ';', '{', '}', '%', '%2e', '%64', '/', '..', '//', '/*', '*/', '#', '#clear ', '[', ']', 'URI: x\n', '.deb', 'true', '0', '_', 'é', '\u202e'];

interface Mutation {
  readonly text: string;
  readonly mutated: string;
}

/** An accepted text, and the same with one place changed: something cut out, put in, or both. */
function mutate(texts: readonly string[]): fc.Arbitrary<Mutation> {
  return fc.record({
    text: fc.constantFrom(...texts), at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.integer({ min: 0, max: 3 }),
    piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 2, unit: 'binary' })),
  }).map(({ text, at, cut, piece }) => {
    const start = Math.floor(at * text.length);
    return { text, mutated: `${text.slice(0, start)}${piece}${text.slice(start + cut)}` };
  }).filter(({ text, mutated }) => text !== mutated);
}

function parse(bytes: Uint8Array): readonly Parsed[] {
  const parser = createMessageParser();
  return [...parser.push(bytes), ...parser.end()];
}

/** What the method would do with a message: never more than it may. */
function check(message: Message): void {
  if (message.code === 601) readOrRefuse(() => parseConfigItems(listField(message, 'Config-Item')));
  if (message.code !== 600) return;
  const acquire = parseAcquire(message, CONTEXT);
  if (!('content' in acquire)) return;
  const { content, filename, address, expected, uri } = acquire;
  expect(['http:', 'https:']).toContain(address.protocol);
  expect(message.fields).toContainEqual(['URI', uri]);
  expect(expected.SHA256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
  if (content.kind === 'index') {
    const isMarked = message.fields.some(([name, value]) => name.toLowerCase() === 'index-file' && /^(?:true|1|yes|on|with|enable)$/i.test(value));
    expect(isMarked || (filename.startsWith(LISTS) && !filename.includes('/../'))).toBe(true);
    expect(`${filename} ${address.pathname}`).not.toMatch(/\.deb(?: |$)/i);
  } else if (content.kind === 'package') {
    expect(content.name.fileName).toMatch(/^[A-Za-z0-9][A-Za-z0-9+.-]*_[A-Za-z0-9.+:~-]+_[a-z0-9-]+\.deb$/);
    expect(content.packageName ?? content.name.name).toBe(content.name.name);
  }
}

function readOrRefuse(read: () => AptConfiguration): AptConfiguration | null {
  try {
    return read();
  } catch (error) {
    if (isCoded(error) && ['configuration-broken', 'configuration-too-large'].includes(error.code)) return null;
    throw error;
  }
}

describe('createMessageParser, with what nobody should send', () => {
  it('takes the original, and of one change of it lets no more through', () => {
    fc.assert(fc.property(mutate(MESSAGES), ({ text, mutated }) => {
      const [original, ...more] = parse(Buffer.from(text));
      expect([original?.kind, more.length]).toEqual(['message', 0]);
      if (original?.kind === 'message') check(original.message);
      for (const parsed of parse(Buffer.from(mutated))) if (parsed.kind === 'message') check(parsed.message);
    }), { numRuns: 13_000 });
  });

  it('never throws, whatever the bytes', () => {
    const lines = fc.array(fc.oneof(fc.constantFrom('600 URI Acquire', 'Index-File: true', 'Target-Type: deb', 'URI: intoto://a/', 'Filename: /x', '', ' y'), fc.string({ maxLength: 12 })), { maxLength: 12 });
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), lines.map((all) => Buffer.from(all.join('\n'))));
    fc.assert(fc.property(bytes, (all) => {
      for (const parsed of parse(all)) if (parsed.kind === 'message') check(parsed.message);
    }), { numRuns: 7_000 });
  });

  it('reads the same, however the bytes are cut', () => {
    fc.assert(fc.property(mutate(MESSAGES), fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), ({ text, mutated }, lengths) => {
      const bytes = Buffer.from(text + mutated);
      const parser = createMessageParser();
      const parsed: Parsed[] = [];
      let start = 0;
      for (const length of [...lengths, bytes.length]) {
        parsed.push(...parser.push(bytes.subarray(start, start + length)));
        start += length;
      }
      expect([...parsed, ...parser.end()]).toEqual(parse(bytes));
    }), { numRuns: 3_000 });
  });
});

describe('parseAptConf, with what nobody should write', () => {
  it('takes the original, and refuses or reads one change of it', () => {
    fc.assert(fc.property(mutate(CONFIGURATIONS), ({ text, mutated }) => {
      expect(readOrRefuse(() => parseAptConf(Buffer.from(text)))).not.toBeNull();
      readOrRefuse(() => parseAptConf(Buffer.from(mutated)));
    }), { numRuns: 10_000 });
  });

  it('never throws but for what it cannot read', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })), { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, (all) => {
      readOrRefuse(() => parseAptConf(Buffer.from(all)));
    }), { numRuns: 9_000 });
  });
});

describe.skipIf(!needsTool('apt-get'))('parseAptConf, beside apt itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pb-conf-'));
  const prelude = 'Dir::Etc::parts "/dev/null"; Dir::Etc::main "/dev/null";\n';
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** apt's own tree, a line `name=value` each; null where it refuses the text. */
  function askApt(text: string): string[] | null {
    writeFileSync(join(folder, 'apt.conf'), prelude + text);
    const { status, stdout } = spawnSync('apt-config', ['dump', '--format', '%F=%V%n'], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', APT_CONFIG: join(folder, 'apt.conf') }, encoding: 'utf8' });
    return status === 0 ? stdout.split('\n').filter((line) => line !== '') : null;
  }

  /** In the order of names: apt adds settings of its own before and after. */
  function sort(rows: readonly (readonly [string, string])[]): string[] {
    return rows.map(([name, value], index) => ({ name, row: `${name}=${value}`, index }))
      .sort((a, b) => (a.name === b.name ? a.index - b.index : a.name < b.name ? -1 : 1)).map(({ row }) => row);
  }

  it('reads what apt reads, and refuses what apt refuses', () => {
    const defaults = askApt('') ?? [];
    let refused = 0;
    fc.assert(fc.property(fc.oneof(fc.constantFrom(...CONFIGURATIONS), mutate(CONFIGURATIONS).map(({ mutated }) => mutated)).filter((text) => !/\0|#include/.test(text)), (text) => {
      const dump = askApt(text);
      const own = readOrRefuse(() => parseAptConf(Buffer.from(prelude + text), parseConfigItems(defaults)));
      if (dump === null) refused += 1;
      const expected = dump === null ? null : sort(dump.map((line) => {
        const equals = line.indexOf('=');
        return [decodePercent(line.slice(0, equals)), decodePercent(line.slice(equals + 1))];
      }));
      expect(own === null ? null : sort(own.dump())).toEqual(expected);
    }), { numRuns: 300 });
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(295);
  });
});
