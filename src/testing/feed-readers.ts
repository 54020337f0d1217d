// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What xmllint finds wrong with documents by a schema; `schema` lies in src/feeds/fixtures. Empty where all are valid. */
export function lintXml(schema: 'cctray.xsd' | 'atom.rng', documents: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-'));
  try {
    const files = documents.map((document, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, document);
      return file;
    });
    const option = schema.endsWith('.rng') ? '--relaxng' : '--schema';
    const path = fileURLToPath(new URL(`../feeds/fixtures/${schema}`, import.meta.url));
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', option, path, ...files], { encoding: 'utf8', maxBuffer: 1e9 });
    return status === 0 ? '' : stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates')).join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const READ_METRICS = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain
parse = {"openmetrics": openmetrics, "plain": plain}[sys.argv[1]]
json.dump([[{
  "name": f.name, "type": f.type, "unit": f.unit, "help": f.documentation,
  "samples": [{"name": s.name, "labels": s.labels, "value": s.value} for s in f.samples],
} for f in parse(text)] for text in json.load(sys.stdin)], sys.stdout)
`;

const familiesSchema = z.array(z.array(z.object({
  name: z.string(), type: z.string(), unit: z.string(), help: z.string(),
  samples: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() })),
})));

/**
 * What Python's prometheus_client reads in each document, as OpenMetrics or as the text format before it. Throws with its
 * words for what it cannot read.
 */
export function readMetrics(documents: readonly string[], format: 'openmetrics' | 'plain' = 'openmetrics'): z.output<typeof familiesSchema> {
  // Debian's package runs on Debian's Python, whatever else is on the path.
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', READ_METRICS, format], {
    input: JSON.stringify(documents), encoding: 'utf8', maxBuffer: 1e9, env: { PATH: '/usr/bin:/bin' },
  });
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
  return familiesSchema.parse(JSON.parse(stdout));
}
