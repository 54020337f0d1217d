// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';

/** `configuration-broken`: apt itself would not read it; `configuration-too-large`: more than is taken. */
export type AptConfigurationErrorCode = 'configuration-broken' | 'configuration-too-large';

/** apt's tree of settings, with apt's own rules: names in any case, `A::B` below `A`, lists as children without a name. */
export interface AptConfiguration {
  /** The value; the fallback where it is empty or not there, as apt makes no difference. */
  find(name: string, fallback?: string): string;
  findBoolean(name: string, fallback: boolean): boolean;
  findInteger(name: string, fallback: number): number;
  /** The values below a name in their order, or the value itself cut at its commas. */
  findList(name: string): readonly string[];
  /** A folder with a slash at its end, put together from the folders above it, as `Dir::State::lists` is. */
  findFolder(name: string): string;
  exists(name: string): boolean;
  /** Sets a value; a name that ends in `::` adds one to a list. */
  set(name: string, value: string): void;
  /** Empties a value and all below it. */
  clear(name: string): void;
  /** Every name with its value, empty ones too, in apt's order. */
  dump(): readonly (readonly [name: string, value: string])[];
}

interface Item {
  readonly tag: string;
  value: string;
  children: Item[];
  /** The first child of every name, by its name in small letters: long lists are not searched. */
  named: Map<string, Item>;
}

const MAX_ITEMS = 50_000;
const MAX_DEPTH = 64;

/** An empty tree. */
export function createAptConfiguration(): AptConfiguration {
  const root = createItem('');
  let count = 0;

  function create(parent: Item, tag: string): Item {
    count += 1;
    if (count > MAX_ITEMS) throw tooLarge(`apt's configuration has more than ${MAX_ITEMS} settings.`);
    const item = createItem(tag);
    parent.children.push(item);
    if (tag !== '') parent.named.set(toSmall(tag), item);
    return item;
  }

  function lookUp(name: string, isCreating: boolean): Item | null {
    const path = splitName(name);
    if (path.length > MAX_DEPTH) throw tooLarge(`A setting of apt's configuration lies more than ${MAX_DEPTH} levels deep.`);
    // A name that ends in "::" is a new member of a list; there is nothing to find.
    if (path.at(-1) === '' && !isCreating) return null;
    let item = root;
    for (const tag of path) {
      const known = item.named.get(toSmall(tag));
      if (known === undefined && !isCreating) return null;
      item = known ?? create(item, tag);
    }
    return item;
  }

  function find(name: string, fallback = ''): string {
    const value = lookUp(name, false)?.value ?? '';
    return value === '' ? fallback : value;
  }

  return {
    find,
    findBoolean: (name, fallback) => parseBoolean(find(name), fallback),
    findInteger: (name, fallback) => parseInteger(find(name)) ?? fallback,
    findList: (name) => {
      const item = lookUp(name, false);
      if (item === null) return [];
      return item.value === '' ? item.children.map(({ value }) => value) : item.value.split(',');
    },
    findFolder: (name) => {
      let folder = find(name);
      if (folder === '') return '';
      for (const path = splitName(name).slice(0, -1); path.length > 0 && !/^(?:\/|~\/|\.{1,2}\/)/.test(folder); path.pop()) {
        const above = find(path.join('::'));
        if (above !== '') folder = `${above}/${folder}`;
      }
      const root = find('RootDir');
      return `${root === '' ? '' : `${root}/`}${folder}/`.replaceAll(/\/(?:\.?\/)+/g, '/');
    },
    exists: (name) => lookUp(name, false) !== null,
    set: (name, value) => {
      const item = lookUp(name, true);
      if (item !== null) item.value = value;
    },
    clear: (name) => {
      const item = lookUp(name, false);
      if (item === null) return;
      item.value = '';
      item.children = [];
      item.named = new Map();
    },
    dump: () => [...walk(root.children, '')],
  };
}

/**
 * Reads the `Config-Item` fields of apt's `601 Configuration`: `APT::Intoto::Rebuilders::=http://…`, name and value each with
 * percent signs for what would end them. Throws `configuration-broken`.
 */
export function parseConfigItems(items: readonly string[]): AptConfiguration {
  const configuration = createAptConfiguration();
  for (const item of items) {
    const equals = item.indexOf('=');
    if (equals === -1) throw new CodedError<AptConfigurationErrorCode>('configuration-broken', 'apt sent a setting without a value.');
    configuration.set(decodePercent(item.slice(0, equals)), decodePercent(item.slice(equals + 1)));
  }
  return configuration;
}

/** As apt cuts a name at `::`, which may not begin a part: of `A::::B` the second part is `::B`. */
function splitName(name: string): string[] {
  const path: string[] = [];
  let start = 0;
  for (let at = 0; name.length - at >= 2; at++) {
    if (!name.startsWith('::', at)) continue;
    path.push(name.slice(start, at));
    start = at + 2;
    at = start;
  }
  return [...path, name.slice(start)];
}

function* walk(items: readonly Item[], above: string): Iterable<readonly [string, string]> {
  for (const { tag, value, children } of items) {
    yield [`${above}${tag}`, value];
    yield* walk(children, `${above}${tag}::`);
  }
}

function createItem(tag: string): Item {
  return { tag, value: '', children: [], named: new Map() };
}

/** apt compares ASCII letters only, in the C locale. */
function toSmall(tag: string): string {
  return tag.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function tooLarge(message: string): CodedError<AptConfigurationErrorCode> {
  return new CodedError<AptConfigurationErrorCode>('configuration-too-large', message);
}

/** Undoes apt's quoting: `%3d` is `=`; a percent sign before anything else is itself. The bytes are UTF-8. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = Buffer.from(text, 'utf8').toString('latin1').replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const YES = new Set(['1', 'yes', 'true', 'with', 'on', 'enable']);
const NO = new Set(['0', 'no', 'false', 'without', 'off', 'disable']);

/** apt's words for yes and no; anything else is the fallback. */
export function parseBoolean(text: string, fallback: boolean): boolean {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : fallback;
}

/** The whole number a text begins with, as C's strtol reads it; null where it begins with none. */
export function parseInteger(text: string): number | null {
  const [, sign, digits] = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text) ?? [];
  if (digits === undefined) return null;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return sign === '-' ? -value : value;
}
