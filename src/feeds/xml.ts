// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * A writer of XML 1.0 for elements, attributes and text. xmlbuilder2 was tried: it takes whatever looks like an entity in a
 * text for one (its issues 16, 105, 117), so that a job named `&e;` makes a document that no parser reads.
 */
export interface Element {
  readonly name: string;
  /** Values are anybody's. */
  readonly attributes: Readonly<Record<string, string>>;
  /** A text, which is anybody's too, or elements. */
  readonly content: string | readonly Element[];
}

/** An element; names are ours. */
export function element(name: string, attributes: Element['attributes'], content: Element['content'] = []): Element {
  return { name, attributes, content };
}

/** A document, indented, with a line feed at its end. Characters that XML cannot hold become U+FFFD. */
export function renderXml(root: Element): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  addLines(lines, root, '');
  return `${lines.join('\n')}\n`;
}

function addLines(lines: string[], { name, attributes, content }: Element, indent: string): void {
  let head = name;
  for (const [key, value] of Object.entries(attributes)) head += ` ${key}="${escape(value)}"`;
  if (content.length === 0) {
    lines.push(`${indent}<${head}/>`);
  } else if (typeof content === 'string') {
    lines.push(`${indent}<${head}>${escape(content, TEXT)}</${name}>`);
  } else {
    lines.push(`${indent}<${head}>`);
    for (const child of content) addLines(lines, child, `${indent}  `);
    lines.push(`${indent}</${name}>`);
  }
}

const PLAIN = /^[\w !#$%'()*+,./:;=?@[\\\]^`{|}~-]*$/;

/** Section 2.2 of XML 1.0 has all characters but these, and half pairs. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Readers turn a carriage return into a line feed (2.11), and white space in attributes into spaces (3.3.3). */
const TEXT = /[&<>\r]/g;
const ATTRIBUTE = /[&<>"\t\n\r]/g;
const NAMED: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;']]);

function escape(text: string, special = ATTRIBUTE): string {
  if (PLAIN.test(text)) return text;
  return text.toWellFormed().replace(FORBIDDEN, '\ufffd').replace(special, (character) => NAMED.get(character) ?? `&#${character.charCodeAt(0)};`);
}
