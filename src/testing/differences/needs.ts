// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { CodedError } from '../../model/error.ts';
import { isCi, needsTool } from '../needs.ts';
import type { ToolName } from '../tools.data.ts';

const TOOLS: readonly ToolName[] = [
  'bzip2', 'diffoscope', 'dpkg-deb', 'fakeroot', 'faketime', 'gcc', 'msgfmt', 'openssl', 'pod2man', 'python3', 'sqlite3', 'zip', 'zipinfo', 'zstd',
];
const LOCALES = ['de_DE.utf8', 'et_EE.utf8', 'tr_TR.utf8'];

/** Whether the labelled pairs can be built and compared here. Under `CI` what is missing fails, as with `needsTool`. */
export function canBuildPairs(): boolean {
  const hasTools = TOOLS.every((name) => needsTool(name));
  if (!hasTools) return false;
  const { stdout } = spawnSync('locale', ['-a'], { encoding: 'utf8' });
  const installed = stdout.split('\n');
  const hasLocales = LOCALES.every((name) => installed.includes(name));
  if (!hasLocales && isCi()) throw new CodedError('tool-missing', 'Locales that the pairs are built in are missing (apt-get install locales-all)');
  return hasLocales;
}
