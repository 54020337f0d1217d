// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderEditorSchema, toValidKeys } from './editor-schema.ts';

describe('renderEditorSchema', () => {
  it('is what is committed; `npm run schema` writes it', async () => {
    expect(renderEditorSchema()).toBe(await readFile(new URL('./proofboard.schema.json', import.meta.url), 'utf8'));
  });
});

describe('toValidKeys', () => {
  it('knows the keys of all shapes at a path', () => {
    expect(toValidKeys(['gitlab', 'refs', 3])).toEqual(['name', 'release', 'pattern']);
    expect(toValidKeys(['stale'])).toEqual(['result', 'source']);
  });
  it('knows none where there are none', () => {
    expect(toValidKeys(['title'])).toEqual([]);
    expect(toValidKeys(['constructor', 'x'])).toEqual([]);
  });
});
