// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECOND_MS } from '../model/time.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import type { runProgram } from '../platform/process.ts';
import { settingsError } from './settings.ts';
import { requireSafeHome } from './settings-file.ts';
import { parseGpgListing } from './settings-gpg-listing.ts';

/** Reads OpenPGP keys; whoever has a library for them may do it without gpg. */
export type ReadOpenPgp = (block: Uint8Array) => Promise<readonly TrustedKey[]>;

export interface Gpg {
  /** The keys of a GPG home by their ids, each exactly one. */
  readonly readHome: (home: string, keyids: readonly string[]) => Promise<readonly TrustedKey[]>;
  /** Keys as a file has them, armoured or not. */
  readonly readBlock: ReadOpenPgp;
}

/**
 * Nothing of a person's configuration, no trust database, no agent: `--list-keys` alone. A home that only root may read is
 * root's to use.
 */
const OPTIONS = [
  '--batch', '--no-tty', '--no-options', '--quiet', '--no-permission-warning', '--lock-never', '--no-auto-check-trustdb',
  '--with-colons', '--with-key-data',
];
const TIMEOUT_MS = 10 * SECOND_MS;
/** A hundred keys with thousands of certifications list as less. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_KEYIDS = 100;

/**
 * OpenPGP keys by way of the system's gpg, which checks what binds a key's parts, in a few milliseconds: nothing of it is
 * kept, as a kept key could be exchanged by whoever may write where it is kept. Throws `settings-keys`.
 */
export function createGpg(run: typeof runProgram, path: string): Gpg {
  async function list(args: readonly string[], stdin: Uint8Array, what: string): Promise<readonly TrustedKey[]> {
    const { status, ended, stdout, stderr } = await run('gpg', [...OPTIONS, ...args], {
      stdin, env: { PATH: path, LC_ALL: 'C.UTF-8' }, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES,
    });
    if (ended === 'missing') throw settingsError('settings-keys', 'gpg is not installed, and the configuration has OpenPGP keys; install it (apt-get install gpg)');
    if (status !== 0) {
      const why = ended === 'exit' ? stderr.trim().replace(/^[^]*\n/, '') : `gpg ended with ${ended}`;
      throw settingsError('settings-keys', `${what} cannot be read: ${why}`);
    }
    return parseGpgListing(Buffer.from(stdout).toString('utf8'));
  }

  async function readOne(home: string, keyid: string): Promise<TrustedKey> {
    const id = keyid.replace(/^0x/i, '').toLowerCase();
    // Shorter ones can be made to fit another key by anybody.
    if (!/^(?:[0-9a-f]{16}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) {
      throw settingsError('settings-keys', `the key id "${keyid.slice(0, 80)}" is not 40 hex digits; give the whole fingerprint (gpg --list-keys)`);
    }
    const [key, ...others] = await list(['--trust-model', 'always', '--homedir', home, '--list-keys', '--', id], new Uint8Array(), `the key ${id} in ${home}`);
    if (key === undefined || others.length > 0) throw settingsError('settings-keys', `${home} has ${others.length + (key === undefined ? 0 : 1)} keys of the id ${id}; give the whole fingerprint`);
    const names = [key.fingerprint, ...key.signers.map((signer) => signer.fingerprint), ...key.keyids];
    if (!names.includes(id)) throw settingsError('settings-keys', `gpg found ${key.fingerprint} where ${id} was asked for`);
    return key;
  }

  return {
    readHome: async (home, keyids) => {
      if (!home.startsWith('/')) throw settingsError('settings-keys', `the GPG home "${home.slice(0, 200)}" is no absolute path`);
      await requireSafeHome(home);
      if (keyids.length > MAX_KEYIDS) throw settingsError('settings-keys', `more than ${MAX_KEYIDS} key ids`);
      return Promise.all([...new Set(keyids)].map((keyid) => readOne(home, keyid)));
    },
    readBlock: async (block) => {
      // For a key that is over gpg opens a trust database, though it needs none: it gets a home to make one in.
      const home = await mkdtemp(join(tmpdir(), 'proofboard-gpg-'));
      try {
        const keys = await list(['--trust-model', 'direct', '--homedir', home, '--no-keyring', '--show-keys'], block, 'a block of OpenPGP keys');
        if (keys.length === 0) throw settingsError('settings-keys', 'a block of OpenPGP keys holds none');
        return keys;
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}
