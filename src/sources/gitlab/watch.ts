// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { RefRule } from '../../config/schema.ts';

/** What the configuration says about projects, as the source needs it. */
export interface Watch {
  readonly groups: readonly string[];
  readonly projects: readonly string[];
  /** Everybody's rules. */
  readonly rules: readonly RefRule[];
  /** The rules of all overrides. */
  readonly overrides: readonly RefRule[];
  refs(projectPath: string): readonly RefRule[];
  isExcluded(projectPath: string): boolean;
}

const MAX_REFS = 50;
const MAX_MATCHED = 500;

/** True where some rule needs the names of the refs that had pipelines lately. */
export function needsRecent({ rules, overrides }: Watch): boolean {
  return [...rules, ...overrides].some((rule) => typeof rule === 'object' && 'pattern' in rule);
}

/**
 * The refs to read of one project: those named, the default branch where asked for, and of `candidates` those that match
 * a pattern; each once, at most 50.
 */
export function toWatchedRefs(rules: readonly RefRule[], defaultBranch: string | null, candidates: readonly string[]): string[] {
  const refs = new Set<string>();
  for (const rule of rules) {
    if (rule === '@default') {
      if (defaultBranch !== null) refs.add(defaultBranch);
    } else if (typeof rule === 'string') {
      refs.add(rule);
    } else if ('name' in rule) {
      const name = rule.name === '@default' ? defaultBranch : rule.name;
      if (name !== null) refs.add(name);
    } else {
      const pattern = new RegExp(rule.pattern, 'u');
      for (const ref of candidates) if (ref.length <= MAX_MATCHED && pattern.test(ref)) refs.add(ref);
    }
  }
  return [...refs].slice(0, MAX_REFS);
}

/** The refs worth asking for before anything is known of a project: the named ones, and for `@default` what is usual. */
export function toLikelyRefs(rules: readonly RefRule[], usualDefaults: readonly string[]): string[] {
  const refs = new Set<string>();
  for (const rule of rules) {
    const name = typeof rule === 'string' ? rule : 'name' in rule ? rule.name : null;
    if (name === '@default') for (const usual of usualDefaults) refs.add(usual);
    else if (name !== null) refs.add(name);
  }
  return [...refs];
}
