// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { isVersion } from '../../debian/version.ts';
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
  /** As apt knows it, from a signed index or the .deb's control file; null with versions 1 and 2, which do not say all of it. */
  readonly name: PackageName | null;
  /** What apt says that is in the file; null with version 1, which says nothing. */
  readonly stated: StatedPackage | null;
}

/** What the .deb's own control file has to say as well. */
export interface StatedPackage {
  readonly name: string;
  readonly version: string;
  /** Null with version 2, which does not say. */
  readonly architecture: string | null;
}

/** A whole distribution upgrade has some thousand lines, and apt's configuration some thousand more. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/**
 * Parses what apt writes to a `DPkg::Pre-Install-Pkgs` hook (apt.conf(5)), in any version of the protocol. Version 3 is the
 * one to configure: it brings apt's configuration and every package's version and architecture, so that nothing has to be
 * run or guessed to know them. Throws `pre-install-unparsable` for anything that is not understood to the last line: apt
 * writes what an index says as it is, and a blank or a line break in it would forge fields and lines.
 */
export function parsePreInstallInput(bytes: Uint8Array): PreInstallInput {
  if (bytes.byteLength > MAX_INPUT_BYTES) throw preInstallError('pre-install-too-large', `apt wrote more than ${MAX_INPUT_BYTES} bytes`);
  const lines = decode(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = ''] = lines;
  if (!first.startsWith('VERSION ')) return { configuration: null, archives: lines.map((line) => ({ file: toPath(line), name: null, stated: null })) };
  const version = /^VERSION ([23])$/.exec(first)?.[1];
  if (version === undefined) throw unparsable(`it begins with ${JSON.stringify(first.slice(0, 40))}; versions 1 to 3 are known`);
  const blank = lines.indexOf('');
  if (blank === -1) throw unparsable('its configuration does not end');
  const archives = lines.slice(blank + 1).flatMap((line) => toArchive(line, version === '3' ? FIELDS_V3 : FIELDS_V2) ?? []);
  return { configuration: parseConfigItems(lines.slice(1, blank)), archives };
}

/** Bytes that are no text would be read as another file's name. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unparsable('it is not UTF-8; rename the file');
  }
}

function toPath(text: string): string {
  if (!text.startsWith('/')) throw unparsable(`${JSON.stringify(text.slice(0, 200))} is no absolute path`);
  // apt quotes names in its own cache; what is left are local files and archives on a disk.
  if (/[\s\p{Cc}]/u.test(text)) throw unparsable(`the path ${JSON.stringify(text.slice(0, 200))} has white space or control characters in it; rename the file`);
  if (text.endsWith('/')) throw unparsable(`the path ${JSON.stringify(text.slice(0, 200))} is that of a folder`);
  return text;
}

/** What stands before the action, which is the rest of the line. */
const FIELDS_V2 = ['name', 'oldVersion', 'direction', 'version'] as const;
const FIELDS_V3 = ['name', 'oldVersion', 'oldArchitecture', 'oldMultiArch', 'direction', 'version', 'architecture', 'multiArch'] as const;
const MULTI_ARCH = ['none', 'same', 'foreign', 'allowed'];

function toArchive(line: string, names: typeof FIELDS_V2 | typeof FIELDS_V3): Archive | null {
  const words = line.split(' ');
  // What version 2 does not say is taken as what says nothing in version 3.
  const field = (name: typeof FIELDS_V3[number], unsaid: string): string => {
    const index = names.findIndex((known) => known === name);
    return index === -1 ? unsaid : words[index] ?? '';
  };
  const [name, version, architecture] = [field('name', ''), field('version', ''), field('architecture', 'all')];
  const isWhole = isPackageName(name) && ['<', '=', '>'].includes(field('direction', ''))
    && isVersionOrNone(field('oldVersion', '')) && isVersionOrNone(version)
    && isArchitectureOrNone(field('oldArchitecture', '-')) && isArchitectureOrNone(architecture)
    && MULTI_ARCH.includes(field('oldMultiArch', 'none')) && MULTI_ARCH.includes(field('multiArch', 'none'));
  const broken = unparsable(`${JSON.stringify(line.slice(0, 200))} is no line of this version`);
  if (!isWhole) throw broken;
  const action = words.slice(names.length).join(' ');
  if (action === '**CONFIGURE**' || action === '**REMOVE**') return null;
  const whole = toPackageName(name, version, architecture);
  // `**ERROR**`, apt's word for a file of which it has no path, is none either.
  if (whole === null || !action.startsWith('/')) throw broken;
  const hasArchitecture = names === FIELDS_V3;
  return { file: toPath(action), name: hasArchitecture ? whole : null, stated: { name, version, architecture: hasArchitecture ? architecture : null } };
}

function isPackageName(text: string): boolean {
  return toPackageName(text, '0', 'all') !== null;
}

function isVersionOrNone(text: string): boolean {
  return text === '-' || isVersion(text);
}

function isArchitectureOrNone(text: string): boolean {
  return text === '-' || toPackageName('x', '0', text) !== null;
}

function unparsable(what: string): Error {
  return preInstallError('pre-install-unparsable', `What apt wrote to the hook is not understood: ${what}.`);
}

function preInstallError(code: PreInstallErrorCode, message: string): CodedError<PreInstallErrorCode> {
  return new CodedError(code, message);
}
