// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toText } from './text.ts';

/** A digest or fingerprint in three parts: the style sheet hides the middle one, so that the whole is copied. */
export interface Digest {
  readonly head: string;
  readonly middle: string;
  readonly tail: string;
}

const HEAD = 8;
const TAIL = 6;
const MAX_CHARACTERS = 128;

/** Takes a digest apart; what is too short to be shortened stays in the first part. */
export function toDigest(text: string): Digest {
  const shown = toText(text, MAX_CHARACTERS);
  if (shown.length <= HEAD + TAIL + 2) return { head: shown, middle: '', tail: '' };
  return { head: shown.slice(0, HEAD), middle: shown.slice(HEAD, -TAIL), tail: shown.slice(-TAIL) };
}
