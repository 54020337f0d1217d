// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { toPackageName } from '../debian-name.ts';
import type { PackageName } from '../debian-name.ts';
import { parseConfigItems } from './apt-configuration.ts';
import type { AptConfiguration } from './apt-configuration.ts';

export type PreInstallErrorCode = 'pre-install-unparsable' | 'pre-install-too-large';

/** What apt is about to hand to dpkg. */
export interface PreInstallInput {
  /** apt's configuration, which comes with versions 2 and 3 of the protocol; null with version 1. */
  readonly configuration: AptConfiguration | null;
  /** The packages that are to be unpacked; what is only configured or removed is left out. */
  readonly archives: readonly Archive[];
}

/** A .deb that apt is about to unpack. */
export interface Archive {
  readonly file: string;
  /** As apt knows it, from a signed index or the .deb's control file; null with version 1, which says nothing. */
  readonly name: PackageName | null;
}

/** A whole distribution upgrade has some thousand lines, and apt's configuration some thousand more. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/**
 * Parses what apt writes to a `DPkg::Pre-Install-Pkgs` hook (apt.conf(5)), in any version of the protocol. Version 3 is the
 * one to configure: it brings apt's configuration and every package's version and architecture, so that nothing has to be
 * run or guessed to know them. Throws `pre-install-unparsable` for anything that is not understood to the last line.
 */
export function parsePreInstallInput(bytes: Uint8Array): PreInstallInput {
  if (bytes.byteLength > MAX_INPUT_BYTES) throw preInstallError('pre-install-too-large', `apt wrote more than ${MAX_INPUT_BYTES} bytes`);
  const text = Buffer.from(bytes).toString('utf8');
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = ''] = lines;
  if (!first.startsWith('VERSION ')) return { configuration: null, archives: lines.filter((line) => line !== '').map(toArchiveV1) };
  const version = /^VERSION ([23])$/.exec(first)?.[1];
  if (version === undefined) throw unparsable(`it begins with ${JSON.stringify(first.slice(0, 40))}; versions 1 to 3 are known`);
  const blank = lines.indexOf('');
  if (blank === -1) throw unparsable('its configuration does not end');
  const archives = lines.slice(blank + 1).flatMap((line) => toArchive(line, version === '3' ? FIELDS_V3 : FIELDS_V2) ?? []);
  return { configuration: parseConfigItems(lines.slice(1, blank)), archives };
}

function toArchiveV1(line: string): Archive {
  if (!line.startsWith('/')) throw unparsable(`${JSON.stringify(line.slice(0, 200))} is no absolute path`);
  return { file: line, name: null };
}

/** What stands before the action, which is the rest of the line: a path may have blanks in it. */
const FIELDS_V2 = ['name', 'oldVersion', 'direction', 'version'] as const;
const FIELDS_V3 = ['name', 'oldVersion', 'oldArchitecture', 'oldMultiArch', 'direction', 'version', 'architecture', 'multiArch'] as const;

function toArchive(line: string, names: typeof FIELDS_V2 | typeof FIELDS_V3): Archive | null {
  const words = line.split(' ');
  const field = (name: string): string => words[names.findIndex((known) => known === name)] ?? '';
  const action = words.slice(names.length).join(' ');
  if (action === '**CONFIGURE**' || action === '**REMOVE**') return null;
  // `**ERROR**`, apt's word for a file of which it has no path, is none either.
  if (!action.startsWith('/')) throw unparsable(`${JSON.stringify(line.slice(0, 200))} is no line of this version`);
  return { file: action, name: toPackageName(field('name'), field('version'), field('architecture')) };
}

function unparsable(what: string): Error {
  return preInstallError('pre-install-unparsable', `What apt wrote to the hook is not understood: ${what}.`);
}

function preInstallError(code: PreInstallErrorCode, message: string): CodedError<PreInstallErrorCode> {
  return new CodedError(code, message);
}
