// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

const MAX_LENGTH = 2_000;

/**
 * An upstream's address as one that may be shown and followed: absolute, http(s), without credentials, at most 2,000
 * characters. Null for anything else.
 */
export function toLink(address: string | null | undefined): string | null {
  if (typeof address !== 'string' || address.length > MAX_LENGTH) return null;
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '' || url.href.length > MAX_LENGTH) return null;
  return url.href;
}

/** `https://host/base` and `api/v1/builds` → `https://host/base/api/v1/builds`, whether the base ends with a slash or not. */
export function joinUrl(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/${path}`;
}

/** The base name of an address's path as it is written there; empty where it ends with a slash or is no address. */
export function toBaseName(address: string): string {
  const path = URL.parse(address)?.pathname ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}
