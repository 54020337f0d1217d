// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isCoded, toMessage } from '../model/error.ts';
import { findWeakPlace } from './safe-path.ts';
import { settingsError } from './settings.ts';

/** Reads a file that the configuration rests on. Throws `settings-missing`, `settings-unreadable` or `settings-unsafe`. */
export type ReadSettingsFile = (file: string, what: string) => Promise<Uint8Array>;

/** Layouts and keyrings of whole distributions are smaller. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Where gpg keeps public keys: other files, such as locks, come and go. */
const KEYRING = /^(?:pubring\.(?:kbx|gpg|db)|public-keys\.d)$/;

/** Reads a regular file that nobody but root and whoever runs this could exchange; symbolic links are followed. */
export async function readSettingsFile(file: string, what: string): Promise<Uint8Array> {
  await requireSafePlace(file, what);
  return readWhole(file, what, MAX_BYTES);
}

/** Throws as `readSettingsFile` for a GPG home of which others could exchange the public keys. */
export async function requireSafeHome(home: string): Promise<void> {
  const what = 'the GPG home';
  await requireSafePlace(home, what);
  let names: readonly string[];
  try {
    names = await readdir(home);
  } catch (thrown) {
    throw toSettingsError(thrown, home, what);
  }
  for (const name of names.filter((one) => KEYRING.test(one))) await requireSafePlace(join(home, name), `${what}'s`);
}

async function requireSafePlace(path: string, what: string): Promise<void> {
  let weakness: string | null;
  try {
    weakness = await findWeakPlace(path, (process as unknown as { getuid(): number }).getuid());
  } catch (thrown) {
    throw toSettingsError(thrown, path, what);
  }
  if (weakness !== null) throw settingsError('settings-unsafe', `${what} ${path} may be anybody's: ${weakness}; let it and every folder above it be root's or your own (chown), and nobody else's to write to (chmod go-w)`);
}

/** Reads a regular file that nothing has to be believed of, such as an attestation. Throws as `readSettingsFile`. */
export async function readBoundedFile(file: string, what: string, maxBytes: number): Promise<Uint8Array> {
  return readWhole(file, what, maxBytes);
}

async function readWhole(file: string, what: string, maxBytes: number): Promise<Uint8Array> {
  let handle: FileHandle | null = null;
  try {
    // A pipe would be waited for.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) throw settingsError('settings-unreadable', `${what} ${file} is no regular file`);
    if (stats.size > maxBytes) throw settingsError('settings-unreadable', `${what} ${file} is larger than ${maxBytes} bytes`);
    const bytes = new Uint8Array(stats.size);
    const { bytesRead } = await handle.read(bytes, 0, stats.size, 0);
    return bytes.subarray(0, bytesRead);
  } catch (thrown) {
    throw toSettingsError(thrown, file, what);
  } finally {
    await handle?.close();
  }
}

function toSettingsError(thrown: unknown, file: string, what: string): unknown {
  if (isCoded(thrown)) return thrown;
  const [code = ''] = toMessage(thrown).split(':');
  if (code === 'ENOENT' || code === 'ENOTDIR') return settingsError('settings-missing', `${what} ${file} is not there; put it there, or correct its name in the configuration`, thrown);
  return settingsError('settings-unreadable', `${what} ${file} cannot be read (${code}); whoever runs this has to be able to read it, and below apt that is no longer root`, thrown);
}
