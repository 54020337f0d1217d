// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, createPublicKey } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../attest/keys.ts';
import { runCommand } from '../testing/command.ts';
import type { CommandResult } from '../testing/command.ts';
import { startLoopback } from '../testing/loopback.ts';
import type { Loopback } from '../testing/loopback.ts';

const FIXTURES = fileURLToPath(new URL('../verify/fixtures/in-toto/', import.meta.url));
const OWNER = 'b4d75efd0e5b701a9b9997383d57d71b4e548ed9';
const GOOD = join(FIXTURES, 'repo/itt-good_1.0-1_all.deb');
const TAMPERED = join(FIXTURES, 'repo/itt-tampered_1.0-1_all.deb');
const ONLY_ONE = join(FIXTURES, 'repo/itt-onlyone_1.0-1_all.deb');

let dir = '';
const servers: Loopback[] = [];
let trust: string[] = [];
let policy = '';

async function serve(folder: string): Promise<string> {
  const server = await startLoopback((request, response) => {
    const file = join(folder, request.url ?? '');
    if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  servers.push(server);
  return server.url;
}

/** The sample's keys, each as the JSON that the sample's layout has of it, or the owner's as armour. */
function writeKeys(): void {
  const armored = readFileSync(join(FIXTURES, 'public-keys.asc'), 'utf8');
  writeFileSync(join(dir, 'all.asc'), armored);
  const layout = JSON.parse(readFileSync(join(FIXTURES, 'root.layout'), 'utf8')) as { signed: { keys: Record<string, object> } };
  // Their own order is that of the fingerprints.
  for (const [index, key] of Object.values(layout.signed.keys).reverse().entries()) writeFileSync(join(dir, `rebuilder${index + 1}.json`), JSON.stringify(key));
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'proofboard-verify-'));
  writeKeys();
  const urls = [await serve(join(FIXTURES, 'rebuilder1')), await serve(join(FIXTURES, 'rebuilder2'))];
  const [owner] = (await parsePublicKeys(readFileSync(join(dir, 'all.asc'), 'utf8'))).filter(({ fingerprint }) => fingerprint === OWNER);
  const spki = Buffer.from(owner?.signers[0]?.spki ?? '', 'hex');
  const jwk = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'jwk' });
  const toHex = (text: string | undefined): string => Buffer.from(text ?? '', 'base64url').toString('hex');
  writeFileSync(join(dir, 'owner.json'), JSON.stringify({
    type: 'rsa', method: 'pgp+rsa-pkcsv1.5', hashes: ['pgp+SHA2'], keyid: OWNER, keyval: { private: '', public: { n: toHex(jwk.n), e: toHex(jwk.e) } },
  }));
  trust = ['--layout', join(FIXTURES, 'root.layout'), '--key', join(dir, 'owner.json'), ...urls.flatMap((url) => ['--rebuilder', url])];
  policy = join(dir, 'policy.json');
  writeFileSync(policy, JSON.stringify({
    version: 1, threshold: 2,
    rebuilders: urls.map((url, index) => ({ operator: `Operator ${index + 1}`, url, keys: [`rebuilder${index + 1}.json`] })),
    exceptions: [{ package: 'local-tool', reason: 'built here', added: '2026-11-01', until: '2099-12-31' }, { package: 'old', reason: 'over', added: '2026-01-01', until: '2026-01-31' }],
  }));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(dir, { recursive: true, force: true });
});

const verify = (...args: string[]): Promise<CommandResult> => runCommand(['verify', ...args]);

interface Answer {
  readonly artifacts: { readonly file: string; readonly kind: string; readonly code?: string; readonly by: readonly string[]; readonly sha256: string; readonly exception?: unknown }[];
  readonly exceptions: unknown[];
}
const parse = ({ stdout }: CommandResult): Answer => JSON.parse(stdout) as Answer;

describe('verify FILE…, against the trees of the samples', () => {
  it('confirms by a layout, and ends with 0', async () => {
    const { code, stdout } = await verify(GOOD, ...trust);
    expect(stdout).toMatch(/^confirmed {2}.*itt-good_1\.0-1_all\.deb: /);
    expect(code).toBe(0);
  });
  it('refuses what was changed and what one alone confirms, each for its reason, and ends with 1', async () => {
    const result = await verify(GOOD, TAMPERED, ONLY_ONE, ...trust, '--json');
    expect(result.code).toBe(1);
    expect(parse(result).artifacts.map(({ kind, code }) => code ?? kind)).toEqual(['confirmed', 'digest-differs', 'below-threshold']);
    expect(parse(result).artifacts[0]?.sha256).toBe(createHash('sha256').update(readFileSync(GOOD)).digest('hex'));
  });
  it('confirms the same by a policy file, and lists its exceptions', async () => {
    const result = await verify(GOOD, '--policy', policy, '--json');
    expect(parse(result).artifacts).toMatchObject([{ kind: 'confirmed', by: ['Operator 1', 'Operator 2'] }]);
    expect(parse(result).exceptions).toEqual([
      { package: 'local-tool', reason: 'built here', added: '2026-11-01', until: '2099-12-31', repository: null, isOver: false },
      { package: 'old', reason: 'over', added: '2026-01-01', until: '2026-01-31', repository: null, isOver: true },
    ]);
    expect((await verify(GOOD, '--policy', policy)).stdout).toMatch(/Exceptions of the policy\n.*\n {2}local-tool +any archive +2026-11-01 +2099-12-31 +built here\n {2}old .*2026-01-31 \(over\)/);
  });
  it('judges by attestations on disk without asking anybody', async () => {
    const attestations = [1, 2].flatMap((number) => ['--attestation', join(FIXTURES, `rebuilder${number}/sources/itt-good/1.0-1/metadata`)]);
    const layout = trust.slice(0, 4);
    expect((await verify(GOOD, ...layout, ...attestations)).code).toBe(0);
    expect((await verify(GOOD, ...layout, ...attestations.slice(0, 2))).code).toBe(1);
    expect((await verify(GOOD, '--policy', policy, ...attestations)).code).toBe(0);
  });
  it('refuses everything by a layout that another key than the given one signed', async () => {
    const layout = trust.map((word) => (word === join(dir, 'owner.json') ? join(dir, 'all.asc') : word));
    const result = await verify(GOOD, ...layout, '--json');
    expect([result.code, parse(result).artifacts[0]?.code]).toEqual([1, 'layout-unsigned']);
  });
  it('judges any file by its digest', async () => {
    const file = join(dir, 'image.iso');
    writeFileSync(file, 'an image');
    const result = await verify(file, join(FIXTURES, 'README.md'), ...trust, '--json');
    expect(parse(result).artifacts.map(({ code }) => code)).toEqual(['no-evidence', 'no-evidence']);
  });
  it('believes no file name for an exception', async () => {
    const [deb, rpm] = [join(dir, 'local-tool_1_all.deb'), join(dir, 'local-tool-1-1.noarch.rpm')];
    for (const file of [deb, rpm]) copyFileSync(TAMPERED, file);
    expect((await verify(deb, '--policy', policy)).code).toBe(1);
    expect((await verify(rpm, '--policy', policy)).code).toBe(1);
  });
  it('ends with 3 where the rebuilders could not be asked', async () => {
    const gone = await startLoopback(() => undefined);
    await gone.close();
    const result = await verify(GOOD, ...trust.slice(0, 4), '--rebuilder', gone.url, '--json');
    expect([result.code, parse(result).artifacts[0]?.code]).toEqual([3, 'rebuilders-unavailable']);
  });
  it('writes no file name to the terminal that moves its cursor or turns text round', async () => {
    const file = join(dir, 'x\u001b[2J\u202egnp.deb');
    writeFileSync(file, '');
    const { stdout, stderr } = await verify(file, ...trust);
    expect(stdout).toContain('refused');
    expect(stdout + stderr).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('verify, misused', () => {
  it('prints the exit codes where help is wanted', async () => {
    const { code, stdout } = await verify('--help');
    expect([code, stdout.includes('Exit codes: 0 done'), stdout.includes('--json')]).toEqual([0, true, true]);
  });
  it.each<[string, (deb: string) => string[], string]>([
    ['nothing to verify', () => [...trust], 'usage'],
    ['files and a system', (deb) => [deb, '--installed', ...trust], 'usage'],
    ['attestations for a system', () => ['--installed', '--policy', policy, '--attestation', GOOD], 'usage'],
    ['a policy and a layout', (deb) => [deb, '--policy', policy, ...trust], 'usage'],
    ['a layout without a key', (deb) => [deb, '--layout', join(FIXTURES, 'root.layout'), '--rebuilder', 'https://r.example.org'], 'usage'],
    ['a layout and nobody to ask', (deb) => [deb, ...trust.slice(0, 4)], 'usage'],
    ['rebuilders and attestations', (deb) => [deb, ...trust, '--attestation', GOOD], 'usage'],
    ['rebuilders without trust', (deb) => [deb, '--rebuilder', 'https://r.example.org'], 'usage'],
    ['a rebuilder that is none', (deb) => [deb, ...trust.slice(0, 4), '--rebuilder', 'r.example.org'], 'usage'],
    ['no configuration at all', (deb) => [deb], 'settings-missing'],
    ['a policy that is not there', (deb) => [deb, '--policy', join(dir, 'none.json')], 'settings-missing'],
    ['a policy that is none', (deb) => [deb, '--policy', GOOD], 'settings-unparsable'],
    ['a layout that is not there', (deb) => [deb, ...trust.map((word) => word.replace('root.layout', 'none'))], 'settings-missing'],
    ['a key that is none', (deb) => [deb, ...trust.map((word) => word.replace('owner.json', 'policy.json'))], 'settings-keys'],
    ['a file that is not there', () => [join(dir, 'none.deb'), ...trust], 'file-missing'],
    ['an attestation that is not there', (deb) => [deb, ...trust.slice(0, 4), '--attestation', join(dir, 'none')], 'settings-missing'],
    ['a system that is not there', () => ['--installed', '--root', join(dir, 'none'), '--policy', policy], 'installed-unreadable'],
  ])('ends with 2 for %s', async (_, toArgs, code) => {
    const result = await verify(...toArgs(GOOD), '--json');
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code } });
    expect(result.code).toBe(2);
  });
});

describe('verify --installed', () => {
  const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
  const status = (name: string, version = '1.0-1', state = 'install ok installed'): string => `Package: ${name}\nStatus: ${state}\nArchitecture: all\nVersion: ${version}\n\n`;
  const listed = (name: string, file: string): string => `Package: ${name}\nVersion: 1.0-1\nArchitecture: all\nFilename: ./${name}_1.0-1_all.deb\nSHA256: ${digest(file)}\n\n`;
  let root = '';

  beforeAll(() => {
    root = join(dir, 'system');
    mkdirSync(join(root, 'var/lib/dpkg'), { recursive: true });
    mkdirSync(join(root, 'var/lib/apt/lists/partial'), { recursive: true });
    writeFileSync(join(root, 'var/lib/dpkg/status'), [
      status('itt-good'), status('itt-tampered'), status('itt-onlyone'), status('local-tool', '3.0'), status('stray'), status('gone', '1.0-1', 'deinstall ok config-files'),
    ].join(''));
    writeFileSync(join(root, 'var/lib/apt/lists/deb.example.org_debian_Packages'), [listed('itt-good', GOOD), listed('itt-tampered', TAMPERED), listed('itt-onlyone', ONLY_ONE)].join(''));
  });

  it('prints how much is confirmed, by whom, and what is not and why', async () => {
    const { code, stdout } = await verify('--installed', '--root', root, '--policy', policy);
    expect(stdout).toContain('5 packages are installed: 1 confirmed (20 %), 1 excepted, 2 refused, 1 in no archive.');
    expect(stdout).toMatch(/Confirmed by\n {2}rebuilder +packages\n {2}Operator 1 +1\n {2}Operator 2 +1/);
    const table = stdout.slice(stdout.indexOf('Not confirmed'));
    expect(table).toMatch(/itt-tampered +1\.0-1 +all +digest-differs +/);
    expect(table).toMatch(/itt-onlyone +1\.0-1 +all +below-threshold +/);
    expect(table).toMatch(/local-tool +3\.0 +all +excepted +.*built here/);
    expect(table).toMatch(/stray +1\.0-1 +all +in no archive +/);
    expect(table).not.toMatch(/itt-good|gone/);
    expect(code).toBe(1);
  });
  it('says the same as JSON', async () => {
    const { stdout } = await verify('--installed', '--root', root, '--policy', policy, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'verify', totals: { packages: 5, confirmed: 1, excepted: 1, refused: 2, inNoArchive: 1, unreadable: 0 }, confirmedBy: { 'Operator 1': 1, 'Operator 2': 1 },
      packages: [
        { name: 'itt-good', kind: 'confirmed', sha256: [digest(GOOD)] }, { name: 'itt-tampered', code: 'digest-differs', dissent: ['Operator 1', 'Operator 2'] }, { name: 'itt-onlyone', by: ['Operator 1'] },
        { name: 'local-tool', kind: 'excepted', exception: { package: 'local-tool', until: '2099-12-31' } }, { name: 'stray', kind: 'in-no-archive', sha256: [] },
      ],
    });
  });
  it('ends with 0 where all is confirmed, and tells of entries it could not read', async () => {
    const other = join(dir, 'other');
    mkdirSync(join(other, 'var/lib/dpkg'), { recursive: true });
    mkdirSync(join(other, 'var/lib/apt/lists'), { recursive: true });
    for (const list of readdirSync(join(root, 'var/lib/apt/lists')).filter((name) => name.endsWith('_Packages'))) copyFileSync(join(root, 'var/lib/apt/lists', list), join(other, 'var/lib/apt/lists', list));
    writeFileSync(join(other, 'var/lib/dpkg/status'), status('itt-good'));
    expect((await verify('--installed', '--root', other, ...trust)).code).toBe(0);
    writeFileSync(join(other, 'var/lib/dpkg/status'), status('itt-good') + status('../x'));
    expect((await verify('--installed', '--root', other, ...trust)).stdout).toContain('1 entries of dpkg\'s status could not be read.');
    writeFileSync(join(other, 'var/lib/dpkg/status'), '');
    expect((await verify('--installed', '--root', other, ...trust)).stdout).toContain('0 packages are installed: 0 confirmed (0 %)');
  });
});
