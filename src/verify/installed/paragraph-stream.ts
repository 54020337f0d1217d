// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { parseParagraphs } from '../../debian/deb822.ts';
import type { Paragraph } from '../../debian/deb822.ts';

/** `unreadable`: it cannot be opened or understood. `missing`: it is not there. `needs-apt`: only apt's own program can. */
export type InstalledErrorCode = 'installed-missing' | 'installed-unreadable' | 'installed-needs-apt';

/** One paragraph of an index has some kilobytes; without an end to it nothing could be read in parts. */
const MAX_PARAGRAPH_BYTES = 8 * 1024 * 1024;
const BLANK_LINE = Buffer.from('\n\n');

/**
 * Parses deb822 text that comes in pieces, as long as it may be: an index of 60 MB is never in memory as a whole. Throws
 * what `parseParagraphs` does, its lines counted from the piece they are in, and `installed-unreadable`.
 */
export async function* streamParagraphs(chunks: AsyncIterable<Uint8Array>, fields: readonly string[]): AsyncGenerator<Paragraph> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.byteLength === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(BLANK_LINE);
    if (end === -1) {
      if (bytes.byteLength > MAX_PARAGRAPH_BYTES) throw new CodedError<InstalledErrorCode>('installed-unreadable', `a paragraph of more than ${MAX_PARAGRAPH_BYTES} bytes`);
      // A copy: the stream may use its buffer again.
      rest = Buffer.from(bytes);
      continue;
    }
    yield* parseParagraphs(bytes.subarray(0, end + 1), { fields });
    rest = Buffer.from(bytes.subarray(end + 2));
  }
  if (rest.byteLength > 0) yield* parseParagraphs(rest, { fields });
}
