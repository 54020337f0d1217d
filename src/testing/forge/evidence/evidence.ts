// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { archives, packages, rebuilders as rebuilderList, reprotest } from '../../../config/evidence-schema.ts';
import type { Config } from '../../../config/schema.ts';
import type { Instant } from '../../../model/time.ts';
import type { Organisation } from '../organisation.ts';
import { startRebuilderd, type Rebuilderd } from '../rebuilderd/rebuilderd.ts';
import { startSampleArchive, type SampleArchive } from './archive.ts';
import { createOrganisationDistribution, type SampleDistribution } from './distribution.ts';
import type { RebuilderIndex } from './fates.ts';
import { createCatchUp } from './rebuilds.ts';

/** What a forge is, as far as evidence needs it. */
export interface Setting {
  readonly organisation: Organisation;
  now(): Instant;
}

export interface EvidenceOptions {
  /** Default: the organisation's own. */
  readonly distribution?: SampleDistribution;
  /** Added to every answer of the rebuilders. */
  readonly latencyMs?: number;
}

/** The archive and the rebuilders of a sample organisation, on loopback, at the time of its forge. */
export interface Evidence {
  readonly distribution: SampleDistribution;
  readonly archive: SampleArchive;
  /** The first speaks API v1, the second, with another operator, v0 only. */
  readonly rebuilders: readonly [Rebuilderd, Rebuilderd];
  /** Writes the public keys into a folder and returns the part of a configuration that watches all this, reprotest jobs too. */
  configure(folder: string): Promise<EvidenceConfig>;
  close(): Promise<void>;
}

/** What `proofboard.yml` would have of all this, with every default. */
export type EvidenceConfig = Pick<Config, 'rebuilders' | 'archives' | 'packages' | 'reprotest'>;

const REBUILDERS = [
  { name: 'north', operator: 'North Builders', api: 'v1' }, { name: 'south', operator: 'South University', api: 'v0' },
] as const;

/** Starts the evidence beside a forge: `startEvidence(await startForge())`. It follows the forge's day. */
export async function startEvidence(setting: Setting, options: EvidenceOptions = {}): Promise<Evidence> {
  const { distribution = createOrganisationDistribution(setting.organisation), latencyMs = 0 } = options;
  const now = (): Instant => setting.now();
  const archive = await startSampleArchive({ distribution, now });
  const start = (rebuilder: RebuilderIndex): Promise<Rebuilderd> => startRebuilderd({
    ...REBUILDERS[rebuilder], now, latencyMs, catchUp: createCatchUp({ distribution, rebuilder, archiveUrl: archive.url }),
  });
  const rebuilders = await Promise.all([start(0), start(1)]);
  return {
    distribution, archive, rebuilders,
    configure: async (folder) => {
      const archiveKey = join(folder, 'archive.asc');
      const keyFiles = rebuilders.map((_, index) => join(folder, `${REBUILDERS[index]?.name ?? ''}.pem`));
      await mkdir(folder, { recursive: true });
      await Promise.all([
        writeFile(archiveKey, archive.publicKey),
        ...rebuilders.map(({ publicKey }, index) => writeFile(keyFiles[index] ?? '', publicKey)),
      ]);
      return {
        rebuilders: rebuilderList.parse(rebuilders.map(({ url }, index) => {
          const { name, operator } = REBUILDERS[index] ?? REBUILDERS[0];
          return { type: 'rebuilderd', name, operator, url, distribution: distribution.name, keys: keyFiles.slice(index, index + 1) };
        })),
        archives: archives.parse([{
          type: 'debian', url: archive.url, distribution: distribution.name, suites: distribution.suites,
          components: [distribution.component], keys: [archiveKey],
        }]),
        packages: packages.parse({}),
        reprotest: reprotest.parse({}),
      };
    },
    close: async () => {
      await Promise.all([archive, ...rebuilders].map((server) => server.close()));
    },
  };
}
