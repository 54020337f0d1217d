// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { hasWarnings, toPipelineStatus, type StatusPart } from './pipeline-status.ts';

function jobs(...statuses: readonly string[]): StatusPart[] {
  return statuses.map((status) => ({ status: status.replace('?', ''), allowFailure: status.endsWith('?') }));
}

describe('toPipelineStatus', () => {
  it.each([
    [['success', 'skipped', 'failed?'], 'success'],
    [['success', 'failed', 'skipped'], 'failed'],
    [['success', 'failed', 'running'], 'running'],
    [['success', 'created'], 'running'],
    [['success', 'canceled'], 'canceled'],
    [['skipped', 'skipped'], 'skipped'],
    [[], 'skipped'],
    [['pending', 'created'], 'pending'],
    [['created', 'created'], 'created'],
    [['success', 'manual'], 'manual'],
    [['success', 'manual?'], 'success'],
    [['success', 'scheduled'], 'scheduled'],
    [['preparing', 'created'], 'preparing'],
    [['success', 'waiting_for_resource', 'manual'], 'waiting_for_resource'],
    [['success', 'hibernating'], 'hibernating'],
  ])('composes %j to %s', (statuses, expected) => {
    expect(toPipelineStatus(jobs(...statuses))).toBe(expected);
  });
});

describe('hasWarnings', () => {
  it('is true only where a job failed or was cancelled that may', () => {
    expect(hasWarnings(jobs('success', 'failed?'))).toBe(true);
    expect(hasWarnings(jobs('failed', 'success?', 'manual?'))).toBe(false);
  });
});
