// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArtifactAnswer } from '../../votes/package-book.ts';
import { externalUrl } from './external.ts';
import { toList, toText } from './text.ts';

/** How to reproduce a build by hand. */
export interface Recipe {
  /** What it builds, in words. */
  readonly of: string;
  readonly lines: readonly string[];
}

export interface Reproduction {
  readonly recipes: readonly Recipe[];
  /** What is missing for commands, in a sentence; null where there are some. */
  readonly missing: string | null;
}

const MAX_RECIPES = 4;
const MAX_CHECKS = 12;
const MAX_NAMES = 4;
const MAX_ADDRESS_CHARACTERS = 1_000;

/** What a name may have that people paste into a shell: nothing there means anything to one. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9.+~_:-]{0,250}$/;
const PLAIN_ADDRESS = /^https?:\/\/[A-Za-z0-9.:[\]-]+\/[A-Za-z0-9._~:/?=&%+@,-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Commands for the newest version's artifacts, one recipe per buildinfo. */
export function toReproduction(artifacts: readonly ArtifactAnswer[]): Reproduction {
  const packages = artifacts.filter(({ published }) => published !== null);
  const isDebian = packages.some(({ published }) => /\.u?deb$/.test(published?.url ?? ''));
  if (packages.length === 0) return { recipes: [], missing: 'No archive read here publishes it: there is nothing to compare a build with.' };
  if (!isDebian) return { recipes: [], missing: 'It is no Debian package: there is no recorded build environment to rebuild it in.' };
  const byBuildinfo = Map.groupBy(packages, toBuildinfo);
  const recipes = [...byBuildinfo].flatMap(([address, built]) => (address === null ? [] : [toRecipe(address, built)]));
  if (recipes.length === 0) {
    return { recipes, missing: 'No rebuilder names the .buildinfo of this build, which records the build environment. With one, debrebuild would build it again.' };
  }
  return { recipes: recipes.slice(0, MAX_RECIPES), missing: null };
}

/** The first usable buildinfo that a vote names. */
function toBuildinfo({ answer }: ArtifactAnswer): string | null {
  for (const { verdict } of answer.votes) {
    const address = verdict.links.buildinfo === null ? null : externalUrl(verdict.links.buildinfo);
    if (address !== null && address.length <= MAX_ADDRESS_CHARACTERS && PLAIN_ADDRESS.test(address) && toFileName(address) !== null) return address;
  }
  return null;
}

function toFileName(address: string): string | null {
  const name = decodeName(new URL(address).pathname.split('/').at(-1) ?? '');
  return PLAIN_NAME.test(name) && name.endsWith('.buildinfo') ? name : null;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

function toRecipe(address: string, built: readonly ArtifactAnswer[]): Recipe {
  const buildinfo = toFileName(address) ?? '';
  const checks = built.flatMap(({ published }) => {
    const file = published === null || !URL.canParse(published.url) ? '' : decodeName(new URL(published.url).pathname.split('/').at(-1) ?? '');
    return published !== null && PLAIN_NAME.test(file) && SHA256.test(published.sha256) ? [`${published.sha256}  rebuilt/${file}`] : [];
  });
  return {
    of: toList(built.map(({ name, architecture }) => toText(`${name} ${architecture}`, 100)), MAX_NAMES),
    lines: [
      `wget -O ${buildinfo} '${address}'`,
      `debrebuild --buildresult=rebuilt --builder=mmdebstrap ${buildinfo}`,
      ...(checks.length === 0 ? [] : ["sha256sum --check <<'END'", ...checks.slice(0, MAX_CHECKS), 'END']),
    ],
  };
}
