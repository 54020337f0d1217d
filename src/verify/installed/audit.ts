// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createLimiter } from '../../platform/limiter.ts';
import { isAllowed } from '../decision.ts';
import type { Decision, Exception } from '../decision.ts';
import type { Judge } from '../evidence/judge.ts';
import type { RepositoryRule } from '../settings.ts';
import type { ListedFile, ReadLists } from './apt-lists.ts';
import type { DpkgStatus, InstalledPackage } from './dpkg-status.ts';
import { findRepository } from './list-name.ts';

export interface AuditEntry {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Of the file that was installed, as the archives publish it; several where they do not agree, none where it is in none. */
  readonly digests: readonly string[];
  /** Null for a package that is in no archive: nobody knows its digest, so nobody can have confirmed it. */
  readonly decision: Decision | null;
}

export interface AuditDeps {
  readonly status: DpkgStatus;
  readonly readLists: ReadLists;
  readonly repositories: readonly RepositoryRule[];
  readonly judge: Judge;
  /** The exception for a package by its name, where one holds now: it counts where there is no digest to judge. */
  readonly findException: (packageName: string) => Exception | null;
  /** Told after each package. */
  readonly progress: (done: number, total: number) => void;
}

const AT_A_TIME = 16;

/**
 * Judges every installed package by the digest that its archive publishes for its name, version and architecture: dpkg keeps
 * none of the file it unpacked. What two archives publish with different digests is as good as the worse one.
 */
export async function auditInstalled({ status, readLists, repositories, judge, findException, progress }: AuditDeps): Promise<AuditEntry[]> {
  const byKey = new Map<string, Map<string, ListedFile>>();
  const wanted = status.packages.map((installed) => {
    const files = byKey.get(toKey(installed.name)) ?? new Map<string, ListedFile>();
    byKey.set(toKey(installed.name), files);
    return { installed, files };
  });
  await readLists((file) => {
    const files = byKey.get(toKey(file.name));
    if (files !== undefined && !files.has(file.sha256)) files.set(file.sha256, file);
  });
  const limit = createLimiter(AT_A_TIME);
  let done = 0;
  return Promise.all(wanted.map(({ installed, files }) => limit(async () => {
    const entry = await judgeOne(installed, [...files.values()], { repositories, judge, findException });
    done += 1;
    progress(done, status.packages.length);
    return entry;
  })));
}

async function judgeOne(
  { name }: InstalledPackage, files: readonly ListedFile[], { repositories, judge, findException }: Pick<AuditDeps, 'repositories' | 'judge' | 'findException'>,
): Promise<AuditEntry> {
  const decisions = await Promise.all(files.map(async (file) => {
    const artifact = { fileName: file.name.fileName, sha256: file.sha256, packageName: name.name };
    return (await judge(artifact, { name: file.name, source: file.source }, findRepository(repositories, file.list))).decision;
  }));
  return {
    name: name.name, version: name.version, architecture: name.architecture,
    digests: files.map(({ sha256 }) => sha256),
    decision: decisions.find((decision) => !isAllowed(decision)) ?? decisions[0] ?? toExcepted(findException(name.name)),
  };
}

function toExcepted(exception: Exception | null): Decision | null {
  if (exception === null) return null;
  return { kind: 'excepted', exception, notes: [], sentence: `It is in no archive, and excepted by the policy: ${exception.reason}` };
}

/** Parts that have no blank: what is read is checked already. */
function toKey({ name, version, architecture }: { readonly name: string; readonly version: string; readonly architecture: string }): string {
  return `${name} ${version} ${architecture}`;
}
