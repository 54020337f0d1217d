// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';

/**
 * Addresses are relative to the site's root: `` is the front page, `targets/vm-fc42/` a target's. Whatever in them
 * comes from outside has passed `encodeSegment`, so no name can leave its folder or mean another page.
 */

const KEPT = /[A-Za-z0-9._-]/;
const ALL_KEPT = /^[A-Za-z0-9._-]+$/;
const MAX_SEGMENT_BYTES = 120;
const MAX_PATH_BYTES = 1_000;
const DIGEST_DIGITS = 12;

/** Names that mean something in a path: `-` divides a project's path from what follows it. */
const RESERVED: ReadonlySet<string> = new Set(['.', '..', '-', 'index.html']);
const NONE: ReadonlySet<string> = new Set();

/**
 * One path segment for any text: letters, digits, `.`, `_` and `-` stay, every other byte becomes `~` and its two
 * hexadecimal digits. Names in `reserved` are written in bytes altogether; what is too long ends in a digest.
 */
export function encodeSegment(name: string, reserved: ReadonlySet<string> = NONE): string {
  if (name === '') return '~';
  const inBytes = RESERVED.has(name) || reserved.has(name);
  // Most names are plain already, and there are as many as there are packages.
  if (!inBytes && name.length <= MAX_SEGMENT_BYTES && ALL_KEPT.test(name)) return name;
  const encoded = Array.from(Buffer.from(name, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return !inBytes && KEPT.test(character) ? character : `~${byte.toString(16).padStart(2, '0')}`;
  }).join('');
  return encoded.length > MAX_SEGMENT_BYTES ? cut(encoded, name) : encoded;
}

/** A path of several segments, `QubesOS/qubes-core-admin`; one that is too deep becomes a single segment. */
export function encodePath(path: string): string {
  const encoded = path.split('/').map((segment) => encodeSegment(segment)).join('/');
  return encoded.length > MAX_PATH_BYTES ? cut(encoded.replaceAll('/', '~2f'), path) : encoded;
}

function cut(encoded: string, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_DIGITS);
  return `${encoded.slice(0, MAX_SEGMENT_BYTES)}~${digest}`;
}

/** The relative link from one address of the site to another: every internal link is made here. */
export function href(from: string, to: string): string {
  const up = '../'.repeat(from.split('/').length - 1);
  return up + to === '' ? './' : up + to;
}

export const FRONT = '';
export const REPOSITORIES = 'repositories/';
export const TARGETS = 'targets/';
export const PULL_REQUESTS = 'pull-requests/';
export const BADGES = 'badges-and-feeds/';
export const ABOUT = 'about/';
export const CHANGES = 'changes/';
export const FLAKY = 'flaky/';
export const TRENDS = 'trends/';

/** The page of what changed lately (`24-hours`), or on one day (`2026-11-22`). */
export function toChangesAddress(window: string): string {
  return `${CHANGES}${window}/`;
}

/** The trends of a release, or of one target in it; both encoded. Below a release `-` is no target's. */
export function toTrendsAddress(release: string, target: string | null): string {
  return target === null ? `${TRENDS}${release}/` : `${TRENDS}${release}/-/${target}/`;
}

/** The page of a release. */
export function toReleaseAddress(segment: string): string {
  return `releases/${segment}/`;
}

/** The page of a repository by its encoded path. */
export function toRepositoryAddress(encodedPath: string): string {
  return `${REPOSITORIES}${encodedPath}/-/`;
}

/** The page of a target. */
export function toTargetAddress(segment: string): string {
  return `${TARGETS}${segment}/`;
}

/** A ref's or a target's badge may not end like a file: `main/pipeline.svg` would be both folder and picture. */
const BADGE_FILE = /\.(?=(?:svg|json)$)/;

/** Badges of a ref that are no stage's. */
const REF_BADGES: ReadonlySet<string> = new Set(['pipeline', 'repro-ci']);

/** A project's badge for a ref, without its ending: `badges/QubesOS/core/-/main/build`. */
export function toBadgeAddress(encodedPath: string, ref: string, name: { stage: string } | 'pipeline' | 'repro-ci'): string {
  const file = typeof name === 'string' ? name : encodeSegment(name.stage, REF_BADGES);
  const folder = encodePath(ref).split('/').map((segment) => segment.replace(BADGE_FILE, '~2e')).join('/');
  return `badges/${encodedPath}/-/${folder}/${file}`;
}

/** A target's badge, without its ending. */
export function toTargetBadgeAddress(segment: string): string {
  return `badges/-/targets/${segment}`;
}

/** The badge of everything, without its ending. */
export const ORGANISATION_BADGE = 'badges/-/organisation';
