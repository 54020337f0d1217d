// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Decision } from '../verify/decision.ts';
import type { AuditEntry } from '../verify/installed/audit.ts';
import { toTimeouts } from '../verify/settings.ts';
import type { Settings } from '../verify/settings.ts';
import { toAuditReport, toFileReport, toVerifyExitCode } from './verify-report.ts';

const NOW = Date.UTC(2026, 10, 25);
const SETTINGS: Settings = {
  policy: { trust: { kind: 'rebuilders', threshold: 1, rebuilders: [] }, exceptions: [] },
  rebuilders: [], repositories: [], noFail: false, logLevel: 20, timeouts: toTimeouts(1), cacheFolder: null,
};
const confirmed = (by: readonly string[], dissent: readonly string[] = []): Decision => ({ kind: 'confirmed', by, threshold: 1, dissent, notes: ['a note'], sentence: 'It is confirmed.' });
const refused = (code: 'rebuilders-unavailable' | 'no-evidence'): Decision => ({ kind: 'refused', code, sentence: 'It is not.', by: [], dissent: [], notes: ['why\u202e not'] });
const EXCEPTED: Decision = { kind: 'excepted', exception: { packageName: 'x', reason: 'r', addedAt: NOW, until: null }, notes: [], sentence: 'It is excepted.' };
const entry = (name: string, decision: Decision | null): AuditEntry => ({ name, version: '1', architecture: 'all', digests: [], decision });

describe('toFileReport', () => {
  it('tells notes of what is not confirmed only, cleaned of what turns text round', () => {
    const { lines } = toFileReport([{ file: 'a', sha256: '', decision: confirmed(['A']) }, { file: 'b', sha256: '', decision: refused('no-evidence') }], SETTINGS, NOW);
    expect(lines).toEqual(['confirmed  a: It is confirmed.', 'refused    b: It is not.', '           - why\ufffd not']);
  });
  it('writes an exception that does not end as such', () => {
    const { value, lines } = toFileReport([{ file: 'x.deb', sha256: '', decision: EXCEPTED }], { ...SETTINGS, policy: { ...SETTINGS.policy, exceptions: [{ packageName: 'x', reason: 'r', addedAt: NOW, until: null }] } }, NOW);
    expect(value).toMatchObject({ artifacts: [{ kind: 'excepted', exception: { package: 'x', added: '2026-11-25', until: null } }] });
    expect(lines.at(-1)).toMatch(/x +any archive +2026-11-25 +no end +r$/);
  });
  it('names the archive of an exception', () => {
    const rule = { uri: 'https://own.example.org/', threshold: null, exceptions: [], exempt: { reason: 'ours', addedAt: NOW, until: NOW + 1 } };
    expect(toFileReport([], { ...SETTINGS, repositories: [rule] }, NOW).lines.at(-1)).toMatch(/\* +https:\/\/own\.example\.org\/ +2026-11-25 +2026-11-25 +ours$/);
  });
});

describe('toAuditReport', () => {
  it('shows who objects to what is confirmed', () => {
    const { lines } = toAuditReport([entry('a', confirmed(['A', 'B'], ['C'])), entry('b', confirmed(['B']))], 0, SETTINGS, NOW);
    expect(lines.join('\n')).toMatch(/Confirmed, though somebody got another file\n.*\n {2}a +1 +all +C/);
    expect(lines.join('\n')).toMatch(/Confirmed by\n.*\n {2}B +2\n {2}A +1/);
  });
  it('never rounds up to all', () => {
    const entries = [...Array.from({ length: 999 }, () => entry('a', confirmed(['A']))), entry('b', null)];
    expect(toAuditReport(entries, 0, SETTINGS, NOW).lines[0]).toContain('999 confirmed (99 %)');
  });
});

describe('toVerifyExitCode', () => {
  it.each<[number, (Decision | null)[]]>([
    [0, []], [0, [confirmed(['A']), EXCEPTED]], [1, [refused('no-evidence'), confirmed(['A'])]], [1, [null]], [3, [refused('rebuilders-unavailable'), confirmed(['A'])]],
    [1, [refused('rebuilders-unavailable'), refused('no-evidence')]], [1, [refused('rebuilders-unavailable'), null]],
  ])('is %i', (code, decisions) => {
    expect(toVerifyExitCode(decisions)).toBe(code);
  });
});
