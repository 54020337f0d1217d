// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createFeedCatalogue } from '../../testing/feed-fixture.ts';
import { toInterfaces } from './interfaces.ts';

const ROOT = 'https://ci.example.org:8443/p';

describe('toInterfaces', () => {
  it('lists what is written, with whole addresses and links from the page', () => {
    const { rows, groups } = toInterfaces(createFeedCatalogue(), ROOT);
    expect(rows.map(({ address, href }) => [address.slice(ROOT.length + 1), href])).toEqual([
      ['cctray.xml', '../cctray.xml'], ['atom.xml', '../atom.xml'], ['repositories/{path}/-/atom.xml', null], ['metrics.txt', '../metrics.txt'], ['status.txt', '../status.txt'],
      ['api/v1/index.json', '../api/v1/index.json'], ['api/v1/repositories.json', '../api/v1/repositories.json'], ['api/v1/repositories/{path}.json', null],
      ['api/v1/changes.json', '../api/v1/changes.json'], ['api/v1/openapi.json', '../api/v1/openapi.json'],
    ]);
    expect(groups).toMatchObject([{ name: 'QubesOS', address: `${ROOT}/cctray/QubesOS.xml`, href: '../cctray/QubesOS.xml' }]);
    expect(toInterfaces(createFeedCatalogue({ config: { reprotest: {} } }), ROOT).rows.at(-1)?.href).toBe('../repro-ci.json');
  });

  it('makes a configuration for Prometheus, its names quoted', () => {
    expect(toInterfaces(createFeedCatalogue(), ROOT).scrape).toBe(`scrape_configs:
- job_name: proofboard
  scheme: https
  metrics_path: "/p/metrics.txt"
  scrape_interval: 15m
  fallback_scrape_protocol: OpenMetricsText1.0.0
  static_configs:
  - targets: ["ci.example.org:8443"]`);
    expect(toInterfaces(createFeedCatalogue(), 'http://[::1]/a: b').scrape).toContain('metrics_path: "/a:%20b/metrics.txt"');
  });

  it('makes commands that no address breaks out of', () => {
    const { shell } = toInterfaces(createFeedCatalogue(), "https://ci.example.org/a'; reboot; '");
    expect(shell.split('\n')[0]).toBe(`curl -fsS 'https://ci.example.org/a'\\''; reboot; '\\''/status.txt'`);
  });
});
