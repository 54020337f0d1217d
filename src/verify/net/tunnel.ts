// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Duplex } from 'node:stream';
import { asNetError, toNetError } from './net-error.ts';

/** `host` and `port` as node:http takes them: an IPv6 address without its brackets. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Where a proxy listens. */
export function toProxyTarget({ hostname, port }: URL): Target {
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port === '' ? 80 : port) };
}

/** The name and password of a proxy's address as the header that carries them; nothing where it has none. */
export function toProxyHeaders(proxy: URL): Record<string, string> {
  return toHeader('proxy-authorization', proxy);
}

/** The same of the address that is asked, for the host itself. */
export function toHostHeaders(url: URL): Record<string, string> {
  return toHeader('authorization', url);
}

/** Has an HTTP proxy connect to a host (RFC 9110, 9.3.6); rejects with a net error that never names the proxy's credentials. */
export async function openTunnel(proxy: URL, { host, port }: Target, timeoutMs: number): Promise<Duplex> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const at = `The proxy ${proxy.host}`;
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const headers = { host: authority, ...toProxyHeaders(proxy) };
    const connecting = request({ ...toProxyTarget(proxy), method: 'CONNECT', path: authority, agent: false, headers });
    connecting.setTimeout(timeoutMs, () => connecting.destroy(toNetError('timeout', `${at} did not connect to ${authority} within ${timeoutMs} ms.`)));
    connecting.on('error', (error) => reject(asNetError(error, at)));
    connecting.on('connect', ({ statusCode }, socket, head) => {
      socket.setTimeout(0);
      // Whatever a proxy sends before we have said a word is not from the host.
      if (statusCode === 200 && head.length === 0) resolve(socket);
      else {
        socket.destroy();
        reject(toNetError('proxy-failed', `${at} does not connect to ${authority}: it answered ${String(statusCode)}.`));
      }
    });
    connecting.end();
  });
}

function toHeader(name: string, { username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  return { [name]: `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`, 'utf8').toString('base64')}` };
}

/** Percent signs that encode nothing stay as they are. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
