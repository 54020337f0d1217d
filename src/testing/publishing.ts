// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAttestation } from '../attest/attestation.ts';
import { parsePrivateKey } from '../attest/private-key.ts';
import type { Signer } from '../attest/signer.ts';
import { verifySignatures } from '../attest/signatures.ts';
import type { WrittenDigests } from '../attest/write-link.ts';
import type { Clock } from '../platform/clock.ts';
import type { Publication } from '../rebuilder/publish-plan.ts';
import { publish, type PublishedPaths } from '../rebuilder/publish.ts';
import { readPrivateKey, type GpgTestKey, type PlainTestKey } from './keys/sign.ts';
import { toSha256 } from './rebuilt.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const SIGNER = await readTestSigner('ed25519');

export interface PublicationDraft {
  readonly source?: string;
  readonly version?: string;
  readonly architecture?: string;
  /** Contents by name; a pair is what was rebuilt and the original. */
  readonly files: Readonly<Record<string, string | readonly [string, string]>>;
  readonly signer?: Signer;
}

export interface PublishingStage {
  readonly root: string;
  /** Waiting takes no time. */
  readonly clock: Clock;
  /** Publishes as reproduced, with the test key `ed25519` where the draft names no signer. */
  publish(draft: PublicationDraft): Promise<PublishedPaths>;
  close(): void;
}

/** An empty folder to publish in. */
export function createPublishingStage(): PublishingStage {
  const root = mkdtempSync(join(tmpdir(), 'proofboard-publish-'));
  let waited = 0;
  const clock: Clock = { now: () => NOW + waited, sleep: async (ms) => { waited += ms; } };
  return {
    root, clock,
    publish: (draft) => publish({ root, clock, reproduced: toPublication(draft, SIGNER), unreproducible: null }),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A test key's signer. */
export function readTestSigner(name: PlainTestKey | GpgTestKey): Promise<Signer> {
  return parsePrivateKey(readPrivateKey(name), { passphrase: null, keyids: 'classic' });
}

export function toPublication({ source = 'vim', version = '9.0-2', architecture = 'amd64', files, signer }: PublicationDraft, usual: Signer): Publication {
  return {
    place: { source, version, architecture }, signer: signer ?? usual, inputs: new Map([['vim_9.0-2_amd64.buildinfo', toDigests('buildinfo')]]),
    files: new Map(Object.entries(files).map(([name, content]) => {
      const [rebuilt, original] = typeof content === 'string' ? [content, content] : content;
      return [name, { digests: toDigests(rebuilt), originalSha256: toSha256(original) }];
    })),
  };
}

/** Digests of a text; the SHA-512 is made up. */
export function toDigests(content: string): WrittenDigests {
  return { sha256: toSha256(content), sha512: 'ab'.repeat(64) };
}

/** SHA-256 by product of a link or envelope that the key signed; throws where it did not. */
export function readSignedProducts(file: string, { key }: Signer): Record<string, string | null> {
  const attestation = parseAttestation(readFileSync(file));
  if (verifySignatures(attestation, [key], { now: NOW }).keys.length !== 1) throw new Error(`${file} is not signed by ${key.fingerprint}`);
  return Object.fromEntries([...attestation.products].map(([name, { sha256 }]) => [name, sha256]));
}
