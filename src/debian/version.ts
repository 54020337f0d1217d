// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import type { DebianErrorCode } from './error.ts';

/** `1:2.3-4+b1` in its parts; no epoch is epoch 0, no revision is the empty one (which sorts as `0` does). */
export interface DebianVersion {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

const MAX_LENGTH = 512;
/** dpkg keeps it in an int. */
const MAX_EPOCH = 2 ** 31 - 1;

/** Parses a version by deb-version(7) as dpkg does. Throws `invalid-version`. */
export function parseVersion(text: string): DebianVersion {
  if (text.length > MAX_LENGTH) throw invalid(text.slice(0, 40), `is longer than ${MAX_LENGTH} characters`);
  const colon = text.indexOf(':');
  const epochText = colon === -1 ? '0' : text.slice(0, colon);
  if (!/^[0-9]+$/.test(epochText) || Number(epochText) > MAX_EPOCH) throw invalid(text, 'has no number before the colon');
  const rest = text.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  const upstream = hyphen === -1 ? rest : rest.slice(0, hyphen);
  const revision = hyphen === -1 ? '' : rest.slice(hyphen + 1);
  if (hyphen !== -1 && revision === '') throw invalid(text, 'has a hyphen and nothing behind it');
  if (!/^[0-9][A-Za-z0-9.+~:-]*$/.test(upstream)) throw invalid(text, 'does not begin with a digit, or has a character that no version has');
  if (!/^[A-Za-z0-9.+~]*$/.test(revision)) throw invalid(text, 'has a character in its revision that no revision has');
  return { epoch: Number(epochText), upstream, revision };
}

function invalid(text: string, what: string): CodedError<DebianErrorCode> {
  return new CodedError('invalid-version', `${JSON.stringify(text)} is no Debian version: it ${what}`);
}

export function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch {
    return false;
  }
}

/** Orders two versions as dpkg does: negative where `left` is the older one. Throws `invalid-version`. */
export function compareVersions(left: string, right: string): number {
  const a = parseVersion(left);
  const b = parseVersion(right);
  return a.epoch - b.epoch || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision);
}

/** dpkg's `verrevcmp`: by turns a part without digits, character by character, and a number. */
function compareParts(left: string, right: string): number {
  let a = 0;
  let b = 0;
  while (a < left.length || b < right.length) {
    while ((a < left.length && !isDigit(left, a)) || (b < right.length && !isDigit(right, b))) {
      const difference = toOrder(left, a) - toOrder(right, b);
      if (difference !== 0) return difference;
      a += 1;
      b += 1;
    }
    while (left[a] === '0') a += 1;
    while (right[b] === '0') b += 1;
    let firstDifference = 0;
    while (isDigit(left, a) && isDigit(right, b)) {
      firstDifference ||= left.charCodeAt(a) - right.charCodeAt(b);
      a += 1;
      b += 1;
    }
    if (isDigit(left, a)) return 1;
    if (isDigit(right, b)) return -1;
    if (firstDifference !== 0) return firstDifference;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** `~` before the end (and before a digit), these before letters, letters before all else. */
function toOrder(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const code = text.charCodeAt(at);
  if (code === 0x7e) return -1;
  return /[A-Za-z]/.test(text.charAt(at)) ? code : code + 256;
}

/** `2:9.0.1378-2` → `9.0.1378-2`, as in file names and in rebuilders' addresses. */
export function withoutEpoch(version: string): string {
  return version.replace(/^[0-9]+:/, '');
}

/** `1.0-1+b2` → `1.0-1`: a binary rebuilt without a change of its source has its source's version so. */
export function withoutBinNmu(version: string): string {
  return version.replace(/\+b[0-9]+$/, '');
}

/** The name of a binary package's file: `vim_9.0.1378-2_amd64.deb`, its epoch dropped. */
export function toFileName(name: string, version: string, architecture: string): string {
  return `${name}_${withoutEpoch(version)}_${architecture}.deb`;
}
