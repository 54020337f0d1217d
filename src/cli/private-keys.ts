// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, stat } from 'node:fs/promises';
import type { KeyidForm } from '../attest/key-metadata.ts';
import { parsePrivateKey } from '../attest/private-key.ts';
import type { Signer } from '../attest/signer.ts';
import { CodedError, isCoded, toMessage } from '../model/error.ts';
import { createAgentSigner } from '../rebuilder/gpg-agent.ts';

export type PrivateKeyFileErrorCode = 'key-file-unreadable' | 'key-file-exposed';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SignerOptions {
  readonly env: Environment;
  /** The variable that holds the passphrase of an encrypted key file. */
  readonly passphraseName: string;
  readonly gpgHome: string | null;
  readonly keyids: KeyidForm;
}

export const PASSPHRASE = 'PROOFBOARD_KEY_PASSPHRASE';
export const UNREPRODUCIBLE_PASSPHRASE = 'PROOFBOARD_UNREPRODUCIBLE_KEY_PASSPHRASE';

const MAX_BYTES = 1_000_000;
const GPG_PREFIX = 'gpg:';
/** What gpg and its agent need to find their files and to ask for a passphrase. */
const GPG_VARIABLES = ['PATH', 'HOME', 'GNUPGHOME', 'GPG_TTY', 'TERM', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'LANG', 'LC_ALL'];

/**
 * The signer that a word of the command line names: a file with a private key, or `gpg:FINGERPRINT`, whose key stays with gpg.
 * Throws `key-file-unreadable`, `key-file-exposed` where everybody may read the file, and what `parsePrivateKey` and
 * `createAgentSigner` throw; no message repeats anything of a key.
 */
export async function readSigner(word: string, { env, passphraseName, gpgHome, keyids }: SignerOptions): Promise<Signer> {
  if (word.startsWith(GPG_PREFIX)) {
    const passed = GPG_VARIABLES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
    return createAgentSigner(word.slice(GPG_PREFIX.length), { homedir: gpgHome, env: Object.fromEntries(passed) });
  }
  const text = await readKeyFile(word);
  try {
    return await parsePrivateKey(text, { passphrase: env[passphraseName] ?? null, keyids });
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    const hint = thrown.code === 'key-locked' || thrown.code === 'passphrase-wrong' ? ` (it is taken from ${passphraseName})` : '';
    throw new CodedError(thrown.code, `${word}: ${thrown.message}${hint}`);
  }
}

async function readKeyFile(file: string): Promise<string> {
  try {
    const { mode, size } = await stat(file);
    if ((mode & 0o007) !== 0) {
      throw new CodedError<PrivateKeyFileErrorCode>('key-file-exposed', `${file} is open to everybody on this machine: chmod 600 it, and make a new key if others were on it`);
    }
    if (size > MAX_BYTES) throw new Error('it is larger than 1 MB');
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (isCoded(thrown)) throw thrown;
    throw new CodedError<PrivateKeyFileErrorCode>('key-file-unreadable', `${file} cannot be read: ${toMessage(thrown)}`, { cause: thrown });
  }
}
