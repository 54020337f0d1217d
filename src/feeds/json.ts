// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { API_SCHEMAS, type Frozen } from './api-schemas.ts';
import { bound } from './text.ts';

const MAX_CHARACTERS = 4_000;

/**
 * Renders a document of the API as one line. That it is what its schema says is the compiler's matter and the tests':
 * to look at run time costs as much again as all of the rendering.
 */
export function renderJson<Schema extends z.ZodType>(_schema: Schema, document: Frozen<z.input<Schema>>): string {
  return `${JSON.stringify(document, boundText).replace(UNSEEN, toEscape)}\n`;
}

/** What JSON leaves as it is, and terminals and editors obey: controls, and marks that reorder the text after them. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A published schema: `name` is its file's, without the ending. */
export interface PublishedSchema {
  readonly name: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The schemas of all documents, JSON Schema draft 2020-12. Each lies beside the others, and its `$id` is its file's name. */
export function toJsonSchemas(): readonly PublishedSchema[] {
  return Object.entries(API_SCHEMAS).map(([name, schema]) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
    return { name, json: { $schema, $id: `${name}.json`, ...rest } };
  });
}

/** Renders a schema or a description for people as well. */
export function renderDescription(json: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(json, null, 2).replace(UNSEEN, toEscape)}\n`;
}

/** JSON escapes everything; half a pair is escaped too, and many parsers refuse that. */
function boundText(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? bound(value, MAX_CHARACTERS) : value;
}
