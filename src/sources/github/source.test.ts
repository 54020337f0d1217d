// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGitHub, toForgeConfig, type Collecting } from '../../testing/collecting.ts';
import { startForge, type Forge } from '../../testing/forge/forge.ts';
import type { Fault } from '../../testing/forge/misbehaviour.ts';

let forge: Forge;
let options: Collecting;

beforeEach(async () => {
  forge = await startForge();
  options = { config: toForgeConfig(forge), timeoutMs: 5_000 };
});

afterEach(async () => {
  expect(forge.invalidQueries).toEqual([]);
  await forge.close();
});

describe('createGitHubSource', () => {
  it('reads every repository with topics, archived mark and open pull requests', async () => {
    const reading = await readGitHub(forge, options);
    expect(reading).toMatchObject({ outcome: 'complete', unreadable: [], projects: [] });
    expect(reading.repositories).toHaveLength(forge.organisation.repositories.length);
    expect(reading.repositories.some(({ archived }) => archived)).toBe(true);
    expect(reading.repositories.some(({ topics }) => topics.length > 0)).toBe(true);
    expect(reading.requests).toBe(Math.ceil(reading.repositories.length / 50));
  });

  it('gives pull requests the combined state of their checks', async () => {
    const { repositories } = await readGitHub(forge, options);
    const states = new Set(repositories.flatMap(({ pullRequests }) => pullRequests.map(({ checks }) => checks)));
    expect([...states].toSorted()).toEqual(['failed', 'none', 'passed', 'pending']);
  });

  it('without a token asks nothing and says which variable to set', async () => {
    const reading = await readGitHub(forge, { ...options, anonymous: true });
    expect(reading).toMatchObject({ outcome: 'unavailable', requests: 0 });
    expect(reading.unreadable[0]?.message).toContain('PROOFBOARD_GITHUB_TOKEN');
  });

  it('reads the other repositories when one comes back broken', async () => {
    forge.misbehave({ kind: 'partial', match: 'github', times: 1 });
    const reading = await readGitHub(forge, options);
    expect(reading.outcome).toBe('partial');
    expect(reading.repositories).toHaveLength(forge.organisation.repositories.length - 1);
  });

  it('asks for smaller pages when one is too much', async () => {
    forge.misbehave({ kind: 'truncated', match: 'github', times: 2 });
    const reading = await readGitHub(forge, options);
    expect(reading.outcome).toBe('complete');
    expect(reading.repositories).toHaveLength(forge.organisation.repositories.length);
  });

  it.each<[string, Fault, string]>([
    ['502 for good', { kind: 'status', status: 502 }, 'server-error'],
    ['401', { kind: 'status', status: 401 }, 'unauthorized'],
    ['403', { kind: 'status', status: 403 }, 'forbidden'],
    ['403 with Retry-After', { kind: 'status', status: 403, headers: { 'retry-after': '3600' } }, 'rate-limited'],
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } }, 'rate-limited'],
    ['HTML', { kind: 'html' }, 'invalid-answer'],
    ['a reset', { kind: 'reset' }, 'unreachable'],
  ])('that answers %s is unavailable with the reason, and never with the token', async (_, fault, code) => {
    forge.misbehave(fault);
    const reading = await readGitHub(forge, options);
    expect(reading).toMatchObject({ outcome: 'unavailable' });
    expect(reading.unreadable.map((entry) => entry.code)).toEqual([code]);
    expect(inspect(reading, { depth: 20 })).not.toContain(forge.githubToken);
  });
});
