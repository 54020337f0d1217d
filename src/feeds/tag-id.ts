// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import type { CellKey, ProjectKey } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { toUtc } from './utc.ts';

/** Stands for a site whose address is not configured; RFC 2606 keeps it from ever being anybody's. */
const NOBODY = 'proofboard.invalid';

/** RFC 4151's `DNSname`. */
const DNS_NAME = /^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*$/;
const MAX_HOST_CHARACTERS = 253;

const MAX_PART_CHARACTERS = 200;
const KEPT_CHARACTERS = 100;
const DIGEST_DIGITS = 32;

/**
 * A tag URI (RFC 4151) of any texts: `tag:board.example.org,2026-11-22:gitlab.com/42/main/r4.2/build/vm-fc42/9001/broken`.
 * `host` is the site's, null where it is not known; a port is no part of it. Different parts make different URIs, whatever
 * is in them, as long as there are equally many; one too long or not well-formed ends in a digest.
 */
export function toTagId(host: string | null, at: Instant, parts: readonly (string | number)[]): string {
  return `tag:${toAuthority(host)},${toUtc(at).slice(0, 10)}:${parts.map((part) => toPart(String(part))).join('/')}`;
}

/** What tells one change of a cell from every other. */
export interface ChangeKey extends CellKey {
  readonly project: ProjectKey;
  readonly pipelineId: number;
  /** `broken`, `fixed`, `stale`. */
  readonly kind: string;
  /** The job, where it is not the pipeline's first result for the cell: one that is tried again may change it several times. */
  readonly again?: number;
  /** When the pipeline was created: it never changes. */
  readonly at: Instant;
}

/** The identity of a change in feeds and in the API. The project's path is no part of it, so it survives a renaming. */
export function toChangeId(host: string | null, change: ChangeKey): string {
  const { project, ref, release, stage, target, pipelineId, kind, again, at } = change;
  const place = [project.source.replace(/^gitlab:https?:\/\//, ''), project.id, ref, release, stage, target, pipelineId];
  return toTagId(host, at, [...place, kind, ...(again === undefined ? [] : [again])]);
}

/** The identity of a feed: `['all']`, `['repository', 'gitlab.com', 42]`. Its date is that of the scheme, the same for ever. */
export function toFeedId(host: string | null, parts: readonly (string | number)[]): string {
  return toTagId(host, SCHEME_DATE, ['feeds', ...parts]);
}

const SCHEME_DATE: Instant = Date.UTC(2026, 0, 1);

function toAuthority(host: string | null): string {
  const name = (host ?? '').toLowerCase().replace(/:\d*$/, '');
  return name.length <= MAX_HOST_CHARACTERS && DNS_NAME.test(name) ? name : NOBODY;
}

/** `~` is kept for digests, so that no name can look like the end of a cut one. */
function toPart(text: string): string {
  const encoded = encodeURIComponent(text.slice(0, MAX_PART_CHARACTERS + 1).toWellFormed()).replaceAll('~', '%7E');
  if (encoded.length <= MAX_PART_CHARACTERS && text.isWellFormed()) return encoded;
  const digest = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, DIGEST_DIGITS);
  return `${encoded.slice(0, KEPT_CHARACTERS).replace(/%.?$/, '')}~${digest}`;
}
