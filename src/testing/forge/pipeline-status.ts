// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What a status is worked out from: a job that has not been retried. */
export interface StatusPart {
  readonly status: string;
  readonly allowFailure: boolean;
}

const OVER = ['success', 'skipped', 'warning', 'ignored'];

/**
 * A pipeline's status as GitLab composes it of its jobs (lib/gitlab/ci/status/composite.rb); a word that GitLab of today
 * does not know makes the whole pipeline that word.
 */
export function toPipelineStatus(jobs: readonly StatusPart[]): string {
  const statuses = new Set(jobs.map(toEffect));
  const only = (...names: readonly string[]): boolean => [...statuses].every((status) => names.includes(status));
  const any = (...names: readonly string[]): boolean => names.some((name) => statuses.has(name));
  const unheard = jobs.find(({ status }) => !KNOWN.has(status));
  if (unheard !== undefined) return unheard.status;
  if (only('skipped', 'ignored')) return 'skipped';
  if (only(...OVER)) return 'success';
  if (only('created', 'warning', 'ignored')) return 'created';
  if (only('preparing', 'warning', 'ignored')) return 'preparing';
  if (only('canceled', ...OVER)) return 'canceled';
  if (only('pending', 'created', 'skipped', 'warning', 'ignored')) return 'pending';
  if (any('running', 'pending')) return 'running';
  for (const status of ['waiting_for_resource', 'manual', 'scheduled', 'preparing']) if (any(status)) return status;
  return any('created') ? 'running' : 'failed';
}

/** True where a job failed or was cancelled that may. */
export function hasWarnings(jobs: readonly StatusPart[]): boolean {
  return jobs.some((job) => toEffect(job) === 'warning');
}

/** True for the statuses that GitLab's scope `finished` means. */
export function isFinished(status: string): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled';
}

const KNOWN: ReadonlySet<string> = new Set([
  'created', 'waiting_for_resource', 'preparing', 'pending', 'running', 'success', 'failed', 'canceled', 'skipped', 'manual', 'scheduled',
]);

function toEffect({ status, allowFailure }: StatusPart): string {
  if (!allowFailure) return status;
  if (status === 'failed' || status === 'canceled') return 'warning';
  return status === 'created' || status === 'scheduled' || status === 'manual' ? 'ignored' : status;
}
