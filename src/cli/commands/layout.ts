// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KeyidForm } from '../../attest/key-metadata.ts';
import { addSignature } from '../../attest/layout-document.ts';
import type { LayoutDocument } from '../../attest/layout-document.ts';
import { parseLayout } from '../../attest/layout.ts';
import { toRenewedLayout } from '../../attest/renew-layout.ts';
import type { KeyRotation } from '../../attest/renew-layout.ts';
import { renderJson } from '../../attest/sign.ts';
import { signError } from '../../attest/sign-error.ts';
import type { Signer } from '../../attest/signer.ts';
import { toRebuildLayout } from '../../attest/write-layout.ts';
import { CodedError } from '../../model/error.ts';
import type { Instant } from '../../model/time.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { readPinnedKeys } from '../keys.ts';
import { readLayoutFile, readLayoutKey, writeLayoutFile } from '../layout-files.ts';
import { listOwnersWhoRebuild, requireOwned, requireUnchanged } from '../layout-owners.ts';
import { completeNewLayout } from '../layout-prompts.ts';
import type { Ask, NewLayoutWords } from '../layout-prompts.ts';
import { renderLayoutReport, toLayoutReport } from '../layout-report.ts';

export interface LayoutDeps {
  readonly now: Instant;
  readonly voice: Voice;
}

export interface NewLayoutOptions extends NewLayoutWords {
  readonly output: string;
  readonly readme: string;
  readonly keyids: KeyidForm;
  /** The owners that sign at once; more may sign later. */
  readonly signers: readonly Signer[];
  readonly ask: Ask;
}

type Draft = Pick<LayoutDocument, 'signed' | 'signatures'>;

/** Makes a root layout of rebuilders' public keys, and signs it where keys are given. */
export async function runLayoutNew({ output, readme, keyids, signers, ask, ...words }: NewLayoutOptions, { now, voice }: LayoutDeps): Promise<ExitCode> {
  const { rebuilders, threshold, expiresAt } = await completeNewLayout(words, ask, now);
  const keys = await Promise.all(rebuilders.map((file) => readLayoutKey(file, keyids)));
  const draft = await signAll({ signed: toRebuildLayout({ keys, threshold, expiresAt, readme }, now), signatures: [] }, signers, now);
  return finish(output, draft, signers, false, { now, voice });
}

/** Adds signatures; those of others stay. Throws `layout-changed` where a signature of such a key is there and does not hold. */
export async function runLayoutSign(file: string, signers: readonly Signer[], { now, voice }: LayoutDeps): Promise<ExitCode> {
  const document = await readLayoutFile(file);
  if (document.layout.expires <= now) throw signError('expiry-invalid', `${file} has expired: renew it first ("layout renew")`);
  requireUnchanged(file, document.layout, signers, now);
  const draft = await signAll(document, signers, now);
  return finish(file, draft, signers, true, { now, voice });
}

export interface ShowLayoutOptions {
  /** Files of the owners' public keys, to check the signatures with. */
  readonly owners: readonly string[];
  /** Null: an end that is near is only warned about. */
  readonly failWithinDays: number | null;
}

/** Shows a layout, and warns before it ends: 1 where it does within `failWithinDays`. */
export async function runLayoutShow(file: string, { owners, failWithinDays }: ShowLayoutOptions, { now, voice }: LayoutDeps): Promise<ExitCode> {
  const { layout } = await readLayoutFile(file);
  const report = toLayoutReport(layout, await readPinnedKeys(owners), now);
  report.warnings.forEach((warning) => voice.log.warn(`${file}: ${warning}`));
  voice.answer({ file, ...report }, renderLayoutReport(file, report));
  return failWithinDays !== null && report.daysLeft < failWithinDays ? 1 : 0;
}

export interface RenewLayoutOptions {
  readonly expiresAt: Instant;
  /** `OLDKEYID=FILE` of a rebuilder's new public key. */
  readonly rotations: readonly string[];
  readonly keepsHistory: boolean;
  readonly keyids: KeyidForm;
  readonly signers: readonly Signer[];
}

/**
 * Gives a layout a new end and rebuilders new keys. Its old signatures go: they were over something else. Throws `layout-foreign`
 * where none of these keys had signed it, and `layout-changed`.
 */
export async function runLayoutRenew(file: string, { expiresAt, rotations, keepsHistory, keyids, signers }: RenewLayoutOptions, { now, voice }: LayoutDeps): Promise<ExitCode> {
  const { layout, signed } = await readLayoutFile(file);
  requireUnchanged(file, layout, signers, now);
  requireOwned(file, layout, signers, now);
  const read = await Promise.all(rotations.map((word) => readRotation(word, keepsHistory, keyids)));
  const draft = await signAll({ signed: toRenewedLayout(signed, { expiresAt, rotations: read }, now), signatures: [] }, signers, now);
  return finish(file, draft, signers, true, { now, voice });
}

async function readRotation(word: string, keepsHistory: boolean, keyids: KeyidForm): Promise<KeyRotation> {
  const [, oldKeyid = '', file = ''] = /^([0-9a-fA-F]{40,64})=(.+)$/s.exec(word) ?? [];
  if (file === '') throw new CodedError('usage', `${word}: a rotation is written as OLDKEYID=FILE, the file being the new public key's`);
  return { oldKeyid: oldKeyid.toLowerCase(), newKey: await readLayoutKey(file, keyids), keepsHistory };
}

async function signAll(draft: Draft, signers: readonly Signer[], now: Instant): Promise<Draft> {
  let signed = draft;
  for (const signer of signers) signed = await addSignature(signed, signer, now);
  return signed;
}

/** Writes it, after it was read as a verifier would read it, and says what it says. */
async function finish(file: string, { signed, signatures }: Draft, signers: readonly Signer[], replace: boolean, { now, voice }: LayoutDeps): Promise<ExitCode> {
  const text = renderJson({ signed, signatures: [...signatures] });
  const layout = parseLayout(new TextEncoder().encode(text));
  const read = toLayoutReport(layout, [], now);
  const report = { ...read, warnings: [...read.warnings, ...listOwnersWhoRebuild(layout, signers)] };
  await writeLayoutFile(file, text, replace);
  report.warnings.forEach((warning) => voice.log.warn(`${file}: ${warning}`));
  voice.answer({ file, ...report }, renderLayoutReport(file, report));
  return 0;
}
