// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseAuthConf, toAuthorization } from './auth-conf.ts';

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('parseAuthConf', () => {
  it('reads machines over lines and in one, and passes over what means nothing', () => {
    expect(parseAuthConf('# comment\nmachine a.example\nlogin me\n\tpassword p#w\nmachine intoto+http://b.example/x login you password machine account z')).toEqual([
      { scheme: null, machine: 'a.example', login: 'me', password: 'p#w' },
      { scheme: 'http', machine: 'b.example/x', login: 'you', password: 'machine' },
    ]);
  });

  it.each(['', 'login me password x', 'machine', 'nonsense of any kind'])('reads nothing of "%s"', (text) => {
    expect(parseAuthConf(text)).toEqual([]);
  });
});

describe('toAuthorization', () => {
  const find = (text: string, url: string): string | null => toAuthorization(parseAuthConf(text), new URL(url));

  it.each([
    ['a.example', 'https://a.example/x'],
    ['a.example', 'https://a.example:8443/x'],
    ['a.example:8443', 'https://a.example:8443/x'],
    ['a.example/x', 'https://a.example/x/y'],
    ['https://a.example', 'https://a.example/x'],
    ['http://a.example', 'http://a.example/x'],
    ['intoto+http://a.example', 'http://a.example/x'],
  ])('of %s is for %s', (machine, url) => {
    expect(find(`machine ${machine} login me password secret`, url)).toBe(basic('me:secret'));
  });

  it.each([
    ['a.example', 'http://a.example/x'],
    ['http://a.example', 'https://a.example/x'],
    ['ftp://a.example', 'https://a.example/x'],
    ['a.example', 'https://a.example.org/x'],
    ['a.example', 'https://b.a.example/x'],
    ['a.example:8443', 'https://a.example/x'],
    ['a.example/x', 'https://a.example/y'],
    ['a.example', 'https://own:name@a.example/x'],
  ])('of %s is not for %s', (machine, url) => {
    expect(find(`machine ${machine} login me password secret`, url)).toBeNull();
  });

  it('is that of the first machine', () => {
    expect(find('machine a.example/x login one password 1 machine a.example login two password 2', 'https://a.example/x')).toBe(basic('one:1'));
    expect(find('machine a.example/x login one password 1 machine a.example login two password 2', 'https://a.example/')).toBe(basic('two:2'));
  });
});
