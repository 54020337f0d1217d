// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

const MAX_LENGTH = 2_048;
const SCHEME = /^(?:https?|git|ssh|git\+ssh|ssh\+git|git\+https?):\/\//i;
/** `git@github.com:QubesOS/qubes-core-admin.git`, as ssh takes it; without a user or a dot it might be any scheme. */
const SCP = /^(?:[A-Za-z0-9._-]+@([A-Za-z0-9.-]+)|([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)):(?!\/\/)(\S+)$/;
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
/** Ports that say no more than the scheme does, and ssh's: the same server has its web pages at another. */
const SILENT_PORTS = new Set(['', '22', '80', '443', '9418']);

/** The parts of a `Vcs-Git` field: `ADDRESS [-b BRANCH] [[DIRECTORY]]` (Policy 5.6.26). */
export interface VcsGit {
  readonly address: string;
  readonly branch: string | null;
  readonly directory: string | null;
}

/** Parses a `Vcs-Git` field; null where it has no address. What follows in no known form is left out. */
export function parseVcsGit(value: string): VcsGit | null {
  if (value.length > MAX_LENGTH) return null;
  const [address = '', ...options] = value.trim().split(/\s+/);
  if (address === '' || address.startsWith('-')) return null;
  const flag = options.indexOf('-b');
  const branch = flag === -1 ? null : options[flag + 1] ?? null;
  const directory = /\[([^\][]*)\]$/.exec(options.join(' '))?.[1]?.trim() ?? null;
  return { address, branch, directory };
}

/**
 * What two addresses of one repository have in common: `github.com/QubesOS/qubes-core-admin` for its https, ssh, git and
 * scp-like addresses, with or without `.git`, a slash at the end, a user, or the options of `Vcs-Git`. The path keeps its
 * case. Null for what is no address of a repository on a host. It is for comparing only, never to be fetched.
 */
export function toRepositoryKey(address: string): string | null {
  const text = parseVcsGit(address)?.address;
  if (text === undefined) return null;
  if (SCHEME.test(text)) return toUrlKey(text);
  const [, userHost, dottedHost, path = ''] = SCP.exec(text) ?? [];
  return toKey(userHost ?? dottedHost ?? '', path);
}

function toUrlKey(text: string): string | null {
  // `ssh:` and `git:` are no schemes the URL standard parses a host of in full.
  const web = text.replace(SCHEME, 'https://');
  if (!URL.canParse(web)) return null;
  const { hostname, port, pathname, search } = new URL(web);
  if (search !== '') return null;
  const isSsh = /^(?:git\+)?ssh/i.test(text);
  return toKey(isSsh || SILENT_PORTS.has(port) ? hostname : `${hostname}:${port}`, pathname);
}

function toKey(host: string, path: string): string | null {
  const [name = '', ...port] = host.toLowerCase().split(':');
  const parts = path.split('/').filter((part) => part !== '');
  const last = parts.pop()?.replace(/\.git$/, '') ?? '';
  if (!HOST.test(name) || last === '') return null;
  const whole = [...parts, last];
  if (whole.includes('.') || whole.includes('..')) return null;
  return `${[name, ...port].join(':')}/${whole.join('/')}`;
}
