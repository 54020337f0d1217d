// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS, type Instant } from '../../../model/time.ts';
import { draftIdleJob, draftJob, type DraftJob } from './draft.ts';
import type { Random } from './random.ts';

export const STAGES = ['build', 'install', 'repro'] as const;
export type Stage = (typeof STAGES)[number];

/** How a job fares: `flakes` fails once and passes when retried, `tolerated` fails and is allowed to. */
export type Fate = { readonly how: 'passes' } | { readonly how: 'fails' | 'tolerated' | 'flakes'; readonly reason: string };

export interface BuildPlan {
  readonly release: string;
  readonly targets: readonly string[];
  readonly stages: readonly Stage[];
  readonly createdAt: Instant;
  readonly random: Random;
  fateOf(stage: Stage, target: string): Fate;
}

/** The jobs `release:stage:target` of a plan, stage by stage; what follows a failed job of a target is skipped. */
export function draftBuilds(plan: BuildPlan): DraftJob[] {
  const rows = plan.targets.map((target) => draftTarget(plan, target));
  return plan.stages.flatMap((_, index) => rows.flatMap((row) => row[index] ?? []));
}

function draftTarget(plan: BuildPlan, target: string): DraftJob[][] {
  let readyAt: Instant | null = plan.createdAt;
  return plan.stages.map((stage) => {
    const name = `${plan.release}:${stage}:${target}`;
    if (readyAt === null) return [draftIdleJob(name, stage, 'skipped', plan.createdAt)];
    const fate = plan.fateOf(stage, target);
    const attempts = draftAttempts(name, stage, fate, readyAt, plan);
    readyAt = fate.how === 'fails' ? null : (attempts.at(-1)?.finishedAt ?? null);
    return attempts;
  });
}

const MINUTES: Readonly<Record<Stage, readonly [number, number]>> = { build: [3, 20], install: [1, 6], repro: [3, 18] };

function draftAttempts(name: string, stage: Stage, fate: Fate, readyAt: Instant, { createdAt, random }: BuildPlan): DraftJob[] {
  const [min, max] = MINUTES[stage];
  const attempt = (status: string, from: Instant): DraftJob & { finishedAt: Instant } =>
    draftJob({
      name, stage, status, createdAt, readyAt: from,
      queuedSeconds: random.integer(2, 180), durationSeconds: random.integer(min * 60, max * 60),
    });
  switch (fate.how) {
    case 'passes':
      return [attempt('success', readyAt)];
    case 'fails':
      return [{ ...attempt('failed', readyAt), failureReason: fate.reason }];
    case 'tolerated':
      return [{ ...attempt('failed', readyAt), failureReason: fate.reason, allowFailure: true }];
    case 'flakes': {
      const first = { ...attempt('failed', readyAt), failureReason: fate.reason };
      const retriedAt = first.finishedAt + 5 * SECOND_MS;
      return [{ ...first, retriedAt }, { ...attempt('success', retriedAt), createdAt: retriedAt }];
    }
  }
}

/** Jobs with ordinary names, side by side in one stage. */
export function draftChecks(names: readonly string[], createdAt: Instant, random: Random): DraftJob[] {
  return names.map((name) =>
    draftJob({
      name, stage: 'checks', status: 'success', createdAt, readyAt: createdAt,
      queuedSeconds: random.integer(2, 60), durationSeconds: random.integer(20, 400),
    }));
}
