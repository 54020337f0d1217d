// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Artifact, Decision, Exception } from '../decision.ts';
import { toPackageName } from '../debian-name.ts';
import type { PackageName, SourceName } from '../debian-name.ts';
import type { Hints } from '../evidence/client.ts';
import type { Judgement } from '../evidence/judge.ts';
import type { RepositoryRule } from '../settings.ts';
import type { Control } from './pre-install-control.ts';
import { digestArchives, judgeArchives } from './pre-install.ts';
import type { DebDeps, DigestedArchive } from './pre-install.ts';

const SHA256 = 'ab'.repeat(32);
const GOOD: Decision = { kind: 'confirmed', by: ['A', 'B'], threshold: 2, dissent: [], notes: [], sentence: 'rebuilt by two' };
const BAD: Decision = { kind: 'refused', code: 'no-evidence', sentence: 'nobody knows it', by: [], dissent: [], notes: ['a note'] };
const RULE: RepositoryRule = { uri: 'https://own.example.org/', threshold: null, exceptions: [], exempt: null };
const EXCEPTION: Exception = { packageName: 'x', reason: 'r', addedAt: 0, until: null };

function name(text: string, version = '1.0'): PackageName {
  const made = toPackageName(text, version, 'all');
  if (made === null) throw new Error('no name');
  return made;
}
const control = (of: PackageName, source: SourceName | null = { name: of.name, version: of.version }): Control => ({ name: of, source });

interface Run {
  readonly lines: readonly string[];
  readonly isAllowed: boolean;
  readonly asked: { readonly artifact: Artifact; readonly hints: Hints; readonly repository: string | null }[];
  readonly opened: string[];
}

interface Setting {
  readonly archive?: Partial<DigestedArchive>;
  readonly says?: (artifact: Artifact) => Judgement | Decision;
  readonly control?: Control | null;
  readonly exceptions?: readonly Exception[];
  readonly repositories?: readonly RepositoryRule[];
}

async function run({ archive = {}, says = () => BAD, control: own = null, exceptions = [], repositories = [] }: Setting): Promise<Run> {
  const asked: Run['asked'] = [];
  const opened: string[] = [];
  const deps: DebDeps = {
    settings: { policy: { trust: { kind: 'rebuilders', threshold: 1, rebuilders: [] }, exceptions }, repositories },
    judge: (artifact, hints, repository) => {
      asked.push({ artifact, hints, repository });
      const answer = says(artifact);
      return Promise.resolve('decision' in answer ? answer : { decision: answer, isTolerated: false });
    },
    readControl: (file) => { opened.push(file); return Promise.resolve(own); },
    findRepository: () => Promise.resolve(RULE.uri),
  };
  const [verdict] = await judgeArchives([{ file: '/a/x_1.0_all.deb', name: null, stated: null, sha256: SHA256, problem: '', ...archive }], deps);
  if (verdict === undefined) throw new Error('no verdict');
  return { ...verdict, asked, opened };
}

describe('digestArchives', () => {
  it('reads every file, and keeps why one could not be read', async () => {
    const digest = (file: string): Promise<string> => (file === '/a' ? Promise.resolve(SHA256) : Promise.reject(new Error('not there')));
    expect(await digestArchives([{ file: '/a', name: null, stated: null }, { file: '/b', name: null, stated: null }], digest)).toEqual([
      { file: '/a', name: null, stated: null, sha256: SHA256, problem: '' }, { file: '/b', name: null, stated: null, sha256: null, problem: 'not there' }]);
  });
});

describe('judgeArchives', () => {
  it('allows by the digest alone, and does not open what is confirmed', async () => {
    const { isAllowed, lines, asked, opened } = await run({ says: () => GOOD, exceptions: [EXCEPTION] });
    expect([isAllowed, opened, asked.length]).toEqual([true, [], 1]);
    expect(lines).toEqual(['In-toto verification for x_1.0_all.deb passed: confirmed by 2 of 2: A, B']);
    expect(asked[0]).toEqual({ artifact: { fileName: 'x_1.0_all.deb', sha256: SHA256, packageName: null }, hints: { name: name('x'), source: null }, repository: null });
  });
  it('knows a cached file with an epoch by the name that the archive publishes', async () => {
    const { asked } = await run({ archive: { file: '/c/x_2%3a1.0_all.deb' }, says: () => GOOD });
    expect(asked[0]).toMatchObject({ artifact: { fileName: 'x_1.0_all.deb' }, hints: { name: { version: '2:1.0' } } });
  });
  it('takes the name that apt says over that of the file', async () => {
    const { asked } = await run({ archive: { file: '/tmp/download.deb', name: name('x') }, says: () => GOOD });
    expect(asked[0]?.artifact.fileName).toBe('x_1.0_all.deb');
  });
  it('refuses what nobody confirms, with everything that was seen', async () => {
    const { isAllowed, lines } = await run({});
    expect(isAllowed).toBe(false);
    expect(lines).toEqual(['In-toto verification for x_1.0_all.deb failed: nobody knows it', 'x_1.0_all.deb: a note']);
  });
  it('finds a renamed local file by its control file', async () => {
    const { isAllowed, asked } = await run({ archive: { file: '/tmp/download.deb' }, says: ({ fileName }) => (fileName === 'x_1.0_all.deb' ? GOOD : BAD), control: control(name('x')) });
    expect(isAllowed).toBe(true);
    expect(asked.map(({ artifact }) => artifact.fileName)).toEqual(['download.deb', 'x_1.0_all.deb']);
  });
  it('asks below the source where the control file names another', async () => {
    const { asked } = await run({ control: control(name('x'), { name: 'src', version: '0.9' }) });
    expect(asked[1]?.hints.source).toEqual({ name: 'src', version: '0.9' });
  });
  it('does not ask twice where the control file says nothing new', async () => {
    for (const own of [null, control(name('x')), control(name('x'), null)]) expect((await run({ control: own })).asked).toHaveLength(1);
  });
  it('believes an exception by the name in the control file, never by that of the file: a renamed package is refused', async () => {
    const excepts = ({ packageName }: Artifact): Decision => (packageName === 'x' ? { kind: 'excepted', exception: EXCEPTION, notes: [], sentence: 'excepted' } : BAD);
    expect(await run({ says: excepts, exceptions: [EXCEPTION], control: control(name('x')) })).toMatchObject({ isAllowed: true, lines: ['In-toto verification for x_1.0_all.deb not required: excepted'] });
    expect((await run({ says: excepts, exceptions: [EXCEPTION], control: control(name('evil')) })).isAllowed).toBe(false);
    expect((await run({ says: excepts, exceptions: [EXCEPTION], control: null })).isAllowed).toBe(false);
  });
  it('looks for the archive where one has rules, and first where one may want more', async () => {
    expect((await run({ repositories: [RULE], control: control(name('x')) })).asked.map(({ repository }) => repository)).toEqual([null, RULE.uri]);
    expect((await run({ repositories: [{ ...RULE, threshold: 3 }], says: () => GOOD })).asked.map(({ repository }) => repository)).toEqual([RULE.uri]);
  });
  it.each([
    ['another package', { name: 'y', version: '1.0', architecture: 'all' }], ['another version', { name: 'x', version: '1.1', architecture: 'all' }],
    ['another architecture', { name: 'x', version: '1.0', architecture: 'amd64' }], ['another version, by version 2 of the protocol', { name: 'x', version: '1.1', architecture: null }],
  ])('refuses a confirmed file in place of %s that apt wants', async (_, stated) => {
    const { isAllowed, lines } = await run({ archive: { stated }, says: () => GOOD, control: control(name('x')) });
    expect([isAllowed, lines]).toEqual([false, [expect.stringMatching(/failed: apt wants . 1\.\d( \w+)?, and the file says that it is x 1\.0 all/)]]);
  });
  it('refuses a file whose control file cannot be read where nothing else tells that it is what apt wants', async () => {
    const stated = { name: 'x', version: '1:1.0', architecture: 'all' };
    expect(await run({ archive: { stated }, says: () => GOOD })).toMatchObject({ isAllowed: false, lines: [expect.stringContaining('control file cannot be read')] });
  });
  it('does not open a file that is confirmed under the very name that apt wants, but for an epoch', async () => {
    for (const architecture of ['all', null]) {
      const archive = { stated: { name: 'x', version: '1.0', architecture } };
      expect(await run({ archive, says: () => GOOD, control: control(name('y')) })).toMatchObject({ isAllowed: true, opened: [] });
      expect(await run({ archive, control: control(name('x')), exceptions: [EXCEPTION] })).toMatchObject({ isAllowed: false, opened: ['/a/x_1.0_all.deb'] });
    }
    const old = { stated: { name: 'x', version: '1:1.0', architecture: 'all' } };
    expect(await run({ archive: old, says: () => GOOD, control: control(name('x')) })).toMatchObject({ isAllowed: false, opened: ['/a/x_1.0_all.deb'] });
  });
  it('lets through what NoFail tolerates, and says so', async () => {
    const { isAllowed, lines } = await run({ says: () => ({ decision: BAD, isTolerated: true }) });
    expect(isAllowed).toBe(true);
    expect(lines[0]).toMatch(/NoFail/);
  });
  it('refuses what could not be read, and what cannot be judged', async () => {
    expect(await run({ archive: { sha256: null, problem: 'it is not there' } })).toMatchObject({ isAllowed: false, lines: [expect.stringContaining('it is not there')], asked: [] });
    expect(await run({ says: () => { throw new Error('broken'); } })).toMatchObject({ isAllowed: false, lines: [expect.stringContaining('broken')] });
  });
  it('writes no name of a file to the terminal that moves its cursor', async () => {
    const { lines } = await run({ archive: { file: '/tmp/\u001b[2Jx\u0007.deb' } });
    expect(lines.join('\n')).not.toMatch(/[\u001b\u0007]/);
  });
});
