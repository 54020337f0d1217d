// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import type { Artifacts, Digests } from '../attest/statement.ts';
import { findViolation } from './artifact-rules.ts';
import { toComparisonCost } from './budget.ts';
import type { Lookup, RuledItem } from './artifact-rules.ts';
import type { ReadyItem, ReadyStep } from './ready-layout.ts';
import { toDistinct } from './step-links.ts';
import type { Case, StepLink } from './step-links.ts';

/** A step with the links of its keys. */
export interface SignedStep {
  readonly step: ReadyStep;
  readonly links: readonly StepLink[];
}

/**
 * Finds the links that break a rule of their step, each judged by itself. A MATCH rule looks at what enough links of another
 * step agree upon; when some of those fall, others may fall with them, and so it goes on until none does.
 */
export function findUnlawful(steps: readonly SignedStep[], { note, budget }: Pick<Case, 'note' | 'budget'>): ReadonlySet<StepLink> {
  const unlawful = new Set<StepLink>();
  let before = -1;
  while (before !== unlawful.size) {
    before = unlawful.size;
    const isEstablished = toLookup(steps, new Set(unlawful));
    for (const { step, links } of steps) {
      for (const link of links) {
        if (unlawful.has(link)) continue;
        const isAffordable = budget.spend(link.rebuilder, toRulesCost(step, link));
        const violation = isAffordable ? findItemViolation(step, link, isEstablished) : 'there is more to compare than is compared for one rebuilder';
        if (violation === null) continue;
        unlawful.add(link);
        note(`${link.who}: breaks a rule of the step ${toQuoted(step.name)}: ${violation}`);
      }
    }
  }
  return unlawful;
}

/** The first rule that an item breaks, of its materials, then of its products. */
export function findItemViolation({ materialRules, productRules }: ReadyItem, item: RuledItem, isEstablished: Lookup): string | null {
  return findViolation(materialRules, 'materials', item, isEstablished) ?? findViolation(productRules, 'products', item, isEstablished);
}

function toRulesCost({ materialRules, productRules }: ReadyItem, { materials, products }: StepLink): number {
  const count = (texts: Iterable<string>): number => [...texts].reduce((total, text) => total + text.length + 1, 0);
  const toPatterns = (rules: ReadyItem['productRules']): number => count(rules.map(({ rule }) => rule.pattern));
  return toComparisonCost(count(materials.keys()), toPatterns(materialRules)) + toComparisonCost(count(products.keys()), toPatterns(productRules));
}

/** An artifact of a step stands where as many keys as the step asks for say the same of it: path and hash. */
export function toLookup(steps: readonly SignedStep[], unlawful: ReadonlySet<StepLink>): Lookup {
  return ({ from, target }, path, sha256) => (
    steps.some((signed) => signed.step.name === from && isStanding(signed, unlawful, target, path, sha256)));
}

/** What stands of a step; a path of which two things stand is left out. */
export function listStanding(signed: SignedStep, unlawful: ReadonlySet<StepLink>, side: keyof RuledItem): Artifacts {
  const standing = new Map<string, Set<string>>();
  for (const [path, { sha256 }] of signed.links.flatMap((link) => [...link[side]])) {
    if (sha256 === null || !isStanding(signed, unlawful, side, path, sha256)) continue;
    standing.set(path, (standing.get(path) ?? new Set()).add(sha256));
  }
  return new Map([...standing].flatMap(([path, hashes]) => (
    hashes.size > 1 ? [] : [...hashes].map((sha256): [string, Digests] => [path, { sha256, sha512: null }]))));
}

function isStanding(
  { step: { threshold }, links }: SignedStep, unlawful: ReadonlySet<StepLink>, side: keyof RuledItem, path: string, sha256: string,
): boolean {
  return toDistinct(links.filter((link) => link[side].get(path)?.sha256 === sha256 && !unlawful.has(link))).length >= threshold;
}
