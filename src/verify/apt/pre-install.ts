// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { basename } from 'node:path';
import { createLimiter } from '../../platform/limiter.ts';
import { toMessage } from '../../model/error.ts';
import { parsePackageName } from '../debian-name.ts';
import { isAllowed } from '../decision.ts';
import type { Judge, Judgement } from '../evidence/judge.ts';
import type { Settings } from '../settings.ts';
import type { Control, ReadControl } from './pre-install-control.ts';
import { toOneLine } from './message.ts';
import type { Archive, StatedPackage } from './pre-install-input.ts';
import { toFault, toVerdict } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export interface DebDeps {
  readonly settings: Pick<Settings, 'policy' | 'repositories'>;
  readonly judge: Judge;
  readonly readControl: ReadControl;
  /** The archive that publishes a digest, among those with rules of their own; null where none does. */
  readonly findRepository: (sha256: string) => Promise<string | null>;
}

/** A .deb that was read: from here on no rights are needed for it. */
export interface DigestedArchive extends Archive {
  /** Null where it could not be read, with why in `problem`. */
  readonly sha256: string | null;
  readonly problem: string;
}

export interface PreInstallVerdict {
  readonly isAllowed: boolean;
  /** True for what is confirmed: it may be passed over in silence. */
  readonly isPlain: boolean;
  /** For the terminal, the first one says what became of it. */
  readonly lines: readonly string[];
}

type FileAndName = Pick<Archive, 'file' | 'name'>;

const AT_A_TIME = 8;

/** Reads what apt is about to hand to dpkg, a few at a time. Never throws: what cannot be read is refused by itself. */
export async function digestArchives(archives: readonly Archive[], digest: (file: string) => Promise<string>): Promise<DigestedArchive[]> {
  const limit = createLimiter(AT_A_TIME);
  return Promise.all(archives.map((archive) => limit(async () => {
    try {
      return { ...archive, sha256: await digest(archive.file), problem: '' };
    } catch (thrown) {
      return { ...archive, sha256: null, problem: toMessage(thrown) };
    }
  })));
}

/**
 * Judges the .debs that apt is about to hand to dpkg, whencesoever they came: cached ones and local ones pass no method.
 * Where apt says what is in a file, it has to be that: by the name that the rebuilders signed for, else by its control file.
 */
export async function judgeArchives(archives: readonly DigestedArchive[], deps: DebDeps): Promise<PreInstallVerdict[]> {
  const limit = createLimiter(AT_A_TIME);
  return Promise.all(archives.map((archive) => limit(async () => {
    const { isAllowed: isFine, sentence, lines, warning } = await judgeArchive(archive, deps);
    return { isAllowed: isFine, isPlain: isFine && warning === null, lines: [sentence, ...lines.filter((line) => line !== sentence)] };
  })));
}

async function judgeArchive(archive: DigestedArchive, deps: DebDeps): Promise<Verdict> {
  const label = toLabel(archive);
  if (archive.sha256 === null) return toFault(label, archive.problem);
  try {
    const read: { control?: Promise<Control | null> } = {};
    const readControl = (): Promise<Control | null> => (read.control ??= deps.readControl(archive.file));
    const judgement = await judgeDeb(archive, archive.sha256, { ...deps, readControl });
    const { stated } = archive;
    if (stated === null || (read.control === undefined && isSignedFor(toFileName(archive), stated))) return toVerdict(judgement, label);
    const difference = toDifference(stated, await readControl());
    return difference === null ? toVerdict(judgement, label) : toFault(label, difference);
  } catch (thrown) {
    return toFault(label, toMessage(thrown));
  }
}

/** A digest that was confirmed unopened is that of the file of this name; only an epoch is not in it. */
function isSignedFor(fileName: string, { name, version, architecture }: StatedPackage): boolean {
  const signed = parsePackageName(fileName);
  return signed?.name === name && signed.version === version && (architecture === null || signed.architecture === architecture);
}

function toDifference({ name, version, architecture }: StatedPackage, control: Control | null): string | null {
  if (control === null) return 'its control file cannot be read, or is larger or odder than dpkg-deb makes one; build the package anew';
  const own = control.name;
  if (own.name === name && own.version === version && (architecture === null || own.architecture === architecture)) return null;
  const asked = [name, version, ...architecture === null ? [] : [architecture]].join(' ');
  return `apt wants ${asked}, and the file says that it is ${own.name} ${own.version} ${own.architecture}; the archive or the path is not what it seems`;
}

function toLabel(archive: FileAndName): string {
  return toOneLine(toFileName(archive));
}

/** The name under which rebuilders are asked. */
function toFileName({ file, name }: FileAndName): string {
  return name?.fileName ?? parsePackageName(basename(file))?.fileName ?? basename(file);
}

/**
 * Judges a .deb: by its digest first, and where that does not do by what its control file says. Exceptions are for the
 * package that dpkg would install, whatever its file is called.
 */
export async function judgeDeb(archive: FileAndName, sha256: string, deps: DebDeps): Promise<Judgement> {
  const { judge, settings } = deps;
  const name = archive.name ?? parsePackageName(basename(archive.file));
  const fileName = toFileName(archive);
  // An archive may ask for more than the others do: then it has to be known first, which takes apt's lists.
  const repository = settings.repositories.some(({ threshold }) => threshold !== null) ? await deps.findRepository(sha256) : null;
  // By the digest alone: no name has to be believed for that, and a .deb that is confirmed is not even opened.
  const first = await judge({ fileName, sha256, packageName: null }, { name, source: null }, repository);
  if (isAllowed(first.decision)) return first;
  const control = await deps.readControl(archive.file);
  if (control === null) return first;
  const hasRules = settings.policy.exceptions.length > 0 || settings.repositories.length > 0;
  if (!hasRules && !tellsMore(control, fileName)) return first;
  const known = settings.repositories.length === 0 ? null : await deps.findRepository(sha256);
  return judge({ fileName: control.name.fileName, sha256, packageName: control.name.name }, { name: control.name, source: control.source }, known);
}

/** Whether its own words lead to places where nobody has looked yet. */
function tellsMore({ name, source }: Control, fileName: string): boolean {
  return name.fileName !== fileName || (source !== null && (source.name !== name.name || source.version !== name.version));
}
