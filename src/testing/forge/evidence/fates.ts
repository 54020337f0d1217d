// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { COMPARED_FILE, COMPARED_NAME, COMPARISONS } from '../story/comparisons.data.ts';
import { createRandom } from '../story/random.ts';
import { EVIDENCE_CAST } from './cast.data.ts';
import type { SampleDistribution, SampleSource, SampleUpload } from './distribution.ts';

/**
 * How an upload fares with a rebuilder. `fails`: the build ended without its files. `broken`: it could not begin.
 * `waits`: it stays in the queue. `unknown`: the rebuilder does not have it at all.
 */
export type Fate = 'reproduced' | 'differs' | 'fails' | 'broken' | 'waits' | 'unknown';

/** The first rebuilder has all suites; the second has the newest, and agrees wherever both have built. */
export type RebuilderIndex = 0 | 1;

const SHARES: readonly { readonly fate: Fate; readonly share: number }[] = [
  { fate: 'reproduced', share: 0.82 }, { fate: 'differs', share: 0.09 }, { fate: 'fails', share: 0.03 },
  { fate: 'broken', share: 0.02 }, { fate: 'waits', share: 0.02 }, { fate: 'unknown', share: 0.02 },
];

export function toFate({ suites, isCovered: isWhole }: SampleDistribution, source: SampleSource, upload: SampleUpload, rebuilder: RebuilderIndex): Fate {
  const told = toToldFate(source.name, rebuilder);
  if (told !== null) return told;
  const fate = drawFate(source, upload);
  if (rebuilder === 0) return fate === 'unknown' && isWhole ? 'waits' : fate;
  const isCovered = source.suite === suites.at(-1) && createRandom('second rebuilder', source.name).chance(0.75);
  if (!isCovered) return 'unknown';
  // What one cannot build the other may; what both can build comes out alike.
  return fate === 'reproduced' || fate === 'differs' ? fate : 'reproduced';
}

function toToldFate(name: string, rebuilder: RebuilderIndex): Fate | null {
  switch (name) {
    case EVIDENCE_CAST.neverRebuilt:
      return 'unknown';
    case EVIDENCE_CAST.disagreement:
      return rebuilder === 0 ? 'reproduced' : 'differs';
    case EVIDENCE_CAST.otherDigest: case EVIDENCE_CAST.wrongSignature: case EVIDENCE_CAST.regressed:
      return rebuilder === 0 ? 'reproduced' : 'unknown';
    case EVIDENCE_CAST.changedDigest: case EVIDENCE_CAST.withoutVcs:
      return 'reproduced';
    default:
      return null;
  }
}

function drawFate(source: SampleSource, { version }: SampleUpload): Fate {
  let left = createRandom('fate', source.name, source.suite, version).fraction();
  for (const { fate, share } of SHARES) {
    left -= share;
    if (left < 0) return fate;
  }
  return 'reproduced';
}

/** diffoscope's output for a binary package that differs, always of the same cause for the same source package. */
export function toComparison(source: string, name: string, fileName: string): string {
  const { artifact } = createRandom('cause', source).pick(COMPARISONS);
  return artifact.replaceAll(COMPARED_FILE, () => fileName).replaceAll(COMPARED_NAME, () => name);
}

/** Whether a binary package of a build that differs does: the first one always. */
export function isAffected(source: SampleSource, name: string): boolean {
  return source.binaries[0]?.name === name || createRandom('affected', name).chance(0.5);
}
