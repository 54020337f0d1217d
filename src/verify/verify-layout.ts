// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import { parseLayout } from '../attest/layout.ts';
import type { Layout } from '../attest/layout.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { isCoded, toMessage } from '../model/error.ts';
import { SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { LayoutTrust, Refusal, RefusalCode } from './decision.ts';
import { findOrigin, followLayout } from './follow-layout.ts';
import { findLayoutProblem } from './layout-signatures.ts';
import type { LayoutProblem } from './layout-signatures.ts';
import { toReadyLayout } from './ready-layout.ts';
import type { ReadyLayout } from './ready-layout.ts';
import { toDistinct } from './step-links.ts';
import type { Case, StepLink } from './step-links.ts';
import { toPolicyRefusal } from './tally.ts';
import type { PolicyVerifier, Tally } from './tally.ts';

const NEW_LAYOUT = 'Get the current layout from whoever publishes it.';

/**
 * Verifies artifacts by an in-toto layout (specification 1.0, section 5.2), strictly:
 *
 * 1. The layout has a valid signature of every configured key, and at least one key is configured.
 * 2. It has not expired.
 * 3. A link counts for the step whose name it has and whose keys signed it. Where it was found, under which name and which
 *    key id, means nothing; no text of it ever becomes a path.
 * 4. Signatures are checked, and different main keys are counted: a subkey is its main key, and a layout with one key under
 *    two ids is refused.
 * 5. A layout in the place of a link is followed in turn, with the key that signed it as the one that has to have. Those of
 *    who owns the root layout are not: an old root layout would pass for a rebuild.
 * 6. The rules of every step are applied to each of its links, in order, to a queue. A link that breaks one does not count.
 *    MATCH wants an equal path and an equal SHA-256, of which as many keys are sure as that step asks for.
 * 7. A command other than the expected one is noted.
 * 8. Inspections are not run: only `true` may be asked for, and finds the artifact under its base name.
 *
 * Then the votes are counted: those who signed this digest for this file, in the step where an inspection says it comes
 * from (else the last). Unlike in-toto, which wants all links of a step to be identical, so that one rebuilder who dissents
 * or reproduced other files of the package fails everything, votes are counted for each digest, and dissent is told.
 */
export function createLayoutVerifier({ layout: bytes, keys }: LayoutTrust): PolicyVerifier {
  let layout: Layout;
  try {
    layout = parseLayout(bytes);
  } catch (thrown) {
    const refusal = toUnreadable(thrown);
    return () => ({ kind: 'refused', refusal });
  }
  const ready = toReadyLayout(layout);
  // Signatures of a layout cost as much as those of links. Every time in it is a whole second: so long the answer is the same.
  let last: { readonly now: Instant; readonly problem: LayoutProblem | null } | null = null;
  return (now) => {
    // (1), (2)
    const second = now - now % SECOND_MS;
    if (last?.now !== second) last = { now: second, problem: findLayoutProblem(layout, keys, second) };
    const { problem } = last;
    if (problem !== null) return toRefused(problem.code, `${problem.what}. ${NEW_LAYOUT} Check the clock of this machine, too.`);
    if ('unsupported' in ready) return toRefused('layout-unsupported', `${ready.unsupported}. Ask whoever publishes it for another one.`);
    return { kind: 'ready', count: (inquiry) => countVotes(ready, inquiry, keys) };
  };
}

function toRefused(code: RefusalCode, what: string): ReturnType<PolicyVerifier> {
  return { kind: 'refused', refusal: toPolicyRefusal(code, `Nothing can be confirmed: the layout ${what}`) };
}

function toUnreadable(thrown: unknown): Refusal {
  const isForeign = isCoded(thrown) && ['unsupported', 'key-invalid'].includes(thrown.code);
  const code = isForeign ? 'layout-unsupported' : 'layout-unreadable';
  return toPolicyRefusal(code, `Nothing can be confirmed: the layout cannot be ${isForeign ? 'followed' : 'read'}: ${toMessage(thrown)}. ${NEW_LAYOUT}`);
}

function countVotes(ready: ReadyLayout, inquiry: Case, owners: readonly TrustedKey[]): Tally {
  const { artifact: { fileName, sha256 }, note } = inquiry;
  const chain = followLayout(ready, { ...inquiry, owners });
  const { origin: { step: { threshold }, links, others, unsigned, layouts }, path } = findOrigin(chain, ready.inspections, fileName);
  const hasDigest = ({ products }: StepLink): boolean => products.get(path)?.sha256 === sha256;
  const objects = ({ products }: StepLink): boolean => (products.get(path)?.sha256 ?? sha256) !== sha256;
  for (const { who, products } of links) if (!products.has(path)) note(`${who}: says nothing of ${toQuoted(path)}`);
  return {
    threshold,
    by: toNames(links.filter((link) => hasDigest(link) && !chain.unlawful.has(link))),
    dissent: toNames([...links, ...others].filter(objects)),
    unlawful: links.filter((link) => hasDigest(link) && chain.unlawful.has(link)).length + layouts.broken,
    unsigned: unsigned.filter(({ products }) => products.has(path)).length + others.filter(hasDigest).length + layouts.unsigned,
    problem: chain.problem,
  };
}

/** Each voter once. */
function toNames(links: readonly StepLink[]): string[] {
  return toDistinct(links).map(({ who }) => who);
}
