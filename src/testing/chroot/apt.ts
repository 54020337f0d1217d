// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ProofWorld } from '../proof-world.ts';
import { copyChroot, type ChrootCopy } from './copy.ts';
import { runInside } from './inside.ts';

/** What apt says and how it ends. */
export interface AptAnswer {
  readonly isDone: boolean;
  readonly text: string;
}

/** A bookworm of a test's own whose only archive is the one of a `ProofWorld`. */
export interface AptChroot extends ChrootCopy {
  /** Runs `apt-get` as root to its end. */
  apt(...args: readonly string[]): Promise<AptAnswer>;
  /** Fetches through the method of that name, `intoto+http`. */
  setMethod(method: string): void;
  /** Replaces /etc/apt/apt.conf.d/intoto. */
  configure(...lines: readonly string[]): void;
  /** Copies the world's layout and its owner's keys, and configures them as for apt-transport-in-toto. */
  trustLayout(): void;
  isInstalled(name: string): boolean;
}

export async function createAptChroot(world: ProofWorld): Promise<AptChroot> {
  const chroot = await copyChroot('bookworm');
  const { place, path } = chroot;
  const configure = (...lines: readonly string[]): void => writeFileSync(path('etc/apt/apt.conf.d/intoto'), `${lines.join('\n')}\n`);
  rmSync(path('etc/apt/sources.list'), { force: true });
  mkdirSync(path('etc/proofboard'));
  writeFileSync(path('etc/apt/archive.asc'), world.archiveKey);
  return {
    ...chroot,
    configure,
    apt: async (...args) => {
      // Both streams, as a person sees them: what a hook says comes among dpkg's own words.
      const script = 'apt-get -q -y "$@" 2>&1; echo "status $?"';
      const text = await runInside(place, ['sh', '-c', script, 'sh', ...args]);
      return { isDone: text.endsWith('status 0\n'), text };
    },
    setMethod: (method) => {
      const url = world.archive.url.replace(/^http:/, `${method}:`);
      writeFileSync(path('etc/apt/sources.list.d/world.list'), `deb [signed-by=/etc/apt/archive.asc] ${url} stable main\n`);
    },
    trustLayout: () => {
      cpSync(world.ownerHome, path('etc/proofboard/gnupg'), { recursive: true });
      copyFileSync(world.layoutFile, path('etc/proofboard/root.layout'));
      // Lists throughout: apt-transport-in-toto reads nothing else.
      configure(
        'APT::Intoto {', '  LogLevel {"20"};', `  Rebuilders { ${world.rebuilders.map(({ url }) => `"${url}";`).join(' ')} };`,
        '  GPGHomedir {"/etc/proofboard/gnupg"};', '  Layout {"/etc/proofboard/root.layout"};', `  Keyids { "${world.ownerKeyid}"; };`, '};',
      );
    },
    isInstalled: (name) => existsSync(path('var/lib/dpkg/info', `${name}.list`)),
  };
}
