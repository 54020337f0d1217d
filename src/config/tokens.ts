// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';

export type TokenErrorCode = 'token-invalid';

/** What is known of the upstreams' tokens. `secrets` is what has to be kept out of every line we write. */
export interface Tokens {
  readonly gitlab: string | null;
  readonly github: string | null;
  readonly secrets: readonly string[];
}

const GITLAB_NAMES = ['PROOFBOARD_GITLAB_TOKEN', 'GITLAB_TOKEN'];
const GITHUB_NAMES = ['PROOFBOARD_GITHUB_TOKEN', 'GITHUB_TOKEN'];

/** The tokens from the environment, ours before the usual names. Throws `token-invalid` for one no header can carry. */
export function readTokens(environment: Readonly<Record<string, string | undefined>>): Tokens {
  const gitlab = readToken(environment, GITLAB_NAMES);
  const github = readToken(environment, GITHUB_NAMES);
  return { gitlab, github, secrets: readSecrets(environment) };
}

/** Every token that is set, usable or not: what has to be kept out of what we write. */
export function readSecrets(environment: Readonly<Record<string, string | undefined>>): string[] {
  const set = [...GITLAB_NAMES, ...GITHUB_NAMES].map((name) => environment[name]?.trim() ?? '');
  return [...new Set(set)].filter((token) => token !== '');
}

function readToken(environment: Readonly<Record<string, string | undefined>>, names: readonly string[]): string | null {
  for (const name of names) {
    const token = environment[name]?.trim() ?? '';
    if (token === '') continue;
    // Anything else would end up in an error of the HTTP library, with the token in its message.
    if (!/^[\x21-\x7e]+$/u.test(token)) {
      throw new CodedError<TokenErrorCode>('token-invalid',
        `${name} holds characters that no token has (a space, a line break, a letter outside ASCII): set it again.`);
    }
    return token;
  }
  return null;
}
