// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import type { Layout } from '../attest/layout.ts';
import { sharesMaterial, type TrustedKey } from '../attest/trusted-key.ts';
import { toTarget } from './artifact-rules.ts';
import type { Lookup, RuledItem } from './artifact-rules.ts';
import type { RefusalCode } from './decision.ts';
import { findItemViolation, findUnlawful, listStanding, toLookup } from './lawful-links.ts';
import { findLayoutProblem } from './layout-signatures.ts';
import { toReadyLayout } from './ready-layout.ts';
import type { ReadyLayout, ReadyStep } from './ready-layout.ts';
import { gatherLinks, isOfStep, toDistinct, toStepLink, verifyPaper } from './step-links.ts';
import type { Case, StepLink, StepLinks } from './step-links.ts';

/** What a layout made of the evidence. */
export interface Chain {
  /** All steps but the last. */
  readonly earlier: readonly FollowedStep[];
  readonly last: FollowedStep;
  /** The links that break a rule, and do not count. */
  readonly unlawful: ReadonlySet<StepLink>;
  /** Why the chain does not hold, whatever is said of the artifact; null where it does. */
  readonly problem: { readonly code: RefusalCode; readonly what: string } | null;
}

/** A step's links, those that layouts within the layout come to among them. */
export interface FollowedStep extends StepLinks {
  /** How many layouts were handed over for it that are signed by nobody who may, and that do not hold. */
  readonly layouts: { readonly unsigned: number; readonly broken: number };
}

/** Layouts within each other, the root among them. */
const MAX_DEPTH = 4;
/** Layouts that are followed for one artifact, however they refer to each other. */
const MAX_SUBLAYOUTS = 16;

/** How far a case has gone into layouts within layouts; one that delegates to itself would never end. */
interface Position {
  readonly depth: number;
  readonly budget: { left: number };
}

/** A case, and the owners of the root layout. */
export interface LayoutCase extends Case {
  readonly owners: readonly TrustedKey[];
}

/** (3) to (8) of the procedure at `createLayoutVerifier`: the layout's own signatures and expiry are not looked at. */
export function followLayout(
  { earlierSteps, lastStep, inspections }: ReadyLayout, inquiry: LayoutCase,
  position: Position = { depth: 1, budget: { left: MAX_SUBLAYOUTS } },
): Chain {
  const follow = (step: ReadyStep): FollowedStep => {
    // (3), (4), then (5)
    const gathered = gatherLinks(step, inquiry);
    const { links, ...layouts } = followDelegated(step, inquiry, position);
    return { ...gathered, links: [...gathered.links, ...links], layouts };
  };
  const earlier = earlierSteps.map(follow);
  const last = follow(lastStep);
  const steps = [...earlier, last];
  noteStrangers(steps, inquiry);
  // (6)
  const unlawful = findUnlawful(steps, inquiry);
  // (7)
  for (const step of steps) noteCommands(step, unlawful, inquiry.note);
  // (8)
  const problem = findShortStep(steps, unlawful) ?? findBrokenInspection(inspections, toLookup(steps, unlawful), inquiry);
  return { earlier, last, unlawful, problem };
}

/**
 * Where a file has to come from: the step and the path that the first fitting MATCH rule of an inspection names, else the
 * last step, under its own name.
 */
export function findOrigin(
  { earlier, last }: Chain, inspections: ReadyLayout['inspections'], fileName: string,
): { readonly origin: FollowedStep; readonly path: string } {
  for (const { rule, matches } of inspections.flatMap(({ materialRules }) => materialRules)) {
    if (rule.kind !== 'match' || rule.target !== 'products') continue;
    const path = toTarget(rule, matches, fileName);
    const origin = [...earlier, last].find(({ step }) => step.name === rule.from);
    if (path !== null && origin !== undefined) return { origin, path };
  }
  return { origin: last, path: fileName };
}

/** A link of another package is of this step as well; one of another step, or of another file of rebuilderd's, is not. */
function noteStrangers(steps: readonly StepLinks[], { artifact: { fileName }, reading, note }: Case): void {
  for (const { rebuilder, content } of reading.attestations) {
    const isKnown = steps.some(({ step }) => isOfStep(content, step.name, fileName));
    if (!isKnown) note(`${rebuilder}: an attestation of ${toQuoted(content.name)}, which is no step of the layout or not about this file`);
  }
}

/** The layouts by which keys of this step hand it on, each as the one link it comes to. */
function followDelegated(
  step: ReadyStep, inquiry: LayoutCase, { depth, budget }: Position,
): FollowedStep['layouts'] & { readonly links: readonly StepLink[] } {
  const { reading, now, note, owners } = inquiry;
  const links: StepLink[] = [];
  let unsigned = 0;
  let broken = 0;
  for (const paper of reading.layouts) {
    const { rebuilder, content: layout } = paper;
    const keys = verifyPaper(paper, step.authorised, inquiry);
    if (keys.length === 0) unsigned += 1;
    for (const key of keys) {
      if (owners.some((owner) => sharesMaterial(owner, key))) {
        note(`${rebuilder}: a layout of key ${key.fingerprint}, who owns the root layout: it may be an older one of these, and hands on no step`);
        continue;
      }
      budget.left -= 1;
      const summary = budget.left < 0 || depth >= MAX_DEPTH
        ? 'there are too many layouts within layouts'
        : summarise(layout, inquiry, { depth: depth + 1, budget }, findLayoutProblem(layout, [key], now)?.what ?? null);
      if (typeof summary !== 'string') {
        links.push(toStepLink(rebuilder, key, { ...summary, command: step.expectedCommand }));
        continue;
      }
      broken += 1;
      note(`${rebuilder}: the layout by which key ${key.fingerprint} hands on the step ${toQuoted(step.name)} does not hold: ${summary}`);
    }
  }
  return { links, unsigned, broken };
}

/** The materials of a layout's first step and the products of its last, or why it does not hold. */
function summarise(layout: Layout, inquiry: LayoutCase, position: Position, problem: string | null): RuledItem | string {
  if (problem !== null) return `it ${problem}`;
  const ready = toReadyLayout(layout);
  if ('unsupported' in ready) return `it ${ready.unsupported}`;
  const chain = followLayout(ready, inquiry, position);
  if (chain.problem !== null) return chain.problem.what;
  const { earlier: [first = chain.last], last, unlawful } = chain;
  return { materials: listStanding(first, unlawful, 'materials'), products: listStanding(last, unlawful, 'products') };
}

/** A command proves nothing, since anybody can give a program another name. */
function noteCommands({ step: { name, expectedCommand }, links }: StepLinks, unlawful: ReadonlySet<StepLink>, note: Case['note']): void {
  for (const link of links) {
    if (unlawful.has(link) || link.command.join('\0') === expectedCommand.join('\0')) continue;
    note(`${link.who}: ran ${toQuoted(link.command.join(' '))} for the step ${toQuoted(name)}, where ${toQuoted(expectedCommand.join(' '))} is expected; it counts all the same`);
  }
}

function findShortStep(steps: readonly StepLinks[], unlawful: ReadonlySet<StepLink>): Chain['problem'] {
  for (const { step: { name, threshold }, links } of steps) {
    const kept = toDistinct(links.filter((link) => !unlawful.has(link))).length;
    if (kept >= threshold) continue;
    return toDistinct(links).length >= threshold
      ? { code: 'rule-violated', what: `only ${kept} of ${threshold} attestations for the step ${toQuoted(name)} keep its rules` }
      : { code: 'below-threshold', what: `the step ${toQuoted(name)} has ${kept} of ${threshold} signed attestations` };
  }
  return null;
}

/** An inspection finds the artifact, under its name, and leaves it as it is: `true` does nothing. */
function findBrokenInspection(inspections: ReadyLayout['inspections'], isEstablished: Lookup, { artifact }: Case): Chain['problem'] {
  const found = new Map([[artifact.fileName, { sha256: artifact.sha256, sha512: null }]]);
  const isEstablishedHere: Lookup = (rule, path, sha256) => (
    isEstablished(rule, path, sha256) || (inspections.some(({ name }) => name === rule.from) && found.get(path)?.sha256 === sha256));
  for (const inspection of inspections) {
    const violation = findItemViolation(inspection, { materials: found, products: found }, isEstablishedHere);
    if (violation !== null) return { code: 'rule-violated', what: `the inspection ${toQuoted(inspection.name)} finds that ${violation}` };
  }
  return null;
}
