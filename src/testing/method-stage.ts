// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAptMethod, createAptRoot } from './apt-root.ts';
import type { AptRoot } from './apt-root.ts';
import { startArchiveServer } from './archive-server.ts';
import type { ArchiveServer } from './archive-server.ts';
import { buildPackages, writeSuite } from './debian-archive.ts';
import type { ControlFields, SuiteOptions } from './debian-archive.ts';
import { readPublicKey, signLink } from './keys/sign.ts';
import type { PlainTestKey } from './keys/sign.ts';
import { createSigner } from './signer.ts';

/** All that the real apt needs to use the method: a signed archive, a rebuilder, a policy that trusts it. */
export interface MethodStage {
  readonly folder: string;
  /** The bundled method. */
  readonly method: string;
  /** Serves `folder`/archive. */
  readonly archive: ArchiveServer;
  /** Serves `folder`/rebuilder, an index by digest; one operator, Alpha, with the test key ed25519. */
  readonly rebuilder: ArchiveServer;
  /** Builds packages and lists them, signed, as the suite `stable`. */
  publish(packages: readonly ControlFields[], changes?: Partial<SuiteOptions>, into?: string): void;
  /** Has the rebuilder confirm a file of the pool, or say that it got another. */
  attest(file: string, options?: { readonly keys?: readonly PlainTestKey[]; readonly sha256?: string; readonly from?: string }): void;
  /** An apt of its own with the archive as its only source. */
  openApt(sandboxUser?: string): AptRoot;
  /** Writes a policy of one rebuilder at this address; gives the lines of apt.conf that name it. */
  writePolicy(file: string, url: string): readonly string[];
  close(): Promise<void>;
}

const DATE = Date.parse('2026-11-20T00:00:00Z');

export async function createMethodStage(): Promise<MethodStage> {
  const folder = mkdtempSync(join(tmpdir(), 'pb-method-'));
  chmodSync(folder, 0o755);
  const signer = createSigner('archive');
  const method = buildAptMethod(join(folder, 'method'));
  const archive = await startArchiveServer(join(folder, 'archive'));
  const rebuilder = await startArchiveServer(join(folder, 'rebuilder'));
  const opened: AptRoot[] = [];

  const stage: MethodStage = {
    folder, method, archive, rebuilder,
    publish: (packages, changes = {}, into = 'archive') => {
      buildPackages(join(folder, into), packages);
      writeSuite(join(folder, into), { suite: 'stable', signer, date: DATE, ...changes });
    },
    attest: (file, { keys = ['ed25519'] as readonly PlainTestKey[], sha256, from = 'archive' } = {}) => {
      const actual = createHash('sha256').update(readFileSync(join(folder, from, 'pool/main', file))).digest('hex');
      const path = join(folder, 'rebuilder/by-sha256', actual.slice(0, 2));
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, `${actual}.json`), signLink({
        _type: 'link', name: `rebuild ${file}`, materials: {}, products: { [file]: { sha256: sha256 ?? actual } }, environment: {}, byproducts: {}, command: [],
      }, keys));
    },
    openApt: (sandboxUser = 'root') => {
      const apt = createAptRoot({ method, archiveKey: signer.armored, sandboxUser });
      opened.push(apt);
      apt.configure(...stage.writePolicy('policy.json', rebuilder.url));
      apt.setSource(`deb intoto+${archive.url}/ stable main`);
      return apt;
    },
    writePolicy: (file, url) => {
      const keys = [readPublicKey('ed25519').replace(/^[^-]*/, '')];
      writeFileSync(join(folder, file), JSON.stringify({ version: 1, threshold: 1, rebuilders: [{ operator: 'Alpha', url, kind: 'tree', keys }] }));
      // The machine's own cache is none of a test's.
      return [`APT::Intoto::Policy "${folder}/${file}";`, `APT::Intoto::Cache "${folder}/none";`];
    },
    close: async () => {
      for (const apt of opened) apt.close();
      await archive.close();
      await rebuilder.close();
      signer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}
