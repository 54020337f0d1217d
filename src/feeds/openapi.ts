// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toLine } from './text.ts';
import type { ApiSchemaName } from './api-schemas.ts';

/** What a description of the interface needs to know of the board. */
export interface ApiDescription {
  /** The board's title. */
  readonly title: string;
  /** Proofboard's own version, `0.1.0`. */
  readonly version: string;
  /** The address of the site's root, with a slash at its end; null while it is not configured. */
  readonly site: string | null;
  /** Addresses with one part that varies, from the site's root: `/cctray/{group}.xml`; null where there are none. */
  readonly groupCctray: string | null;
  readonly repositoryAtom: string | null;
  /** False where no `reproducible.json` is written. */
  readonly hasPackages: boolean;
  /** False where no `repro-ci.json` is written. */
  readonly hasReprotests: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Where the description lies below the root, and how it leads back there. */
const ROOT_FROM_DESCRIPTION = '../..';

const SLASHES = 'Slashes in it are slashes of the address: follow `document` of repositories.json instead of making one.';
const SCRAPING = 'OpenMetrics 1.0 with the names of gitlab-ci-pipelines-exporter. A host of files may serve it as plain text: Prometheus then wants `fallback_scrape_protocol: OpenMetricsText1.0.0`.';

/**
 * Describes every address that programs read, OpenAPI 3.1, to lie at `api/v1/openapi.json` beside the folder `schemas`
 * with the files of `toJsonSchemas`.
 */
export function toOpenApi({ title, version, site, groupCctray, repositoryAtom, hasPackages, hasReprotests }: ApiDescription): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: toLine(title),
      version: toLine(version),
      summary: 'The state of the board for programs',
      description: 'Files of a static site: they change when the board is built, and take no parameters. Unknown, stale and unreadable are never a success.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: site === null ? ROOT_FROM_DESCRIPTION : site.replace(/\/+$/, ''), description: 'The board' }],
    paths: {
      '/api/v1/index.json': get('getIndex', 'The board in numbers, and where everything else is', toJson('index')),
      '/api/v1/repositories.json': get('getRepositories', 'All repositories', toJson('repositories')),
      '/api/v1/repositories/{path}.json': get('getRepository', 'One repository with its refs and cells', toJson('repository'),
        toParameter('path', `The repository's path, as the board encodes it. ${SLASHES}`)),
      '/api/v1/changes.json': get('getChanges', 'What changed, and which commits did it', toJson('changes')),
      '/cctray.xml': get('getCctray', 'The state of every repository for CCMenu and its like, cctray v1', XML),
      ...optional(groupCctray, (name) => get('getGroupCctray', 'The same of one group', XML, toParameter(name, 'The group, as the board encodes it.'))),
      '/atom.xml': get('getAtom', 'The changes of every repository, Atom', ATOM),
      ...optional(repositoryAtom, (name) => get('getRepositoryAtom', 'The changes of one repository, Atom', ATOM,
        toParameter(name, 'The repository\'s path, as the board encodes it. Slashes in it are slashes of the address.'))),
      '/metrics.txt': get('getMetrics', SCRAPING, TEXT),
      ...(hasPackages ? { '/reproducible.json': get('getReproducible', REBUILT, PACKAGES) } : {}),
      ...(hasReprotests ? { '/repro-ci.json': get('getReproCi', REPRO_CI, PACKAGES) } : {}),
      '/status.txt': get('getStatus', 'One line for shells: its first word is `passed`, `warned`, `failed` or `unknown`', TEXT),
    },
  };
}

const REBUILT = 'What rebuilders proved of the published packages, in the format of tests.reproducible-builds.org';
const REPRO_CI = 'What reprotest jobs found when they built twice, in the same format: the release as suite, the target as architecture';

const XML: Json = { 'application/xml': { schema: { type: 'string' } } };
const ATOM: Json = { 'application/atom+xml': { schema: { type: 'string' } } };
const TEXT: Json = { 'text/plain': { schema: { type: 'string' } } };

const PACKAGES: Json = {
  'application/json': {
    schema: {
      type: 'array',
      items: {
        type: 'object',
        required: ['architecture', 'build_date', 'package', 'status', 'suite', 'version'],
        properties: {
          architecture: { type: 'string' },
          build_date: { type: ['string', 'null'], description: 'Minutes, UTC: `2026-11-22 06:04`.' },
          package: { type: 'string' },
          status: { enum: ['reproducible', 'unreproducible', 'FTBFS', 'depwait', 'untested'] },
          suite: { type: 'string' },
          version: { type: 'string' },
        },
      },
    },
  },
};

function toJson(schema: ApiSchemaName): Json {
  return { 'application/json': { schema: { $ref: `schemas/${schema}.json` } } };
}

function get(operationId: string, summary: string, content: Json, ...parameters: readonly Json[]): Json {
  return {
    get: {
      operationId, summary,
      ...(parameters.length === 0 ? {} : { parameters }),
      responses: { 200: { description: 'As it was when the board was last built', content } },
    },
  };
}

function toParameter(name: string, description: string): Json {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

/** A path with one part that varies, where there is such a path. */
function optional(path: string | null, toItem: (name: string) => Json): Json {
  const name = path === null ? undefined : /\{([^{}]+)\}/.exec(path)?.[1];
  return path === null || name === undefined ? {} : { [path]: toItem(name) };
}
