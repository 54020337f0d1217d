// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveServer } from './archive-server.ts';
import { startArchiveServer } from './archive-server.ts';
import { runCommand } from './command.ts';
import { buildPackages, writeSuite, type ControlFields } from './debian-archive.ts';
import { createSigner, type Signer } from './signer.ts';

/** A signed archive, two rebuilders that publish what they attest, and the files of somebody who trusts both. */
export interface ProofWorld {
  readonly folder: string;
  readonly archive: ArchiveServer;
  readonly rebuilders: readonly ArchiveServer[];
  /** The archive's public key, armoured. */
  readonly archiveKey: string;
  /** A policy file (two of two), and a layout of the same keys with its owner's key in a GnuPG home. */
  readonly policyFile: string;
  readonly layoutFile: string;
  readonly ownerHome: string;
  readonly ownerKeyid: string;
  /** The path of a package in the archive's folder. */
  toPackage(fileName: string): string;
  close(): Promise<void>;
}

export interface ProofWorldOptions {
  readonly packages: readonly ControlFields[];
  /** The rebuilders (0, 1) that attest a package, by its name; both where it is left out. */
  readonly attestedBy?: Readonly<Record<string, readonly number[]>>;
  /** Packages that the archive publishes with other content than what was attested. */
  readonly tampered?: readonly string[];
}

/** Builds the packages with dpkg-deb, and has `proofboard attest` and `proofboard layout` make the rest. */
export async function createProofWorld({ packages, attestedBy = {}, tampered = [] }: ProofWorldOptions): Promise<ProofWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-world-'));
  const [archiveSigner, owner] = [createSigner('archive'), createSigner('owner')];
  buildPackages(join(folder, 'archive'), packages);
  const keys = ['a', 'b'].map((name) => writeKeyPair(folder, name));
  for (const { Package: name = '', Version: version = '', Architecture: architecture = '' } of packages) {
    const file = join(folder, 'archive/pool/main', `${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`);
    const buildinfo = writeBuildinfo(folder, { name, version, architecture, file });
    for (const index of attestedBy[name] ?? [0, 1]) {
      await must('attest', '--artifact', file, '--buildinfo', buildinfo, '--key', keys[index]?.secret ?? '', '--output', join(folder, `rebuilder-${index}`));
    }
  }
  buildPackages(join(folder, 'archive'), packages.filter(({ Package = '' }) => tampered.includes(Package)).map((fields) => ({ ...fields, Homepage: 'https://other.example' })));
  writeSuite(join(folder, 'archive'), { suite: 'stable', signer: archiveSigner, date: Date.parse('2026-11-20T00:00:00Z') });
  const layoutFile = join(folder, 'root.layout');
  await must('layout', 'new', ...keys.flatMap(({ open }) => ['--rebuilder', open]), '--threshold', '2', '--days', '3000', '--output', layoutFile);
  await must('layout', 'sign', layoutFile, '--gpg-home', owner.home, '--key', `gpg:${owner.fingerprint}`);
  const archive = await startArchiveServer(join(folder, 'archive'));
  const rebuilders = await Promise.all(keys.map((_, index) => startArchiveServer(join(folder, `rebuilder-${index}`))));
  const policyFile = join(folder, 'policy.json');
  writeFileSync(policyFile, JSON.stringify({
    version: 1, threshold: 2,
    rebuilders: keys.map(({ name, open }, index) => ({ operator: name, url: rebuilders[index]?.url ?? '', keys: [readFileSync(open, 'utf8')] })),
  }));
  const ownerHome = join(folder, 'owner');
  cpSync(owner.home, ownerHome, { recursive: true, filter: (from) => !/\/(S\.|private-keys)/.test(from) });
  return {
    folder, archive, rebuilders, policyFile, layoutFile, ownerHome,
    archiveKey: archiveSigner.armored, ownerKeyid: owner.fingerprint,
    toPackage: (fileName) => join(folder, 'archive/pool/main', fileName),
    close: async () => {
      await Promise.all([archive, ...rebuilders].map((server) => server.close()));
      closeAll([archiveSigner, owner]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function closeAll(signers: readonly Signer[]): void {
  for (const signer of signers) signer.close();
}

async function must(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(args, { PATH: process.env['PATH'] ?? '' });
  if (code !== 0) throw new Error(`proofboard ${args.join(' ')} ended with ${code}: ${stderr}`);
}

function writeKeyPair(folder: string, name: string): { readonly name: string; readonly secret: string; readonly open: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  mkdirSync(join(folder, 'keys'), { recursive: true });
  const [secret, open] = [join(folder, 'keys', `${name}.key`), join(folder, 'keys', `${name}.pem`)];
  writeFileSync(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(open, publicKey.export({ type: 'spki', format: 'pem' }));
  return { name, secret, open };
}

/** The buildinfo of a build with one package; a name says no more of its source. */
function writeBuildinfo(folder: string, one: { readonly name: string; readonly version: string; readonly architecture: string; readonly file: string }): string {
  const bytes = readFileSync(one.file);
  const path = join(folder, `${one.name}.buildinfo`);
  writeFileSync(path, [
    'Format: 1.0', `Source: ${one.name}`, `Binary: ${one.name}`, `Architecture: ${one.architecture}`, `Version: ${one.version}`,
    'Checksums-Sha256:', ` ${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${one.file.split('/').at(-1) ?? ''}`, '',
  ].join('\n'));
  return path;
}
