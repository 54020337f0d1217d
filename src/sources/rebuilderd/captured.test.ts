// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../../attest/keys.ts';
import { startLoopback, type Loopback } from '../../testing/loopback.ts';
import { findVerdict, NOTHING_KNOWN, pin, readFixture, toEvidence, toRebuilderDeps } from '../../testing/rebuilding.ts';
import { createRebuilderdSource } from './source.ts';

let server: Loopback;
let requests: string[];

afterEach(() => server.close());

/** Serves captured answers by path; everything else is what the daemon says to a path it does not have. */
async function serve(files: Readonly<Record<string, string>>): Promise<void> {
  requests = [];
  server = await startLoopback((request, response) => {
    requests.push(request.url ?? '');
    const path = (request.url ?? '').replace(/\?.*$/, '').replace(/^\/api\//, '');
    const name = files[path];
    if (name === undefined) {
      response.writeHead(404).end('Not found\n');
      return;
    }
    response.writeHead(200, {
      'content-type': name.endsWith('.txt') ? 'text/plain; charset=utf-8' : 'application/json',
      ...(path === 'v0/pkgs/list' ? { 'last-modified': 'Sun, 22 Nov 2026 16:27:17 GMT' } : {}),
    }).end(readFixture(name, import.meta.url));
  });
}

const V1 = {
  'v1/packages/binary': 'v1/packages.json',
  'v1/builds': 'v1/builds.json',
  'v1/dashboard': 'v1/dashboard.json',
  'v1/builds/1/artifacts/1/attestation': 'v1/builds-1-artifacts-1-attestation.json',
  'v1/builds/2/artifacts/2/diffoscope': 'v1/builds-2-artifacts-2-diffoscope.txt',
};
const V0 = {
  'v0/pkgs/list': 'v0/pkgs-list.json',
  'v0/builds/1/attestation': 'v0/v0-builds-1-attestation.json',
  'v0/builds/4/attestation': 'v0/v0-builds-4-attestation.json',
  'v0/builds/5/diffoscope': 'v0/v0-builds-5-diffoscope.txt',
};

function pinDaemon() {
  return parsePublicKeys(readFixture('v1/public-keys.json', import.meta.url));
}

/** 0.24 has no list of public keys; the worker's own key is in the list of workers, base64. */
function pinWorker() {
  const [worker] = JSON.parse(readFixture('v0/workers.json', import.meta.url)) as { key: string }[];
  return parsePublicKeys(Buffer.from(worker?.key ?? '', 'base64').toString('hex'));
}

describe('createRebuilderdSource over captured answers of 0.28', () => {
  it('verifies the attestation of what is reproduced with the daemon\'s key', async () => {
    await serve(V1);
    const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { keys: await pinDaemon() }))(NOTHING_KNOWN);
    expect(findVerdict(reading, 'hello')).toMatchObject({
      id: '3', version: '2.10-5', architecture: 'amd64', distribution: 'debian', suite: 'trixie', component: 'main',
      claim: 'reproduced', at: Date.UTC(2026, 10, 22, 16, 24, 43), sha256: null,
      proof: { kind: 'verified', sha256: '4536aabbb75ec21ffe161099ee4b97274945770bdb0682e25ec322421211ca5e' },
      links: { log: `${server.url}/api/v1/builds/1/log`, attestation: `${server.url}/api/v1/builds/1/artifacts/1/attestation` },
    });
  });

  it('reads the diffoscope text of what differs', async () => {
    await serve(V1);
    const verdict = findVerdict(await createRebuilderdSource(toRebuilderDeps(server.url))(NOTHING_KNOWN), 'sl');
    expect(verdict).toMatchObject({ claim: 'differs', proof: { kind: 'absent' } });
    expect(verdict.differences?.causes[0]?.cause).toBe('timestamp');
    expect(verdict.report).not.toBeNull();
  });

  it('leaves an attestation that the rebuilder has not unchecked, and says so once', async () => {
    await serve(V1);
    const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { keys: await pinDaemon() }))(NOTHING_KNOWN);
    expect(findVerdict(reading, 'netbase').proof).toEqual({ kind: 'unchecked' });
    expect(reading.outcome).toBe('partial');
    expect(reading.unreadable.map(({ code, message }) => `${code}: ${message}`))
      .toEqual([expect.stringMatching(/^not-found: attestations that could not be fetched: 1 /)]);
    expect(toEvidence(reading)).toMatchObject({ complete: true, uncheckedCount: 1 });
  });

  it('refuses attestations of a rebuilder whose key is not pinned', async () => {
    await serve(V1);
    const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { keys: await pin('ed25519') }))(NOTHING_KNOWN);
    expect(findVerdict(reading, 'hello').proof).toMatchObject({ kind: 'refused', code: 'wrong-key' });
  });

  it('fetches no attestation where no key is pinned, and says that nothing can be verified', async () => {
    await serve(V1);
    const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { maxReports: 0 }))(NOTHING_KNOWN);
    expect(requests.filter((path) => path.includes('attestation'))).toEqual([]);
    expect(findVerdict(reading, 'hello').proof).toEqual({ kind: 'unchecked' });
    expect(toEvidence(reading).uncheckedCount).toBe(2);
    expect(reading.notes).toContain(`no keys pinned for ${server.url}: nothing can be verified`);
    expect(reading.outcome).toBe('complete');
  });

  it('leaves out what the last sync did not see, and tells a failed build from a difference', async () => {
    await serve({ ...V1, 'v1/packages/binary': 'v1/packages-failed-and-unseen.json' });
    const { verdicts } = toEvidence(await createRebuilderdSource(toRebuilderDeps(server.url))(NOTHING_KNOWN));
    expect(verdicts.map(({ name, claim }) => `${name} ${claim}`).toSorted()).toEqual(['cowsay differs', 'netbase reproduced', 'nofetch failed']);
  });
});

describe('createRebuilderdSource over captured answers of 0.24', () => {
  it('finds API v0 behind a v1 that is not there', async () => {
    await serve(V0);
    const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { keys: await pinWorker() }))(NOTHING_KNOWN);
    expect(reading.outcome).toBe('complete');
    expect(requests.slice(0, 2)).toEqual([expect.stringMatching(/^\/api\/v1\/builds\?/), '/api/v0/pkgs/list']);
    expect(toEvidence(reading).verdicts).toHaveLength(4);
  });

  it('verifies with the worker\'s key, and reads diffoscope\'s text', async () => {
    await serve(V0);
    const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { keys: await pinWorker() }))(NOTHING_KNOWN);
    expect(findVerdict(reading, 'netbase')).toMatchObject({
      id: 'netbase/6.5/all/main/debian', suite: null, component: 'main', claim: 'reproduced',
      proof: { kind: 'verified', sha256: '76bafa92947ebd37b0a6f9ec6570412041f56edebc1c66d323731216d318471e' },
    });
    expect(findVerdict(reading, 'sl').differences?.causes[0]?.cause).toBe('timestamp');
    expect(findVerdict(reading, 'cowsay')).toMatchObject({ claim: 'differs', links: { diffoscope: null } });
  });
});
