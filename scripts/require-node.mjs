// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

// Run before everything else, by whatever Node there is: only what old ones understand.
if (Number(process.versions.node.split('.')[0]) < 24) {
  const advice = process.platform === 'linux' && process.arch === 'x64'
    ? '"npm ci" installs it here, for the scripts of npm run'
    : 'install it from your system or from nodejs.org';
  console.error('Proofboard needs Node 24 or newer, this is ' + process.versions.node + ': ' + advice + '.');
  process.exit(2);
}
