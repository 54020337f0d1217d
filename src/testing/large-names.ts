// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createRandom, type Random } from './forge/story/random.ts';

/** A source package's name with its binary packages' names. */
export interface NamedPackage {
  readonly source: string;
  readonly binaries: readonly string[];
}

const ONSETS = ['b', 'br', 'c', 'ch', 'cl', 'd', 'dr', 'f', 'fl', 'g', 'gr', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'pl', 'qu', 'r', 's', 'sh', 'st', 't', 'tr', 'v', 'w', 'x', 'y', 'z'];
const NUCLEI = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'io', 'ou', 'y'];
const CODAS = ['', '', '', 'b', 'ck', 'd', 'l', 'm', 'n', 'ng', 'p', 'r', 's', 'sk', 't', 'x'];
const COMMON = [
  'data', 'file', 'image', 'kernel', 'linux', 'http', 'json', 'time', 'type', 'parser', 'server', 'client', 'test', 'tools', 'utils', 'core',
  'net', 'graph', 'sound', 'video', 'text', 'map', 'math', 'crypt', 'color', 'config', 'system', 'web', 'date', 'event', 'lang', 'pdf', 'plugin',
];

/** How often, what the source is called, and what its binary packages are. */
const FAMILIES: readonly { readonly share: number; readonly name: (a: string, b: string) => string; readonly binaries: (source: string, a: string) => readonly string[] }[] = [
  { share: 0.30, name: (a) => a, binaries: (source) => [source] },
  { share: 0.12, name: (a, b) => `${a}-${b}`, binaries: (source, a) => [source, `${a}-common`] },
  { share: 0.12, name: (a) => `lib${a}`, binaries: (source) => [`${source}1`, `${source}-dev`, `${source}-doc`] },
  { share: 0.09, name: (a) => `python-${a}`, binaries: (_, a) => [`python3-${a}`] },
  { share: 0.09, name: (a, b) => `lib${a}-${b}-perl`, binaries: (source) => [source] },
  { share: 0.08, name: (a, b) => `golang-github-${a}-${b}`, binaries: (source) => [`${source}-dev`] },
  { share: 0.06, name: (a) => `node-${a}`, binaries: (source) => [source] },
  { share: 0.06, name: (a) => `rust-${a}`, binaries: (source) => [`lib${source}-dev`] },
  { share: 0.04, name: (a) => `haskell-${a}`, binaries: (_, a) => [`libghc-${a}-dev`, `libghc-${a}-prof`, `libghc-${a}-doc`] },
  { share: 0.04, name: (a) => `ruby-${a}`, binaries: (source) => [source] },
];

/** A source that has many binary packages, as compilers and kernels have, comes when so many are missing. */
const MANY = 14;
const ENDINGS = ['', '', '-dev', '-doc', '-data', '1', '2'];

/**
 * Names as a large distribution has them: they compress no better than Debian's (63,682 names are 299,651 bytes after
 * `gzip -9`, sorted), and every `sources` names have twice as many binary packages. Some are as awkward as names may be.
 */
export function createLargeNames(sources: number): NamedPackage[] {
  const random = createRandom('large names');
  const taken = new Set<string>();
  const takeFree = (make: () => string): string => {
    for (;;) {
      const name = make();
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
  const packages: NamedPackage[] = ['linux-kernel', 'lib++magic', '0ad', 'x'].slice(0, sources)
    .map((source) => ({ source: takeFree(() => source), binaries: [takeFree(() => `${source}-bin`)] }));
  let missing = packages.length;
  while (packages.length < sources) {
    const family = pickFamily(random);
    let word = '';
    const source = takeFree(() => {
      word = createWord(random);
      return family.name(word, createWord(random));
    });
    const wanted = family.binaries(source, word);
    missing += 2 - wanted.length;
    const extra = missing > MANY ? Array.from({ length: MANY }, () => `${source}-${createSyllable(random)}${random.pick(ENDINGS)}`) : [];
    const binaries = [...new Set([...wanted, ...extra])].filter((name) => name === source || !taken.has(name));
    for (const name of binaries) taken.add(name);
    missing += wanted.length - binaries.length;
    packages.push({ source, binaries });
  }
  const last = packages.at(-1);
  const rest = Array.from({ length: missing }, (_, index) => `${last?.source}-part${index}`);
  return last === undefined ? [] : [...packages.slice(0, -1), { ...last, binaries: [...last.binaries, ...rest] }];
}

function pickFamily(random: Random): (typeof FAMILIES)[number] {
  let left = random.fraction();
  for (const family of FAMILIES) {
    left -= family.share;
    if (left < 0) return family;
  }
  return random.pick(FAMILIES);
}

function createWord(random: Random): string {
  if (random.chance(0.3)) return random.chance(0.4) ? random.pick(COMMON) + createSyllable(random) : `${createSyllable(random)}${random.pick(COMMON)}`;
  return Array.from({ length: random.chance(0.45) ? 3 : 2 }, () => createSyllable(random)).join('');
}

function createSyllable(random: Random): string {
  return random.pick(ONSETS) + random.pick(NUCLEI) + random.pick(CODAS);
}
