// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, stat, writeFile } from 'node:fs/promises';
import type { LayoutDocument } from '../attest/layout-document.ts';
import { parseLayoutDocument } from '../attest/layout-document.ts';
import { parseLayoutKeys } from '../attest/layout-keys.ts';
import type { KeyidForm, KeyMetadata } from '../attest/key-metadata.ts';
import { MAX_LAYOUT_BYTES } from '../attest/layout.ts';
import { CodedError, toMessage } from '../model/error.ts';
import { isFile, makeFolderOf, replaceFile } from '../platform/files.ts';

export type LayoutFileErrorCode = 'layout-missing' | 'layout-invalid' | 'layout-exists' | 'key-file-invalid' | 'key-file-unreadable';

/** Reads a layout. Throws `layout-missing` and `layout-invalid`. */
export async function readLayoutFile(file: string): Promise<LayoutDocument> {
  const bytes = await readBounded(file, MAX_LAYOUT_BYTES, 'layout-missing');
  try {
    return parseLayoutDocument(bytes);
  } catch (thrown) {
    throw new CodedError<LayoutFileErrorCode>('layout-invalid', `${file} is no layout that can be used: ${toMessage(thrown)}`, { cause: thrown });
  }
}

/** Writes a layout as a whole or not at all. Throws `layout-exists` where one is there that is not to be replaced. */
export async function writeLayoutFile(file: string, text: string, replace: boolean): Promise<void> {
  if (!replace && isFile(file)) throw new CodedError<LayoutFileErrorCode>('layout-exists', `${file} is there already: renew it, or choose another --output`);
  makeFolderOf(file);
  await replaceFile(file, (partial) => writeFile(partial, text));
}

const MAX_KEY_BYTES = 1_000_000;

/** Public keys in a file as layouts write them. Throws `key-file-unreadable` and `key-file-invalid`, which name the file. */
async function readLayoutKeys(file: string, form: KeyidForm): Promise<readonly KeyMetadata[]> {
  const bytes = await readBounded(file, MAX_KEY_BYTES, 'key-file-unreadable');
  try {
    return await parseLayoutKeys(bytes.toString('utf8'), form);
  } catch (thrown) {
    throw new CodedError<LayoutFileErrorCode>('key-file-invalid', `${file} is no file of public keys: ${toMessage(thrown)}`, { cause: thrown });
  }
}

/** The one key of one rebuilder. */
export async function readLayoutKey(file: string, form: KeyidForm): Promise<KeyMetadata> {
  const [key, ...others] = await readLayoutKeys(file, form);
  if (key === undefined || others.length > 0) {
    throw new CodedError<LayoutFileErrorCode>('key-file-invalid', `${file} holds ${1 + others.length} keys: a rebuilder has one, or one would have several votes`);
  }
  return key;
}

async function readBounded(file: string, maxBytes: number, code: LayoutFileErrorCode): Promise<Buffer> {
  try {
    if ((await stat(file)).size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return await readFile(file);
  } catch (thrown) {
    throw new CodedError<LayoutFileErrorCode>(code, `${file} cannot be read: ${toMessage(thrown)}`, { cause: thrown });
  }
}
