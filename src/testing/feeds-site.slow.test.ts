// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { parseAtomFeed } from 'feedsmith';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { silentLog } from '../platform/log.ts';
import { buildSite } from '../site/build.ts';
import { writeFeeds } from '../site/feed-files.ts';
import { createCatalogue } from '../site/view/catalogue.ts';
import { createReproducibleJsonSource } from '../sources/reproducible-json/source.ts';
import { createBoardFixture } from './board-fixture.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { createEvidenceFixture } from './evidence-fixture.ts';
import { lintXml, readMetrics } from './feed-readers.ts';
import { createHostileBoard } from './hostile-board.ts';
import { startLoopback } from './loopback.ts';
import { needsTool } from './needs.ts';
import { NOTHING_KNOWN, toEvidence, toRebuilderDeps } from './rebuilding.ts';
import { readLinks, readSite, readTags } from './site-files.ts';

type Files = ReadonlyMap<string, string>;

const hasReaders = [
  needsTool('xmllint'), needsTool('/usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py'),
].every((found) => found);

const folder = mkdtempSync(join(tmpdir(), 'proofboard-feeds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The contents of files by what their names match. */
function contentsOf(files: Files, pattern: RegExp): string[] {
  return [...files].filter(([name]) => pattern.test(name)).map(([, content]) => content);
}

/** What the schemas that lie beside the documents say against them. */
function validateDocuments(files: Files): string[] {
  const validators = new Map([...files].filter(([name]) => name.startsWith('api/v1/schemas/')).map(([name, text]): [string, ValidateFunction] => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    ajvFormats.default(ajv);
    return [name.slice('api/v1/schemas/'.length, -'.json'.length), ajv.compile(JSON.parse(text) as object)];
  }));
  const toKind = (name: string): string => (name.startsWith('api/v1/repositories/') ? 'repository' : name.slice('api/v1/'.length, -'.json'.length));
  return [...files].filter(([name]) => name.startsWith('api/') && !name.startsWith('api/v1/schemas/') && name !== 'api/v1/openapi.json').flatMap(([name, text]) => {
    const validate = validators.get(toKind(name));
    return validate?.(JSON.parse(text)) === true ? [] : [`${name}: ${JSON.stringify(validate?.errors ?? 'no schema')}`];
  });
}

/** Links of the API's documents, each with the document's own address, that lead to no file. */
function brokenLinks(files: Files, isPage: (address: string) => boolean): string[] {
  return [...files].filter(([name]) => name.startsWith('api/v1/') && !name.startsWith('api/v1/schemas/') && name !== 'api/v1/openapi.json').flatMap(([name, text]) =>
    listLinks(JSON.parse(text)).flatMap((link) => {
      const address = decodeURI(new URL(link, `https://site.example/${name}`).pathname.slice(1));
      return files.has(address) || (address.endsWith('/') && isPage(address)) ? [] : [`${name} → ${link}`];
    }));
}

function listLinks(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'documents') return Object.values(inner as object).filter((link): link is string => typeof link === 'string');
    return (key === 'document' || key === 'page') && typeof inner === 'string' ? [inner] : listLinks(inner);
  });
}

function parse(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

/** What every reader finds wrong. */
async function readFeeds(files: Files): Promise<Record<string, unknown>> {
  const openapi = new Validator();
  for (const [name, text] of files) {
    if (name.startsWith('api/v1/schemas/')) await openapi.addSpecRef(parse(text), name.slice('api/v1/'.length));
  }
  const { valid, errors } = await openapi.validate(parse(files.get('api/v1/openapi.json') ?? ''));
  const atom = contentsOf(files, /(?:^|\/)atom\.xml$/);
  atom.forEach((text) => parseAtomFeed(text));
  return {
    cctray: lintXml('cctray.xsd', contentsOf(files, /^cctray(?:\.xml$|\/)/)), atom: lintXml('atom.rng', atom),
    metrics: readMetrics(contentsOf(files, /^metrics\.txt$/)).length, documents: validateDocuments(files), openapi: valid ? null : errors,
  };
}

const FINE = { cctray: '', atom: '', metrics: 1, documents: [], openapi: null };

describe.skipIf(!hasReaders)('buildSite, of the sample organisation', () => {
  let site: BuiltSite;
  let files: Files;

  beforeAll(async () => {
    site = await buildSampleSite({ components: 20 });
    files = readSite(site.dir);
  });
  afterAll(() => site.close());

  it('writes feeds that their readers read', async () => {
    expect(await readFeeds(files)).toEqual(FINE);
  });

  it('has something to tell in each of them', () => {
    expect(parseAtomFeed(files.get('atom.xml') ?? '').entries?.length).toBeGreaterThan(0);
    const [families = []] = readMetrics([files.get('metrics.txt') ?? '']);
    const seriesOf = (name: string): number => families.find((family) => family.name === name)?.samples.length ?? 0;
    expect(seriesOf('gitlab_ci_pipeline_status')).toBeGreaterThan(20);
    expect(seriesOf('gitlab_ci_pipeline_job_status')).toBeGreaterThan(seriesOf('gitlab_ci_pipeline_status'));
    expect(files.get('cctray.xml')?.match(/<Project /g)?.length).toBeGreaterThan(20);
    expect(files.get('status.txt')).toMatch(/^(?:failed|warned|passed|unknown): .* of \d+ pass.*\n$/);
  });

  it('tells the same changes under the same ids in the API and in the feed of everything', () => {
    const ids = new Set((JSON.parse(files.get('api/v1/changes.json') ?? '') as { changes: { id: string; kind: string }[] }).changes.map(({ id }) => id));
    const entries = parseAtomFeed(files.get('atom.xml') ?? '').entries ?? [];
    expect(entries.filter(({ id }) => !ids.has(id ?? ''))).toEqual([]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  });

  it('leads from every document of the API to files that are there', () => {
    expect(brokenLinks(files, (address) => files.has(`${address}index.html`))).toEqual([]);
  });

  it('lists its interfaces on a page, with links that lead to files, and names the feed in the heads of pages', () => {
    const page = files.get('badges-and-feeds/index.html') ?? '';
    const links = readLinks(page).filter((link) => !/^(?:https?:|#)/.test(link)).map((link) => new URL(link, 'https://site.example/badges-and-feeds/').pathname.slice(1));
    expect(links.filter((address) => !files.has(address.endsWith('/') || address === '' ? `${address}index.html` : address))).toEqual([]);
    expect(['cctray.xml', 'atom.xml', 'metrics.txt', 'status.txt', 'api/v1/index.json', 'api/v1/openapi.json', 'cctray/Core.xml'].filter((address) => !links.includes(address))).toEqual([]);
    const [repository = ''] = [...files.keys()].filter((name) => /^repositories\/.*\/-\/index\.html$/.test(name));
    for (const [name, feed] of [['index.html', 'atom.xml'], ['changes/index.html', 'atom.xml'], [repository, repository.replace('index.html', 'atom.xml')]] as const) {
      const head = readTags(files.get(name) ?? '').find(({ attributes }) => attributes.get('type') === 'application/atom+xml');
      expect(new URL(head?.attributes.get('href') ?? '', `https://site.example/${name}`).pathname, name).toBe(`/${feed}`);
      expect(files.has(feed)).toBe(true);
    }
    const own = readLinks(files.get(repository) ?? '').map((link) => new URL(link, `https://site.example/${repository}`).pathname.slice(1));
    expect(own).toContain(repository.replace('index.html', 'atom.xml'));
    expect(own).toContain(`api/v1/${repository.replace('/-/index.html', '.json')}`);
  });

  it('writes the same bytes when it is built again', async () => {
    const outDir = join(folder, 'again');
    await buildSite({ stateFile: site.stateFile, outDir, config: site.config, log: silentLog });
    const again = readSite(outDir);
    expect([...again].filter(([name, content]) => files.get(name) !== content).map(([name]) => name)).toEqual([]);
    expect([...again.keys()]).toEqual([...files.keys()]);
  });
});

describe.skipIf(!hasReaders)('writeFeeds, of hostile names', () => {
  it('writes feeds that their readers read, whether or not the site knows its address', async () => {
    for (const site of [{}, { url: 'https://ci.example.org/p' }]) {
      const config = configSchema.parse({ title: ']]><script>&e;\u202e', site, gitlab: { groups: ['x'] }, reprotest: {} });
      const out = mkdtempSync(join(folder, 'hostile-'));
      const catalogue = createCatalogue({ ...createHostileBoard(), config });
      writeFeeds(out, catalogue, '0.1.0');
      const files = readSite(out);
      expect(await readFeeds(files)).toEqual(FINE);
      expect(brokenLinks(files, (address) => catalogue.entries.some(({ segment }) => address === `repositories/${segment}/-/`))).toEqual([]);
    }
  });
});

describe('writeFeeds, of packages', () => {
  const fixture = createBoardFixture({ repositories: 45, targets: 4, releases: 2 });
  const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, reprotest: {} });
  const out = join(folder, 'packages');
  writeFeeds(out, createCatalogue({ ...fixture, config, evidence: createEvidenceFixture(fixture.board) }), '0.1.0');
  const files = readSite(out);

  it.each(['reproducible.json', 'repro-ci.json'])('writes a %s that our own source reads to the end', async (name) => {
    const server = await startLoopback((_, response) => { response.end(files.get(name)); });
    try {
      const reading = await createReproducibleJsonSource(toRebuilderDeps(`${server.url}/${name}`))(NOTHING_KNOWN);
      expect(reading).toMatchObject({ outcome: 'complete', unreadable: [], notes: [] });
      const { verdicts } = toEvidence(reading);
      expect(verdicts).toHaveLength((JSON.parse(files.get(name) ?? '') as unknown[]).length);
      expect(new Set(verdicts.map(({ claim }) => claim))).toEqual(new Set(name === 'repro-ci.json' ? ['reproduced', 'differs', 'unknown'] : ['reproduced', 'differs', 'failed', 'waiting', 'unknown']));
    } finally {
      await server.close();
    }
  });

  it('never mixes the two claims', () => {
    const namesOf = (name: string): Set<string> => new Set((JSON.parse(files.get(name) ?? '') as { suite: string }[]).map(({ suite }) => suite));
    expect([[...namesOf('reproducible.json')].sort(), [...namesOf('repro-ci.json')].sort()]).toEqual([['sid', 'trixie'], ['r4.2', 'r4.3']]);
  });
});
