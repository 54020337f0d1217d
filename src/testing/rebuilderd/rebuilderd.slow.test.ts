// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parsePublicKeys } from '../../attest/keys.ts';
import type { TrustedKey } from '../../attest/trusted-key.ts';
import type { KnownEvidence, RebuilderReading } from '../../model/evidence-reading.ts';
import type { VerdictReading } from '../../model/verdict.ts';
import { systemClock } from '../../platform/clock.ts';
import { createHttp } from '../../platform/http.ts';
import { createRebuilderdSource } from '../../sources/rebuilderd/source.ts';
import { createSigningKey } from '../forge/rebuilderd/signing.ts';
import { tryChroots } from '../chroot/chroot.ts';
import { runCommand } from '../command.ts';
import { startRealRebuilderd, type RealRebuilderd } from './start.ts';

const RELEASES = ['trixie', 'sid'] as const;
type Release = (typeof RELEASES)[number];

const chroots = await tryChroots(RELEASES);
if (typeof chroots === 'string') console.warn(`Debian's own rebuilderd is not tested: ${chroots}`);

const NOTHING: KnownEvidence = { cursor: null, verdicts: [] };

describe.skipIf(typeof chroots === 'string')('a rebuilderd of Debian', () => {
  const running = new Map<Release, RealRebuilderd>();
  beforeAll(async () => {
    const started = await Promise.allSettled(RELEASES.map(async (release) => {
      running.set(release, await startRealRebuilderd(release));
    }));
    for (const one of started) if (one.status === 'rejected') throw one.reason;
  });
  afterAll(async () => {
    await Promise.all([...running.values()].map((one) => one.stop()));
  });

  const get = (release: Release): RealRebuilderd => {
    const found = running.get(release);
    if (found === undefined) throw new Error(`no ${release}`);
    return found;
  };

  const pin = async (release: Release): Promise<TrustedKey[]> => (await Promise.all(get(release).publicKeys.map(parsePublicKeys))).flat();

  async function read(release: Release, keys: readonly TrustedKey[], known = NOTHING): Promise<RebuilderReading & { requests: number }> {
    const { url } = get(release);
    const http = createHttp({ clock: systemClock, origin: url, concurrency: 4, timeoutMs: 20_000 });
    const reading = await createRebuilderdSource({
      http, clock: systemClock, baseUrl: url, keys, distribution: 'debian', maxAttestations: 10, maxReports: 10, maxReportBytes: 1_000_000,
    })(known);
    expect(reading).toMatchObject({ outcome: 'complete', unreadable: [] });
    if (reading.evidence?.kind !== 'rebuilder') throw new Error('no evidence');
    return { ...reading.evidence, requests: reading.requests };
  }

  const find = ({ verdicts }: RebuilderReading, name: string): VerdictReading => {
    const found = verdicts.find((verdict) => verdict.name === name);
    if (found === undefined) throw new Error(`no verdict of ${name}`);
    return found;
  };

  const toKnown = ({ cursor, verdicts }: RebuilderReading): KnownEvidence =>
    ({ cursor, verdicts: verdicts.map(({ report, ...verdict }) => ({ ...verdict, hasReport: report !== null })) });

  it.each([['trixie', 'v0'], ['sid', 'v1']] as const)('of %s speaks API %s, and is read over that', async (release, api) => {
    const { url } = get(release);
    expect((await fetch(`${url}/api/v1/packages/binary`)).status).toBe(api === 'v1' ? 200 : 404);
    const { cursor, verdicts, complete } = await read(release, []);
    expect(complete).toBe(true);
    expect(verdicts).toHaveLength(5);
    expect(cursor).toContain(`"${api}"`);
    expect(verdicts.every(({ links }) => links.log?.startsWith(`${url}/api/${api}/`))).toBe(true);
  });

  it.each(RELEASES)('of %s proves what it reproduced to whoever pins its key, with the published digest', async (release) => {
    const keys = await pin(release);
    const reading = await read(release, keys);
    for (const { name, version, architecture, sha256 } of get(release).packages.filter((one) => one.name.startsWith('same-'))) {
      expect(find(reading, name)).toMatchObject({
        version, architecture, distribution: 'debian', claim: 'reproduced', proof: { kind: 'verified', sha256, keys: keys.map(({ fingerprint }) => fingerprint) },
      });
    }
    expect(reading.uncheckedCount).toBe(0);
  });

  it.each(RELEASES)('of %s confirms to `proofboard verify` what it reproduced, and nothing else', async (release) => {
    const { url, publicKeys, mirrorUrl } = get(release);
    const folder = mkdtempSync(join(tmpdir(), 'proofboard-rebuilderd-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const policy = join(folder, 'policy.json');
    writeFileSync(policy, JSON.stringify({ version: 1, threshold: 1, rebuilders: [{ operator: 'Debian’s', url, kind: 'rebuilderd', keys: publicKeys }] }));
    const verify = async (path: string): Promise<unknown> => {
      const file = join(folder, basename(path));
      writeFileSync(file, Buffer.from(await (await fetch(`${mirrorUrl}/pool/main/${path}`)).arrayBuffer()));
      const { code, stdout } = await runCommand(['verify', file, '--policy', policy, '--json'], { PATH: process.env['PATH'] ?? '' });
      return { code, stdout };
    };
    expect(await verify('s/same-sample/same-sample_1.0-1_amd64.deb')).toMatchObject({ code: 0, stdout: expect.stringContaining('"confirmed"') as string });
    expect(await verify('s/same-epoch-sample/same-epoch-sample_1.0-1+b1_all.deb')).toMatchObject({ code: 0 });
    expect(await verify('d/differing-sample/differing-sample_1.0-1_amd64.deb')).toMatchObject({ code: 1, stdout: expect.stringContaining('"refused"') as string });
  });

  it.each(RELEASES)('of %s proves nothing to who pins no key, or another’s', async (release) => {
    expect(find(await read(release, []), 'same-sample').proof.kind).toBe('unchecked');
    const others = await parsePublicKeys(createSigningKey('somebody else').pem);
    expect(find(await read(release, others), 'same-sample').proof).toMatchObject({ kind: 'refused', code: 'wrong-key' });
  });

  it.each(RELEASES)('of %s tells by its diffoscope that a date is what differs', async (release) => {
    const { claim, proof, links, differences, report } = find(await read(release, await pin(release)), 'differing-sample');
    expect([claim, proof.kind]).toEqual(['differs', 'absent']);
    expect(differences?.causes[0]).toMatchObject({ cause: 'timestamp', evidence: expect.stringMatching(/^-.*2023-11-14.*\n\+.*2027-01-15/) as string });
    expect(report?.source1).toMatch(/differing-sample_1.0-1_amd64\.deb$/);
    expect((await fetch(links.diffoscope ?? '')).status).toBe(200);
  });

  it.each(RELEASES)('of %s shows no failed build as anything better', async (release) => {
    const reading = await read(release, await pin(release));
    const failing = find(reading, 'failing-sample');
    const lost = find(reading, 'lost-sample');
    for (const verdict of [failing, lost]) {
      expect(verdict).toMatchObject({ proof: { kind: 'absent' }, differences: null, report: null, links: { diffoscope: null } });
      expect((await fetch(verdict.links.log ?? '')).status).toBe(200);
    }
    // rebuilderd calls a build without its files BAD, as one that differs; v1 alone tells of what could not begin.
    expect(failing.claim).toBe('differs');
    expect(lost.claim).toBe(release === 'sid' ? 'failed' : 'differs');
  });

  it.each(RELEASES)('of %s is asked little when nothing changed, and nothing known is lost', async (release) => {
    const keys = await pin(release);
    const first = await read(release, keys);
    const second = await read(release, keys, toKnown(first));
    expect(second.requests).toBeLessThanOrEqual(4);
    expect(second.verdicts.filter(({ claim, proof }) => claim === 'reproduced' && proof.kind !== 'verified')).toEqual([]);
  });
});

describe.skipIf(typeof chroots === 'string')('startRealRebuilderd', () => {
  it('leaves nothing behind, neither files nor mounts', async () => {
    const real = await startRealRebuilderd('sid');
    const root = typeof chroots === 'string' ? '' : chroots.get('sid') ?? '';
    const own = (): string[] => readdirSync(join(root, 'srv')).filter((name) => name.startsWith(`run-${process.pid}-`));
    expect(own()).toHaveLength(1);
    await real.stop();
    expect(own()).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(root);
    expect(existsSync(join(root, 'proc/self'))).toBe(false);
    await expect(fetch(real.url)).rejects.toThrow();
  });
});
