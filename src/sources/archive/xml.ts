// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Parser } from 'htmlparser2';
import { CodedError } from '../../model/error.ts';
import type { ArchiveErrorCode } from './archive-error.ts';

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  /** `path` is the names from the root, `metadata/package/name`. False leaves out the element with all it holds. */
  open(path: string, attributes: Attributes): boolean;
  /** `text` is what stands in the element behind the last element within. */
  close(path: string, text: string): void;
}

export interface XmlReader {
  write(chunk: Uint8Array): void;
  end(): void;
}

const MAX_DEPTH = 32;
const MAX_TEXT_LENGTH = 64 * 1024;
/** A tag or an entity is not longer; the parser keeps an unfinished one in memory. */
const MAX_TOKEN_LENGTH = 256 * 1024;

/**
 * Reads repository metadata as XML, piece by piece. htmlparser2 repairs what it reads, as browsers do; this refuses what
 * would be repaired (`invalid-metadata`): tags that do not match, an unfinished document, and document types, instructions,
 * comments and CDATA, which no repository tool writes and which could hide tags from the count.
 */
export function createXmlReader(handler: XmlHandler, what: string): XmlReader {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const paths: string[] = [];
  let skipped = 0;
  let rootCount = 0;
  let text = '';
  let openedAt = -1;
  let closed = 0;
  let closers = 0;
  let length = 0;
  let lastCharacter = '';

  function fail(problem: string, code: ArchiveErrorCode = 'invalid-metadata'): CodedError<ArchiveErrorCode> {
    return new CodedError(code, `${what}: ${problem}`);
  }

  const refuse = (): never => {
    throw fail('has a document type, a comment, an instruction or CDATA, which no metadata needs');
  };

  const parser = new Parser({
    onopentag: (name, attributes) => {
      openedAt = parser.endIndex;
      text = '';
      const parent = paths.at(-1);
      if (parent === undefined && skipped === 0) rootCount += 1;
      if (rootCount > 1) throw fail('has more than one root element');
      if (paths.length + skipped >= MAX_DEPTH) throw fail(`is nested deeper than ${MAX_DEPTH}`);
      const path = parent === undefined ? name : `${parent}/${name}`;
      if (skipped > 0 || !handler.open(path, attributes)) skipped += 1;
      else paths.push(path);
    },
    ontext: (data) => {
      if (skipped > 0) return;
      if (paths.length === 0) {
        if (data.trim() !== '') throw fail('is no XML: it has text outside the root element');
        return;
      }
      text += data;
      if (text.length > MAX_TEXT_LENGTH) throw fail(`has a text longer than ${MAX_TEXT_LENGTH} characters`, 'too-much');
    },
    onclosetag: (_, isImplied) => {
      // Implied for `<a/>` too, and then at the place where it was opened.
      if (isImplied && parser.endIndex !== openedAt) throw fail('has a tag that is not closed, or not where it ought to be');
      if (!isImplied) closed += 1;
      if (skipped > 0) skipped -= 1;
      else {
        const path = paths.pop();
        if (path !== undefined) handler.close(path, text);
      }
      text = '';
    },
    onprocessinginstruction: (name) => {
      // The XML declaration, at the beginning.
      if (name !== '?xml' || rootCount > 0) refuse();
    },
    oncomment: refuse,
    oncdatastart: refuse,
  }, { xmlMode: true });

  function write(chunk: string): void {
    // An end tag without a beginning is passed over by the parser: in well-formed XML each `</` is an end tag.
    const counted = `${lastCharacter}${chunk}`;
    for (let at = counted.indexOf('</'); at !== -1; at = counted.indexOf('</', at + 2)) closers += 1;
    lastCharacter = chunk.at(-1) ?? lastCharacter;
    length += chunk.length;
    parser.write(chunk);
    if (length - parser.endIndex > MAX_TOKEN_LENGTH) throw fail(`has a tag longer than ${MAX_TOKEN_LENGTH} characters`, 'too-much');
  }

  return {
    write: (chunk) => write(decode(chunk, true)),
    end: () => {
      write(decode(new Uint8Array(), false));
      if (paths.length + skipped > 0) throw fail('ends before its root element does');
      parser.end();
      if (rootCount === 0) throw fail('is no XML: it has no element');
      if (closers !== closed) throw fail('has a tag that is closed without being opened');
    },
  };

  function decode(chunk: Uint8Array, stream: boolean): string {
    try {
      return decoder.decode(chunk, { stream });
    } catch {
      throw fail('is not UTF-8');
    }
  }
}

/**
 * The same text on its own: a part of a larger text keeps that in memory as long as it lives, and a package's few fields
 * would keep all of the metadata.
 */
export function detach(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
