// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('unfinished.ts', import.meta.url));

/** Runs a program of these statements in a Node of its own. */
function run(statements: string): { readonly status: number | null; readonly stderr: string } {
  const program = `import { refuseWhereUnfinished } from ${JSON.stringify(MODULE)}; const done = refuseWhereUnfinished('Unfinished.', 7); ${statements}`;
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], { encoding: 'utf8' });
  return { status, stderr };
}

describe('refuseWhereUnfinished', () => {
  it('ends with the status and the sentence where a promise is never kept and nothing is left to wait for', () => {
    expect(run('new Promise(() => {}).then(() => done());')).toEqual({ status: 7, stderr: 'Unfinished.\n' });
  });
  it('says nothing once the work is done', () => {
    expect(run('Promise.resolve().then(() => { done(); process.exitCode = 0; });')).toEqual({ status: 0, stderr: '' });
  });
});
