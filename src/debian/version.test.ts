// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { needsTool } from '../testing/needs.ts';
import { compareVersions, isVersion, parseVersion, toFileName, withoutBinNmu, withoutEpoch } from './version.ts';

const VERSIONS = [
  '0', '1', '1.0', '1.0-0', '1.00', '1.0-1', '1.0-1~bpo1', '1.0-1+b1', '1.0-1+b2', '1.0-1+b10', '1.0-1.1', '1.0-1~~', '1.0-1~', '1.0~rc1-1',
  '1.0~~', '1.0~', '1.0+dfsg-1', '1.0a', '1.0A', '1.0.', '1.0..', '1.0-a', '1.0-~', '1.0-1-1', '1.0-1-2', '1:0', '1:1.0-1', '2:0~', '0:1.0',
  '1.0+git20210120+802ebd4-1', '1.2.11.dfsg-1+b1', '9.0.1378-2+deb12u2', '10', '9', '09', '00000000000000000000000000001', '99999999999999999999999', '99999999999999999999998',
  '1.0z', '1.0+', '1.0-z', '1.0-+', '1:2:3', '1:2:3-1', '1.~', '1.+', '1.0ab1', '1.0ab01', '1.0ab1~', '1.0ab10', '2147483647:1',
];
const BROKEN = [
  '', ' ', '-', '-1', '1-', 'a', 'a1', '~1', '+1', ':1', 'a:1', '1:', '-1:1', '2147483648:1', '1.0_1', '1.0 1', '1.0-1_1', '1.0-1:1', '1/2', '1.0\u00e4', '1.0-ä', '1\n1', '1,2',
];

/** Runs dpkg once a line of `lines`, whose words are its arguments, and gives its exit statuses. */
function askDpkg(option: string, lines: readonly string[]): number[] {
  const loop = 'while IFS= read -r line; do IFS="\t"; set -f; dpkg "$0" $line >/dev/null 2>&1; echo $?; done';
  const { stdout } = spawnSync('sh', ['-c', loop, option], { input: lines.map((line) => `${line}\n`).join(''), encoding: 'utf8' });
  return stdout.trim().split('\n').map(Number);
}

describe.skipIf(!needsTool('dpkg'))('compareVersions', () => {
  // Half of all pairs, in a fixed mixture: dpkg takes a millisecond each.
  const pairs = VERSIONS.flatMap((left, row) => VERSIONS.slice(row).filter((_, column) => (row * 7 + column) % 2 === 0).map((right) => [left, right] as const));

  it('orders as dpkg does, both ways', { timeout: 60_000 }, () => {
    const isOlder = askDpkg('--compare-versions', pairs.map(([left, right]) => `${left}\tlt\t${right}`));
    const isSame = askDpkg('--compare-versions', pairs.map(([left, right]) => `${left}\teq\t${right}`));
    const expected = pairs.map(([left, right], index) => [left, right, isOlder[index] === 0 ? -1 : isSame[index] === 0 ? 0 : 1]);
    expect(pairs.length).toBeGreaterThan(500);
    expect(new Set(expected.map(([, , order]) => order)).size).toBe(3);
    expect(pairs.map(([left, right]) => [left, right, Math.sign(compareVersions(left, right))])).toEqual(expected);
    expect(pairs.map(([left, right]) => Math.sign(compareVersions(right, left)) + 0)).toEqual(expected.map(([, , order]) => 0 - Number(order)));
  });

  it('takes for a version what dpkg does', () => {
    const lines = [...VERSIONS, ...BROKEN.filter((text) => !/\s/.test(text) && text !== '')];
    expect(lines.map((text) => [text, isVersion(text)])).toEqual(askDpkg('--validate-version', lines).map((status, index) => [lines[index], status === 0]));
  });
});

describe('parseVersion', () => {
  it('takes the parts apart at the first colon and the last hyphen', () => {
    expect(parseVersion('2:9.0-x-2+b1')).toEqual({ epoch: 2, upstream: '9.0-x', revision: '2+b1' });
    expect(parseVersion('9.0')).toEqual({ epoch: 0, upstream: '9.0', revision: '' });
  });

  it.each([...BROKEN, '1'.repeat(513)])('refuses %j', (text) => {
    expect(() => parseVersion(text)).toThrow(expect.objectContaining({ code: 'invalid-version' }));
    expect(() => compareVersions('1', text)).toThrow(expect.objectContaining({ code: 'invalid-version' }));
  });
});

describe('toFileName', () => {
  it('drops the epoch and keeps +bN', () => {
    expect(toFileName('acme', '1:0.97~svn20211115+ds-1+b1', 'amd64')).toBe('acme_0.97~svn20211115+ds-1+b1_amd64.deb');
    expect(toFileName('0ad', '0.0.26-3', 'all')).toBe('0ad_0.0.26-3_all.deb');
  });
});

describe('withoutEpoch, withoutBinNmu', () => {
  it('take off what they say and nothing else', () => {
    expect(['1:2:3-1', '2-1', 'a:1'].map(withoutEpoch)).toEqual(['2:3-1', '2-1', 'a:1']);
    expect(['1:2-1+b12', '2-1+b', '2+b1-1', '1.0+b1'].map(withoutBinNmu)).toEqual(['1:2-1', '2-1+b', '2+b1-1', '1.0']);
  });
});
