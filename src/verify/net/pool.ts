// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Agent, ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { openTunnel, toHostHeaders, toProxyHeaders, toProxyTarget } from './tunnel.ts';

/** Connections that are kept and used again, a few to a host at once. */
export interface ConnectionPool {
  /** Makes a request for `url`, over the proxy where there is one. Nothing is sent before its `end` is called. */
  start(url: URL, options: StartOptions): Promise<ClientRequest>;
  close(): void;
}

export interface StartOptions {
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  /** `http://[name:password@]host:port`; null to ask the host itself. */
  readonly proxy: URL | null;
  readonly connectTimeoutMs: number;
}

export interface PoolSettings {
  /** Requests to one host at a time; the others wait for their turn. */
  readonly maxPerHost: number;
  /** Certificates to trust in place of the system's, PEM. */
  readonly certificates?: string;
}

/** HTTP is loaded when the first address is asked for, TLS with the first of https: that takes longer than all the rest. */
export function createConnectionPool({ maxPerHost, certificates }: PoolSettings): ConnectionPool {
  const settings = { keepAlive: true, maxSockets: maxPerHost, maxFreeSockets: maxPerHost };
  let plain: Agent | undefined;
  const secure = new Map<string, Agent>();
  let secureContext: SecureContext | undefined;

  async function toSecureAgent(proxy: URL | null, connectTimeoutMs: number): Promise<Agent> {
    const { Agent: SecureAgent } = await import('node:https');
    const key = proxy === null ? '' : `${connectTimeoutMs} ${proxy.href}`;
    // Read once: a hundred certificates take longer than a handshake. In a list even none at all replaces Node's own.
    secureContext ??= certificates === undefined ? undefined : (await import('node:tls')).createSecureContext({ ca: [certificates] });
    const known = secure.get(key);
    if (known !== undefined) return known;
    // Said here, no variable of the environment can take it back.
    const agent = new SecureAgent({ ...settings, rejectUnauthorized: true, ...secureContext === undefined ? {} : { secureContext } });
    if (proxy !== null) tunnelThrough(agent, proxy, connectTimeoutMs);
    secure.set(key, agent);
    return agent;
  }

  return {
    start: async (url, { proxy, connectTimeoutMs, method, headers }) => {
      if (url.protocol === 'https:') {
        const agent = await toSecureAgent(proxy, connectTimeoutMs);
        const { request } = await import('node:https');
        return request(url, { method, headers, agent });
      }
      const { Agent: PlainAgent, request } = await import('node:http');
      plain ??= new PlainAgent(settings);
      if (proxy === null) return request(url, { method, headers, agent: plain });
      // A proxy of plain HTTP is asked for the whole address (RFC 9112, 3.2.2).
      const path = `http://${url.host}${url.pathname}${url.search}`;
      return request({ ...toProxyTarget(proxy), method, path, agent: plain, headers: { host: url.host, ...toHostHeaders(url), ...headers, ...toProxyHeaders(proxy) } });
    },
    close: () => {
      plain?.destroy();
      for (const agent of secure.values()) agent.destroy();
    },
  };
}

/** TLS to the host itself, inside what the proxy connected: the proxy sees the host's name and no more. */
function tunnelThrough(agent: Agent, proxy: URL, connectTimeoutMs: number): void {
  const connectDirectly = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const target = { host: String(options.host), port: Number(options.port) };
    openTunnel(proxy, target, connectTimeoutMs).then(
      (socket) => {
        callback?.(null, connectDirectly({ ...options, socket } as typeof options) as Duplex);
      },
      // Node's own type wants a stream beside the error; it looks at the error first.
      (error: unknown) => (callback as ((error: unknown) => void) | undefined)?.(error),
    );
    return undefined;
  };
}
