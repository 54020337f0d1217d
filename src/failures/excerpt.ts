// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { maskSecrets } from './mask.ts';

/** What is kept of a log: no more lines, characters of a line (a cut one ends in …) and bytes than these. */
const MAX_LINES = 120;
export const MAX_LINE = 400;
const MAX_BYTES = 16 * 1024;
const TAB = '    ';

/** GitLab Runner's prefix with FF_TIMESTAMPS: time, number and kind of the stream, and a + where a line goes on. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z [0-9a-f]{2}[EO](?:(?<goesOn>\+)| ?)/u;

/** docs.gitlab.com/ci/jobs/job_logs: "Use a script to improve display of collapsible sections". */
const SECTION = /section_(?:start|end):\d{1,20}:[\w.-]{1,200}(?:\[[\w=,.-]{0,200}\])?(?=\r)/gu;

/**
 * ECMA-48: control sequences, operating system commands, other strings, two-character escapes. `stripVTControlCharacters`
 * leaves the bodies of strings (DCS, APC) and the ends of sequences with intermediate characters.
 */
const SEQUENCE = new RegExp([
  String.raw`(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]`,
  String.raw`(?:\u001B\]|\u009D)[^\u0007\u001B\u009C\r]*(?:\u0007|\u001B\\|\u009C)?`,
  String.raw`(?:\u001B[PX^_]|[\u0090\u0098\u009E\u009F])[^\u001B\u009C\r]*(?:\u001B\\|\u009C)?`,
  String.raw`\u001B[ -/]*[0-~]`,
].join('|'), 'gu');

/** Controls, line separators and what is invisible or turns text around; not the joiners of scripts and emoji. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/gu;

/**
 * The end of a log as it is stored and shown: at most 120 lines of 400 characters and 16 KiB of UTF-8, without escape
 * sequences and controls, secrets masked. Linear in the length of `log`, which ought to be a tail of a known size.
 */
export function toExcerpt(log: string): string {
  // Cleaned first: a sequence in the middle of a token hides it. Cut last: half a token is not recognised any more.
  return toEnd(maskSecrets(toPlainText(log)));
}

/** The end of a log with its first line emptied, which the cut has probably broken: half a secret is not recognised. */
export function toWholeLines(tail: string): string {
  const end = tail.search(/[\r\n]/u);
  return `\n${end === -1 ? '' : tail.slice(end + 1)}`;
}

/** One line without anything that is not to be seen, of at most 400 characters. */
export function toPlainLine(text: string): string {
  const line = text.replaceAll(SEQUENCE, '').replaceAll('\t', TAB).replaceAll(UNSEEN, '\uFFFD').trimEnd();
  return (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line).toWellFormed();
}

function toPlainText(log: string): string {
  const lines: string[] = [];
  for (const raw of log.split('\n')) {
    const stamp = STAMP.exec(raw);
    const text = raw.slice(stamp?.[0].length ?? 0);
    const last = lines.length - 1;
    if (stamp?.groups?.['goesOn'] === undefined || last < 0) lines.push(text);
    else lines[last] = `${lines[last] ?? ''}${text}`;
  }
  return lines.map(toSeen).join('\n');
}

/** A line as a terminal leaves it: of what carriage returns wrote over each other, the last. */
function toSeen(line: string): string {
  const parts = line.replaceAll(SECTION, '').replaceAll(SEQUENCE, '').split('\r');
  const seen = parts.findLast((part) => part.trim() !== '') ?? '';
  return seen.replaceAll('\t', TAB).replaceAll(UNSEEN, '\uFFFD').trimEnd();
}

function toEnd(text: string): string {
  const lines = text.trimEnd().split('\n');
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(-MAX_LINES).reverse()) {
    const short = toPlainLine(line);
    bytes += new TextEncoder().encode(short).length + 1;
    if (bytes > MAX_BYTES) break;
    kept.push(short);
  }
  return kept.reverse().join('\n').replace(/^\n+/u, '');
}
