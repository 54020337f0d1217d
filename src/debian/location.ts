// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

const MAX_LENGTH = 1_024;
/** What needs no escaping in the path of an address; `+` and `:` stay readable, as apt and the mirrors have them. */
const PLAIN = /^[A-Za-z0-9._~+:=@,-]+$/;
const UNSAFE = /[\0-\x1f\x7f\\]/;

/**
 * True for a path that an index may name below its archive: relative, no empty part, no `.` or `..`, no backslash, no
 * control character.
 */
export function isSafePath(path: string): boolean {
  return path.length <= MAX_LENGTH && !UNSAFE.test(path) && path.isWellFormed()
    && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/**
 * The address of a file that an index names below `baseUrl`, or null where the name would lead out of it. Flat
 * repositories begin theirs with `./`.
 */
export function toLocation(baseUrl: string, path: string): string | null {
  const relative = path.startsWith('./') ? path.slice(2) : path;
  if (!isSafePath(relative)) return null;
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const escaped = relative.split('/').map((part) => PLAIN.test(part) ? part : encodeURIComponent(part)).join('/');
  return `${base}${escaped}`;
}
