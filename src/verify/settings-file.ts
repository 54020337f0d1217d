// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { isCoded, toMessage } from '../model/error.ts';
import { settingsError } from './settings.ts';

/** Reads a file that the configuration rests on. Throws `settings-missing`, `settings-unreadable` or `settings-unsafe`. */
export type ReadSettingsFile = (file: string, what: string) => Promise<Uint8Array>;

/** Layouts and keyrings of whole distributions are smaller. */
const MAX_BYTES = 4 * 1024 * 1024;
const ANYBODY_MAY_WRITE = 0o002;

/** Reads a regular file, symbolic links followed as administrators make them, that not everybody may write to. */
export async function readSettingsFile(file: string, what: string): Promise<Uint8Array> {
  return readWhole(file, what, MAX_BYTES, true);
}

/** Reads a regular file that nothing has to be believed of, such as an attestation. Throws as `readSettingsFile`. */
export async function readBoundedFile(file: string, what: string, maxBytes: number): Promise<Uint8Array> {
  return readWhole(file, what, maxBytes, false);
}

async function readWhole(file: string, what: string, maxBytes: number, isTrusted: boolean): Promise<Uint8Array> {
  let handle: FileHandle | null = null;
  try {
    // A pipe would be waited for.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) throw settingsError('settings-unreadable', `${what} ${file} is no regular file`);
    if (isTrusted && (stats.mode & ANYBODY_MAY_WRITE) !== 0) throw settingsError('settings-unsafe', `${what} ${file} may be written by everybody, and so may be anybody's; chmod o-w ${file}`);
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
