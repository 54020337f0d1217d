// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseConfigItems } from './apt-configuration.ts';
import { chooseProxy, hasProxyDetection, toConnections, toHttpSettings } from './http-settings.ts';
import type { HttpSettings, ProxyEnvironment } from './http-settings.ts';

const PLAIN = new URL('http://a.example/x');
const SECURE = new URL('https://a.example/x');

function settle(items: readonly string[], url = PLAIN, isIndex = false): HttpSettings {
  return toHttpSettings(parseConfigItems(items), url, isIndex);
}

function choose(items: readonly string[], url = PLAIN, environment: ProxyEnvironment = {}, fromRequest: string | null = null): string | null {
  return chooseProxy(parseConfigItems(items), environment, url, fromRequest);
}

describe('toHttpSettings', () => {
  it('has apt\'s own defaults', () => {
    expect(settle([])).toEqual({
      timeoutMs: 30_000, followsRedirects: true, usesRanges: true,
      headers: { 'user-agent': 'Debian APT-HTTP/1.3 (intoto)', 'accept-encoding': 'identity' },
    });
  });

  it('reads what is configured for http', () => {
    expect(settle(['Acquire::http::Timeout=5', 'Acquire::http::AllowRedirect=no', 'Acquire::http::AllowRanges=0', 'Acquire::http::User-Agent=me', 'Acquire::http::Referer=you'])).toEqual({
      timeoutMs: 5_000, followsRedirects: false, usesRanges: false, headers: { 'user-agent': 'me', 'accept-encoding': 'identity', 'referer': 'you' },
    });
  });

  it('takes the most precise setting', () => {
    const items = ['Acquire::http::Timeout=1', 'Acquire::https::Timeout=2', 'Acquire::intoto+https::Timeout=3', 'Acquire::http::a.example::Timeout=4', 'Acquire::intoto::Timeout=5'];
    expect(settle(items.slice(0, 1), SECURE).timeoutMs).toBe(1_000);
    expect(settle(items.slice(0, 2), SECURE).timeoutMs).toBe(2_000);
    expect(settle(items.slice(0, 3), SECURE).timeoutMs).toBe(3_000);
    expect(settle(items, SECURE).timeoutMs).toBe(4_000);
    expect(settle(items, new URL('http://b.example/')).timeoutMs).toBe(5_000);
  });

  it.each([['0', 1_000], ['-3', 1_000], ['99999999', 3_600_000], ['never', 30_000]])('waits for no %s seconds', (value, timeoutMs) => {
    expect(settle([`Acquire::http::Timeout=${value}`]).timeoutMs).toBe(timeoutMs);
  });

  it('tells caches what apt tells them', () => {
    expect(settle([], PLAIN, true).headers).toMatchObject({ 'cache-control': 'max-age=0' });
    expect(settle(['Acquire::http::Max-Age=60'], PLAIN, true).headers).toMatchObject({ 'cache-control': 'max-age=60' });
    expect(settle(['Acquire::http::No-Store=true']).headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(settle(['Acquire::http::No-Cache=true'], PLAIN, true).headers).toMatchObject({ 'cache-control': 'no-cache', 'pragma': 'no-cache' });
  });
});

describe('toConnections', () => {
  it.each([['', 4], ['0', 1], ['-1', 1], ['1', 1], ['3', 3], ['100', 4]])('makes of a pipeline of "%s" %i connections', (depth, connections) => {
    expect(toConnections(parseConfigItems([`Acquire::http::Pipeline-Depth=${depth}`]))).toBe(connections);
  });
});

describe('chooseProxy', () => {
  it('asks hosts themselves where nothing is configured', () => {
    expect(choose([])).toBeNull();
  });

  it('takes the one for the host, then the one for all, then the environment\'s', () => {
    const environment = { http_proxy: 'http://e.example' };
    expect(choose(['Acquire::http::Proxy=http://p.example', 'Acquire::http::Proxy::a.example=http://h.example'], PLAIN, environment)).toBe('http://h.example');
    expect(choose(['Acquire::http::Proxy=http://p.example', 'Acquire::http::Proxy::b.example=http://h.example'], PLAIN, environment)).toBe('http://p.example');
    expect(choose([], PLAIN, environment)).toBe('http://e.example');
  });

  it('takes what newer apt sends with the request first', () => {
    expect(choose(['Acquire::http::Proxy=http://p.example'], PLAIN, {}, 'http://r.example')).toBe('http://r.example');
    expect(choose(['Acquire::http::Proxy=http://p.example'], PLAIN, {}, 'DIRECT')).toBeNull();
  });

  it('goes around the proxy where that is configured', () => {
    expect(choose(['Acquire::http::Proxy=http://p.example', 'Acquire::http::Proxy::a.example=DIRECT'])).toBeNull();
    expect(choose(['Acquire::http::Proxy=DIRECT'], PLAIN, { http_proxy: 'http://e.example' })).toBeNull();
  });

  it('asks for https by its own proxy, else by that for http', () => {
    expect(choose(['Acquire::http::Proxy=http://p.example'], SECURE)).toBe('http://p.example');
    expect(choose(['Acquire::http::Proxy=http://p.example', 'Acquire::https::Proxy=http://s.example'], SECURE)).toBe('http://s.example');
    expect(choose([], SECURE, { http_proxy: 'http://e.example' })).toBe('http://e.example');
    expect(choose([], SECURE, { http_proxy: 'http://e.example', https_proxy: 'http://s.example' })).toBe('http://s.example');
    expect(choose([], PLAIN, { https_proxy: 'http://s.example' })).toBeNull();
  });

  it.each(['a.example', '.example', 'x,EXAMPLE', 'x,,a.example,y'])('heeds no_proxy: %s', (no_proxy) => {
    expect(choose([], PLAIN, { http_proxy: 'http://e.example', no_proxy })).toBeNull();
  });

  it.each(['', 'b.example', ','])('heeds no other no_proxy: "%s"', (no_proxy) => {
    expect(choose([], PLAIN, { http_proxy: 'http://e.example', no_proxy })).toBe('http://e.example');
  });

  it('finds the proxy of a host with colons', () => {
    expect(choose(['Acquire::http::Proxy=http://p.example'], new URL('http://[2001:db8::1]/'))).toBe('http://p.example');
  });

  it.each(['socks5h://p.example', 'https://p.example', 'p.example:8080', 'false'])('never passes by a proxy that it cannot use: %s', (proxy) => {
    expect(() => choose([`Acquire::http::Proxy=${proxy}`])).toThrow(expect.objectContaining({ code: 'proxy-failed' }));
  });
});

describe('hasProxyDetection', () => {
  it.each(['Acquire::http::Proxy-Auto-Detect', 'Acquire::https::ProxyAutoDetect'])('sees %s', (name) => {
    expect(hasProxyDetection(parseConfigItems([`${name}=/usr/bin/x`]))).toBe(true);
    expect(hasProxyDetection(parseConfigItems([`${name}=`]))).toBe(false);
  });
});
