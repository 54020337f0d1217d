// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { EvidenceBoard, KnownArtifact, StoredVerdict } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import type { ArtifactAnswer, PackageBook } from './package-book.ts';
import { toMatchKey } from './package-book.ts';

/**
 * What somebody should look at today. `disagree`: rebuilders contradict each other. `digest-changed`: one name, version and
 * architecture, two files. `regressed`: it was reproduced before and differs now.
 */
export type Alert =
  | { readonly kind: 'disagree'; readonly artifact: ArtifactAnswer }
  | { readonly kind: 'digest-changed'; readonly artifact: ArtifactAnswer; readonly others: readonly KnownArtifact[] }
  | {
    readonly kind: 'regressed';
    readonly artifact: ArtifactAnswer;
    readonly rebuilder: string;
    /** The last version it was reproduced in, its own where the verdict itself turned. */
    readonly goodVersion: string;
    readonly goodAt: Instant | null;
  };

/** Every alert about current artifacts, by package. */
export function toAlerts(book: PackageBook, board: EvidenceBoard): Alert[] {
  const digests = Map.groupBy(board.artifacts, (artifact) => `${artifact.archive} ${toMatchKey(artifact)}`);
  const history = Map.groupBy(board.verdicts, toLineage);
  const alerts: Alert[] = [];
  for (const artifact of book.packages.flatMap(({ artifacts }) => artifacts)) {
    if (!artifact.isCurrent) continue;
    if (artifact.answer.state === 'disagree') alerts.push({ kind: 'disagree', artifact });
    const { published } = artifact;
    if (published !== null) {
      const others = (digests.get(`${published.archive} ${toMatchKey(published)}`) ?? [])
        .filter(({ sha256 }) => sha256 !== published.sha256);
      if (others.length > 0) alerts.push({ kind: 'digest-changed', artifact, others });
    }
    alerts.push(...toRegressions(artifact, history));
  }
  return alerts;
}

function toRegressions(artifact: ArtifactAnswer, history: ReadonlyMap<string, readonly StoredVerdict[]>): Alert[] {
  return artifact.answer.votes.flatMap(({ state, verdict, rebuilder }) => {
    if (state !== 'differs') return [];
    const alert = { kind: 'regressed', artifact, rebuilder: rebuilder.title } as const;
    if (verdict.previous?.claim === 'reproduced') {
      return [{ ...alert, goodVersion: artifact.version, goodAt: verdict.previous.until }];
    }
    const earlier = (history.get(toLineage(verdict)) ?? [])
      .filter((other) => other.claim === 'reproduced' && other.key !== verdict.key && other.firstSeen <= verdict.firstSeen)
      .sort((a, b) => b.seenAt - a.seenAt)[0];
    return earlier === undefined ? [] : [{ ...alert, goodVersion: earlier.version, goodAt: earlier.at ?? earlier.seenAt }];
  });
}

/** One rebuilder's verdicts of one package through its versions. */
function toLineage({ source, distribution, name, architecture }: StoredVerdict): string {
  return JSON.stringify([source, distribution, name, architecture]);
}
