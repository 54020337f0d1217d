// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { resolve } from 'node:path';
import { parsePublicKeys } from '../attest/keys.ts';
import { CodedError } from '../model/error.ts';
import { runProgram } from '../platform/process.ts';
import { chooseProxy } from '../verify/apt/http-settings.ts';
import type { ProxyEnvironment } from '../verify/apt/http-settings.ts';
import { createAptConfiguration } from '../verify/apt/apt-configuration.ts';
import type { AptConfiguration } from '../verify/apt/apt-configuration.ts';
import { parseRebuilderUrl } from '../verify/evidence/rebuilder-address.ts';
import type { RebuilderAddress } from '../verify/evidence/rebuilder-address.ts';
import { DEFAULT_LOG_LEVEL, DEFAULT_TIMEOUTS } from '../verify/settings.ts';
import type { Settings } from '../verify/settings.ts';
import { readAptSettings, readPolicySettings } from '../verify/settings-apt.ts';
import type { SettingsDeps } from '../verify/settings-apt.ts';
import { readSettingsFile } from '../verify/settings-file.ts';
import { createGpg } from '../verify/settings-gpg.ts';
import type { ReadOpenPgp } from '../verify/settings-gpg.ts';
import { createReadKeys } from '../verify/settings-keys.ts';
import { askAptConfig } from './apt-pre-install-run.ts';

/** Whom to trust, as the command line says it. */
export interface TrustOptions {
  readonly policy?: string;
  readonly layout?: string;
  readonly key: readonly string[];
  readonly rebuilder: readonly string[];
  readonly attestation: readonly string[];
}

export interface VerifySettings {
  readonly settings: Settings;
  /** The proxy for an address, from apt's configuration where that is used, and from the environment; null for none. */
  readonly proxy: (url: URL) => string | null;
}

/**
 * The settings from a policy file, from a layout and its keys, or, where neither is named, from apt's configuration as the
 * method and the hook have them. Throws `usage` for options that do not go together, and coded errors of the settings.
 */
export async function readVerifySettings(options: TrustOptions, { path, environment, aptConfig }: { readonly path: string; readonly environment: ProxyEnvironment; readonly aptConfig: string | undefined }): Promise<VerifySettings> {
  const { policy, layout, key, rebuilder, attestation } = options;
  const deps: SettingsDeps = { readFile: readSettingsFile, gpg: { ...createGpg(runProgram, path), readBlock } };
  const toProxy = (configuration: AptConfiguration) => (url: URL): string | null => chooseProxy(configuration, environment, url, null);
  if (rebuilder.length > 0 && attestation.length > 0) throw usage('--attestation says what the rebuilders answered, --rebuilder whom to ask: give one of them');
  if (policy !== undefined) {
    if (layout !== undefined || key.length > 0 || rebuilder.length > 0) throw usage('--policy has everything in its file: leave out --layout, --key and --rebuilder');
    return { settings: await readPolicySettings(resolve(policy), deps), proxy: toProxy(createAptConfiguration()) };
  }
  if (layout !== undefined) return { settings: await readLayoutSettings(layout, options, deps), proxy: toProxy(createAptConfiguration()) };
  if (key.length > 0 || rebuilder.length > 0) throw usage('--key and --rebuilder belong to a layout: add --layout, or write a policy and give it with --policy');
  const configuration = await askAptConfig({ path, aptConfig });
  return { settings: await readAptSettings(configuration, deps), proxy: toProxy(configuration) };
}

async function readLayoutSettings(layout: string, { key, rebuilder, attestation }: TrustOptions, { readFile, gpg }: SettingsDeps): Promise<Settings> {
  if (key.length === 0) throw usage('--layout wants the keys that have to have signed it: add --key FILE, once for each');
  if (rebuilder.length === 0 && attestation.length === 0) throw usage('--layout wants to know where the attestations are: add --rebuilder URL or --attestation FILE');
  const keys = await createReadKeys(readFile, gpg.readBlock)(key, (file) => resolve(file), '--key');
  return {
    policy: { trust: { kind: 'layout', layout: await readFile(resolve(layout), 'the layout'), keys }, exceptions: [] },
    rebuilders: rebuilder.map(toAddress), repositories: [], noFail: false,
    logLevel: DEFAULT_LOG_LEVEL, timeouts: DEFAULT_TIMEOUTS, cacheFolder: null,
  };
}

function toAddress(text: string): RebuilderAddress {
  const parsed = parseRebuilderUrl(text);
  if ('problem' in parsed) throw usage(`--rebuilder ${text} ${parsed.problem}`);
  return { name: parsed.url, operator: parsed.url, url: parsed.url, kind: null };
}

/** With OpenPGP's library, which is here anyway: then keys are read where there is no gpg, too. */
const readBlock: ReadOpenPgp = async (block) => {
  const bytes = Buffer.from(block);
  const isBinary = bytes.subarray(0, 1).some((byte) => byte >= 0x80);
  const armor = (): string => `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${bytes.toString('base64').replaceAll(/.{1,64}/g, '$&\n')}-----END PGP PUBLIC KEY BLOCK-----\n`;
  return parsePublicKeys(isBinary ? armor() : bytes.toString('utf8'));
};

function usage(message: string): CodedError {
  return new CodedError('usage', message);
}
