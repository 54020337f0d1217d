// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/u;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/u;

/** A whole line of base64 (RFC 7468), whatever a tool wrote before it. */
const FULL_LINE = /(?:^|[\s:>|"'])[A-Za-z0-9+/]{40,200}={0,2}[\s\\"']*$/u;
/** What else stands in a key (RFC 7468, RFC 9580): its last piece, a checksum, blank lines, headers. */
const SHORT_LINE = /^[^\w+/=]{0,40}(?:[A-Za-z0-9+/=]{0,200}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID): .*)[^\w+/=]{0,10}$/u;
/** Of those, how many are taken before an end whose beginning is not there. */
const MAX_SHORT = 3;
/** A key of 16384 bits has some 200 lines. */
const MAX_LINES = 400;

/**
 * Replaces private keys by `mask`, also one whose beginning or end is not in the text: then what looks like key material
 * is taken for it. Between a beginning and an end that belong together nothing is left.
 */
export function maskKeyBlocks(text: string, mask: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const begin = BEGIN.exec(line);
    if (begin === null && !END.test(line)) {
      kept.push(line);
      continue;
    }
    if (begin === null) dropBody(kept);
    const last = begin === null ? at : toLastLine(lines, at, begin.index);
    kept.push(`${line.slice(0, begin?.index ?? 0)}${mask}${afterEnd(lines[last] ?? '')}`);
    at = last;
  }
  return kept.join('\n');
}

/** The last line of a key that begins in a line, at a place in it. */
function toLastLine(lines: readonly string[], first: number, place: number): number {
  if (END.test((lines[first] ?? '').slice(place))) return first;
  const following = lines.slice(first + 1, first + 1 + MAX_LINES);
  const end = following.findIndex((line) => END.test(line));
  if (end !== -1) return first + 1 + end;
  const other = following.findIndex((line) => !isBody(line));
  return first + (other === -1 ? following.length : other);
}

/** What stands in a line behind the last end of a key; nothing where there is none. */
function afterEnd(line: string): string {
  const last = line.lastIndexOf('-----END ');
  const end = last === -1 ? null : END.exec(line.slice(last));
  const rest = end === null ? '' : line.slice(last + end[0].length);
  return BEGIN.test(rest) ? '' : rest;
}

/** Takes back the lines before an end that are the rest of a key. */
function dropBody(kept: string[]): void {
  for (let short = 0; short <= MAX_SHORT && isBody(kept.at(-1) ?? '!');) {
    if (!FULL_LINE.test(kept.pop() ?? '')) short += 1;
  }
}

function isBody(line: string): boolean {
  return FULL_LINE.test(line) || SHORT_LINE.test(line);
}
