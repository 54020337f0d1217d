// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';

/**
 * @typedef {object} Row What the files of a folder may import.
 * @property {string[] | '*'} ours Folders of src, besides the file's own.
 * @property {string[] | '*'} outside Packages; `node:*` is every module of Node.
 *
 * @typedef {object} ImportTable
 * @property {Record<string, Row>} folders By folder of src.
 * @property {Row} tests What `*.test.ts` may import besides.
 * @property {Record<string, string[]>} reserved Folders with the only files outside them that may import them,
 *   whatever their row says; tests may always.
 */

/**
 * Reports every import that the table does not have, type imports too.
 * @type {import('eslint').Rule.RuleModule}
 */
export const importTableRule = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: {
      noRow: 'src/{{folder}} has no row in the import table (scripts/eslint.config.js).',
      ours: 'src/{{folder}} does not import src/{{target}}. It may import: {{allowed}}.',
      reserved: 'Only tests import src/{{target}}; besides them: {{allowed}}.',
      outside: 'src/{{folder}} does not import "{{target}}". From outside it may import: {{allowed}}.',
      beyond: 'What lies outside src ("{{target}}") is not imported.',
    },
  },
  create(context) {
    const file = context.physicalFilename;
    const place = toPlace(relative(context.cwd, file));
    if (place === null) return {};
    const table = /** @type {ImportTable} */ (context.options[0]);
    const { folder, path, isTest } = place;
    const own = table.folders[folder];
    if (own === undefined) {
      return { Program: (node) => context.report({ node, messageId: 'noRow', data: { folder } }) };
    }
    const row = isTest ? join(own, table.tests) : own;

    /** @param {{ type: string, value?: unknown } | null | undefined} source */
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const problem = source.value.startsWith('.') ? checkOurs(source.value) : checkOutside(source.value);
      if (problem === null) return;
      const { messageId, target, allowed } = problem;
      const names = allowed.length === 0 ? 'nothing' : allowed.join(', ');
      context.report({ node: /** @type {import('estree').Literal} */ (source), messageId, data: { folder, target, allowed: names } });
    };

    /** @param {string} specifier */
    const checkOurs = (specifier) => {
      const targetPath = relative(context.cwd, resolve(dirname(file), specifier));
      const target = toPlace(targetPath)?.folder;
      if (target === undefined) return row.ours === '*' ? null : { messageId: 'beyond', target: specifier, allowed: [] };
      if (target === folder) return null;
      const users = table.reserved[target];
      if (users !== undefined && !isTest && folder !== 'testing') {
        return users.includes(path) ? null : { messageId: 'reserved', target, allowed: users };
      }
      return row.ours === '*' || row.ours.includes(target) ? null : { messageId: 'ours', target, allowed: row.ours };
    };

    /** @param {string} specifier */
    const checkOutside = (specifier) => {
      const target = isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
      if (row.outside === '*' || row.outside.some((name) => isPartOf(target, name))) return null;
      return { messageId: 'outside', target, allowed: row.outside };
    };

    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (/** @type {{ source: { type: string } }} */ node) => check(node.source),
    };
  },
};

/**
 * The folder of src that a path relative to the checkout lies in; `null` outside src.
 * @param {string} path
 */
function toPlace(path) {
  const [top, folder, ...rest] = path.split(sep);
  if (top !== 'src' || folder === undefined) return null;
  return { folder, path: [folder, ...rest].join('/'), isTest: path.endsWith('.test.ts') };
}

/**
 * `zod/v4` is part of `zod`, and `node:fs` of `node:*`.
 * @param {string} specifier
 * @param {string} name
 */
function isPartOf(specifier, name) {
  return specifier === name || specifier.startsWith(name === 'node:*' ? 'node:' : `${name}/`);
}

/**
 * @param {Row} one
 * @param {Row} other
 * @returns {Row}
 */
function join(one, other) {
  return {
    ours: one.ours === '*' || other.ours === '*' ? '*' : [...one.ours, ...other.ours],
    outside: one.outside === '*' || other.outside === '*' ? '*' : [...one.outside, ...other.outside],
  };
}
