// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { randomUUID } from 'node:crypto';
import {
  closeSync, constants, fstatSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync,
  symlinkSync, writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { CodedError } from '../model/error.ts';
import { replaceFile } from './files.ts';

export type TreeErrorCode = 'tree-unsafe' | 'too-much';

export type PlaceKind = 'nothing' | 'folder' | 'file' | 'link' | 'other';

/**
 * A folder that is written to, by paths below it. Nothing is ever written or read through a symbolic link, wherever it points:
 * a path that leads through one, or upwards, is `tree-unsafe`. Whoever looks, and whatever is killed, finds each file and link
 * as it was or as it is to be.
 */
export interface Tree {
  /** What lies there itself; links are not followed. */
  readonly kindOf: (path: string) => PlaceKind;
  /** What a link says, word for word; null where there is none. */
  readonly readLink: (path: string) => string | null;
  /** Names in a folder, sorted; none where there is no folder. */
  readonly list: (path: string) => readonly string[];
  /** A file's bytes. Throws `tree-unsafe` where there is no regular file, `too-much` where it is larger. */
  readonly read: (path: string, maxBytes: number) => Uint8Array;
  readonly makeFolder: (path: string) => void;
  readonly writeText: (path: string, text: string) => Promise<void>;
  /** Makes a symbolic link, or puts it in the place of the link or file that is there. */
  readonly writeLink: (path: string, target: string) => void;
  /** Removes a file or a link, or nothing. */
  readonly remove: (path: string) => void;
}

export function createTree(root: string): Tree {
  /** The path on this machine, all folders on the way being folders. */
  function locate(path: string): string {
    const isBelow = path !== '' && path !== '.' && !/^\/|\/$/.test(path) && posix.normalize(path) === path && !/^\.\.(?:\/|$)/.test(path);
    if (!isBelow || /[\0\\]/.test(path)) throw unsafe(path, 'is no path below it');
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length += 1) {
      const kind = lookAt(join(root, ...parts.slice(0, length)));
      if (kind !== 'folder' && kind !== 'nothing') throw unsafe(parts.slice(0, length).join('/'), `is to be a folder, and is ${DESCRIPTIONS[kind]}`);
    }
    return join(root, path);
  }

  function unsafe(path: string, what: string): CodedError<TreeErrorCode> {
    return new CodedError('tree-unsafe', `${JSON.stringify(path)} in ${root} ${what}: nothing is written there`);
  }

  function read(path: string, maxBytes: number): Uint8Array {
    const file = locate(path);
    if (lookAt(file) !== 'file') throw unsafe(path, 'is no file');
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      if (fstatSync(descriptor).size > maxBytes) throw new CodedError<TreeErrorCode>('too-much', `${file} is larger than ${maxBytes} bytes`);
      return new Uint8Array(readFileSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
  }

  async function writeText(path: string, text: string): Promise<void> {
    const file = locate(path);
    const kind = lookAt(file);
    if (kind === 'folder' || kind === 'other') throw unsafe(path, `is to be a file, and is ${DESCRIPTIONS[kind]}`);
    await replaceFile(file, async (partial) => writeFileSync(partial, text));
  }

  function writeLink(path: string, target: string): void {
    const file = locate(path);
    if (lookAt(file) === 'folder') throw unsafe(path, 'is to be a link, and is a folder');
    const partial = `${file}.${randomUUID()}.part`;
    try {
      symlinkSync(target, partial);
      renameSync(partial, file);
      const folder = openSync(dirname(file), 'r');
      fsyncSync(folder);
      closeSync(folder);
    } finally {
      rmSync(partial, { force: true });
    }
  }

  return {
    kindOf: (path) => lookAt(locate(path)),
    readLink: (path) => (lookAt(locate(path)) === 'link' ? readlinkSync(locate(path)) : null),
    list: (path) => (lookAt(locate(path)) === 'folder' ? readdirSync(locate(path)).sort() : []),
    read,
    makeFolder: (path) => void mkdirSync(locate(path), { recursive: true }),
    writeText,
    writeLink,
    remove: (path) => rmSync(locate(path), { force: true }),
  };
}

const DESCRIPTIONS = { nothing: 'not there', folder: 'a folder', file: 'a file', link: 'a symbolic link', other: 'something else' } as const;

function lookAt(file: string): PlaceKind {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 'nothing';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
}
