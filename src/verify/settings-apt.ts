// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { dirname, resolve } from 'node:path';
import { parseBoolean } from './apt/apt-configuration.ts';
import type { AptConfiguration } from './apt/apt-configuration.ts';
import { parseRebuilderUrl } from './evidence/rebuilder-address.ts';
import type { RebuilderAddress } from './evidence/rebuilder-address.ts';
import { DEFAULT_LOG_LEVEL, DEFAULT_TIMEOUTS, settingsError, toTimeouts } from './settings.ts';
import type { Settings } from './settings.ts';
import type { ReadSettingsFile } from './settings-file.ts';
import type { Gpg } from './settings-gpg.ts';
import { createReadKeys } from './settings-keys.ts';
import { parsePolicyFile } from './settings-policy-file.ts';

export interface SettingsDeps {
  readonly readFile: ReadSettingsFile;
  readonly gpg: Gpg;
}

const ROOT = 'APT::Intoto';
/** What apt-transport-in-toto knows, and what says the same in a policy file. */
const TRUST = ['Rebuilders', 'GPGHomedir', 'Layout', 'Keyids', 'NoFail'] as const;
const OPTIONS = [...TRUST, 'LogLevel', 'Policy', 'Timeout', 'Cache'] as const;
type Option = typeof OPTIONS[number];

const MAX_REBUILDERS = 100;
const MAX_TIMEOUT_SECONDS = 300;
const MAX_LOG_LEVEL = 50;

/**
 * Settings out of apt's configuration: files of apt-transport-in-toto unchanged, or `APT::Intoto::Policy` with a policy
 * file's path; besides, `Timeout` (seconds for a request) and `Cache` (a folder). Throws coded errors of the settings:
 * nothing is taken for granted, and an option that nobody knows is refused, as it may be a misspelt one.
 */
export async function readAptSettings(configuration: AptConfiguration, deps: SettingsDeps): Promise<Settings> {
  const options = toOptions(configuration);
  if (options.size === 0) {
    throw settingsError('settings-missing', `apt's configuration has no ${ROOT}: nobody says whom to trust; write /etc/apt/apt.conf.d/intoto`);
  }
  const common = {
    logLevel: options.has('LogLevel') ? toNumber(options, 'LogLevel', 0, MAX_LOG_LEVEL) : DEFAULT_LOG_LEVEL,
    timeouts: options.has('Timeout') ? toTimeouts(toNumber(options, 'Timeout', 1, MAX_TIMEOUT_SECONDS)) : DEFAULT_TIMEOUTS,
    cacheFolder: options.has('Cache') ? toPath(options, 'Cache') : null,
  };
  if (!options.has('Policy')) return { ...await readLayoutOptions(options, deps), ...common };
  const other = TRUST.find((name) => options.has(name));
  if (other !== undefined) {
    throw settingsError('settings-conflict', `${ROOT}::Policy and ${ROOT}::${other} exclude each other: everything the policy has is in its file; remove one of them`);
  }
  return { ...await readPolicySettings(toPath(options, 'Policy'), deps), ...common };
}

/** Settings out of a policy file alone, with the usual limits. */
export async function readPolicySettings(file: string, { readFile, gpg }: SettingsDeps): Promise<Settings> {
  const folder = dirname(file);
  const policy = await parsePolicyFile(await readFile(file, 'the policy'), {
    readFile, readKeys: createReadKeys(readFile, gpg.readBlock), resolve: (path) => resolve(folder, path),
  });
  return { ...policy, noFail: false, logLevel: DEFAULT_LOG_LEVEL, timeouts: DEFAULT_TIMEOUTS, cacheFolder: null };
}

/** The values of every option that is set, one or several; `settings-unknown-option` for any other below `APT::Intoto`. */
function toOptions(configuration: AptConfiguration): Map<Option, readonly string[]> {
  const options = new Map<Option, readonly string[]>();
  for (const [name, value] of configuration.dump()) {
    const [option, member, ...deeper] = name.split('::').slice(2);
    if (name.split('::', 2).join('::').toLowerCase() !== ROOT.toLowerCase()) continue;
    if (option === undefined && value === '') continue;
    const known = OPTIONS.find((candidate) => candidate.toLowerCase() === option?.toLowerCase());
    if (known === undefined || (member ?? '') !== '' || deeper.length > 0) {
      throw settingsError('settings-unknown-option', `apt's configuration: the option ${JSON.stringify(name.slice(0, 200))} is unknown; known below ${ROOT} are ${OPTIONS.join(', ')}`);
    }
    if (value !== '') options.set(known, [...options.get(known) ?? [], value]);
  }
  return options;
}

async function readLayoutOptions(options: Map<Option, readonly string[]>, { readFile, gpg }: SettingsDeps): Promise<Pick<Settings, 'policy' | 'rebuilders' | 'repositories' | 'noFail'>> {
  const rebuilders = toRebuilders(requireValues(options, 'Rebuilders'));
  const noFail = options.has('NoFail') && toYesOrNo(options, 'NoFail');
  const layout = await readFile(toPath(options, 'Layout'), 'the layout');
  const keys = await gpg.readHome(toPath(options, 'GPGHomedir'), requireValues(options, 'Keyids'));
  return { policy: { trust: { kind: 'layout', layout, keys }, exceptions: [] }, rebuilders, repositories: [], noFail };
}

function toRebuilders(values: readonly string[]): RebuilderAddress[] {
  if (values.length > MAX_REBUILDERS) throw bad('Rebuilders', `lists more than ${MAX_REBUILDERS}`);
  const urls = values.map((value) => {
    const parsed = parseRebuilderUrl(value);
    if ('problem' in parsed) throw bad('Rebuilders', `has ${JSON.stringify(value.slice(0, 200))}, which ${parsed.problem}`);
    return parsed.url;
  });
  // A layout counts keys, not addresses, and says nothing of operators.
  return [...new Set(urls)].map((url) => ({ name: url, operator: url, url, kind: null }));
}

function requireValues(options: Map<Option, readonly string[]>, name: Option): readonly string[] {
  const values = options.get(name);
  if (values === undefined) throw settingsError('settings-missing', `apt's configuration has no ${ROOT}::${name}; without it nothing can be verified`);
  return values;
}

function toSingle(options: Map<Option, readonly string[]>, name: Option): string {
  const [value = '', ...others] = requireValues(options, name);
  if (others.length > 0) throw bad(name, 'has several values; give one (apt adds up what several files say)');
  return value;
}

function toPath(options: Map<Option, readonly string[]>, name: Option): string {
  const path = toSingle(options, name);
  if (!path.startsWith('/')) throw bad(name, 'is no absolute path');
  return path;
}

function toNumber(options: Map<Option, readonly string[]>, name: Option, least: number, most: number): number {
  const text = toSingle(options, name);
  const number = Number(/^[0-9]{1,9}$/.test(text) ? text : NaN);
  if (!(number >= least && number <= most)) throw bad(name, `is no whole number from ${least} to ${most}`);
  return number;
}

function toYesOrNo(options: Map<Option, readonly string[]>, name: Option): boolean {
  const text = toSingle(options, name);
  if (parseBoolean(text, true) !== parseBoolean(text, false)) throw bad(name, 'is neither "true" nor "false"');
  return parseBoolean(text, false);
}

function bad(name: Option, what: string): Error {
  return settingsError('settings-invalid', `apt's configuration: ${ROOT}::${name} ${what}`);
}
