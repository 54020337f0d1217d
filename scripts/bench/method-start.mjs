// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

// Run by Debian's Node 18 within the chroot: milliseconds that apt's method takes to its first message beyond a bare `node -e 0`,
// the median of pairs.
import { spawn } from 'node:child_process';
import process from 'node:process';

const [, , method = ''] = process.argv;
const PAIRS = 21;

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {'data' | 'end'} event
 */
function measure(program, args, event) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.on('error', reject);
    child.stdout.once(event, () => {
      resolve(Number(process.hrtime.bigint() - started) / 1e6);
      child.stdin.end();
    });
    child.stdout.resume();
  });
}

const differences = [];
for (let pair = 0; pair < PAIRS; pair += 1) {
  const bare = await measure(process.execPath, ['-e', '0'], 'end');
  differences.push(await measure(method, [], 'data') - bare);
}
differences.sort((a, b) => a - b);
process.stdout.write(`${differences[(PAIRS - 1) / 2]}\n`);
