// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync, readdirSync, writeSync } from 'node:fs';
import process from 'node:process';
import { isCoded, toMessage } from '../model/error.ts';
import { systemClock } from '../platform/clock.ts';
import { runProgram } from '../platform/process.ts';
import type { AptConfiguration } from '../verify/apt/apt-configuration.ts';
import { parseAuthConf } from '../verify/apt/auth-conf.ts';
import type { Login } from '../verify/apt/auth-conf.ts';
import { chooseProxy } from '../verify/apt/http-settings.ts';
import type { ProxyEnvironment } from '../verify/apt/http-settings.ts';
import { toOneLine } from '../verify/apt/message.ts';
import { runMethod } from '../verify/apt/method.ts';
import type { Configured } from '../verify/apt/method.ts';
import type { Judge } from '../verify/apt/verdict.ts';
import { createVerifier } from '../verify/decide.ts';
import { createEvidenceCache } from '../verify/evidence/cache.ts';
import { createEvidenceClient } from '../verify/evidence/client.ts';
import { createJudge } from '../verify/evidence/judge.ts';
import { DEFAULT_CACHE_FOLDER } from '../verify/settings.ts';
import type { Settings } from '../verify/settings.ts';
import { readAptSettings } from '../verify/settings-apt.ts';
import { readSettingsFile } from '../verify/settings-file.ts';
import { createGpg } from '../verify/settings-gpg.ts';
import { readCertificates } from './apt-certificates.ts';
import { dropPrivileges } from './apt-privileges.ts';

/** Where programs are looked for: the method starts as root, and whoever called apt has no say in that. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
/** Python's number for remarks; above it only refusals are told. */
const INFO = 20;

/** The method as a program: apt at standard input and output, the person at standard error. Gives the exit status. */
export async function runAptMethod(): Promise<number> {
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
    process.stdin.destroy();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.umask(0o022);
  const { http_proxy, https_proxy, no_proxy } = process.env;
  const environment = { http_proxy, https_proxy, no_proxy };
  // apt's progress stands in the same line.
  const lineStart = process.stderr.isTTY ? '\r\u001b[K' : '';
  return runMethod({
    input: process.stdin,
    signal: stopping.signal,
    environment,
    say: (line) => void process.stderr.write(`${lineStart}${toOneLine(line)}\n`),
    write: (message) => {
      try {
        for (let bytes = Buffer.from(message, 'utf8'); bytes.length > 0;) bytes = bytes.subarray(writeSync(1, bytes));
      } catch {
        // apt is gone.
        stop();
      }
    },
    configure: async (configuration) => configure(configuration, environment),
  });
}

/** Keys and layouts may be root's to read; the network is asked with apt's own rights for that. */
async function configure(configuration: AptConfiguration, environment: ProxyEnvironment): Promise<Configured> {
  const settings = await readSettings(configuration);
  const logins = readLogins(configuration);
  dropPrivileges(configuration.find('APT::Sandbox::User'));
  const certificates = readCertificates(configuration, (file) => readFileSync(file, 'utf8'));
  if (settings.kind === 'refused') {
    const { reason } = settings;
    return { judge: () => Promise.reject(new Error(reason)), certificates, logins, isTalkative: true };
  }
  const isTalkative = settings.settings.logLevel <= INFO;
  return { judge: createAptJudge(settings.settings, configuration, environment, certificates), certificates, logins, isTalkative };
}

type SettingsReading =
  | { readonly kind: 'read'; readonly settings: Settings }
  /** Indexes may be fetched all the same; every package is refused with this reason. */
  | { readonly kind: 'refused'; readonly reason: string };

async function readSettings(configuration: AptConfiguration): Promise<SettingsReading> {
  try {
    return { kind: 'read', settings: await readAptSettings(configuration, { readFile: readSettingsFile, gpg: createGpg(runProgram, PATH) }) };
  } catch (error) {
    return { kind: 'refused', reason: `${toMessage(error)}${isCoded(error) ? ` [${error.code}]` : ''}` };
  }
}

function createAptJudge(settings: Settings, configuration: AptConfiguration, environment: ProxyEnvironment, certificates: string | null): Judge {
  const client = createEvidenceClient({
    now: systemClock.now,
    cache: createEvidenceCache(settings.cacheFolder ?? DEFAULT_CACHE_FOLDER, { uid: process.getuid?.() ?? -1 }),
    proxy: (url) => chooseProxy(configuration, environment, url, null),
    timeouts: settings.timeouts,
    ...certificates === null ? {} : { certificates },
  });
  const judge = createJudge({ settings, client, createVerifier, now: systemClock.now });
  return async ({ artifact, name, repository }) => judge(artifact, { name, source: null }, repository);
}

/** apt's passwords, which only root may read; what cannot be read is passed over, as apt does. */
function readLogins(configuration: AptConfiguration): Login[] {
  const parts = configuration.findFolder('Dir::Etc::netrcparts');
  const files = [configuration.findFolder('Dir::Etc::netrc').slice(0, -1), ...listConfFiles(parts).map((name) => `${parts}${name}`)];
  return files.flatMap((file) => {
    try {
      return parseAuthConf(readFileSync(file, 'utf8'));
    } catch {
      return [];
    }
  });
}

function listConfFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.conf')).sort();
  } catch {
    return [];
  }
}
