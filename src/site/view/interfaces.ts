// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { BADGES, href } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import {
  API_CHANGES, API_DESCRIPTION, API_INDEX, API_REPOSITORIES, ATOM, CCTRAY, METRICS, REPRO_CI, REPRODUCIBLE, STATUS, toGroupCctrayAddress,
} from './feed-address.ts';
import { MAX_ENTRIES, MAX_REPOSITORY_ENTRIES } from './feed-atom.ts';
import { MAX_CELLS } from './feed-metrics.ts';
import { toNumber, toText } from './text.ts';

/** What programs read, with whole addresses to copy. */
export interface InterfacesView {
  readonly rows: readonly InterfaceRow[];
  /** The `cctray.xml` of every group. */
  readonly groups: readonly InterfaceRow[];
  /** Commands for a shell. */
  readonly shell: string;
  /** A part of Prometheus' configuration. */
  readonly scrape: string;
}

export interface InterfaceRow {
  readonly name: string;
  readonly purpose: string;
  /** The whole address; a word in braces stands for what varies. */
  readonly address: string;
  /** The link to it from the page; null where there is not one alone. */
  readonly href: string | null;
}

/** Everything that is written for programs. `root` is the site's address, or what stands for it. */
export function toInterfaces({ sections, packages, config }: Catalogue, root: string): InterfacesView {
  const file = (address: string, name: string, purpose: string): InterfaceRow => ({ name, purpose, address: `${root}/${address}`, href: href(BADGES, address) });
  const pattern = (address: string, name: string, purpose: string): InterfaceRow => ({ name, purpose, address: `${root}/${address}`, href: null });
  return {
    rows: [
      file(CCTRAY, 'cctray', 'CCMenu, CCTray and other lamps: every watched ref of every repository, and each of its stages'),
      file(ATOM, 'Atom', `Feed readers: what broke and what was fixed in the last 7 days, the newest ${MAX_ENTRIES} changes of them`),
      pattern(`repositories/{path}/-/${ATOM}`, 'Atom of a repository', `Its last ${MAX_REPOSITORY_ENTRIES} changes, however old`),
      file(METRICS, 'OpenMetrics', `Prometheus: the newest pipelines, and their jobs on boards of up to ${toNumber(MAX_CELLS)} cells, with the names of gitlab-ci-pipelines-exporter`),
      file(STATUS, 'Status', 'Shells: one line, whose first word is passed, warned, failed or unknown'),
      file(API_INDEX, 'JSON', 'The board in numbers, and where everything else is'),
      file(API_REPOSITORIES, 'JSON: repositories', 'All of them with their states'),
      pattern('api/v1/repositories/{path}.json', 'JSON: a repository', 'Its refs and cells'),
      file(API_CHANGES, 'JSON: changes', 'What changed in the last 7 days, and which commits did it'),
      file(API_DESCRIPTION, 'OpenAPI', 'The description of all this, with JSON Schemas beside it'),
      ...(packages === null ? [] : [file(REPRODUCIBLE, 'Rebuilt packages', 'What rebuilders proved, in the format of tests.reproducible-builds.org')]),
      ...(config.reprotest === undefined ? [] : [file(REPRO_CI, 'Reprotest jobs', 'What they found when they built twice, in the same format: releases as suites, targets as architectures')]),
    ],
    groups: sections.map((section) => file(toGroupCctrayAddress(section), toText(section), 'cctray of this group alone')),
    shell: toShell(`${root}/${STATUS}`),
    scrape: toScrape(new URL(`${root}/${METRICS}`)),
  };
}

function toShell(address: string): string {
  const quoted = `'${address.replaceAll("'", String.raw`'\''`)}'`;
  return [`curl -fsS ${quoted}`, `curl -fsS ${quoted} | grep -q '^passed' || echo 'look at the board'`].join('\n');
}

/** Texts of JSON are texts of YAML. A host of files says of `.txt` that it is plain text, which Prometheus takes no format from. */
function toScrape({ protocol, host, pathname }: URL): string {
  return [
    'scrape_configs:',
    '- job_name: proofboard',
    `  scheme: ${protocol.replace(':', '')}`,
    `  metrics_path: ${JSON.stringify(pathname)}`,
    '  scrape_interval: 15m',
    '  fallback_scrape_protocol: OpenMetricsText1.0.0',
    '  static_configs:',
    `  - targets: [${JSON.stringify(host)}]`,
  ].join('\n');
}
