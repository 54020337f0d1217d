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

/** The keys that may stand at a path of the configuration; where it allows several shapes, those of all. */
export function toValidKeys(path: readonly PropertyKey[]): string[] {
  let shapes = toShapes(editorSchema);
  for (const key of path) shapes = shapes.flatMap((shape) => toShapes(toChild(shape, key)));
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

function toShapes(schema: JsonSchema | undefined): z.core.JSONSchema.BaseSchema[] {
  if (schema === undefined || typeof schema === 'boolean') return [];
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(toShapes);
}

function toChild(schema: z.core.JSONSchema.BaseSchema, key: PropertyKey): JsonSchema | undefined {
  if (typeof key === 'number') return Array.isArray(schema.items) ? undefined : schema.items;
  const properties = schema.properties ?? {};
  return Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
}
