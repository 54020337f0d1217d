// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { systemClock } from '../platform/clock.ts';
import { publish } from '../rebuilder/publish.ts';
import { readTestSigner, toPublication } from './publishing.ts';

/** Publishes one file after another into the folder, under names that begin as told, until it is killed; says each that is done. */
const [root = '', name = ''] = process.argv.slice(2);
const signer = await readTestSigner('ed25519');
for (let count = 0; ; count += 1) {
  const file = `${name}${count}_9.0-2_amd64.deb`;
  await publish({ root, clock: systemClock, reproduced: toPublication({ files: { [file]: file }, architecture: `a${count % 3}` }, signer), unreproducible: null });
  process.stdout.write(`${file}\n`);
}
