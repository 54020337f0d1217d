// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeyring } from '../../../attest/keyring.ts';
import { parsePublicKeys } from '../../../attest/keys.ts';
import { toProof } from '../../../attest/proof.ts';
import type { PublishedArtifact } from '../../../model/artifact.ts';
import { createHttp } from '../../../platform/http.ts';
import { createRebuilderdSource } from '../../../sources/rebuilderd/source.ts';
import { createArchiveSource } from '../../../sources/archive/source.ts';
import { createFakeClock } from '../../loopback.ts';
import { startForge, type Forge } from '../forge.ts';
import { toMorning } from '../organisation.ts';
import { createUniform } from '../uniform.ts';
import { createQubesLike } from '../qubes-like.ts';
import { EVIDENCE_CAST } from './cast.data.ts';
import { createLargeDistribution } from './distribution.ts';
import { startEvidence, type Evidence } from './evidence.ts';

let forge: Forge;
let evidence: Evidence;
beforeAll(async () => {
  forge = await startForge({ organisation: createQubesLike() });
  evidence = await startEvidence(forge);
});
beforeEach(() => forge.setDay(29));
afterAll(() => Promise.all([forge.close(), evidence.close()]));

interface Binary {
  name: string; version: string; architecture: string; release: string; url: string; status: string | null;
  build_id: number | null; artifact_id: number | null; diffoscope_log_id: number | null; attestation_log_id: number | null; seen_in_last_sync: boolean;
}

interface Package { name: string; status: string; version: string; build_id: number | null; has_diffoscope: boolean; has_attestation: boolean; artifact_url: string }

const getJson = async <T>(url: string): Promise<T> => await (await fetch(url)).json() as T;
const readFirst = async (): Promise<Binary[]> => (await getJson<{ records: Binary[] }>(`${evidence.rebuilders[0].url}/api/v1/packages/binary?seen_only=true`)).records;
const readSecond = (): Promise<Package[]> => getJson<Package[]>(`${evidence.rebuilders[1].url}/api/v0/pkgs/list`);

/** What the archive says, through the source that verifies it. */
async function readArchive(of: Evidence = evidence, now = forge.now()): Promise<{ artifacts: PublishedArtifact[]; vcs: Map<string, string | null> }> {
  const clock = createFakeClock(now);
  const http = createHttp({ clock, origin: of.archive.url, concurrency: 4, timeoutMs: 60_000 });
  const reading = await createArchiveSource({
    http, clock, baseUrl: of.archive.url, kind: 'debian', distribution: of.distribution.name, suites: of.distribution.suites,
    components: ['main'], architectures: ['amd64'], keyring: await createKeyring([of.archive.publicKey]),
  })({ cursor: null, verdicts: [] });
  if (reading.evidence?.kind !== 'archive') throw new Error(`no archive: ${JSON.stringify(reading.unreadable)}`);
  expect(reading).toMatchObject({ outcome: 'complete', unreadable: [] });
  const { suites } = reading.evidence;
  return {
    artifacts: suites.flatMap(({ artifacts }) => artifacts ?? []),
    vcs: new Map(suites.flatMap(({ sourcePackages }) => sourcePackages ?? []).map(({ name, vcsUrl }) => [name, vcsUrl])),
  };
}

async function prove(binary: Binary): Promise<ReturnType<typeof toProof>> {
  const [first] = evidence.rebuilders;
  const answer = await fetch(`${first.url}/api/v1/builds/${binary.build_id ?? 0}/artifacts/${binary.artifact_id ?? 0}/attestation`);
  const fileName = binary.url.split('/').at(-1) ?? '';
  return toProof(new Uint8Array(await answer.arrayBuffer()), { fileName, names: [`rebuild ${fileName}`], keys: await parsePublicKeys(first.publicKey), now: forge.now() });
}

const find = <T extends { name: string }>(list: readonly T[], name: string): T => {
  const found = list.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('startEvidence: the archive', () => {
  it('publishes about 150 source packages with 300 binary packages, signed, in two suites', async () => {
    const { artifacts, vcs } = await readArchive();
    expect(evidence.distribution.sources.length).toBeGreaterThan(120);
    expect(evidence.distribution.sources.length).toBeLessThan(180);
    expect(artifacts.length).toBeGreaterThan(270);
    expect(artifacts.length).toBeLessThan(330);
    expect(vcs.get('qubes-core-admin')).toBe('https://github.com/QubesOS/qubes-core-admin.git');
    expect(vcs.get(EVIDENCE_CAST.withoutVcs)).toBeNull();
  });

  it('changes with uploads, and not between them', async () => {
    const read = async (day: number): Promise<string> => {
      forge.setDay(day);
      return await (await fetch(`${evidence.archive.url}/dists/trixie/InRelease`)).text();
    };
    const [first, second] = [await read(0), await read(1)];
    expect(second).toBe(first);
    expect(await read(29)).not.toBe(first);
    expect(await read(0)).toBe(first);
  });

  it('publishes another file under one version from a day on', async () => {
    const read = async (day: number): Promise<PublishedArtifact> => {
      forge.setDay(day);
      return find((await readArchive()).artifacts, EVIDENCE_CAST.changedDigest);
    };
    const [before, after] = [await read(24), await read(26)];
    expect(after.version).toBe(before.version);
    expect(after.sha256).not.toBe(before.sha256);
  });
});

describe('startEvidence: the rebuilders', () => {
  it('tell of most that it is reproduced, and of some everything else', async () => {
    const records = await readFirst();
    const count = (is: (one: Binary) => boolean): number => records.filter(is).length;
    expect(count(({ status }) => status === 'GOOD') / records.length).toBeGreaterThan(0.8);
    expect(count(({ status, diffoscope_log_id: id }) => status === 'BAD' && id !== null)).toBeGreaterThan(8);
    expect(count(({ status, diffoscope_log_id: id }) => status === 'BAD' && id === null)).toBeGreaterThan(1);
    expect(count(({ status, build_id: id }) => status === null && id !== null)).toBeGreaterThan(1);
    expect(count(({ build_id: id }) => id === null)).toBeGreaterThan(1);
  });

  it('attest the digests that the archive publishes', async () => {
    const { artifacts } = await readArchive();
    const odd = new Set<string>([EVIDENCE_CAST.otherDigest, EVIDENCE_CAST.changedDigest, EVIDENCE_CAST.wrongSignature]);
    const good = (await readFirst()).filter(({ status }) => status === 'GOOD').slice(0, 60);
    let proved = 0;
    for (const binary of good) {
      const published = artifacts.find(({ name, version, architecture }) => name === binary.name && version === binary.version && architecture === binary.architecture);
      if (published === undefined || odd.has(published.sourceName)) continue;
      expect(published.url).toBe(binary.url);
      expect(await prove(binary)).toMatchObject({ kind: 'verified', sha256: published.sha256 });
      proved += 1;
    }
    expect(proved).toBeGreaterThan(50);
  });

  it('disagree on one source package only', async () => {
    const [first, second, { artifacts }] = await Promise.all([readFirst(), readSecond(), readArchive()]);
    const statusOf = new Map(first.filter(({ release }) => release === 'trixie').map(({ name, version, status }) => [`${name} ${version}`, status]));
    const differing = second.filter(({ name, version, status }) => {
      const other = statusOf.get(`${name} ${version}`);
      return (other === 'GOOD' && status === 'BAD') || (other === 'BAD' && status === 'GOOD' && first.some((one) => one.name === name && one.diffoscope_log_id !== null));
    });
    expect([...new Set(differing.map(({ name }) => find(artifacts, name).sourceName))]).toEqual([EVIDENCE_CAST.disagreement]);
    expect(second.length).toBeGreaterThan(80);
  });

  it('know nothing of one package, and attest another file than the published of another', async () => {
    const [first, second, { artifacts }] = await Promise.all([readFirst(), readSecond(), readArchive()]);
    expect([...first, ...second].map(({ name }) => name)).not.toContain(EVIDENCE_CAST.neverRebuilt);
    expect(artifacts.map(({ name }) => name)).toContain(EVIDENCE_CAST.neverRebuilt);
    const proof = await prove(find(first, EVIDENCE_CAST.otherDigest));
    expect(proof).toMatchObject({ kind: 'verified' });
    expect(proof).not.toMatchObject({ sha256: find(artifacts, EVIDENCE_CAST.otherDigest).sha256 });
  });

  it('sign one attestation wrongly', async () => {
    expect(await prove(find(await readFirst(), EVIDENCE_CAST.wrongSignature))).toMatchObject({ kind: 'refused', code: 'bad-signature' });
  });

  it('no longer reproduce one package from a day on', async () => {
    forge.setDay(26);
    const before = find(await readFirst(), EVIDENCE_CAST.regressed);
    forge.setDay(28);
    const after = find(await readFirst(), EVIDENCE_CAST.regressed);
    expect([before.status, after.status]).toEqual(['GOOD', 'BAD']);
    expect([after.version, after.url]).toEqual([before.version, before.url]);
    expect(after.build_id).toBeGreaterThan(before.build_id ?? Infinity);
  });

  it.each([0, 1] as const)('are read by the source that reads real ones, number %i', async (index) => {
    const { url, publicKey } = evidence.rebuilders[index];
    const clock = createFakeClock(forge.now());
    const reading = await createRebuilderdSource({
      http: createHttp({ clock, origin: url, concurrency: 4, timeoutMs: 60_000 }), clock, baseUrl: url, keys: await parsePublicKeys(publicKey),
      distribution: 'qubes', maxAttestations: 1_000, maxReports: 100, maxReportBytes: 1_000_000,
    })({ cursor: null, verdicts: [] });
    expect(reading).toMatchObject({ outcome: 'complete', unreadable: [] });
    if (reading.evidence?.kind !== 'rebuilder') throw new Error('no evidence');
    const { verdicts, uncheckedCount } = reading.evidence;
    expect(uncheckedCount).toBe(0);
    const unproved = verdicts.filter(({ claim, proof }) => claim === 'reproduced' && proof.kind !== 'verified').map(({ name }) => name);
    expect(unproved.every((name) => name.includes(EVIDENCE_CAST.wrongSignature.replace('qubes-', '')))).toBe(true);
    expect(unproved.includes(EVIDENCE_CAST.wrongSignature)).toBe(index === 0);
    const causes = verdicts.flatMap(({ differences }) => differences?.causes[0]?.cause ?? []);
    expect(new Set(causes).size).toBeGreaterThan(1);
    expect(causes).not.toContain('other');
  });

  it('keep what they said of versions that are gone', async () => {
    const { total } = await getJson<{ total: number }>(`${evidence.rebuilders[0].url}/api/v1/packages/binary`);
    expect(total).toBeGreaterThan((await readFirst()).length);
  });

  it('say of a day what they said of it, whichever came before', async () => {
    const read = async (day: number): Promise<string> => {
      forge.setDay(day);
      return (await fetch(`${evidence.rebuilders[0].url}/api/v1/packages/binary`)).text();
    };
    const early = await read(5);
    expect(await read(20)).not.toBe(early);
    expect(await read(5)).toBe(early);
  });
});

describe('Evidence.configure', () => {
  it('writes the keys and says where they and the servers are', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'proofboard-keys-'));
    const { rebuilders, archives, packages, reprotest } = await evidence.configure(join(folder, 'keys'));
    expect(rebuilders).toMatchObject([
      { type: 'rebuilderd', url: evidence.rebuilders[0].url, operator: 'North Builders' },
      { type: 'rebuilderd', url: evidence.rebuilders[1].url, operator: 'South University' },
    ]);
    expect(new Set([...rebuilders, ...archives].map(({ distribution }) => distribution))).toEqual(new Set(['qubes']));
    expect([packages.threshold, reprotest?.stage]).toEqual([1, 'repro']);
    for (const [index, rebuilder] of rebuilders.entries()) {
      const file = rebuilder.type === 'rebuilderd' ? (rebuilder.keys[0] ?? '') : '';
      expect(await parsePublicKeys(await readFile(file, 'utf8'))).toHaveLength(1);
      expect(await readFile(file, 'utf8')).toBe(evidence.rebuilders[index]?.publicKey);
    }
    expect(archives).toMatchObject([{ type: 'debian', suites: ['bookworm', 'trixie'], components: ['main'], architectures: ['amd64'] }]);
    expect((await createKeyring([await readFile(archives[0]?.keys[0] ?? '', 'utf8')])).fingerprints).toHaveLength(1);
    await rm(folder, { recursive: true });
  });
});

describe('createLargeDistribution', () => {
  it('makes twice as many binary packages, all of them known to the first rebuilder', async () => {
    const large = await startEvidence(
      { organisation: createUniform({ projects: 1 }), now: () => toMorning(0) }, { distribution: createLargeDistribution(1_500) });
    const { total } = await getJson<{ total: number }>(`${large.rebuilders[0].url}/api/v1/packages/binary?limit=1`);
    const { artifacts } = await readArchive(large, toMorning(0));
    await large.close();
    expect([total, artifacts.length]).toEqual([3_000, 3_000]);
  });
});
