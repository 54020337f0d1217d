// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { verifyDetached } from '../../attest/clear-signed.ts';
import { toLocation } from '../../debian/location.ts';
import type { SuiteReading } from '../../model/artifact.ts';
import { CodedError } from '../../model/error.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { isRead, NOTHING_READ, type RememberedIndexes, type RememberedSuite } from './cursor.ts';
import { decompress, type Compression } from './decompress.ts';
import { checkDigest, fetchFile, isHtml, notFound, toSignature } from './fetch.ts';
import { createPrimaryReader, type PrimaryReading } from './primary.ts';
import { parseRepomd, type Repomd } from './repomd.ts';
import { checkDate, renderRefused, toDistinctArtifacts, toFilter, toFolder, toScopeMark, type ArchiveDeps, type SuiteOutcome } from './suite.ts';

const MAX_REPOMD_BYTES = 1024 * 1024;
const MAX_PRIMARY_BYTES = 64 * 1024 * 1024;
/** Fedora's largest is 200 MB. */
const MAX_OPEN_BYTES = 512 * 1024 * 1024;
const COMPRESSIONS: Readonly<Record<string, Compression>> = { '.xml': 'none', '.gz': 'gzip', '.zst': 'zstd' };

/**
 * Reads an RPM repository: its repomd.xml, whose detached signature is required, and its list of packages where that
 * changed since `before`. Throws a `CodedError` where it cannot be read whole.
 */
export async function readRpmRepository(deps: ArchiveDeps, suite: string, before: RememberedSuite | null): Promise<SuiteOutcome> {
  const folder = toFolder(deps.baseUrl, suite);
  if (folder === null) throw new CodedError<ArchiveErrorCode>('refused', 'is no path of a repository');
  const { repomd, signedBy } = await readRepomd(deps, folder);
  const { date } = repomd;
  checkDate(date, deps.clock.now(), before);
  const marks = [toScopeMark(deps), `${repomd.primary.sha256} ${repomd.primary.path}`];
  const toOutcome = (parts: Pick<SuiteReading, 'artifacts' | 'sourcePackages'>, packages: RememberedIndexes): SuiteOutcome => ({
    reading: { suite, date, signedBy, ...parts }, remembered: { suite, date, packages, sources: NOTHING_READ }, failures: [], notes: [],
  });
  if (isRead(before?.packages, marks)) return toOutcome({ artifacts: null, sourcePackages: null }, before.packages);
  const { entries, sourcePackages, refused } = await readPrimary(deps, folder, repomd);
  const artifacts = toDistinctArtifacts(entries.filter(toFilter(deps.architectures, 'noarch')));
  return toOutcome({ artifacts, sourcePackages }, { marks, problems: renderRefused('primary.xml', refused) });
}

async function readRepomd({ http, clock, keyring }: ArchiveDeps, folder: string): Promise<{ readonly repomd: Repomd; readonly signedBy: readonly string[] }> {
  const url = `${folder}repodata/repomd.xml`;
  const bytes = await fetchFile(http, url, MAX_REPOMD_BYTES, 'repomd.xml');
  if (bytes === null) throw notFound('repomd.xml');
  if (isHtml(bytes)) throw new CodedError<ArchiveErrorCode>('invalid-answer', 'repomd.xml: answered HTML; check the repository\'s address');
  const signature = await fetchFile(http, `${url}.asc`, MAX_REPOMD_BYTES, 'repomd.xml.asc');
  if (signature === null) throw new CodedError<ArchiveErrorCode>('unsigned', 'has no repomd.xml.asc: an unsigned repository is not read');
  const signedBy = await verifyDetached(bytes, toSignature(signature), keyring, clock.now());
  return { repomd: parseRepomd(bytes), signedBy };
}

async function readPrimary({ http }: ArchiveDeps, folder: string, { primary }: Repomd): Promise<PrimaryReading> {
  const { path, open } = primary;
  const url = toLocation(folder, path);
  if (url === null) throw new CodedError<ArchiveErrorCode>('invalid-metadata', 'repomd.xml: its primary.xml lies outside the repository');
  const compression = COMPRESSIONS[path.slice(path.lastIndexOf('.'))];
  if (compression === undefined) {
    throw new CodedError<ArchiveErrorCode>('unknown-compression', `${path}: cannot be read here; .gz, .zst or an uncompressed file can`);
  }
  const bytes = await fetchFile(http, url, Math.min(MAX_PRIMARY_BYTES, primary.size ?? MAX_PRIMARY_BYTES), path);
  if (bytes === null) throw notFound(path);
  checkDigest(bytes, primary, path);
  const reader = createPrimaryReader(folder);
  for await (const chunk of decompress(bytes, compression, Math.min(MAX_OPEN_BYTES, open?.size ?? MAX_OPEN_BYTES), path)) reader.write(chunk);
  return reader.end();
}
