// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Instant } from '../model/time.ts';
import type { Signer } from './signer.ts';

/** A tiny binary package to build: its control fields, `Package`, `Version` and `Architecture` among them. */
export type ControlFields = Readonly<Record<string, string>>;

/** Builds real .debs with dpkg-deb below `root`/pool and a real source package with dpkg-source. */
export function buildPackages(root: string, packages: readonly ControlFields[]): void {
  mkdirSync(join(root, 'pool/main'), { recursive: true });
  for (const fields of packages) {
    const { Package: name = '', Version: version = '', Architecture: architecture = '' } = fields;
    const tree = join(root, 'build', name);
    const control = { Maintainer: 'Test <test@test.example>', Description: `${name} of a test`, ...fields };
    writeFile(join(tree, 'DEBIAN/control'), Object.entries(control).map(([field, value]) => `${field}: ${value}\n`).join(''));
    writeFile(join(tree, 'usr/share/doc', name, 'version'), `${version}\n`);
    const file = `${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`;
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, join(root, 'pool/main', file)], { stdio: 'ignore' });
  }
  rmSync(join(root, 'build'), { recursive: true, force: true });
}

export function buildSource(root: string, name: string, version: string, vcsGit: string): void {
  const tree = join(root, 'build', `${name}-${version}`);
  writeFile(join(tree, 'debian/control'), `Source: ${name}\nMaintainer: Test <test@test.example>\nVcs-Git: ${vcsGit}\nStandards-Version: 4.6.2\n\nPackage: ${name}\nArchitecture: all\nDescription: test\n`);
  writeFile(join(tree, 'debian/changelog'), `${name} (${version}) unstable; urgency=low\n\n  * Test.\n\n -- Test <test@test.example>  Mon, 23 Nov 2026 00:00:00 +0000\n`);
  writeFile(join(tree, 'debian/source/format'), '3.0 (native)\n');
  mkdirSync(join(root, 'pool/main'), { recursive: true });
  execFileSync('dpkg-source', ['--build', tree], { cwd: join(root, 'pool/main'), stdio: 'ignore' });
  rmSync(join(root, 'build'), { recursive: true, force: true });
}

export interface SuiteOptions {
  /** Below `dists`, or with a slash at the end a flat repository. */
  readonly suite: string;
  readonly signer: Signer;
  readonly date: Instant;
  readonly validUntil?: Instant;
  /** Fields of the Release file, in place of those it would have. */
  readonly fields?: ControlFields;
  /** How it is signed; none leaves a Release file alone. */
  readonly signature?: 'InRelease' | 'Release.gpg' | 'none';
  /** Changes what apt-ftparchive wrote, before it is signed for. */
  readonly changePackages?: (text: string) => string;
  readonly changeRelease?: (text: string) => string;
  /** The forms to have the indexes in; the Release file lists the uncompressed one always. */
  readonly forms?: readonly ('.gz' | '.xz' | '.zst' | '')[];
  /** What is written in place of a compressed index. */
  readonly compress?: (text: Buffer, form: string) => Buffer;
}

/** Lists what lies in the pool with apt-ftparchive, as a suite or a flat repository, and signs it with gpg. */
export function writeSuite(root: string, options: SuiteOptions): void {
  const { suite, signer, date, validUntil, signature = 'InRelease', forms = ['.gz'], compress = compressWithTools } = options;
  const isFlat = suite.endsWith('/');
  const folder = join(root, isFlat ? suite : `dists/${suite}`);
  rmSync(isFlat ? join(folder, 'by-hash') : folder, { recursive: true, force: true });
  const ftparchive = (...args: readonly string[]): Buffer => execFileSync('apt-ftparchive', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e9 });
  const texts: readonly [path: string, text: Buffer][] = [
    [isFlat ? 'Packages' : 'main/binary-amd64/Packages', Buffer.from((options.changePackages ?? String)(ftparchive('packages', 'pool').toString()))],
    [isFlat ? 'Sources' : 'main/source/Sources', ftparchive('sources', 'pool')],
  ];
  for (const [path, text] of texts) {
    writeFile(join(folder, path), text);
    for (const form of forms) if (form !== '') writeFile(join(folder, `${path}${form}`), compress(text, form));
  }
  const name = isFlat ? 'flat' : suite;
  const fields: ControlFields = {
    'Suite': name, 'Codename': name, 'Components': 'main', 'Architectures': 'amd64', 'Acquire-By-Hash': 'yes', 'Date': new Date(date).toUTCString(), ...options.fields,
  };
  for (const file of ['Release', 'Release.gpg', 'InRelease']) rmSync(join(folder, file), { force: true });
  const settings = Object.entries(fields).flatMap(([field, value]) => ['-o', `APT::FTPArchive::Release::${field}=${value}`]);
  const ending = validUntil === undefined ? '' : `Valid-Until: ${new Date(validUntil).toUTCString()}\n`;
  const release = (options.changeRelease ?? String)(`${ending}${ftparchive(...settings, 'release', folder).toString()}`);
  writeFile(join(folder, 'Release'), release);
  for (const [path] of texts) {
    for (const form of new Set([...forms, ''] as const)) {
      const file = join(folder, `${path}${form}`);
      // As in Debian's archive, what is listed uncompressed need not be there.
      if (forms.includes(form)) copyByHash(file);
      else rmSync(file);
    }
  }
  if (signature === 'InRelease') {
    signer.clearSign(join(folder, 'Release'), join(folder, 'InRelease'));
    rmSync(join(folder, 'Release'));
  } else if (signature === 'Release.gpg') signer.detachSign(join(folder, 'Release'), join(folder, 'Release.gpg'));
}

function compressWithTools(text: Buffer, form: string): Buffer {
  if (form === '.gz') return gzipSync(text);
  return execFileSync(form === '.xz' ? 'xz' : 'zstd', ['-c'], { input: text, maxBuffer: 1e9 });
}

function copyByHash(file: string): void {
  const bytes = readFileSync(file);
  writeFile(join(dirname(file), 'by-hash/SHA256', createHash('sha256').update(bytes).digest('hex')), bytes);
}

function writeFile(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
