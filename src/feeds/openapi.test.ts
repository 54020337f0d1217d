// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS } from '../testing/hostile-text.ts';
import { renderDescription, toJsonSchemas } from './json.ts';
import { toOpenApi, type ApiDescription } from './openapi.ts';

const board: ApiDescription = {
  title: 'Qubes OS', version: '0.1.0', site: 'https://board.example.org/qubes/', groupCctray: '/cctray/{group}.xml', repositoryAtom: '/repositories/{path}/-/atom.xml', hasPackages: true, hasReprotests: true,
};
const bare: ApiDescription = { ...board, site: null, groupCctray: null, repositoryAtom: null, hasPackages: false, hasReprotests: false };

/** A reader of the description and of the schemas beside it. */
const validator = new Validator();
beforeAll(async () => {
  for (const { name, json } of toJsonSchemas()) await validator.addSpecRef(parse(renderDescription(json)), `schemas/${name}.json`);
});

/** What it finds wrong. */
async function validate(text: string): Promise<unknown> {
  const { valid, errors } = await validator.validate(parse(text));
  return valid ? null : errors;
}

function parse(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

function pathsOf(description: ApiDescription): string[] {
  return Object.keys(toOpenApi(description)['paths'] as object);
}

describe('toOpenApi', () => {
  it.each([['all there is', board], ['the least there is', bare]])('describes %s in valid OpenAPI 3.1 with schemas that are published', async (_, description) => {
    expect(await validate(renderDescription(toOpenApi(description)))).toBeNull();
  });

  it('is seen through where a schema is not published', async () => {
    const text = renderDescription(toOpenApi(board));
    expect(await validate(text.replace('schemas/changes.json', 'schemas/nothing.json'))).not.toBeNull();
    expect(await validate(text.replace('"in": "path"', '"in": "road"'))).not.toBeNull();
  });

  it('has an address for every file, and none that is not written', () => {
    expect(pathsOf(board)).toEqual([
      '/api/v1/index.json', '/api/v1/repositories.json', '/api/v1/repositories/{path}.json', '/api/v1/changes.json', '/cctray.xml', '/cctray/{group}.xml',
      '/atom.xml', '/repositories/{path}/-/atom.xml', '/metrics.txt', '/reproducible.json', '/repro-ci.json', '/status.txt',
    ]);
    expect(pathsOf(bare)).toEqual([
      '/api/v1/index.json', '/api/v1/repositories.json', '/api/v1/repositories/{path}.json', '/api/v1/changes.json', '/cctray.xml', '/atom.xml', '/metrics.txt', '/status.txt',
    ]);
  });

  it('leads from the description to the root of the site, whether or not that knows its address', () => {
    const toUrl = (description: ApiDescription): string => {
      const [server] = toOpenApi(description)['servers'] as { url: string }[];
      return new URL(`${server?.url ?? ''}/status.txt`, 'https://board.example.org/qubes/api/v1/openapi.json').href;
    };
    expect([toUrl(board), toUrl(bare)]).toEqual(['https://board.example.org/qubes/status.txt', 'https://board.example.org/qubes/status.txt']);
  });

  it('is valid whatever the title', async () => {
    for (const title of HOSTILE_TEXTS) expect(await validate(renderDescription(toOpenApi({ ...bare, title })))).toBeNull();
  });
});
