// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { verifyClearSigned, verifyDetached } from '../../attest/clear-signed.ts';
import { parseRelease, type Release } from '../../debian/release.ts';
import { CodedError } from '../../model/error.ts';
import { toIso } from '../../model/time.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import type { RememberedSuite } from './cursor.ts';
import { fetchFile, isHtml, notFound, toSignature } from './fetch.ts';
import { checkDate, toFolder, type ArchiveDeps } from './suite.ts';

/** A Release file whose signature held. */
export interface SignedRelease {
  readonly release: Release;
  readonly signedBy: readonly string[];
  /** The address of its folder, with a slash at the end. */
  readonly folder: string;
  /** Flat repositories have one index for all components and architectures beside the Release file. */
  readonly isFlat: boolean;
}

const MAX_RELEASE_BYTES = 16 * 1024 * 1024;
const MAX_SIGNATURE_BYTES = 1024 * 1024;

/**
 * Fetches and verifies a suite's InRelease, or its Release with Release.gpg where it has none. Throws what the signature
 * check throws, and where the suite may not be used: `expired`, `from-the-future`, `rollback`, `wrong-suite`.
 */
export async function readRelease(deps: ArchiveDeps, suite: string, before: RememberedSuite | null): Promise<SignedRelease> {
  const now = deps.clock.now();
  const isFlat = suite.endsWith('/');
  const folder = toFolder(deps.baseUrl, isFlat ? suite : `dists/${suite}`);
  if (folder === null) throw new CodedError<ArchiveErrorCode>('refused', 'is no name of a suite, and no path of a flat repository');
  const { bytes, signedBy } = await fetchSigned(deps, folder);
  const release = parseRelease(bytes);
  checkDate(release.date, now, before);
  if (release.validUntil !== null && release.validUntil <= now) {
    throw new CodedError<ArchiveErrorCode>('expired', `was valid until ${toIso(release.validUntil)}: the archive is stale, or an old copy is being served`);
  }
  if (!isFlat) checkName(suite, release);
  return { release, signedBy, folder, isFlat };
}

async function fetchSigned({ http, clock, keyring }: ArchiveDeps, folder: string): Promise<{ readonly bytes: Uint8Array; readonly signedBy: readonly string[] }> {
  const now = clock.now();
  const inRelease = await fetchFile(http, `${folder}InRelease`, MAX_RELEASE_BYTES, 'InRelease');
  if (inRelease !== null) {
    requireNoHtml(inRelease, 'InRelease');
    const { text, fingerprints } = await verifyClearSigned(inRelease, keyring, now);
    return { bytes: new TextEncoder().encode(text), signedBy: fingerprints };
  }
  const release = await fetchFile(http, `${folder}Release`, MAX_RELEASE_BYTES, 'Release');
  if (release === null) throw notFound('InRelease and Release');
  requireNoHtml(release, 'Release');
  const signature = await fetchFile(http, `${folder}Release.gpg`, MAX_SIGNATURE_BYTES, 'Release.gpg');
  if (signature === null) throw new CodedError<ArchiveErrorCode>('unsigned', 'has a Release file without a signature (no InRelease, no Release.gpg)');
  return { bytes: release, signedBy: await verifyDetached(release, toSignature(signature), keyring, now) };
}

/**
 * A mirror may serve the signed file of another suite. Suites below `updates` (the security archive up to buster) do not
 * say so themselves, and a suite that says no name cannot be told from another.
 */
function checkName(suite: string, { suite: name, codename }: Release): void {
  const wanted = suite.replace(/\/updates$/, '');
  const names = [name, codename].filter((given) => given !== null);
  if (names.length > 0 && !names.some((given) => given === wanted || given === suite)) {
    throw new CodedError<ArchiveErrorCode>('wrong-suite', `is signed as ${names.join(', ')}: another suite is being served in its place, or the configuration should name that one`);
  }
}

function requireNoHtml(bytes: Uint8Array, what: string): void {
  if (isHtml(bytes)) throw new CodedError<ArchiveErrorCode>('invalid-answer', `${what}: answered HTML; check the archive's address`);
}
