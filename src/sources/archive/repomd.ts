// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isSha256 } from '../../debian/packages.ts';
import { CodedError } from '../../model/error.ts';
import { SECOND_MS, type Instant } from '../../model/time.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import type { Expected } from './fetch.ts';
import { createXmlReader } from './xml.ts';

/** What repomd.xml says of the list of packages. */
export interface Repomd {
  /** When the repository was made; null where it does not say. */
  readonly date: Instant | null;
  readonly primary: Expected & {
    /** Below the repository, `repodata/…-primary.xml.gz`; not looked at. */
    readonly path: string;
    /** What it is uncompressed. */
    readonly open: Expected | null;
  };
}

interface Draft {
  type: string;
  path: string;
  texts: Map<string, string>;
}

const MAX_DATA = 100;

/** Parses repomd.xml. Throws `invalid-metadata` where it has no primary list with a SHA256. */
export function parseRepomd(bytes: Uint8Array): Repomd {
  const entries: Draft[] = [];
  let revision = '';
  const reader = createXmlReader({
    open: (path, attributes) => {
      if (path === 'repomd/data') {
        entries.push({ type: attributes['type'] ?? '', path: '', texts: new Map() });
        if (entries.length > MAX_DATA) throw invalid(`lists more than ${MAX_DATA} files`);
      }
      const entry = entries.at(-1);
      if (path === 'repomd/data/location' && entry !== undefined) {
        if (attributes['xml:base'] !== undefined) throw invalid('has its files at another address');
        entry.path = attributes['href'] ?? '';
      }
      // Digests of another kind are passed over, so that they are not taken for these.
      const isDigest = path === 'repomd/data/checksum' || path === 'repomd/data/open-checksum';
      return !isDigest || attributes['type'] === 'sha256';
    },
    close: (path, text) => {
      if (path === 'repomd/revision') revision = text.trim();
      const { texts } = entries.at(-1) ?? {};
      const name = path.startsWith('repomd/data/') ? path.slice('repomd/data/'.length) : null;
      if (texts === undefined || name === null || name.includes('/')) return;
      if (texts.has(name)) throw invalid(`says ${name} of a file twice`);
      texts.set(name, text.trim());
    },
  }, 'repomd.xml');
  reader.write(bytes);
  reader.end();
  const [primary, second] = entries.filter(({ type }) => type === 'primary');
  if (primary === undefined) throw invalid('lists no primary.xml: is this an RPM repository?');
  if (second !== undefined) throw invalid('lists two primary.xml');
  const { texts } = primary;
  const expected = toExpected(texts.get('checksum'), texts.get('size'));
  if (expected === null || primary.path === '') throw invalid('has no SHA256 or no location of its primary.xml');
  const timestamps = entries.map((entry) => toSeconds(entry.texts.get('timestamp'))).filter((seconds) => seconds !== null);
  const seconds = toSeconds(revision) ?? (timestamps.length === 0 ? null : Math.max(...timestamps));
  return {
    date: seconds === null ? null : seconds * SECOND_MS,
    primary: { ...expected, path: primary.path, open: toExpected(texts.get('open-checksum'), texts.get('open-size')) },
  };
}

function invalid(what: string): CodedError<ArchiveErrorCode> {
  return new CodedError('invalid-metadata', `repomd.xml: ${what}`);
}

function toExpected(sha256 = '', size = ''): Expected | null {
  if (!isSha256(sha256)) return null;
  return { sha256, size: /^[0-9]{1,15}$/.test(size) ? Number(size) : null };
}

/** createrepo's revision is the time in seconds, unless it was told another; its timestamps may have fractions. */
function toSeconds(text = ''): number | null {
  const [, whole] = /^([0-9]{9,11})(?:\.[0-9]{1,9})?$/.exec(text) ?? [];
  return whole === undefined ? null : Number(whole);
}
