// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Signer } from '../../attest/signer.ts';
import { sharesMaterial } from '../../attest/trusted-key.ts';
import { parseBuildinfo } from '../../debian/buildinfo.ts';
import type { Buildinfo } from '../../debian/buildinfo.ts';
import { CodedError, toMessage } from '../../model/error.ts';
import type { Clock } from '../../platform/clock.ts';
import { compareArtifacts } from '../../rebuilder/compare.ts';
import type { ComparedFile } from '../../rebuilder/compare.ts';
import { rebuilderError } from '../../rebuilder/error.ts';
import { requireBuilt, toBuildPlace } from '../../rebuilder/publish-names.ts';
import type { Publication } from '../../rebuilder/publish-plan.ts';
import { publish } from '../../rebuilder/publish.ts';
import { readOriginals } from '../attest-originals.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';

export interface AttestOptions {
  readonly artifacts: readonly string[];
  readonly originals: readonly string[];
  readonly buildinfo: string;
  readonly output: string;
  readonly signer: Signer;
  /** Null: what differs is reported only. */
  readonly unreproducibleSigner: Signer | null;
  readonly clock: Clock;
  readonly voice: Voice;
}

/**
 * Compares rebuilt files with their originals once more, signs what is the same with the one key and what differs with the
 * other, and publishes it. 1 where anything differs.
 */
export async function runAttest({ artifacts, originals, buildinfo: file, output, signer, unreproducibleSigner, clock, voice }: AttestOptions): Promise<ExitCode> {
  if (unreproducibleSigner !== null && sharesMaterial(signer.key, unreproducibleSigner.key)) {
    throw rebuilderError('same-key', '--key and --unreproducible-key are one key: whoever trusts it could not tell what was reproduced from what was not. Give two');
  }
  const { buildinfo, digests } = await readBuildinfo(file);
  const place = toBuildPlace(buildinfo);
  for (const path of artifacts) requireBuilt(basename(path), buildinfo);
  const files = await compareArtifacts({
    artifacts: artifacts.map((path) => ({ path, fileName: basename(path) })),
    recorded: buildinfo.checksums,
    originals: await readOriginals(originals, artifacts),
  });
  const toPublication = (by: Signer | null, isReproduced: boolean): Publication | null => {
    const chosen = files.filter((one) => one.isReproduced === isReproduced);
    if (by === null || chosen.length === 0) return null;
    return { place, signer: by, inputs: new Map([[basename(file), digests]]), files: new Map(chosen.map((one) => [one.fileName, toPublished(one)])) };
  };
  await mkdir(output, { recursive: true });
  const { paths, notes } = await publish({
    root: output, clock, reproduced: toPublication(signer, true), unreproducible: toPublication(unreproducibleSigner, false),
  });
  notes.forEach((note) => voice.log.warn(note));
  voice.answer(
    { ...place, output, files: files.map(toAnswer), paths, notes },
    [...files.map((one) => toLine(one, unreproducibleSigner !== null)), `${paths.length} files and links written to ${output}`],
  );
  return files.every(({ isReproduced }) => isReproduced) ? 0 : 1;
}

async function readBuildinfo(file: string): Promise<{ readonly buildinfo: Buildinfo; readonly digests: { readonly sha256: string; readonly sha512: string } }> {
  const bytes = await readBytes(file);
  const [sha256, sha512] = ['sha256', 'sha512'].map((name) => createHash(name).update(bytes).digest('hex'));
  return { buildinfo: parseBuildinfo(bytes.toString('utf8')), digests: { sha256: sha256 ?? '', sha512: sha512 ?? '' } };
}

const MAX_BYTES = 16 * 1024 * 1024;

async function readBytes(file: string): Promise<Buffer> {
  try {
    if ((await stat(file)).size > MAX_BYTES) throw new Error('it is larger than 16 MiB');
    return await readFile(file);
  } catch (thrown) {
    throw new CodedError('file-unreadable', `${file} cannot be read: ${toMessage(thrown)}; name the archive's buildinfo`, { cause: thrown });
  }
}

function toPublished({ digests, original }: ComparedFile): { readonly digests: ComparedFile['digests']; readonly originalSha256: string } {
  return { digests, originalSha256: original.sha256 };
}

function toAnswer({ fileName, digests, original, isReproduced }: ComparedFile): Readonly<Record<string, unknown>> {
  return { fileName, isReproduced, sha256: digests.sha256, originalSha256: original.sha256 };
}

function toLine({ fileName, digests, original, isReproduced }: ComparedFile, isSigned: boolean): string {
  if (isReproduced) return `reproduced  ${fileName}`;
  const what = isSigned ? 'signed as not reproduced' : 'not signed: no --unreproducible-key was given';
  return `DIFFERS     ${fileName}: rebuilt ${digests.sha256}, original ${original.sha256} (${what})`;
}
