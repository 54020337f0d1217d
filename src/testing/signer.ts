// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A GnuPG home of its own with one key, made for a test and gone with it. */
export interface Signer {
  /** The folder, where its secret key is. */
  readonly home: string;
  /** Lower-case hex. */
  readonly fingerprint: string;
  readonly armored: string;
  clearSign(file: string, output: string): void;
  detachSign(file: string, output: string): void;
  close(): void;
}

/** Makes a key with gpg, without a passphrase. The agent that gpg starts ends with `close`. */
export function createSigner(name: string): Signer {
  // A socket's path is to be short.
  const home = mkdtempSync(join(tmpdir(), 'pb-gpg-'));
  const gpg = (...args: readonly string[]): string => (
    execFileSync('gpg', ['--homedir', home, '--batch', '--yes', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
  gpg('--quick-generate-key', `${name} (test key) <${name}@test.example>`, 'ed25519', 'sign', 'never');
  const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(gpg('--with-colons', '--list-keys'))?.[1]?.toLowerCase() ?? '';
  return {
    home, fingerprint,
    armored: gpg('--armor', '--export'),
    clearSign: (file, output) => void gpg('--clearsign', '--output', output, file),
    detachSign: (file, output) => void gpg('--armor', '--detach-sign', '--output', output, file),
    close: () => {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
      rmSync(home, { recursive: true, force: true });
    },
  };
}
