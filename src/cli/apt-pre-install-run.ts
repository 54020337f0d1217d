// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isCoded, toMessage } from '../model/error.ts';
import { SECOND_MS } from '../model/time.ts';
import type { Clock } from '../platform/clock.ts';
import { runProgram } from '../platform/process.ts';
import { parseAptConf } from '../verify/apt/apt-conf-text.ts';
import type { AptConfiguration } from '../verify/apt/apt-configuration.ts';
import { chooseProxy } from '../verify/apt/http-settings.ts';
import type { ProxyEnvironment } from '../verify/apt/http-settings.ts';
import { createReadControl } from '../verify/apt/pre-install-control.ts';
import type { ReadControl } from '../verify/apt/pre-install-control.ts';
import { parsePreInstallInput } from '../verify/apt/pre-install-input.ts';
import type { PreInstallInput } from '../verify/apt/pre-install-input.ts';
import { createCheckPlace } from '../verify/apt/pre-install-place.ts';
import { digestArchives, judgeArchives } from '../verify/apt/pre-install.ts';
import type { DigestedArchive, PreInstallVerdict } from '../verify/apt/pre-install.ts';
import { toOneLine } from '../verify/apt/message.ts';
import { createVerifier } from '../verify/decide.ts';
import { createEvidenceCache } from '../verify/evidence/cache.ts';
import { createEvidenceClient } from '../verify/evidence/client.ts';
import { digestFile } from '../verify/evidence/file-digest.ts';
import { createJudge } from '../verify/evidence/judge.ts';
import { createReadLists } from '../verify/installed/apt-lists.ts';
import { createFindRepository } from '../verify/installed/find-repository.ts';
import { DEFAULT_CACHE_FOLDER, settingsError } from '../verify/settings.ts';
import { readAptSettings } from '../verify/settings-apt.ts';
import { readSettingsFile } from '../verify/settings-file.ts';
import { createGpg } from '../verify/settings-gpg.ts';
import { readCertificates } from './apt-certificates.ts';

export interface PreInstallContext {
  readonly stdin: Uint8Array;
  /** Where programs are looked for. */
  readonly path: string;
  readonly uid: () => number;
  readonly environment: ProxyEnvironment;
  /** A further file of apt's configuration, as apt's own programs take it from `APT_CONFIG`. */
  readonly aptConfig: string | undefined;
  /** Becomes another user for good; throws where that cannot be. */
  readonly dropPrivileges: (user: string) => void;
  /** Reads a file of certificates; throws where it cannot. */
  readonly readFile: (file: string) => string;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

/** Python's number for remarks; above it only what is not confirmed is told. */
const INFO = 20;
const APT_HELPER = '/usr/lib/apt/apt-helper';
const MAX_DUMP_BYTES = 4 * 1024 * 1024;

/**
 * The `DPkg::Pre-Install-Pkgs` hook: 0 where every .deb may be installed, else 1, upon which apt installs nothing. Whatever
 * is not understood refuses; only where nothing is to be unpacked is no configuration needed, so that packages can be removed.
 */
export async function runPreInstall(context: PreInstallContext): Promise<0 | 1> {
  try {
    const input = parsePreInstallInput(context.stdin);
    if (input.archives.length === 0) return 0;
    const verdicts = await judgeInput(input, context);
    for (const { lines } of verdicts) for (const line of lines) context.say(toOneLine(line));
    const refused = verdicts.filter(({ isAllowed }) => !isAllowed).length;
    if (refused === 0) return 0;
    context.say(`${refused} of ${verdicts.length} packages are not confirmed, and nothing was installed. Wait for the rebuilders, leave the packages out, or except them by name in the policy.`);
    return 1;
  } catch (thrown) {
    const code = isCoded(thrown) ? ` [${thrown.code}]` : '';
    context.say(toOneLine(`In-toto verification refuses everything: ${toMessage(thrown)}${code}`));
    return 1;
  }
}

async function judgeInput({ configuration: given, archives }: PreInstallInput, context: PreInstallContext): Promise<PreInstallVerdict[]> {
  const { path, clock } = context;
  const configuration = given ?? await askAptConfig(context);
  const settings = await readAptSettings(configuration, { readFile: readSettingsFile, gpg: createGpg(runProgram, path) });
  const checkPlace = createCheckPlace(context.uid());
  const digested = await digestArchives(archives, async (file) => {
    await checkPlace(file);
    return digestFile(file);
  });
  const certificates = readCertificates(configuration, context.readFile);
  const readControl = await readLocalControls(digested, configuration, createReadControl(runProgram, path));
  // All that needs root is read: what strangers send, and what packages say, is read without its rights.
  context.dropPrivileges(configuration.find('APT::Sandbox::User'));
  const client = createEvidenceClient({
    now: clock.now, cache: createEvidenceCache(settings.cacheFolder ?? DEFAULT_CACHE_FOLDER, { uid: context.uid() }),
    proxy: (url) => chooseProxy(configuration, context.environment, url, null), timeouts: settings.timeouts,
    ...certificates === null ? {} : { certificates },
  });
  try {
    const readLists = createReadLists(configuration.findFolder('Dir::State::lists'), { run: runProgram, path, aptHelper: APT_HELPER });
    const verdicts = await judgeArchives(digested, {
      settings, readControl,
      judge: createJudge({ settings, client, createVerifier, now: clock.now }),
      findRepository: createFindRepository(readLists, settings),
    });
    return settings.logLevel <= INFO ? verdicts : verdicts.map((verdict) => (verdict.isPlain ? { ...verdict, lines: [] } : verdict));
  } finally {
    client.close();
  }
}

/** Control files outside apt's own cache may be where only root can read: they are read first, apt's own when asked for. */
async function readLocalControls(archives: readonly DigestedArchive[], configuration: AptConfiguration, read: ReadControl): Promise<ReadControl> {
  const cache = configuration.findFolder('Dir::Cache::archives');
  const local = archives.filter(({ file, sha256 }) => sha256 !== null && (cache === '' || !file.startsWith(cache)));
  const controls = new Map(await Promise.all(local.map(async ({ file }) => [file, await read(file)] as const)));
  return async (file) => (controls.has(file) ? controls.get(file) ?? null : read(file));
}

/** apt's configuration from apt itself, for version 1 of the protocol, which does not bring it, and for a person. */
export async function askAptConfig({ path, aptConfig }: Pick<PreInstallContext, 'path' | 'aptConfig'>): Promise<AptConfiguration> {
  const { status, ended, stdout, stderr } = await runProgram('apt-config', ['dump'], {
    env: { PATH: path, LC_ALL: 'C.UTF-8', ...aptConfig === undefined ? {} : { APT_CONFIG: aptConfig } }, timeoutMs: 10 * SECOND_MS, maxBytes: MAX_DUMP_BYTES,
  });
  if (ended === 'missing') throw settingsError('settings-missing', 'apt is not here, and so neither is its configuration: say whom to trust with --policy or --layout');
  if (status !== 0) throw settingsError('settings-unreadable', `apt-config tells no configuration: ${ended === 'exit' ? stderr.trim() : ended}`);
  return parseAptConf(stdout);
}
