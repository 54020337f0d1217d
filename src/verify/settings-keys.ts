// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toMessage } from '../model/error.ts';
import { parseKeyText, toDistinctKeys } from '../attest/plain-keys.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import type { ReadSettingsFile } from './settings-file.ts';
import type { ReadOpenPgp } from './settings-gpg.ts';
import { settingsError } from './settings.ts';

/** Reads keys, each source a file or a key's own text; `where` names the option in messages. Never empty. */
export type ReadKeys = (sources: readonly string[], resolve: (path: string) => string, where: string) => Promise<readonly TrustedKey[]>;

const MAX_QUOTED = 60;

/** Reads every form of public key that `proofboard` takes; OpenPGP's by `readOpenPgp`. Throws `settings-keys` and what reading a file throws. */
export function createReadKeys(readFile: ReadSettingsFile, readOpenPgp: ReadOpenPgp): ReadKeys {
  async function readSource(source: string, resolve: (path: string) => string): Promise<readonly TrustedKey[]> {
    const bytes = isKeyText(source) ? Buffer.from(source) : await readFile(resolve(source), 'the key file');
    // OpenPGP's binary form begins with a byte that no text begins with (RFC 9580, section 4.2).
    if ((bytes[0] ?? 0) >= 0x80) return readOpenPgp(bytes);
    const { keys, openPgp } = parseKeyText(Buffer.from(bytes).toString('utf8'));
    const blocks = await Promise.all(openPgp.map(({ text }) => readOpenPgp(Buffer.from(`${text}\n`))));
    return [...keys, ...blocks.flat()];
  }

  return async (sources, resolve, where) => {
    const keys: TrustedKey[] = [];
    for (const [index, source] of sources.entries()) {
      try {
        keys.push(...await readSource(source, resolve));
      } catch (thrown) {
        // Which file it was is said; what was in it is not.
        const which = isKeyText(source) ? `${where}[${index}]` : `${where}[${index}] (${toQuote(source)})`;
        throw settingsError('settings-keys', `${which}: ${toMessage(thrown).replaceAll(resolve(source), toQuote)}`, thrown);
      }
    }
    try {
      return toDistinctKeys(keys);
    } catch (thrown) {
      throw settingsError('settings-keys', `${where}: ${toMessage(thrown)}`, thrown);
    }
  };
}

/** What is taken for the name of a file may be the whole text of a key that is none. */
function toQuote(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

/** A key itself, not the name of its file: what begins as JSON, PEM or armour, or is an Ed25519 key in hex. */
function isKeyText(source: string): boolean {
  return /^\s*(?:[{[]|-----BEGIN )/.test(source) || /^[0-9a-fA-F]{64}$/.test(source);
}
