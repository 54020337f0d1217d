// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArtifactRule, MatchRule, PatternRule } from '../attest/artifact-rule.ts';
import { toQuoted } from '../attest/attest-error.ts';
import type { Artifacts } from '../attest/statement.ts';
import { createFnmatch } from './fnmatch.ts';

/** A rule with its pattern made ready. */
export interface ReadyRule {
  readonly rule: ArtifactRule;
  readonly matches: (name: string) => boolean;
}

/** What rules are applied to: a link, or what an inspection found. */
export interface RuledItem {
  readonly materials: Artifacts;
  readonly products: Artifacts;
}

/** Whether enough links of the step that a MATCH rule names have this artifact, by equal path and equal hash. */
export type Lookup = (rule: MatchRule, path: string, sha256: string) => boolean;

/** More than this no honest link has, and every pair may be compared. */
const MAX_COMPARISONS = 2_000_000;
const MAX_PATH_LENGTH = 4_096;

export function toReadyRules(rules: readonly ArtifactRule[]): ReadyRule[] {
  return rules.map((rule) => ({ rule, matches: createFnmatch(rule.pattern) }));
}

/**
 * Applies the rules for one side of an item, in their order, to a queue of its artifacts (in-toto specification, section
 * 4.3.3): most rules take from the queue what they cover; DISALLOW refuses what it finds left there, REQUIRE that its file
 * is not. Answers with what was violated, or null.
 */
export function findViolation(
  rules: readonly ReadyRule[], side: keyof RuledItem, item: RuledItem, isEstablished: Lookup,
): string | null {
  const artifacts = item[side];
  if (artifacts.size * rules.length > MAX_COMPARISONS) return `more ${side} than can be compared with the rules`;
  const queue = new Set(artifacts.keys());
  if ([...queue].some((path) => path.length > MAX_PATH_LENGTH)) return `${side} with a name of more than ${MAX_PATH_LENGTH} characters`;
  for (const { rule, matches } of rules) {
    if (rule.kind === 'require') {
      if (!queue.has(rule.pattern)) return `REQUIRE ${toQuoted(rule.pattern)}: it is not among the ${side}`;
      continue;
    }
    for (const path of queue) {
      if (!isCovered(rule, matches, path, item, artifacts, isEstablished)) continue;
      if (rule.kind === 'disallow') return `DISALLOW ${toQuoted(rule.pattern)}: ${toQuoted(path)} is among the ${side}`;
      queue.delete(path);
    }
  }
  return null;
}

function isCovered(
  rule: PatternRule | MatchRule, matches: (name: string) => boolean, path: string,
  { materials, products }: RuledItem, artifacts: Artifacts, isEstablished: Lookup,
): boolean {
  switch (rule.kind) {
    case 'match': {
      const target = toTarget(rule, matches, path);
      const sha256 = artifacts.get(path)?.sha256 ?? null;
      return target !== null && sha256 !== null && isEstablished(rule, target, sha256);
    }
    case 'create': return matches(path) && products.has(path) && !materials.has(path);
    case 'delete': return matches(path) && materials.has(path) && !products.has(path);
    case 'modify': return matches(path) && isModified(materials.get(path)?.sha256, products.get(path)?.sha256);
    case 'allow': case 'disallow': return matches(path);
  }
}

/** Where the like of an artifact has to lie; null where the rule is not about it. */
export function toTarget(rule: MatchRule, matches: (name: string) => boolean, path: string): string | null {
  if (!path.startsWith(rule.sourcePrefix)) return null;
  const rest = path.slice(rule.sourcePrefix.length);
  // in-toto takes what begins with a slash behind a prefix for an absolute path, and fails.
  if (rule.sourcePrefix !== '' && rest.startsWith('/')) return null;
  return matches(rest) ? rule.targetPrefix + rest : null;
}

/** Both are there with a hash, and the hashes differ: of what has none nobody can say that it was changed. */
function isModified(before: string | null | undefined, after: string | null | undefined): boolean {
  return typeof before === 'string' && typeof after === 'string' && before !== after;
}
