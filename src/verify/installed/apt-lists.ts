// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, isCoded, toMessage } from '../../model/error.ts';
import { MINUTE_MS } from '../../model/time.ts';
import { isSha256 } from '../../debian/packages.ts';
import type { Paragraph } from '../../debian/deb822.ts';
import type { runProgram } from '../../platform/process.ts';
import { parsePackageName } from '../debian-name.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import { toName, toSource } from './dpkg-status.ts';
import { streamParagraphs } from './paragraph-stream.ts';
import type { InstalledErrorCode } from './paragraph-stream.ts';

/** A file that an archive publishes under a name, version and architecture. */
export interface ListedFile {
  readonly name: PackageName;
  readonly source: SourceName | null;
  readonly sha256: string;
  /** The list it is in: a file's name, which is the archive's address with underscores for slashes. */
  readonly list: string;
}

/**
 * Hands over every entry of every list, one at a time. With `onBroken` a list that cannot be read to its end is told, by its
 * file's name, and the others are read; without it that throws.
 */
export type ReadLists = (visit: (file: ListedFile) => void, onBroken?: (list: string, fault: Error) => void) => Promise<void>;

export interface AptListsDeps {
  readonly run: typeof runProgram;
  readonly path: string;
  /** apt's own program for whatever form lists are in. */
  readonly aptHelper: string;
}

const FIELDS = ['Package', 'Version', 'Architecture', 'Source', 'Filename', 'SHA256'];
const LIST_NAME = /_Packages(?:\.(lz4|gz|xz|bz2|zst|lzma))?$/;
const CHUNK_BYTES = 1024 * 1024;
/** sid has 60 MB for an architecture. */
const MAX_LIST_BYTES = 512 * 1024 * 1024;

/**
 * The Packages lists that apt keeps in a folder, which apt checked when it fetched them. Plain ones are streamed; compressed
 * ones go through apt's own helper, one whole list at a time. Throws `installed-missing` where there is none, and
 * `installed-unreadable` or `installed-needs-apt` for one that cannot be read.
 */
export function createReadLists(folder: string, deps: AptListsDeps): ReadLists {
  return async (visit, onBroken = (_, fault) => { throw fault; }) => {
    for (const list of await findLists(folder)) {
      try {
        for await (const paragraph of streamParagraphs(openList(folder, list, deps), FIELDS)) {
          const file = toListedFile(paragraph, list);
          if (file !== null) visit(file);
        }
      } catch (thrown) {
        const code = isCoded(thrown) && thrown.code === 'installed-needs-apt' ? 'installed-needs-apt' : 'installed-unreadable';
        onBroken(list, new CodedError<InstalledErrorCode>(code, `the list ${list} cannot be read: ${toMessage(thrown)}`, { cause: thrown }));
      }
    }
  };
}

async function findLists(folder: string): Promise<readonly string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (thrown) {
    throw new CodedError<InstalledErrorCode>('installed-missing', `${folder} cannot be read: without apt's lists nobody knows what the archives publish`, { cause: thrown });
  }
  const lists = names.filter((name) => LIST_NAME.test(name)).sort();
  if (lists.length === 0) throw new CodedError<InstalledErrorCode>('installed-missing', `${folder} has no Packages list; run "apt-get update" first`);
  return lists;
}

async function* openList(folder: string, list: string, { run, path, aptHelper }: AptListsDeps): AsyncGenerator<Uint8Array> {
  const file = join(folder, list);
  if (LIST_NAME.exec(list)?.[1] === undefined) {
    yield* createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
    return;
  }
  const { status, ended, stdout, stderr } = await run(aptHelper, ['cat-file', file], {
    env: { PATH: path, LC_ALL: 'C.UTF-8' }, timeoutMs: 2 * MINUTE_MS, maxBytes: MAX_LIST_BYTES,
  });
  if (ended === 'missing') {
    throw new CodedError<InstalledErrorCode>('installed-needs-apt', `it is compressed, and ${aptHelper}, which can read it, is not there; look at the system from a Debian machine, or set Acquire::GzipIndexes "false" and run "apt-get update" on it`);
  }
  if (status !== 0) throw new CodedError<InstalledErrorCode>('installed-unreadable', `${aptHelper} says: ${ended === 'exit' ? stderr.trim().replace(/^[^]*\n/, '') : ended}`);
  // In parts, so that what is parsed is not copied as a whole.
  for (let at = 0; at < stdout.byteLength; at += CHUNK_BYTES) yield stdout.subarray(at, at + CHUNK_BYTES);
}

/** Null for an entry that nothing can be looked up with; the archive's own file name is used where it is one. */
function toListedFile(paragraph: Paragraph, list: string): ListedFile | null {
  const own = toName(paragraph);
  const sha256 = (paragraph.get('sha256') ?? '').toLowerCase();
  if (own === null || !isSha256(sha256)) return null;
  const baseName = (paragraph.get('filename') ?? '').replace(/^.*\//, '');
  const published = parsePackageName(baseName)?.fileName ?? own.fileName;
  return { name: { ...own, fileName: published }, source: toSource(paragraph, own), sha256, list };
}
