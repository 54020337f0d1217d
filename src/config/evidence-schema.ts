// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { gitlabPath, httpUrl, refuseRepeated } from './fields.ts';

/** The part of `proofboard.yml` that says where evidence of reproducibility comes from. */

const name = z.string().min(1).max(100);

const keys = z.array(z.string().min(1).max(1000)).meta({
  description: 'Files with public keys (PEM, in-toto JSON or OpenPGP), seen from the configuration file.',
});

const distribution = z.string().regex(/^[a-z0-9][a-z0-9.+-]{0,49}$/, 'a distribution such as "debian"').meta({
  description: 'Versions of two distributions are never the same artifact.',
});

const common = {
  name: name.meta({ description: 'What the board calls it.' }),
  operator: name.optional().meta({ description: 'Who runs it, default the host in its address. One operator has one vote.' }),
  distribution: distribution.default('debian'),
};

const attestations = z.int().min(0).max(100_000).default(500).meta({
  description: 'Attestations fetched and checked in one collection, one request each.',
});

const reports = z.int().min(0).max(10_000).default(100).meta({ description: 'Comparisons fetched in one collection.' });

const proofs = { keys: keys.default([]), attestations, reports };

const rebuilder = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('rebuilderd'), ...common, url: httpUrl, ...proofs }),
  z.strictObject({
    type: z.literal('package-rebuilder'), ...common, url: httpUrl, ...proofs,
    results: z.array(z.string().min(1).max(500)).min(1).meta({ description: 'Results files below the address, "results/qubes_bookworm.json".' }),
    unreproducibleKeys: keys.default([]).meta({ description: 'Keys that sign what could not be reproduced.' }),
  }),
  z.strictObject({ type: z.literal('reproducible-json'), ...common, url: httpUrl.meta({ description: 'The file itself.' }) }),
  z.strictObject({ type: z.literal('attestations'), ...common, url: httpUrl.meta({ description: 'Where index.json lies.' }), ...proofs }),
  z.strictObject({
    type: z.literal('attestation-folder'), ...common, operator: name.meta({ description: 'Who runs it.' }),
    folder: z.string().min(1).max(1000).meta({ description: 'A folder of in-toto links or DSSE envelopes, seen from the configuration file.' }), ...proofs,
  }),
]);

const suites = z.array(z.string().min(1).max(200)).min(1);

const archive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('debian'), url: httpUrl, distribution: distribution.default('debian'),
    suites: suites.meta({ description: 'Suites or codenames; one that ends in a slash is a flat repository.' }),
    components: z.array(name).min(1).default(['main']),
    architectures: z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'an architecture such as "amd64"')).min(1).default(['amd64']),
    keys: keys.min(1),
  }),
  z.strictObject({
    type: z.literal('rpm'), url: httpUrl, distribution: distribution.default('fedora'),
    suites: suites.meta({ description: 'Folders below the address that have repodata/.' }),
    keys: keys.min(1),
  }),
]);

export const rebuilders = z.array(rebuilder).max(50).default([])
  .superRefine(refuseRepeated(({ name: own }) => own, 'name', 'a name of its own'))
  .superRefine(refuseRepeated((entry) => `${entry.type} ${toPlace(entry)}`, 'type', 'a rebuilder of its own'))
  .meta({ description: 'Whose verdicts of published packages the board shows.' });

export const archives = z.array(archive).max(50).default([])
  .superRefine(refuseRepeated(({ url }) => url, 'url', 'an archive of its own'))
  .meta({ description: 'The archives that publish the packages: what a verdict has to match.' });

export const packages = z.strictObject({
  threshold: z.int().min(1).max(50).default(1).meta({ description: 'How many operators have to confirm a package.' }),
  sources: z.record(gitlabPath, z.array(name).min(1)).default({}).meta({
    description: 'GitLab path to the source packages made from it, where nothing else says so.',
  }),
}).prefault({});

export const reprotest = z.strictObject({
  stage: name.default('repro').meta({ description: 'The stage whose jobs run reprotest.' }),
  results: z.string().min(1).max(500).default('artifacts/reprotest/{target}/results.json').meta({
    description: "Where a job leaves its results among its artifacts; {target} stands for the job's target.",
  }),
  jobs: z.int().min(1).max(10_000).default(300).meta({ description: 'Jobs whose results are fetched in one collection.' }),
  reports: z.int().min(0).max(10_000).default(100).meta({ description: 'Comparisons fetched in one collection.' }),
}).optional().meta({ description: 'Reads what reprotest jobs leave; without it they are jobs like any other.' });

export type RebuilderConfig = z.output<typeof rebuilder>;
export type ArchiveConfig = z.output<typeof archive>;

function toPlace(entry: RebuilderConfig): string {
  return entry.type === 'attestation-folder' ? entry.folder : entry.url;
}
