// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { z } from 'zod';
import { toValidKeys, toValidWords } from './editor-schema.ts';
import { toNearest, toSuggestion } from './nearest.ts';

/** What is wrong at one place of the configuration. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', null: 'null',
  array: 'a list', object: 'a map', record: 'a map',
};

/** Zod's issues in the words of the person who wrote the file, one problem for each mistake. `root` is what was read. */
export function toProblems(issues: readonly Issue[], root: unknown): Problem[] {
  const problems = issues.flatMap((issue) => toIssueProblems(issue, root));
  // A misspelt key is unknown and its right spelling is missing: that is one mistake.
  const meant = new Set(problems.map((problem) => problem.meant).filter((path) => path !== undefined));
  return problems.filter((problem) => problem.meant !== undefined || !problem.isMissing || !meant.has(renderPath(problem.path)));
}

/** `gitlab.refs[1].name`; keys with odd characters in quotes. */
export function renderPath(path: readonly PropertyKey[]): string {
  return path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[\w-]+$/u.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
  }).join('').replace(/^\./u, '');
}

interface Finding extends Problem {
  readonly isMissing: boolean;
  /** The path of the key that was probably meant. */
  readonly meant?: string;
}

function toIssueProblems(issue: Issue, root: unknown): Finding[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => toUnknownKey(issue.path, key, toValue(root, [...issue.path, 'type'])));
    case 'invalid_union':
      return toUnionProblems(issue, root);
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path: issue.path, isMissing: false, text: `expected as key ${toExpected(inner)}` }));
    default: {
      const value = toValue(root, issue.path);
      return [{ path: issue.path, isMissing: value === undefined, text: toSentence(value, toExpected(issue)) }];
    }
  }
}

function toUnknownKey(path: readonly PropertyKey[], key: string, type: unknown): Finding {
  const valid = toValidKeys(path, type);
  if (valid.includes(key)) return { path: [...path, key], text: 'cannot stand beside the other keys here', isMissing: false };
  const nearest = toNearest(key, valid);
  const advice = nearest === null ? `expected one of ${valid.join(', ')}` : `did you mean \`${nearest}\`?`;
  const meant = nearest === null ? {} : { meant: renderPath([...path, nearest]) };
  return { path: [...path, key], text: `unknown key; ${advice}`, isMissing: false, ...meant };
}

/** The problems of the shape that was most likely meant, or the list of shapes where it was none of them. */
function toUnionProblems(issue: z.core.$ZodIssueInvalidUnion, root: unknown): Finding[] {
  const fitting = issue.errors.filter((errors) => !errors.some((error) => error.code === 'invalid_type' && error.path.length === 0));
  const [likeliest] = fitting
    .map((errors) => errors.map((error): Issue => ({ ...error, path: [...issue.path, ...error.path] })))
    .map((errors) => ({ errors, count: toProblems(errors, root).length }))
    .sort((one, other) => one.count - other.count);
  if (likeliest !== undefined) return likeliest.errors.flatMap((error) => toIssueProblems(error, root));
  if (issue.errors.length === 0) return [toUnknownWord(issue.path, root)];
  const shapes = new Set(issue.errors.flatMap((errors) => errors.slice(0, 1).map(toExpected)));
  const value = toValue(root, issue.path);
  return [{ path: issue.path, isMissing: value === undefined, text: toSentence(value, [...shapes].join(' or ')) }];
}

/** A `type` that chooses between shapes and names none. */
function toUnknownWord(path: readonly PropertyKey[], root: unknown): Finding {
  const value = toValue(root, path);
  const words = toValidWords(path);
  const suggestion = typeof value === 'string' ? toSuggestion(value, words) : '';
  return { path, isMissing: value === undefined, text: toSentence(value, `one of ${words.join(', ')}${suggestion}`) };
}

function toSentence(found: unknown, expected: string): string {
  return `found ${renderFound(found)}, expected ${expected}`;
}

function toExpected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      // The schema's own words, where it has some, instead of Zod's.
      return issue.message.startsWith('Invalid input') ? TYPE_WORDS[issue.expected] ?? issue.expected : issue.message;
    case 'too_small':
      return toLimit(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return toLimit(issue.origin, 'at most', issue.maximum);
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

function toLimit(origin: string, bound: string, count: number | bigint): string {
  switch (origin) {
    case 'string': return `${bound} ${count} ${count === 1 ? 'character' : 'characters'}`;
    case 'array': return `${bound} ${count} ${count === 1 ? 'entry' : 'entries'}`;
    default: return `${bound} ${count}`;
  }
}

function toValue(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function renderFound(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  // Somebody may have put a password into an address.
  const shown = typeof value === 'string' ? value.replace(/\/\/.*@/u, '//…@') : value;
  return JSON.stringify(typeof shown === 'string' && shown.length > 60 ? `${shown.slice(0, 60)}…` : shown);
}
