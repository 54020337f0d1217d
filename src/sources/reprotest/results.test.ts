// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { MAX_RESULTS_BYTES, parseResults } from './results.ts';

const parse = (text: string): unknown => parseResults(new TextEncoder().encode(text));
const INVALID = expect.objectContaining({ code: 'invalid-results' }) as Error;

describe('parseResults', () => {
  it('takes packages with true or false', () => {
    expect(parse('{"python3-qubesadmin": true, "libvirt0": false, "qubes-core-admin-4.3.1-1.fc42.x86_64": true}')).toEqual([
      { name: 'python3-qubesadmin', reproduced: true }, { name: 'libvirt0', reproduced: false },
      { name: 'qubes-core-admin-4.3.1-1.fc42.x86_64', reproduced: true },
    ]);
  });

  it.each([
    ['nothing', ''], ['no JSON', 'true false'], ['a list', '["a"]'], ['a plain word', 'true'], ['null', 'null'],
    ['words for booleans', '{"a": "true"}'], ['numbers for booleans', '{"a": 1}'], ['null for a boolean', '{"a": null}'], ['a nested answer', '{"a": {"b": true}}'],
    ['a package twice, differently', '{"a": false, "a": true}'],
    ['what follows the end', '{"a": true} {"b": true}'],
    ['no package at all, which would be no proof', '{}'],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(INVALID);
  });

  it.each(['', '.', '..', '../up', 'a/b', '/etc/passwd', 'a\\b', 'a\u0000b', '\u202ea', '__proto__', '-rf', 'a b', 'ä', 'a'.repeat(201)])('refuses a package named %j', (name) => {
    expect(() => parse(JSON.stringify({ good: true }).replace('good', JSON.stringify(name).slice(1, -1)))).toThrow(INVALID);
  });

  it('refuses more packages, more bytes and more depth than any job has', () => {
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`p${index}`, true]));
    expect(() => parse(JSON.stringify(many))).toThrow(INVALID);
    expect(() => parse(`{"a": true${' '.repeat(MAX_RESULTS_BYTES)}}`)).toThrow(INVALID);
    expect(() => parse(`${'{"a":'.repeat(10_000)}true${'}'.repeat(10_000)}`)).toThrow(INVALID);
  });
});
