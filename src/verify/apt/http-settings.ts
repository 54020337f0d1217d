// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS } from '../../model/time.ts';
import { toNetError } from '../net/net-error.ts';
import type { AptConfiguration } from './apt-configuration.ts';
import { parseBoolean, parseInteger } from './apt-configuration.ts';

/** Of the environment, what apt's own http method looks at. */
export interface ProxyEnvironment {
  readonly http_proxy?: string | undefined;
  readonly https_proxy?: string | undefined;
  readonly no_proxy?: string | undefined;
}

/** `Acquire::http::…` for one address. */
export interface HttpSettings {
  readonly timeoutMs: number;
  /** Of every request: who we are, and what caches on the way may do. */
  readonly headers: Readonly<Record<string, string>>;
  readonly followsRedirects: boolean;
  readonly usesRanges: boolean;
}

const DEFAULT_TIMEOUT_SECONDS = 30;
const MAX_TIMEOUT_SECONDS = 3600;
const DEFAULT_DEPTH = 10;
/** Connections to a host at once: a request a connection, where apt's own method has one connection with many requests. */
const MAX_CONNECTIONS = 4;

/** How an address is asked, from the most precise setting that is there: `Acquire::intoto+https::host`, `…::https`, `…::http`. */
export function toHttpSettings(configuration: AptConfiguration, url: URL, isIndex: boolean): HttpSettings {
  const find = createFinder(configuration, url);
  const seconds = parseInteger(find('Timeout')) ?? DEFAULT_TIMEOUT_SECONDS;
  const referer = find('Referer');
  return {
    timeoutMs: Math.min(Math.max(seconds, 1), MAX_TIMEOUT_SECONDS) * SECOND_MS,
    headers: {
      'user-agent': find('User-Agent') || 'Debian APT-HTTP/1.3 (intoto)',
      'accept-encoding': 'identity',
      ...toCacheHeaders(find, isIndex),
      ...referer === '' ? {} : { referer },
    },
    followsRedirects: parseBoolean(find('AllowRedirect'), true),
    usesRanges: parseBoolean(find('AllowRanges'), true),
  };
}

/** `Acquire::http::Pipeline-Depth` as a number of connections: 0 allows one request at a time. */
export function toConnections(configuration: AptConfiguration): number {
  const depth = configuration.findInteger('Acquire::http::Pipeline-Depth', DEFAULT_DEPTH);
  return Math.min(Math.max(depth, 1), MAX_CONNECTIONS);
}

/**
 * The proxy for an address, as apt's http method chooses: for the host, in general, from the environment; null for none. A
 * proxy that is configured and cannot be used is `proxy-failed`, never passed by.
 */
export function chooseProxy(configuration: AptConfiguration, environment: ProxyEnvironment, url: URL, fromRequest: string | null): string | null {
  const find = createFinder(configuration, url);
  const proxy = fromRequest || find(`Proxy::${toHost(url)}`) || find('Proxy') || fromEnvironment(environment, url);
  if (proxy === '' || proxy === 'DIRECT' || isExempt(environment.no_proxy ?? '', toHost(url))) return null;
  if (!proxy.startsWith('http://')) throw toNetError('proxy-failed', 'Only proxies with http:// are supported: change the Proxy setting of apt for this host.');
  return proxy;
}

/** Whether the proxy is to be found by a program (`Proxy-Auto-Detect`), which apt runs for its own methods only. */
export function hasProxyDetection(configuration: AptConfiguration): boolean {
  const names = ['Proxy-Auto-Detect', 'ProxyAutoDetect'];
  return ['http', 'https'].some((scheme) => names.some((name) => configuration.find(`Acquire::${scheme}::${name}`) !== ''));
}

type Find = (key: string) => string;

function createFinder(configuration: AptConfiguration, url: URL): Find {
  const schemes = url.protocol === 'https:' ? ['intoto+https', 'https', 'intoto', 'http'] : ['intoto+http', 'intoto', 'http'];
  const scopes = [...schemes.map((scheme) => `${scheme}::${toHost(url)}`), ...schemes];
  return (key) => {
    for (const scope of scopes) {
      const value = configuration.find(`Acquire::${scope}::${key}`);
      if (value !== '') return value;
    }
    return '';
  };
}

function toCacheHeaders(find: Find, isIndex: boolean): Record<string, string> {
  if (parseBoolean(find('No-Cache'), false)) return { 'cache-control': 'no-cache', 'pragma': 'no-cache' };
  if (isIndex) return { 'cache-control': `max-age=${parseInteger(find('Max-Age')) ?? 0}` };
  return parseBoolean(find('No-Store'), false) ? { 'cache-control': 'no-store' } : {};
}

function fromEnvironment({ http_proxy: plain, https_proxy: secure }: ProxyEnvironment, url: URL): string {
  return (url.protocol === 'https:' ? secure : undefined) ?? plain ?? '';
}

/** `no_proxy`: ends of host names, between commas. */
function isExempt(list: string, host: string): boolean {
  return list.toLowerCase().split(',').some((end) => end !== '' && host.endsWith(end));
}

function toHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
