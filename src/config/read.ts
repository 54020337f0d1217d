// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { CodedError, toMessage } from '../model/error.ts';
import { renderPath, toProblems } from './problems.ts';
import { configSchema } from './schema.ts';
import type { Config } from './schema.ts';

export type ConfigErrorCode = 'config-missing' | 'config-unreadable' | 'config-invalid';

const MAX_BYTES = 1_000_000;
const MAX_ALIASES = 100;
const MAX_PROBLEMS = 50;

/** Reads and checks a configuration file; the files it names are absolute paths then. Throws `CodedError<ConfigErrorCode>`. */
export async function readConfig(file: string): Promise<Config> {
  return resolveFiles(parseConfig(await readText(file), file), dirname(resolve(file)));
}

/** The configuration with every file it names seen from a folder. */
function resolveFiles(config: Config, folder: string): Config {
  const toFile = (path: string): string => resolve(folder, path);
  return {
    ...config,
    archives: config.archives.map((archive) => ({ ...archive, keys: archive.keys.map(toFile) })),
    rebuilders: config.rebuilders.map((rebuilder) => {
      switch (rebuilder.type) {
        case 'reproducible-json': return rebuilder;
        case 'package-rebuilder':
          return { ...rebuilder, keys: rebuilder.keys.map(toFile), unreproducibleKeys: rebuilder.unreproducibleKeys.map(toFile) };
        case 'rebuilderd': case 'attestations': return { ...rebuilder, keys: rebuilder.keys.map(toFile) };
        case 'attestation-folder': return { ...rebuilder, keys: rebuilder.keys.map(toFile), folder: toFile(rebuilder.folder) };
      }
    }),
  };
}

/**
 * Checks a configuration's text and fills in the defaults. Throws `config-invalid` with one line for each problem:
 * `name:line:column: path: what was found, what was expected`.
 */
export function parseConfig(text: string, name: string): Config {
  if (Buffer.byteLength(text) > MAX_BYTES) throw toTooLarge(name);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  // Warnings are tags we do not know and such: a value that would silently be something else.
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) throw toInvalid(name, mistakes.map(({ pos, message }) => `${at(pos[0])}: ${message}`));

  const value = toPlainValue(document, name);
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = toProblems(result.error.issues, value)
    .map((problem) => ({ ...problem, offset: toOffset(document, problem.path) }))
    .sort((one, other) => one.offset - other.offset);
  throw toInvalid(name, problems.map(({ offset, path, text: problem }) => {
    const place = path.length === 0 ? '' : `${renderPath(path)}: `;
    return `${at(offset)}: ${place}${problem}`;
  }));
}

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_BYTES) throw toTooLarge(file);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof CodedError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new CodedError<ConfigErrorCode>('config-missing',
        `${file} does not exist: copy examples/minimal.yml to it and put your GitLab group there.`, { cause: error });
    }
    throw new CodedError<ConfigErrorCode>('config-unreadable', `${file} cannot be read: ${toMessage(error)}`, { cause: error });
  }
}

function toPlainValue(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw toInvalid(name, [`${name}: ${toMessage(error)}`]);
  }
}

/** Where the key or entry at a path begins; where it is missing, the nearest one around it. */
function toOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? toStart(node) : 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined || !isNode(pair.key)) break;
      offset = toStart(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (!isNode(node)) break;
      offset = toStart(node);
    } else {
      break;
    }
  }
  return offset;
}

function toStart(node: Node): number {
  return node.range?.[0] ?? 0;
}

function toInvalid(name: string, problems: readonly string[]): CodedError<ConfigErrorCode> {
  const shown = problems.slice(0, MAX_PROBLEMS);
  const more = problems.length > shown.length ? [`… and ${problems.length - shown.length} more`] : [];
  return new CodedError('config-invalid', [`${name} is not a valid configuration:`, ...shown, ...more].join('\n'));
}

function toTooLarge(name: string): CodedError<ConfigErrorCode> {
  return new CodedError('config-invalid', `${name} is not a valid configuration: it is larger than 1 MB.`);
}
