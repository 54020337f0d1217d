// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dropPrivileges } from './apt-privileges.ts';
import type { Identity } from './apt-privileges.ts';

const folder = mkdtempSync(join(tmpdir(), 'pb-passwd-'));
const passwd = join(folder, 'passwd');
writeFileSync(passwd, 'root:x:0:0::/root:/bin/sh\n_apt:x:42:65534::/nonexistent:/usr/sbin/nologin\nbroken:x:a:b\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that would be root; `calls` says what it was told to become. */
function createProcess(changes: Partial<Identity> = {}): Identity & { readonly calls: unknown[] } {
  const now = { uid: 0, gid: 0 };
  const calls: unknown[] = [];
  return {
    calls,
    getuid: () => now.uid, geteuid: () => now.uid, getgid: () => now.gid, getegid: () => now.gid,
    setgroups: (groups) => calls.push(['groups', groups]),
    setgid: (gid) => calls.push(['gid', now.gid = gid]),
    setuid: (uid) => calls.push(['uid', now.uid = uid]),
    ...changes,
  };
}

describe('dropPrivileges', () => {
  it('gives up groups, then the group, then the user', () => {
    const process = createProcess();
    dropPrivileges('_apt', process, passwd);
    expect(process.calls).toEqual([['groups', [65534]], ['gid', 65534], ['uid', 42]]);
  });

  it.each(['', 'root'])('stays root where apt has no sandbox: "%s"', (user) => {
    const process = createProcess();
    dropPrivileges(user, process, passwd);
    expect(process.calls).toEqual([]);
  });

  it('leaves whoever is not root alone', () => {
    const process = createProcess({ getuid: () => 1000 });
    dropPrivileges('_apt', process, passwd);
    expect(process.calls).toEqual([]);
  });

  it.each(['nobody-here', 'broken', '_apt:x'])('does not go on as root for want of a user %s', (user) => {
    expect(() => dropPrivileges(user, createProcess(), passwd)).toThrow(expect.objectContaining({ code: 'privileges-kept' }));
  });

  it('does not go on as root where the list of users cannot be read', () => {
    expect(() => dropPrivileges('_apt', createProcess(), join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'privileges-kept' }));
  });

  it('does not go on where the system refuses, or does nothing', () => {
    const refuse = (): never => {
      throw new Error('EPERM');
    };
    expect(() => dropPrivileges('_apt', createProcess({ setgroups: refuse }), passwd)).toThrow(expect.objectContaining({ code: 'privileges-kept', message: expect.stringContaining('EPERM') as string }));
    expect(() => dropPrivileges('_apt', createProcess({ setuid: () => undefined }), passwd)).toThrow(expect.objectContaining({ code: 'privileges-kept' }));
    expect(() => dropPrivileges('_apt', createProcess({ getegid: () => 0 }), passwd)).toThrow(expect.objectContaining({ code: 'privileges-kept' }));
  });
});
