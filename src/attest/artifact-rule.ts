// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError, toQuoted } from './attest-error.ts';
import type { JsonValue } from './json.ts';
import { requireArray, requireText } from './statement.ts';

/** A rule of a layout about materials or products (in-toto specification, section 4.3.3). */
export type ArtifactRule = PatternRule | RequireRule | MatchRule;

export interface PatternRule {
  readonly kind: 'create' | 'delete' | 'modify' | 'allow' | 'disallow';
  /** In the manner of Python's fnmatch. */
  readonly pattern: string;
}

export interface RequireRule {
  readonly kind: 'require';
  /** The name itself, whatever characters are in it. */
  readonly pattern: string;
}

export interface MatchRule {
  readonly kind: 'match';
  readonly pattern: string;
  /** The folder whose artifacts are meant, with its final slash, and the one where their like lies; empty for none. */
  readonly sourcePrefix: string;
  readonly targetPrefix: string;
  readonly target: 'materials' | 'products';
  /** The step, or inspection, that they have to come from. */
  readonly from: string;
}

const ONE_WORD_KINDS: readonly string[] = [
  'create', 'delete', 'modify', 'allow', 'disallow', 'require',
] satisfies readonly (PatternRule | RequireRule)['kind'][];
const MAX_RULES = 1_000;
const MAX_WORD_LENGTH = 4_096;

/** Reads a list of rules; `unparsable` or `unsupported` where one of them is none. Keywords are taken in any case, as by in-toto. */
export function toArtifactRules(value: JsonValue | undefined, what: string): ArtifactRule[] {
  const rules = requireArray(value, what);
  if (rules.length > MAX_RULES) throw attestError('too-large', `${what}: more than ${MAX_RULES} rules`);
  return rules.map((rule) => toArtifactRule(requireArray(rule, 'a rule').map((word) => requireText(word, 'a word of a rule'))));
}

function toArtifactRule(words: readonly string[]): ArtifactRule {
  const [keyword = '', pattern] = words;
  const kind = keyword.toLowerCase();
  if (pattern === undefined || words.some((word) => word.length > MAX_WORD_LENGTH)) throw noRule(words);
  if (kind === 'match') return toMatchRule(pattern, words);
  if (!isOneWordKind(kind) || words.length !== 2) throw noRule(words);
  return { kind, pattern };
}

/** `MATCH <pattern> [IN <prefix>] WITH (MATERIALS|PRODUCTS) [IN <prefix>] FROM <step>` */
function toMatchRule(pattern: string, words: readonly string[]): MatchRule {
  const rest = words.slice(2);
  const isNext = (keyword: string): boolean => rest[0]?.toLowerCase() === keyword;
  const takePrefix = (): string => (isNext('in') ? toPrefix(rest.splice(0, 2)[1] ?? '') : '');
  const sourcePrefix = takePrefix();
  const target = isNext('with') ? rest.splice(0, 2)[1]?.toLowerCase() : undefined;
  const targetPrefix = takePrefix();
  const from = isNext('from') ? rest.splice(0, 2)[1] : undefined;
  if ((target !== 'materials' && target !== 'products') || from === undefined || rest.length > 0) throw noRule(words);
  return { kind: 'match', pattern, sourcePrefix, target, targetPrefix, from };
}

function toPrefix(text: string): string {
  // in-toto turns them into slashes in some places and not in others.
  if (text.includes('\\')) throw attestError('unsupported', `a rule with a backslash in a prefix, ${toQuoted(text)}`);
  return text === '' || text.endsWith('/') ? text : `${text}/`;
}

function isOneWordKind(kind: string): kind is (PatternRule | RequireRule)['kind'] {
  return ONE_WORD_KINDS.includes(kind);
}

function noRule(words: readonly string[]): Error {
  return attestError('unparsable', `${toQuoted(words.join(' '))} is no rule that in-toto knows`);
}
