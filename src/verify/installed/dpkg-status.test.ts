// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { readDpkgStatus } from './dpkg-status.ts';
import type { DpkgStatus } from './dpkg-status.ts';

const entry = (name: string, state: string, more = ''): string => `Package: ${name}\nStatus: ${state}\nVersion: 2:1.0-1+b1\nArchitecture: amd64\n${more}Description: x\n y\n\n`;

async function read(text: string): Promise<DpkgStatus> {
  async function* chunks(): AsyncGenerator<Uint8Array> { yield Buffer.from(text); }
  return readDpkgStatus(chunks());
}

describe('readDpkgStatus', () => {
  it('reads what has files on the system, with its source', async () => {
    const { packages, unreadable } = await read([
      entry('a', 'install ok installed'), entry('b', 'hold ok installed', 'Source: bee (1:0.9)\n'), entry('c', 'install reinstreq half-installed'),
      entry('d', 'deinstall ok config-files'), entry('e', 'unknown ok not-installed'), entry('f', 'install ok triggers-pending', 'Source: eff\n'),
    ].join(''));
    expect(packages.map(({ name }) => name.name)).toEqual(['a', 'b', 'c', 'f']);
    expect(packages[0]).toEqual({ name: { name: 'a', version: '2:1.0-1+b1', architecture: 'amd64', fileName: 'a_1.0-1+b1_amd64.deb' }, source: { name: 'a', version: '2:1.0-1+b1' } });
    expect(packages.map(({ source }) => source?.name)).toEqual(['a', 'bee', 'c', 'eff']);
    expect(packages[1]?.source?.version).toBe('1:0.9');
    expect(unreadable).toBe(0);
  });
  it('counts what it cannot read', async () => {
    expect(await read(entry('../x', 'install ok installed'))).toEqual({ packages: [], unreadable: 1 });
    expect((await read('Status: install ok installed\nVersion: 1\nArchitecture: all\n')).unreadable).toBe(1);
    expect(await read('Package: a\nStatus: install ok installed\n')).toEqual({ packages: [], unreadable: 1 });
    expect((await read(entry('a', 'install ok installed', 'Source: ../x\n'))).packages[0]?.source).toBeNull();
  });
  it('takes an entry without a status for installed: it is shown, not hidden', async () => {
    expect((await read('Package: a\nVersion: 1\nArchitecture: all\n')).packages).toHaveLength(1);
  });
});
