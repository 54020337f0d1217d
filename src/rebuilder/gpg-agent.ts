// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseSignaturePacket } from '../attest/gpg-packet.ts';
import { readOpenPgpMetadata } from '../attest/layout-keys.ts';
import type { MadeSignature, Signer } from '../attest/signer.ts';
import { MINUTE_MS } from '../model/time.ts';
import { runProgram } from '../platform/process.ts';
import { rebuilderError } from './error.ts';

export interface GpgHome {
  /** Null is gpg's own choice: `GNUPGHOME`, else `~/.gnupg`. */
  readonly homedir: string | null;
  /** gpg's environment: `PATH`, `HOME`, and what its agent needs to ask for a passphrase. */
  readonly env: Readonly<Record<string, string>>;
}

/** Somebody may have to find and type a passphrase. */
const TIMEOUT_MS = 5 * MINUTE_MS;
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * A signer whose private key stays with gpg and its agent. `fingerprint` is that of the main key or of the subkey to sign
 * with, 40 hex digits. Throws `gpg-missing`, `gpg-failed`, `gpg-no-key`, and `key-unusable` where in-toto has no form for
 * the key.
 */
export async function createAgentSigner(fingerprint: string, home: GpgHome): Promise<Signer> {
  const wanted = fingerprint.replaceAll(/\s/g, '').replace(/^0x/i, '').toLowerCase();
  if (!/^[0-9a-f]{40}$/.test(wanted)) {
    throw rebuilderError('gpg-no-key', 'a GPG key is named by its whole fingerprint, 40 hex digits: shorter ids can be forged (gpg --list-keys shows it)');
  }
  const armored = await runGpg(['--armor', '--export', wanted], home);
  // gpg answers with nothing, and success, where it has no such key.
  if (armored.byteLength === 0) throw rebuilderError('gpg-no-key', `gpg has no public key ${wanted}: import it, or name another with --gpg-home`);
  const { key, metadata } = await readOpenPgpMetadata(Buffer.from(armored).toString('latin1'));
  async function sign(bytes: Uint8Array): Promise<MadeSignature> {
    const packet = await runGpg(['--local-user', wanted, '--digest-algo', 'SHA256', '--no-armor', '--no-textmode', '--detach-sign'], home, bytes);
    return parseSignaturePacket(packet);
  }
  return { key, keyid: key.fingerprint, metadata, sign };
}

async function runGpg(args: readonly string[], { homedir, env }: GpgHome, stdin?: Uint8Array): Promise<Uint8Array> {
  const where = homedir === null ? [] : ['--homedir', homedir];
  // Neither questions nor colours; a passphrase is asked for by the agent's own window or terminal.
  const { status, ended, stdout, stderr } = await runProgram('gpg', [...where, '--batch', '--no-tty', '--quiet', ...args], {
    env, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, ...(stdin === undefined ? {} : { stdin }),
  });
  if (ended === 'missing') throw rebuilderError('gpg-missing', `gpg cannot be run (${stderr}): install gnupg, or sign with a key in a file`);
  if (status !== 0) {
    const why = ended === 'exit' ? stderr.trim().split('\n').slice(-2).join('; ') : `it was stopped: ${ended}`;
    throw rebuilderError('gpg-failed', `gpg did not do it: ${why === '' ? `status ${status ?? 'none'}` : why}`);
  }
  return stdout;
}
