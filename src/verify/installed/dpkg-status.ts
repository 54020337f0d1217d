// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseSourceField } from '../../debian/packages.ts';
import type { Paragraph } from '../../debian/deb822.ts';
import { toPackageName } from '../debian-name.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import { streamParagraphs } from './paragraph-stream.ts';

/** A package whose files are on the system. */
export interface InstalledPackage {
  readonly name: PackageName;
  readonly source: SourceName | null;
}

export interface DpkgStatus {
  readonly packages: readonly InstalledPackage[];
  /** Entries whose name, version or architecture is none; never what dpkg wrote. */
  readonly unreadable: number;
}

const FIELDS = ['Package', 'Status', 'Version', 'Architecture', 'Source'];
/** The others have no files on the system: deb-status words of dpkg(1). */
const WITHOUT_FILES = new Set(['not-installed', 'config-files']);

/** Reads dpkg's status file: what has files on the system, whole or half installed. Throws as `streamParagraphs`. */
export async function readDpkgStatus(chunks: AsyncIterable<Uint8Array>): Promise<DpkgStatus> {
  const packages: InstalledPackage[] = [];
  let unreadable = 0;
  for await (const paragraph of streamParagraphs(chunks, FIELDS)) {
    const state = (paragraph.get('status') ?? '').replace(/^.* /, '');
    if (WITHOUT_FILES.has(state)) continue;
    const name = toName(paragraph);
    if (name === null) unreadable += 1;
    else packages.push({ name, source: toSource(paragraph, name) });
  }
  return { packages, unreadable };
}

/** The name, version and architecture of a paragraph of an index or of dpkg's status; null where one of them is none. */
export function toName(paragraph: Paragraph): PackageName | null {
  return toPackageName(paragraph.get('package') ?? '', paragraph.get('version') ?? '', paragraph.get('architecture') ?? '');
}

/** Its source package, which has the binary one's name and version where it does not say. */
export function toSource(paragraph: Paragraph, { name, version }: PackageName): SourceName | null {
  return parseSourceField(paragraph.get('source') ?? name, version);
}
