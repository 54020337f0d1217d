// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a test reads of a built site. */

/** Every file of a site with its content, by its path in the site, in order. */
export function readSite(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(names.filter((name) => statSync(join(folder, name)).isFile()).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** A tag of a page, its attributes as they are written, entities decoded. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The opening tags of a page that Astro wrote: every attribute in double quotes, every `<` elsewhere escaped. */
export function readTags(html: string): readonly Tag[] {
  return [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)].map(([, name = '', attributes = '']) => ({
    name: name.toLowerCase(),
    attributes: new Map([...attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)].map(([, key = '', value = '']) => [key.toLowerCase(), decode(value)])),
  }));
}

/** Every address a page refers to. */
export function readLinks(html: string): readonly string[] {
  return readTags(html).flatMap(({ attributes }) => [attributes.get('href'), attributes.get('src')]).filter((link) => link !== undefined);
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#34;': '"', '&#39;': "'", '&#38;': '&', '&#60;': '<', '&#62;': '>' };

function decode(text: string): string {
  return text.replace(/&(?:#\d+|[a-z]+);/g, (entity) => ENTITIES[entity] ?? entity);
}
