// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createReadStream } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CodedError, toMessage } from '../../model/error.ts';
import type { Clock } from '../../platform/clock.ts';
import { createLimiter } from '../../platform/limiter.ts';
import { runProgram } from '../../platform/process.ts';
import type { ProxyEnvironment } from '../../verify/apt/http-settings.ts';
import { createReadControl } from '../../verify/apt/pre-install-control.ts';
import { judgeDeb } from '../../verify/apt/pre-install.ts';
import { parsePackageName } from '../../verify/debian-name.ts';
import { createVerifier } from '../../verify/decide.ts';
import { MAX_EVIDENCE_BYTES } from '../../verify/evidence-reading.ts';
import type { Evidence } from '../../verify/decision.ts';
import { createEvidenceCache } from '../../verify/evidence/cache.ts';
import { createEvidenceClient } from '../../verify/evidence/client.ts';
import type { EvidenceClient } from '../../verify/evidence/client.ts';
import { digestFile } from '../../verify/evidence/file-digest.ts';
import { createJudge } from '../../verify/evidence/judge.ts';
import type { Judge } from '../../verify/evidence/judge.ts';
import { findException } from '../../verify/exceptions.ts';
import { createReadLists } from '../../verify/installed/apt-lists.ts';
import { auditInstalled } from '../../verify/installed/audit.ts';
import { readDpkgStatus } from '../../verify/installed/dpkg-status.ts';
import { createFindRepository } from '../../verify/installed/find-repository.ts';
import type { InstalledErrorCode } from '../../verify/installed/paragraph-stream.ts';
import type { Settings } from '../../verify/settings.ts';
import { readBoundedFile } from '../../verify/settings-file.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { toAuditReport, toFileReport, toVerifyExitCode } from '../verify-report.ts';
import type { FileResult } from '../verify-report.ts';
import { readVerifySettings } from '../verify-settings.ts';
import type { TrustOptions } from '../verify-settings.ts';

export interface VerifyOptions extends TrustOptions {
  readonly installed: boolean;
  readonly root: string;
}

export interface VerifyDeps {
  readonly voice: Voice;
  readonly clock: Clock;
  /** Where programs are looked for. */
  readonly path: string;
  readonly uid: number;
  readonly environment: ProxyEnvironment;
  /** A further file of apt's configuration, from `APT_CONFIG`. */
  readonly aptConfig: string | undefined;
}

const AT_A_TIME = 8;
const LISTS = 'var/lib/apt/lists';
const APT_HELPER = '/usr/lib/apt/apt-helper';

/**
 * Judges files, or every package of an installed system: 0 where all may be installed, 1 where one may not, 3 where only
 * rebuilders could not be asked. Throws coded errors for what is the user's to mend.
 */
export async function runVerify(files: readonly string[], options: VerifyOptions, deps: VerifyDeps): Promise<ExitCode> {
  if (options.installed === files.length > 0) throw new CodedError('usage', 'name files to verify, or give --installed: one of them');
  if (options.installed && options.attestation.length > 0) throw new CodedError('usage', '--attestation is for files; --installed asks the rebuilders');
  const { settings, proxy } = await readVerifySettings(options, deps);
  const client = options.attestation.length > 0
    ? await createOfflineClient(options.attestation)
    : createEvidenceClient({
      now: deps.clock.now, proxy, timeouts: settings.timeouts,
      cache: settings.cacheFolder === null ? null : createEvidenceCache(settings.cacheFolder, { uid: deps.uid }),
    });
  try {
    const judge = createJudge({ settings, client, createVerifier, now: deps.clock.now });
    return options.installed ? await verifyInstalled(settings, judge, options.root, deps) : await verifyFiles(files, settings, judge, deps);
  } finally {
    client.close();
  }
}

/** What somebody has on disk in place of what rebuilders would answer. */
async function createOfflineClient(files: readonly string[]): Promise<EvidenceClient> {
  const evidence = await Promise.all(files.map(async (file): Promise<Evidence> => (
    { kind: 'found', rebuilder: file, bytes: await readBoundedFile(file, 'the attestation', MAX_EVIDENCE_BYTES) })));
  return { ask: () => Promise.resolve(evidence), isKept: () => false, close: () => undefined };
}

async function verifyFiles(files: readonly string[], settings: Settings, judge: Judge, { voice, clock, path }: VerifyDeps): Promise<ExitCode> {
  const limit = createLimiter(AT_A_TIME);
  const debDeps = {
    settings, judge, readControl: createReadControl(runProgram, path),
    findRepository: createFindRepository(createReadLists(join('/', LISTS), { run: runProgram, path, aptHelper: APT_HELPER }), settings),
  };
  const results = await Promise.all(files.map((file) => limit(async (): Promise<FileResult> => {
    const sha256 = await digestFile(file);
    if (file.endsWith('.deb')) return { file, sha256, decision: (await judgeDeb({ file: resolve(file), name: null }, sha256, debDeps)).decision };
    const name = parsePackageName(basename(file));
    // No package name: only a .deb's own one is believed, and an exception for a name would let any renamed file through.
    const artifact = { fileName: name?.fileName ?? basename(file), sha256, packageName: null };
    return { file, sha256, decision: (await judge(artifact, { name, source: null }, null)).decision };
  })));
  const { value, lines } = toFileReport(results, settings, clock.now());
  voice.answer(value, lines);
  return toVerifyExitCode(results.map(({ decision }) => decision));
}

async function verifyInstalled(settings: Settings, judge: Judge, root: string, { voice, clock, path }: VerifyDeps): Promise<ExitCode> {
  const statusFile = join(root, 'var/lib/dpkg/status');
  const status = await readDpkgStatus(createReadStream(statusFile) as AsyncIterable<Uint8Array>).catch((thrown: unknown) => {
    throw new CodedError<InstalledErrorCode>('installed-unreadable', `${statusFile} cannot be read: ${toMessage(thrown)}`, { cause: thrown });
  });
  const entries = await auditInstalled({
    status, repositories: settings.repositories, judge,
    readLists: createReadLists(join(root, LISTS), { run: runProgram, path, aptHelper: APT_HELPER }),
    findException: (name) => findException(settings.policy.exceptions, name, clock.now()).exception,
    progress: (done, total) => voice.progress.update('packages', done, total),
  });
  const { value, lines } = toAuditReport(entries, status.unreadable, settings, clock.now());
  voice.answer(value, lines);
  return toVerifyExitCode(entries.map(({ decision }) => decision));
}
