// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A rebuilder that is asked what it knows of an artifact. */
export interface RebuilderAddress {
  /** What reports call it; in evidence too. */
  readonly name: string;
  readonly operator: string;
  /** http or https, without a slash at its end, without query and credentials. */
  readonly url: string;
  /** `tree`: files as package-rebuilder publishes them; `rebuilderd`: its API; null finds out. */
  readonly kind: 'tree' | 'rebuilderd' | null;
}

const MAX_LENGTH = 2_000;

/** An administrator's text as the address of a rebuilder, or why it is none: a sentence's end. */
export function parseRebuilderUrl(text: string): { readonly url: string } | { readonly problem: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { problem: 'is no address; write it as https://rebuilder.example.org' };
  }
  if (text.length > MAX_LENGTH) return { problem: `is longer than ${MAX_LENGTH} characters` };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: `is asked over ${url.protocol.slice(0, -1)}; only https and http are` };
  if (url.username !== '' || url.password !== '') return { problem: 'holds a name or a password, which would go to logs; leave them out' };
  if (url.search !== '' || url.hash !== '') return { problem: 'has a "?" or "#" in it, behind which nothing can be appended' };
  return { url: url.href.replace(/\/+$/, '') };
}
