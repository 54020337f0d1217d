// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { CodedError, toMessage } from '../model/error.ts';

/** `privileges-kept`: root's rights could not be given up; nothing is fetched then. */
export type PrivilegesErrorCode = 'privileges-kept';

/** Who a process is, and how it becomes another: Node's `process`. */
export interface Identity {
  getuid(): number;
  geteuid(): number;
  getgid(): number;
  getegid(): number;
  setgroups(groups: readonly number[]): void;
  setgid(gid: number): void;
  setuid(uid: number): void;
}

/**
 * Becomes the user that apt has for methods (`APT::Sandbox::User`, `_apt`), for good and with no other groups. Whoever is
 * not root stays who they are; so does root where apt is configured without a sandbox. Throws `privileges-kept`.
 */
export function dropPrivileges(user: string, identity: Identity = process as unknown as Identity, passwd = '/etc/passwd'): void {
  if (identity.getuid() !== 0 || user === '' || user === 'root') return;
  try {
    const { uid, gid } = findUser(user, passwd);
    identity.setgroups([gid]);
    identity.setgid(gid);
    identity.setuid(uid);
    const now = [identity.getuid(), identity.geteuid(), identity.getgid(), identity.getegid()];
    if (now.join() !== [uid, uid, gid, gid].join()) throw new Error(`the system did not change the user to ${user}`);
  } catch (error) {
    throw new CodedError<PrivilegesErrorCode>('privileges-kept', `The method could not give up root's rights (APT::Sandbox::User "${user}"): ${toMessage(error)}. Nothing is fetched with them.`, { cause: error });
  }
}

function findUser(user: string, passwd: string): { readonly uid: number; readonly gid: number } {
  for (const line of readFileSync(passwd, 'utf8').split('\n')) {
    const [name, , uid = '', gid = ''] = line.split(':');
    if (name === user && /^\d+$/.test(uid) && /^\d+$/.test(gid)) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`${passwd} has no such user`);
}
