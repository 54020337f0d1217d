// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { readPinnedKeys } from '../../src/cli/keys.ts';
import { createProofWorld, type ProofWorld } from '../../src/testing/proof-world.ts';
import { createVerifier } from '../../src/verify/decide.ts';
import type { Artifact, Evidence } from '../../src/verify/decision.ts';
import { atLeast, type Benchmark, type Figure } from './figure.ts';

const PACKAGES = 50;
const COMMANDS = 10;
/** Of each package. */
const LINKS = 2;
const REFERENCE = fileURLToPath(new URL('verify-reference.py', import.meta.url));

interface Package {
  readonly artifact: Artifact;
  readonly links: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** The same links and layout through the verifier, through in-toto-verify run anew for each, and through its library. */
async function measureVerify(): Promise<Figure[]> {
  const names = Array.from({ length: PACKAGES }, (_, index) => `link-${index}`);
  const world = await createProofWorld({ packages: names.map((Package) => ({ Package, Version: '1.0-1', Architecture: 'all' })) });
  try {
    const packages = names.map((name) => toPackage(world, name));
    const folders = packages.slice(0, COMMANDS).map((one) => layOut(world, one));
    const ours = await measureOurs(world, packages);
    const library = LINKS * await measureLibrary(world, folders);
    const command = LINKS * measureCommand(world, folders);
    const rate = (links: number): string => `${links.toFixed(links < 100 ? 1 : 0)} links/s`;
    return [
      atLeast(`links verified, ours ÷ in-toto-verify in a loop (${rate(ours)}, ${rate(command)})`, ours / command, '×', 20),
      atLeast(`links verified, ours ÷ in-toto's library in one process (${rate(library)})`, ours / library, '×', 2),
    ];
  } finally {
    await world.close();
  }
}

function toPackage(world: ProofWorld, name: string): Package {
  const fileName = `${name}_1.0-1_all.deb`;
  const links = [0, 1].map((index) => join(world.folder, `rebuilder-${index}`, 'sources', name, '1.0-1', 'metadata'));
  const sha256 = createHash('sha256').update(readFileSync(world.toPackage(fileName))).digest('hex');
  return {
    artifact: { fileName, sha256, packageName: name }, links,
    evidence: links.map((link, index) => ({ kind: 'found', rebuilder: `rebuilder ${index}`, bytes: readFileSync(link) })),
  };
}

async function measureOurs(world: ProofWorld, packages: readonly Package[]): Promise<number> {
  const owner = join(world.folder, 'owner.asc');
  execFileSync('gpg', ['--homedir', world.ownerHome, '--batch', '--armor', '--output', owner, '--export']);
  const keys = await readPinnedKeys([owner]);
  const verifier = createVerifier({ trust: { kind: 'layout', layout: readFileSync(world.layoutFile), keys }, exceptions: [] });
  const now = Date.now();
  const started = process.hrtime.bigint();
  let count = 0;
  let seconds = 0;
  while (seconds < 3) {
    for (const { artifact, evidence } of packages) {
      const decision = verifier.decide(artifact, evidence, now);
      if (decision.kind !== 'confirmed') throw new Error(`${artifact.fileName}: ${decision.sentence}`);
      count += decision.by.length;
    }
    seconds = Number(process.hrtime.bigint() - started) / 1e9;
  }
  return count / seconds;
}

/** in-toto wants the links of one package under names of its own, and the package beside. */
function layOut(world: ProofWorld, { artifact: { fileName }, links }: Package): string {
  const folder = join(world.folder, 'verify', fileName);
  mkdirSync(folder, { recursive: true });
  copyFileSync(world.toPackage(fileName), join(folder, fileName));
  for (const link of links) {
    const { signatures } = JSON.parse(readFileSync(link, 'utf8')) as { readonly signatures: readonly { readonly keyid: string }[] };
    copyFileSync(link, join(folder, `rebuild.${signatures[0]?.keyid.slice(0, 8) ?? ''}.link`));
  }
  return folder;
}

/** Packages a second. */
async function measureLibrary({ layoutFile, ownerKeyid, ownerHome }: ProofWorld, folders: readonly string[]): Promise<number> {
  // Debian's own, which has in-toto.
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [REFERENCE, layoutFile, ownerKeyid, ownerHome, ...folders]);
  return Number(stdout.trim());
}

function measureCommand(world: ProofWorld, folders: readonly string[]): number {
  const started = process.hrtime.bigint();
  for (const cwd of folders) {
    execFileSync('in-toto-verify', ['--layout', world.layoutFile, '--gpg', world.ownerKeyid, '--gpg-home', world.ownerHome, '--link-dir', '.'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  }
  return folders.length / (Number(process.hrtime.bigint() - started) / 1e9);
}

export const verifyBenchmarks: readonly Benchmark[] = [{ name: 'verify', run: measureVerify }];
