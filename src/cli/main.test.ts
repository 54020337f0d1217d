// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

describe('the command', () => {
  it('ends as it would where nobody reads what it says to the end', () => {
    // Nothing reads the pipe: it is closed before the first word.
    const script = '{ "$1" "$2" --help; echo "status $?" >&2; } | exec true';
    const said = execFileSync('sh', ['-c', `( ${script} ) 2>&1`, 'sh', process.execPath, MAIN], { encoding: 'utf8' });
    expect(said).toBe('status 0\n');
  });
});
