// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CodedError } from '../model/error.ts';
import { TOOLS } from './tools.data.ts';
import type { ToolName } from './tools.data.ts';

export type NeedsErrorCode = 'tool-missing';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a suite's tool is there: `describe.skipIf(!needsTool('chromium'))('…', …)`. Where nothing may be skipped,
 * under `CI`, a missing one throws `tool-missing` and so fails the suite.
 */
export function needsTool(name: ToolName, environment: Environment = process.env): boolean {
  const isFound = toToolPath(name, environment) !== null;
  if (!isFound && isCi(environment)) throw new CodedError<NeedsErrorCode>('tool-missing', renderMissing(name));
  return isFound;
}

/** The tools that are not installed. */
export function listMissingTools(environment: Environment = process.env): ToolName[] {
  return (Object.keys(TOOLS) as ToolName[]).filter((name) => toToolPath(name, environment) === null);
}

/** Where a tool is, `/usr/bin/chromium`; `null` where it is not installed. One named by its file is there or nowhere. */
export function toToolPath(name: ToolName, environment: Environment = process.env): string | null {
  if (name.startsWith('/')) return existsSync(name) ? name : null;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** `git is not installed (apt-get install git)`. */
export function renderMissing(name: ToolName): string {
  return `${name} is not installed (apt-get install ${TOOLS[name].join(' ')})`;
}

/** Whether we run where every test has to run. */
export function isCi(environment: Environment = process.env): boolean {
  return !['', '0', 'false', undefined].includes(environment['CI']);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
