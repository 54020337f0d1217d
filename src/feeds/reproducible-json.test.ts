// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Claim } from '../model/verdict.ts';
import { HOSTILE_TEXTS } from '../testing/hostile-text.ts';
import { renderReproducibleJson, type ReproducibleRecord } from './reproducible-json.ts';

const record: ReproducibleRecord = {
  package: 'qubes-core-admin', version: '1:4.3.1-1', suite: 'r4.3/current', architecture: 'amd64', claim: 'reproduced', builtAt: Date.UTC(2026, 10, 20, 9, 3),
};
const CLAIMS: readonly Claim[] = ['reproduced', 'differs', 'failed', 'waiting', 'pending', 'unknown'];

describe('renderReproducibleJson', () => {
  it('writes a record as tests.reproducible-builds.org does', () => {
    expect(renderReproducibleJson([record])).toBe(
      '[\n  {"architecture":"amd64","build_date":"2026-11-20 09:03","package":"qubes-core-admin","status":"reproducible","suite":"r4.3/current","version":"1:4.3.1-1"}\n]\n');
    expect(JSON.parse(renderReproducibleJson([{ ...record, builtAt: null }]))).toMatchObject([{ build_date: null }]);
    expect(renderReproducibleJson([])).toBe('[]\n');
  });

  it('calls reproducible nothing but what was reproduced', () => {
    const statuses = (JSON.parse(renderReproducibleJson(CLAIMS.map((claim, index) => ({ ...record, claim, version: String(index) })))) as { status: string }[]).map(({ status }) => status);
    expect(statuses).toEqual(['reproducible', 'unreproducible', 'FTBFS', 'depwait', 'untested', 'untested']);
  });

  it('is in one order, however it was asked', () => {
    const records = ['b', 'a', 'c'].map((name) => ({ ...record, package: name }));
    expect(renderReproducibleJson(records)).toBe(renderReproducibleJson(records.toReversed()));
  });

  it('leaves out what no distribution would name so', () => {
    const hostile = HOSTILE_TEXTS.filter((text) => !/^[\w@+][\w.+~^:@%/-]*$/.test(text) || text.length > 300);
    for (const key of ['package', 'version', 'architecture', 'suite'] as const) {
      expect(renderReproducibleJson(hostile.map((text) => ({ ...record, [key]: text })))).toBe('[]\n');
    }
    expect(renderReproducibleJson([{ ...record, package: 'a/b' }])).toBe('[]\n');
  });
});
