// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** One `machine` of apt_auth.conf(5). */
export interface Login {
  /** `http` or `https`, `intoto+` taken off; null where the file names none, which means https only. */
  readonly scheme: string | null;
  /** `host`, `host:port` or `host/path`, with what it begins with. */
  readonly machine: string;
  readonly login: string;
  readonly password: string;
}

/** Reads an auth.conf file: words between white space, of which those that mean nothing are passed over, as apt does. */
export function parseAuthConf(text: string): Login[] {
  const logins: { scheme: string | null; machine: string; login: string; password: string }[] = [];
  let previous = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const current = logins.at(-1);
    if (previous === 'machine') {
      const scheme = /^(?:intoto\+)?([a-z+]+):\/\//.exec(word);
      logins.push({ scheme: scheme?.[1] ?? null, machine: word.replace(/^[a-z+]+:\/\//, ''), login: '', password: '' });
    } else if (previous === 'login' && current !== undefined) current.login = word;
    else if (previous === 'password' && current !== undefined) current.password = word;
    else {
      previous = word;
      continue;
    }
    // A password may be the word "machine".
    previous = '';
  }
  return logins;
}

/** The header for an address that has no name and password of its own; null where no machine is that address. */
export function toAuthorization(logins: readonly Login[], url: URL): string | null {
  if (url.username !== '' || url.password !== '') return null;
  const found = logins.find((login) => isFor(login, url));
  return found === undefined ? null : `Basic ${Buffer.from(`${found.login}:${found.password}`, 'utf8').toString('base64')}`;
}

/** Without a path the host has to be the whole of it: a login for `a.example` is none of `a.example.org`. */
function isFor({ scheme, machine }: Login, { protocol, host, hostname, pathname }: URL): boolean {
  if (protocol !== `${scheme ?? 'https'}:`) return false;
  if (!machine.includes('/')) return machine === host || machine === hostname;
  return `${host}${pathname}`.startsWith(machine);
}
