// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import type { Decision, Exception, Policy, RefusalCode } from './decision.ts';
import { isTolerated, listExceptions, toPolicyFor, toRepositoryUri, toTimeouts } from './settings.ts';
import type { RepositoryRule, Settings } from './settings.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const terms = { reason: 'because', addedAt: NOW - DAY_MS, until: NOW + DAY_MS };
const exception = (packageName: string): Exception => ({ packageName, ...terms });
const POLICY: Policy = { trust: { kind: 'rebuilders', threshold: 2, rebuilders: [] }, exceptions: [exception('general')] };
const RULES: RepositoryRule[] = [
  { uri: 'https://a.example.org/', threshold: 1, exceptions: [exception('a')], exempt: null },
  { uri: 'https://a.example.org/deep/', threshold: 3, exceptions: [], exempt: null },
  { uri: 'http://own.example.org/debian/', threshold: null, exceptions: [], exempt: terms },
];
const settings = { policy: POLICY, repositories: RULES };

describe('toPolicyFor', () => {
  const threshold = (repository: string | null): number | null => {
    const { trust } = toPolicyFor(settings, repository, 'x');
    return trust.kind === 'rebuilders' ? trust.threshold : null;
  };
  it('is the general one, the very same, where no rule is for the archive', () => {
    for (const repository of [null, 'https://b.example.org/', 'nonsense', 'https://a.example.org.evil.example/']) expect(toPolicyFor(settings, repository, 'x')).toBe(POLICY);
  });
  it('takes the most precise rule for the archive', () => {
    const uris = ['https://a.example.org/debian', 'https://a.example.org/deep', 'https://a.example.org/deeper/'];
    expect(uris.map(threshold)).toEqual([1, 3, 1]);
    const reversed = { ...settings, repositories: [...RULES].reverse() };
    expect(toPolicyFor(reversed, 'https://a.example.org/deep', null).trust).toMatchObject({ threshold: 3 });
  });
  it('knows an archive by the address that apt has for the method', () => {
    expect(threshold('intoto+https://a.example.org/debian/')).toBe(1);
    expect(toPolicyFor(settings, 'intoto://own.example.org/debian', 'x').exceptions.map(({ packageName }) => packageName)).toEqual(['general', 'x']);
  });
  it('does not take http for https', () => {
    expect(threshold('http://a.example.org/')).toBe(2);
  });
  it('adds the exceptions of the archive to the general ones', () => {
    expect(toPolicyFor(settings, 'https://a.example.org/', 'x').exceptions.map(({ packageName }) => packageName)).toEqual(['general', 'a']);
  });
  it('excepts every package of an exempt archive, with its dates, and says so; none whose name is not known', () => {
    const own = 'http://own.example.org/debian/';
    expect(toPolicyFor(settings, own, 'x').exceptions[1]).toEqual({ packageName: 'x', ...terms, reason: `because (all of ${own} is excepted)` });
    expect(toPolicyFor(settings, own, null).exceptions).toHaveLength(1);
    expect(toPolicyFor(settings, own, 'x').trust).toBe(POLICY.trust);
  });
  it('leaves a layout as it is', () => {
    const policy: Policy = { trust: { kind: 'layout', layout: new Uint8Array(), keys: [] }, exceptions: [] };
    expect(toPolicyFor({ policy, repositories: RULES }, 'https://a.example.org/', 'x').trust).toBe(policy.trust);
  });
});

describe('toRepositoryUri', () => {
  it.each([
    ['https://a.example.org/debian', 'https://a.example.org/debian/'], ['intoto+http://A.example.org:80/x/', 'http://a.example.org/x/'],
    ['intoto://127.0.0.1:1234/', 'http://127.0.0.1:1234/'], ['https://u:p@a.example.org/x?y#z', 'https://a.example.org/x/'], ['https://a.example.org/x/../y', 'https://a.example.org/y/'],
    ['file:/srv', null], ['intoto+ftp://x/', null], ['x', null],
  ])('brings %s into one form', (text, uri) => {
    expect(toRepositoryUri(text)).toBe(uri);
  });
});

describe('isTolerated', () => {
  const refused = (code: RefusalCode, more: { readonly isMereShortfall?: true } = {}): Decision => ({ kind: 'refused', code, sentence: '', by: [], dissent: [], notes: [], ...more });
  it('lets NoFail through what is merely too little, and without NoFail nothing', () => {
    for (const code of ['no-evidence', 'below-threshold'] as const) {
      expect(isTolerated({ noFail: true }, refused(code, { isMereShortfall: true }))).toBe(true);
      expect(isTolerated({ noFail: true }, refused(code))).toBe(false);
      expect(isTolerated({ noFail: false }, refused(code, { isMereShortfall: true }))).toBe(false);
    }
  });
  it('has nothing to do with what is allowed', () => {
    expect(isTolerated({ noFail: true }, { kind: 'excepted', exception: exception('x'), notes: [], sentence: '' })).toBe(false);
  });
});

describe('listExceptions', () => {
  it('lists every one, those of archives and those that are over', () => {
    const whole: Settings = { ...settings, rebuilders: [], noFail: false, logLevel: 20, timeouts: toTimeouts(1), cacheFolder: null };
    const listed = listExceptions(whole, NOW).map(({ exception: { packageName }, repository, isOver }) => [packageName, repository, isOver]);
    expect(listed).toEqual([['general', null, false], ['a', 'https://a.example.org/', false], ['*', 'http://own.example.org/debian/', false]]);
    expect(listExceptions(whole, NOW + 2 * DAY_MS).every(({ isOver }) => isOver)).toBe(true);
    const endless = { ...whole, repositories: [], policy: { ...POLICY, exceptions: [{ ...exception('x'), until: null }] } };
    expect(listExceptions(endless, NOW + 900 * DAY_MS)).toMatchObject([{ isOver: false }]);
  });
});
