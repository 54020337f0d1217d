// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { setMaxListeners } from 'node:events';
import { toMessage } from '../../model/error.ts';
import { createConnectionPool } from '../net/pool.ts';
import type { ConnectionPool } from '../net/pool.ts';
import { parseAcquire } from './acquire.ts';
import type { AcquireContext } from './acquire.ts';
import { parseConfigItems } from './apt-configuration.ts';
import type { AptConfiguration } from './apt-configuration.ts';
import { toAuthorization } from './auth-conf.ts';
import type { Login } from './auth-conf.ts';
import { createDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { chooseProxy, hasProxyDetection, toConnections, toHttpSettings } from './http-settings.ts';
import type { HttpSettings, ProxyEnvironment } from './http-settings.ts';
import { createMessageParser, listField, renderMessage } from './message.ts';
import type { Message } from './message.ts';
import type { Judge } from './verdict.ts';

export interface MethodPorts {
  /** What apt writes to us. Its end is ours. */
  readonly input: AsyncIterable<Uint8Array>;
  /** What apt reads of us, message by message. */
  readonly write: (message: string) => void;
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void;
  readonly environment: ProxyEnvironment;
  /** Reads the policy, gives up the rights it needed for that, and says how packages are judged from now on. */
  readonly configure: (configuration: AptConfiguration) => Promise<Configured>;
  /** Aborted when apt wants us to end: nothing is answered from then on. */
  readonly signal: AbortSignal;
}

export interface Configured {
  readonly judge: Judge;
  /** Certificates to trust in place of the system's, PEM. */
  readonly certificates: string | null;
  /** Of apt's auth.conf. */
  readonly logins: readonly Login[];
  /** Whether what is confirmed is told, too. */
  readonly isTalkative: boolean;
}

/** As apt's own method ends when it was stopped, or cannot go on. */
export const EXIT_STOPPED = 100;

/**
 * Speaks apt's method protocol after the capabilities: takes the configuration, then whatever apt wants, several at a time,
 * and answers in the order in which things are done; apt tells answers apart by their URI. Gives the exit status: apt takes
 * an early end as a failure of everything that was not answered.
 */
export async function runMethod(ports: MethodPorts): Promise<number> {
  const parser = createMessageParser();
  const stopping = new AbortController();
  // Every request listens; Node would warn of a dozen, at the person's terminal.
  setMaxListeners(0, stopping.signal);
  const stop = (): void => stopping.abort();
  ports.signal.addEventListener('abort', stop, { once: true });
  const write = (message: string): void => {
    if (!stopping.signal.aborted) ports.write(message);
  };
  const say = (line: string): void => {
    if (!stopping.signal.aborted) ports.say(line);
  };
  let session: Session | null = null;
  const running = new Set<Promise<void>>();
  try {
    for await (const bytes of ports.input) {
      for (const parsed of parser.push(bytes)) {
        if (stopping.signal.aborted) return EXIT_STOPPED;
        if (parsed.kind === 'broken') return fail(write, `What apt sent cannot be read: ${parsed.reason}.`);
        const { message } = parsed;
        if (message.code === 601) {
          if (session !== null) return fail(write, 'apt sent its configuration twice.');
          session = await startSession(message, { ...ports, write, say, signal: stopping.signal });
        } else if (message.code === 600) {
          if (session === null) return fail(write, 'apt asked for a file before it sent its configuration.');
          const task = acquire(message, session, write).finally(() => running.delete(task));
          running.add(task);
        }
        // Other messages answer questions that we do not ask.
      }
    }
    // A clean end leaves nothing unanswered.
    return parser.end().length === 0 && running.size === 0 ? 0 : EXIT_STOPPED;
  } catch (error) {
    return fail(write, toMessage(error));
  } finally {
    stop();
    ports.signal.removeEventListener('abort', stop);
    // What was half fetched gets its time and stays for the next try.
    await Promise.allSettled(running);
    session?.pool.close();
  }
}

interface Session {
  readonly context: AcquireContext;
  readonly delivery: Delivery;
  readonly pool: ConnectionPool;
}

async function startSession(message: Message, ports: MethodPorts): Promise<Session> {
  const configuration = parseConfigItems(listField(message, 'Config-Item'));
  const { judge, certificates, logins, isTalkative } = await ports.configure(configuration);
  const pool = createConnectionPool({ maxPerHost: toConnections(configuration), ...certificates === null ? {} : { certificates } });
  if (hasProxyDetection(configuration)) {
    ports.write(renderMessage('104 Warning', { Message: 'Proxy-Auto-Detect is not supported for intoto sources: no such program is run. Set Acquire::http::Proxy where a proxy is needed.' }));
  }
  return {
    pool,
    context: { listsFolder: configuration.findFolder('Dir::State::lists'), isEncoded: configuration.findBoolean('Acquire::Send-URI-Encoded', false) },
    delivery: createDelivery({
      judge: untilStopped(judge, ports.signal),
      isTalkative,
      write: ports.write,
      say: ports.say,
      transfer: {
        pool,
        signal: ports.signal,
        settingsFor: (url, isIndex) => withLogin(toHttpSettings(configuration, url, isIndex), toAuthorization(logins, url)),
        proxyFor: (url, fromRequest) => chooseProxy(configuration, ports.environment, url, fromRequest),
      },
    }),
  };
}

function withLogin(settings: HttpSettings, authorization: string | null): HttpSettings {
  return authorization === null ? settings : { ...settings, headers: { ...settings.headers, authorization } };
}

/** Whoever is asked when apt ends us need not be waited for. */
function untilStopped(judge: Judge, signal: AbortSignal): Judge {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('apt stopped it.')), { once: true });
  });
  stopped.catch(() => undefined);
  return async (question) => Promise.race([judge(question), stopped]);
}

async function acquire(message: Message, { context, delivery }: Session, write: (message: string) => void): Promise<void> {
  const wanted = parseAcquire(message, context);
  if ('content' in wanted) await delivery.deliver(wanted);
  else if (wanted.uri === null) write(renderMessage('401 General Failure', { Message: wanted.sentence }));
  else write(renderMessage('400 URI Failure', { URI: wanted.uri, Message: wanted.sentence }));
}

function fail(write: (message: string) => void, why: string): number {
  write(renderMessage('401 General Failure', { Message: why }));
  return EXIT_STOPPED;
}
