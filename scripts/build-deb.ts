// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, lutimesSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/**
 * `npm run deb [-- FOLDER]`: the Debian package proofboard-apt with apt's method, the hook, examples and a manual page, the
 * same bytes whoever builds it: times are those of the changelog, and owners, modes and compression are fixed.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = join(root, 'scripts/deb');
const folder = resolve(process.argv[2] ?? join(root, 'dist/deb'));
const stage = mkdtempSync(join(tmpdir(), 'proofboard-deb-'));
const docs = 'usr/share/doc/proofboard-apt';
/** Not below doc, which small images leave out. */
const examples = 'usr/share/proofboard-apt';

try {
  const changelog = readFileSync(join(parts, 'changelog'), 'utf8');
  const version = requireMatch(changelog, /^proofboard-apt \(([^)]+)\)/);
  const builtAt = Date.parse(requireMatch(changelog, /^ -- .*>  (.+)$/m)) / 1000;

  run(process.execPath, [join(root, 'scripts/build-apt-method.mjs'), join(stage, 'bundle')]);
  put(join(stage, 'bundle/intoto'), 'usr/lib/apt/methods/intoto', 0o755);
  for (const name of ['intoto+http', 'intoto+https']) symlinkSync('intoto', join(stage, 'root/usr/lib/apt/methods', name));
  put(join(stage, 'bundle/apt-pre-install'), 'usr/lib/proofboard/apt-pre-install', 0o755);
  for (const name of ['intoto.conf', '80proofboard-hook', 'policy.json']) put(join(parts, name), `${examples}/${name}`);
  put(join(parts, 'copyright'), `${docs}/copyright`);
  symlinkSync('../../proofboard-apt', join(stage, 'root', docs, 'examples'));
  write(`${docs}/changelog.gz`, pack(changelog));
  write('usr/share/man/man8/proofboard-apt.8.gz', pack(readFileSync(join(parts, 'proofboard-apt.8'))));
  const sums = toSums(join(stage, 'root'));
  write('DEBIAN/control', readFileSync(join(parts, 'control'), 'utf8').replace('@VERSION@', version).replace('@SIZE@', String(toKibibytes(join(stage, 'root')))));
  write('DEBIAN/md5sums', sums);
  for (const name of ['postinst', 'postrm']) put(join(parts, name), `DEBIAN/${name}`, 0o755);
  settle(join(stage, 'root'), builtAt);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `proofboard-apt_${version}_all.deb`);
  // Of one thread, whose output does not depend on the machine.
  run('dpkg-deb', ['--root-owner-group', '-Zxz', '-z6', '--threads-max=1', '--build', join(stage, 'root'), file], { SOURCE_DATE_EPOCH: String(builtAt) });
  process.stdout.write(`${file}\n`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function put(from: string, name: string, mode = 0o644): void {
  const to = join(stage, 'root', name);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, mode);
}

function write(name: string, content: string | Uint8Array): void {
  const to = join(stage, 'root', name);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, content);
  chmodSync(to, 0o644);
}

/** As `gzip -9n`: without a name and a time. */
function pack(content: string | Uint8Array): Uint8Array {
  return gzipSync(content, { level: 9 });
}

/** Modes of folders, and every time, deepest first. */
function settle(path: string, seconds: number): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) settle(child, seconds);
    else lutimesSync(child, seconds, seconds);
  }
  chmodSync(path, 0o755);
  lutimesSync(path, seconds, seconds);
}

/** Files below a folder in order; links are not followed. */
function listFiles(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return listFiles(child);
    return entry.isFile() ? [child] : [];
  }).sort();
}

function toKibibytes(path: string): number {
  return listFiles(path).map((file) => Math.ceil(statSync(file).size / 1024)).reduce((total, size) => total + size, 0);
}

/** As `dpkg --verify` reads them: of files, with no slash before their paths. */
function toSums(path: string): string {
  return listFiles(path).map((file) => `${createHash('md5').update(readFileSync(file)).digest('hex')}  ${relative(path, file)}\n`).join('');
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status, stderr, error } = spawnSync(program, args, { env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...env }, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${program} failed: ${error?.message ?? stderr.trim()}`);
}

function requireMatch(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`the changelog has no ${pattern.source}`);
  return found;
}
