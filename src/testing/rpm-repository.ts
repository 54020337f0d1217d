// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Signer } from './signer.ts';

export interface RpmPackage {
  readonly name: string;
  readonly epoch?: number;
  readonly version: string;
  readonly release: string;
  readonly url: string;
  /** A second package of the same source, `name-doc`. */
  readonly hasDoc?: boolean;
}

/** Builds real RPMs, with their source RPMs, into `folder`; all are noarch. */
export function buildRpms(folder: string, packages: readonly RpmPackage[]): void {
  const top = join(folder, 'rpmbuild');
  mkdirSync(join(folder, 'Packages'), { recursive: true });
  for (const { name, epoch, version, release, url, hasDoc = false } of packages) {
    mkdirSync(top, { recursive: true });
    const spec = join(top, `${name}.spec`);
    writeFileSync(spec, [
      `Name: ${name}`, ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]), `Version: ${version}`, `Release: ${release}`, `Summary: ${name} & <test>`, 'License: MIT',
      `URL: ${url}`, 'BuildArch: noarch', '%description', 'A <test> & nothing else.', '%files',
      ...(hasDoc ? ['%package doc', 'Summary: Documents', '%description doc', 'Documents.', '%files doc'] : []), '',
    ].join('\n'));
    execFileSync('rpmbuild', ['-ba', '--quiet', '--define', `_topdir ${top}`, '--define', '_buildhost test.example', spec], { stdio: 'ignore', env: { ...process.env, HOME: top } });
    for (const part of ['RPMS/noarch', 'SRPMS']) {
      for (const file of readdirSync(join(top, part))) execFileSync('cp', [join(top, part, file), join(folder, 'Packages')]);
    }
    rmSync(top, { recursive: true });
  }
}

/** Runs createrepo_c over `folder` and signs what it wrote. `args` are createrepo_c's. */
export function writeRepository(folder: string, signer: Signer | null, ...args: readonly string[]): void {
  rmSync(join(folder, 'repodata'), { recursive: true, force: true });
  execFileSync('createrepo_c', ['--quiet', '--no-database', ...args, folder], { stdio: 'ignore' });
  if (signer !== null) signRepomd(folder, signer);
}

export function signRepomd(folder: string, signer: Signer): void {
  const repomd = join(folder, 'repodata/repomd.xml');
  signer.detachSign(repomd, `${repomd}.asc`);
}

export interface PrimaryChange {
  /** Of the text of primary.xml. */
  readonly change?: (text: string) => string;
  readonly suffix?: '.gz' | '.zst' | '';
  readonly compress?: (text: Buffer) => Buffer;
  /** Of repomd.xml, when it names the new file. */
  readonly changeRepomd?: (text: string) => string;
}

const COMPRESS = { '.gz': gzipSync, '.zst': zstdCompressSync, '': (text: Buffer) => text };

/** Rewrites primary.xml and signs for what became of it. */
export function changePrimary(folder: string, signer: Signer, { change = String, suffix = '.gz', compress = COMPRESS[suffix], changeRepomd = String }: PrimaryChange): void {
  const data = join(folder, 'repodata');
  const old = readdirSync(data).find((name) => name.endsWith('-primary.xml.gz')) ?? '';
  const text = Buffer.from(change(gunzipSync(readFileSync(join(data, old))).toString()));
  const bytes = compress(text);
  rmSync(join(data, old));
  writeFileSync(join(data, `primary.xml${suffix}`), bytes);
  const fields: readonly [string, string][] = [
    ['checksum', toSha256(bytes)], ['open-checksum', toSha256(text)], ['size', `${bytes.byteLength}`], ['open-size', `${text.byteLength}`],
  ];
  const repomd = readFileSync(join(data, 'repomd.xml'), 'utf8');
  const [own = ''] = /<data type="primary">[^]*?<\/data>/.exec(repomd) ?? [];
  const changed = fields.reduce((entry, [name, value]) => entry.replace(new RegExp(`(<${name}[^>]*>)[^<]*`), `$1${value}`), own).replace(`repodata/${old}`, `repodata/primary.xml${suffix}`);
  writeFileSync(join(data, 'repomd.xml'), changeRepomd(repomd.replace(own, changed)));
  signRepomd(folder, signer);
}

function toSha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
