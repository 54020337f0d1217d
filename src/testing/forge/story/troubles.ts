// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { LAST_DAY } from '../organisation.ts';
import type { Fate, Stage } from './builds.ts';
import type { ComponentKind } from './components.data.ts';
import { createRandom } from './random.ts';
import { TROUBLES, type Trouble } from './story.data.ts';
import { toTargets } from './targets.ts';

/** Everything that goes wrong in a component: the story's, and for other components some by chance. */
export function findTroubles(component: string, kind: ComponentKind): readonly Trouble[] {
  const told = TROUBLES.filter(({ components }) => components.includes(component));
  return told.length > 0 ? told : drawTroubles(component, kind);
}

function drawTroubles(component: string, kind: ComponentKind): readonly Trouble[] {
  const random = createRandom('troubles', component);
  return ['r4.2', 'r4.3'].flatMap((release): Trouble[] => {
    const targets = toTargets(component, kind, release);
    if (targets.length === 0 || !random.chance(0.2)) return [];
    const from = random.integer(0, 20);
    return [{
      components: [component], release, from,
      stage: random.chance(0.7) ? 'repro' : random.pick(['build', 'install']),
      targets: [random.pick(targets)],
      // Nothing by chance begins or ends in the last days: those belong to the story.
      until: random.chance(0.5) ? null : random.integer(from + 1, 25),
      how: random.pick(['fails', 'fails', 'tolerated', 'flakes']),
      reason: 'script_failure',
    }];
  });
}

/** How a job fares on a day. */
export function toFate(troubles: readonly Trouble[], day: number, release: string, stage: Stage, target: string): Fate {
  const trouble = troubles.find((candidate) =>
    candidate.release === release && candidate.stage === stage && (candidate.targets?.includes(target) ?? true)
    && candidate.from <= day && day < (candidate.until ?? Infinity));
  return trouble === undefined ? { how: 'passes' } : { how: trouble.how, reason: trouble.reason };
}

/** The nights on which a release of a component has to be built for its troubles to be seen to begin and end. */
export function toTellingNights(troubles: readonly Trouble[], release: string): ReadonlySet<number> {
  const days = troubles
    .filter((trouble) => trouble.release === release)
    .flatMap(({ from, until }) => [from - 1, from, until ?? LAST_DAY]);
  return new Set(days.filter((day) => day >= 0));
}
