// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS } from '../testing/hostile-text.ts';
import { API_SCHEMAS, type ApiChange, type ApiDocument, type ApiRepository, type ApiSchemaName } from './api-schemas.ts';
import { renderDescription, renderJson, toJsonSchemas } from './json.ts';
import { toChangeId } from './tag-id.ts';

const AT = '2026-11-22T06:04:00Z';
const POINT = { pipelineId: 9001, commit: '1a2b3c4d5e6f', at: AT };
const FAILURE = { area: 'infrastructure', class: 'network', title: 'mirror unreachable', message: 'E: Failed to fetch' } as const;

const head: ApiRepository = {
  id: 42, source: 'gitlab:https://gitlab.com', path: 'QubesOS/qubes-core-admin', webUrl: 'https://gitlab.com/QubesOS/qubes-core-admin', defaultBranch: 'main', archived: false,
  state: 'failed', readAt: AT, unreadable: null, document: 'repositories/QubesOS/qubes-core-admin.json', page: '../../repositories/QubesOS/qubes-core-admin/-/',
};
const pipeline = { id: 9001, state: 'failed', status: 'failed', commit: '1a2b3c4d5e6f', createdAt: AT, startedAt: AT, finishedAt: null, url: null } as const;
const change: ApiChange = {
  id: toChangeId(null, {
    project: head, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42', pipelineId: 9001, kind: 'broken', at: Date.parse(AT),
  }),
  kind: 'broken', repository: head.path, source: head.source, projectId: 42, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42', from: 'passed', to: 'failed',
  pipelineId: 9001, jobId: 77, commit: '1a2b3c4d5e6f', before: { pipelineId: 9000, commit: '0a' }, at: AT, seenAt: AT, failure: FAILURE, jobUrl: null,
};
const DOCUMENTS: { readonly [Name in ApiSchemaName]: ApiDocument<Name> } = {
  index: {
    apiVersion: 1, title: 'Qubes OS', site: null, collectedAt: AT,
    totals: { repositories: 3, passing: 1, warned: 0, failing: 1, newlyFailing: 1, differing: 0, stale: 1, unknown: 0, running: 2 },
    sources: [{ name: 'gitlab:https://gitlab.com', outcome: 'partial', readAt: null, requests: 12 }],
    documents: {
      repositories: 'repositories.json', changes: 'changes.json', openapi: 'openapi.json', cctray: '../../cctray.xml', atom: '../../atom.xml', metrics: '../../metrics.txt',
      status: '../../status.txt', reproducible: null, reproCi: '../../repro-ci.json',
    },
  },
  repositories: { collectedAt: AT, repositories: [head, { ...head, id: 43, state: 'unknown', unreadable: 'forbidden', webUrl: null, defaultBranch: null }] },
  repository: {
    collectedAt: AT, ...head,
    refs: [{ ref: 'main', state: 'failed', latest: pipeline, finished: null }],
    cells: [{
      ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42', state: 'failed', result: { state: 'failed', at: AT, jobId: 77, pipelineId: 9001 }, since: POINT, lastGood: POINT,
      current: { state: 'running', status: 'running', jobId: 78, pipelineId: 9002 }, flaky: { finished: 10, flips: 3, rate: 0.3, retries: 1 }, failure: FAILURE, jobUrl: null,
    }, {
      ref: 'main', release: 'r4.2', stage: 'repro', target: 'vm-fc42', state: 'stale', result: null, since: null, lastGood: null,
      current: { state: 'unknown', status: 'weird', jobId: 79, pipelineId: 9002 }, flaky: null, failure: { ...FAILURE, message: null }, jobUrl: null,
    }],
  },
  changes: { collectedAt: AT, from: null, changes: [change, { ...change, from: null, before: null, failure: null }] },
};
const NAMES = Object.keys(DOCUMENTS) as ApiSchemaName[];

/** A reader's: all published files, by name, and nothing of zod's. */
const validators = new Map<string, ValidateFunction>(toJsonSchemas().map(({ name, json }) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajvFormats.default(ajv);
  return [name, ajv.compile(JSON.parse(renderDescription(json)) as object)];
}));

function check(name: string, text: string): unknown {
  const validate = validators.get(name);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  return validate(JSON.parse(text)) ? null : validate.errors;
}

function render(name: ApiSchemaName, change: (document: unknown) => unknown = (document) => document): string {
  return renderJson(API_SCHEMAS[name], change(DOCUMENTS[name]) as never);
}

/** Every text that is nobody's word list or time. */
const FREE = new Set(['title', 'site', 'path', 'webUrl', 'defaultBranch', 'unreadable', 'ref', 'release', 'stage', 'target', 'status', 'commit', 'message', 'repository', 'source', 'name', 'id']);

function withTexts(value: unknown, text: string): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => (typeof inner === 'string' && FREE.has(key) ? text : inner));
}

describe('renderJson', () => {
  it.each(NAMES)('writes %s as its published schema says', (name) => {
    expect(check(name, render(name))).toBeNull();
    expect(API_SCHEMAS[name].safeParse(DOCUMENTS[name]).error).toBeUndefined();
  });

  it.each(NAMES)('writes %s well-formed and bounded, whatever the names', (name) => {
    for (const text of HOSTILE_TEXTS) {
      const written = render(name, (document) => withTexts(document, text));
      expect(check(name, written)).toBeNull();
      expect(written).not.toMatch(/\\u[dD][89a-fA-F]/);
      expect(written.length).toBeLessThan(300_000);
      expect(written.indexOf('\n')).toBe(written.length - 1);
    }
  });

  it('gives a name back as it was', () => {
    const title = 'a"b\\c\u0000\n</script>\u2028😀\u202e\u009b31m\u007f';
    const text = renderJson(API_SCHEMAS.index, { ...DOCUMENTS.index, title });
    expect(JSON.parse(text)).toEqual({ ...DOCUMENTS.index, title });
    expect(text).toContain('</script>\\u2028😀\\u202e\\u009b31m\\u007f');
  });
});

describe('toJsonSchemas', () => {
  it('publishes one file for every document', () => {
    expect(toJsonSchemas().map(({ json }) => [json['$id'], json['$schema']])).toEqual(
      ['index', 'repositories', 'repository', 'changes'].map((name) => [`${name}.json`, 'https://json-schema.org/draft/2020-12/schema']));
  });

  it('says of every field what it is', () => {
    const fields = toJsonSchemas().flatMap(({ json }) => listFields(json));
    expect(fields.length).toBeGreaterThan(100);
    expect(fields.filter(({ description }) => typeof description !== 'string' || description.length < 7)).toEqual([]);
  });

  it.each<[ApiSchemaName, (document: string) => string]>([
    ['index', (text) => text.replace('"apiVersion":1', '"apiVersion":2')],
    ['index', (text) => text.replace('"title":"Qubes OS",', '')],
    ['index', (text) => text.replace('{', '{"more":1,')],
    ['repositories', (text) => text.replace('"failed"', '"fine"')],
    ['repositories', (text) => text.replace('06:04:00Z', '06:04')],
    ['repository', (text) => text.replace('"stale"', '"cancelled"')],
    ['repository', (text) => text.replace('"rate":0.3', '"rate":3')],
    ['changes', (text) => text.replace('"network"', '"gremlins"')],
    ['changes', (text) => text.replace('"projectId":42', '"projectId":"42"')],
  ])('does not let pass every %s', (name, spoil) => {
    const text = render(name);
    expect(spoil(text)).not.toBe(text);
    expect(check(name, spoil(text))).not.toBeNull();
  });
});

interface Field {
  readonly name: string;
  readonly description: unknown;
}

function listFields(schema: unknown): readonly Field[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: Record<string, { description?: unknown }> };
  const own = Object.entries(properties).map(([name, { description }]) => ({ name, description }));
  return [...own, ...Object.values(schema).flatMap((inner) => listFields(inner))];
}
