// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';

/**
 * Keeps the exported state in the project's generic package registry, so that history survives a cleared cache:
 * `history.ts restore FILE` fetches it, `history.ts save FILE` stores it. For GitLab CI; everything comes from its
 * predefined variables (docs.gitlab.com/user/packages/generic_packages).
 */
const [action, file] = process.argv.slice(2);
const { CI_API_V4_URL: api, CI_PROJECT_ID: project, CI_JOB_TOKEN: token } = process.env;

if ((action !== 'restore' && action !== 'save') || file === undefined) fail('usage: history.ts restore|save FILE');
if (!api || !project || !token) fail('CI_API_V4_URL, CI_PROJECT_ID and CI_JOB_TOKEN have to be set: run this in a GitLab CI job');

const url = `${api}/projects/${encodeURIComponent(project)}/packages/generic/proofboard-state/latest/state.ndjson.gz`;
const headers = { 'JOB-TOKEN': token };
const signal = AbortSignal.timeout(120_000);

if (action === 'save') {
  const response = await fetch(url, { method: 'PUT', headers, signal, body: await readFile(file) });
  if (!response.ok) fail(`the package registry answered ${response.status} to the upload; is it enabled for this project?`);
  console.log(`history saved (${(await readFile(file)).byteLength} bytes)`);
} else {
  let response = await fetch(url, { headers, signal, redirect: 'manual' });
  const location = response.headers.get('location');
  // Object storage, signed: the token is for GitLab only.
  if (response.status >= 300 && response.status < 400 && location !== null) response = await fetch(new URL(location, url), { signal });
  if (response.status === 404) {
    console.log('no history yet: starting anew');
  } else if (response.ok) {
    await writeFile(file, new Uint8Array(await response.arrayBuffer()));
    console.log(`history restored to ${file}`);
  } else {
    // Starting anew here would throw the history away at the next save.
    fail(`the package registry answered ${response.status}; not going on without the history`);
  }
}

function fail(message: string): never {
  console.error(`history: ${message}`);
  process.exit(1);
}
