// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { configSchema } from './schema.ts';

type JsonSchema = z.core.JSONSchema._JSONSchema;

const editorSchema = z.toJSONSchema(configSchema, { io: 'input' });

/** The JSON Schema by which editors complete and check `proofboard.yml`, as the text of its committed file. */
export function renderEditorSchema(): string {
  return `${JSON.stringify({ ...editorSchema, title: 'Proofboard configuration' }, null, 2)}\n`;
}

/**
 * The keys that may stand at a path of the configuration; where it allows several shapes, those of the shape that `type`
 * names, else of all.
 */
export function toValidKeys(path: readonly PropertyKey[], type?: unknown): string[] {
  const shapes = toShapesAt(path);
  const named = shapes.filter((shape) => type !== undefined && toConstant(toChild(shape, 'type')) === type);
  return [...new Set((named.length > 0 ? named : shapes).flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

/** The fixed words that may stand at a path: the names of the shapes a `type` chooses from. */
export function toValidWords(path: readonly PropertyKey[]): string[] {
  return toShapesAt(path).flatMap((shape) => toConstant(shape) ?? []);
}

function toShapesAt(path: readonly PropertyKey[]): z.core.JSONSchema.BaseSchema[] {
  let shapes = toShapes(editorSchema);
  for (const key of path) shapes = shapes.flatMap((shape) => toShapes(toChild(shape, key)));
  return shapes;
}

function toConstant(schema: JsonSchema | undefined): string | null {
  return typeof schema === 'object' && typeof schema.const === 'string' ? schema.const : null;
}

function toShapes(schema: JsonSchema | undefined): z.core.JSONSchema.BaseSchema[] {
  if (schema === undefined || typeof schema === 'boolean') return [];
  const several = schema.anyOf ?? schema.oneOf;
  return several === undefined ? [schema] : several.flatMap(toShapes);
}

function toChild(schema: z.core.JSONSchema.BaseSchema, key: PropertyKey): JsonSchema | undefined {
  if (typeof key === 'number') return Array.isArray(schema.items) ? undefined : schema.items;
  const properties = schema.properties ?? {};
  return Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
}
