// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import { SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Decision, Exception, Policy } from './decision.ts';
import type { EvidenceTimeouts } from './evidence/client.ts';
import type { RebuilderAddress } from './evidence/rebuilder-address.ts';

/** Whom an administrator trusts, whom to ask, and how: everything that stands between the verifier and the world. */
export interface Settings {
  readonly policy: Policy;
  readonly rebuilders: readonly RebuilderAddress[];
  readonly repositories: readonly RepositoryRule[];
  /** apt-transport-in-toto's `NoFail`: what too few rebuilders confirm is let through with a warning. */
  readonly noFail: boolean;
  /** Python's numbers, as in existing files: 10 debug, 20 info, 30 warning. */
  readonly logLevel: number;
  readonly timeouts: EvidenceTimeouts;
  /** Where attestations are kept; null for the program's own place. */
  readonly cacheFolder: string | null;
}

/** What is different for one archive. */
export interface RepositoryRule {
  /** http(s), with a slash at its end. Everything below it is meant. */
  readonly uri: string;
  /** In place of the policy's; null leaves it. */
  readonly threshold: number | null;
  readonly exceptions: readonly Exception[];
  /** Where everything of it is let through unconfirmed. */
  readonly exempt: Omit<Exception, 'packageName'> | null;
}

/**
 * `missing`, `unreadable`, `unsafe`, `unparsable`: there is no configuration that may be read. `unknown-option`, `invalid`:
 * an option that nobody knows, or of a value it cannot have. `conflict`: options that exclude each other. `keys`: a key that
 * is not there, or of no use. Every one of them refuses whatever is to be installed.
 */
export type SettingsErrorCode =
  | 'settings-missing' | 'settings-unreadable' | 'settings-unsafe' | 'settings-unparsable'
  | 'settings-unknown-option' | 'settings-invalid' | 'settings-conflict' | 'settings-keys';

export function settingsError(code: SettingsErrorCode, message: string, cause?: unknown): CodedError<SettingsErrorCode> {
  return new CodedError(code, message, cause === undefined ? {} : { cause });
}

export const DEFAULT_TIMEOUTS: EvidenceTimeouts = { requestMs: 5 * SECOND_MS, rebuilderMs: 10 * SECOND_MS };
export const DEFAULT_LOG_LEVEL = 20;
/** Where the method and the hook keep attestations, made by the package for the user that methods run as. */
export const DEFAULT_CACHE_FOLDER = '/var/cache/proofboard/evidence';

/** Time limits from one number of seconds: what one rebuilder may take for one artifact. */
export function toTimeouts(seconds: number): EvidenceTimeouts {
  return { requestMs: seconds * SECOND_MS, rebuilderMs: 2 * seconds * SECOND_MS };
}

/**
 * The policy for an artifact of an archive: the general one, and what the most precise rule for the archive's address adds.
 * `repository` is as apt has it, `intoto+https://…` too; null where nobody knows whence the artifact is.
 */
export function toPolicyFor({ policy, repositories }: Pick<Settings, 'policy' | 'repositories'>, repository: string | null, packageName: string | null): Policy {
  const rule = repository === null ? null : findRule(repositories, repository);
  if (rule === null) return policy;
  const { trust } = policy;
  const exempt = rule.exempt === null || packageName === null ? [] : [toWholeException(rule.exempt, rule.uri, packageName)];
  return {
    trust: trust.kind === 'layout' || rule.threshold === null ? trust : { ...trust, threshold: rule.threshold },
    exceptions: [...policy.exceptions, ...rule.exceptions, ...exempt],
  };
}

function toWholeException(exempt: Omit<Exception, 'packageName'>, uri: string, packageName: string): Exception {
  return { ...exempt, packageName, reason: `${exempt.reason} (all of ${uri} is excepted)` };
}

function findRule(rules: readonly RepositoryRule[], repository: string): RepositoryRule | null {
  const address = toRepositoryUri(repository);
  if (address === null) return null;
  const matching = rules.filter(({ uri }) => address.startsWith(uri));
  return matching.reduce<RepositoryRule | null>((best, rule) => (best === null || rule.uri.length > best.uri.length ? rule : best), null);
}

/**
 * An archive's address in the one form in which addresses are compared: without the method's prefix (`intoto://` is http),
 * credentials and the like, with a slash at its end. Null for what is none.
 */
export function toRepositoryUri(text: string): string | null {
  const plain = text.replace(/^intoto\+(?=https?:)/, '').replace(/^intoto:/, 'http:');
  let url: URL;
  try {
    url = new URL(plain);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const address = `${url.protocol}//${url.host}${url.pathname}`;
  return address.endsWith('/') ? address : `${address}/`;
}

/**
 * True for a refusal that `NoFail` lets through: nobody objects, there is merely too little that confirms. Where anything
 * that was found did not count, or anybody could not be asked, it is refused whatever is configured.
 */
export function isTolerated({ noFail }: Pick<Settings, 'noFail'>, decision: Decision): boolean {
  return noFail && decision.kind === 'refused' && decision.isMereShortfall === true;
}

/** Exceptions that hold now or will, for reports; those of archives with them. */
export function listExceptions({ policy, repositories }: Settings, now: Instant): { readonly exception: Exception; readonly repository: string | null; readonly isOver: boolean }[] {
  const general = policy.exceptions.map((exception) => ({ exception, repository: null }));
  const ofArchives = repositories.flatMap(({ uri, exceptions, exempt }) => [
    ...exceptions.map((exception) => ({ exception, repository: uri })),
    ...exempt === null ? [] : [{ exception: { ...exempt, packageName: '*' }, repository: uri }],
  ]);
  return [...general, ...ofArchives].map((entry) => ({ ...entry, isOver: entry.exception.until !== null && entry.exception.until <= now }));
}
