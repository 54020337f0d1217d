// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mergeCopies, sharesMaterial } from '../attest/trusted-key.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import type { Statement } from '../attest/statement.ts';
import type { RebuilderTrust, Refusal } from './decision.ts';
import { REBUILD, isOfStep, verifyPaper } from './step-links.ts';
import type { Case } from './step-links.ts';
import { toPolicyRefusal } from './tally.ts';
import type { PolicyVerifier, Tally } from './tally.ts';

/**
 * Verifies artifacts by a list of trusted rebuilders: enough different operators have to have signed, with any key of
 * theirs, that their rebuild of this file has this digest. A key that is listed under two operators says nothing of who
 * used it and counts for neither; one that an operator signs failures with objects, and confirms nothing.
 */
export function createRebuildersVerifier(trust: RebuilderTrust): PolicyVerifier {
  const objectors = toOperators(trust.rebuilders.map(({ operator, dissentKeys = [] }) => ({ operator, keys: dissentKeys })));
  const voters = new Map([...toOperators(trust.rebuilders)].filter(([key]) => ![...objectors.keys()].some((other) => sharesMaterial(key, other))));
  const refusal = findRefusal(trust, new Set(voters.values()).size);
  return () => (refusal === null
    ? { kind: 'ready', count: (inquiry) => countVotes(trust.threshold, voters, objectors, inquiry) }
    : { kind: 'refused', refusal });
}

type Operators = ReadonlyMap<TrustedKey, string>;

/** Copies of one key are that key, in the worst state that any of them tells. */
function toOperators(rebuilders: RebuilderTrust['rebuilders']): Operators {
  const byOperator = new Map<string, TrustedKey[]>();
  for (const { operator, keys } of rebuilders) byOperator.set(operator, [...byOperator.get(operator) ?? [], ...keys]);
  const entries = [...byOperator].flatMap(([operator, keys]) => mergeCopies(keys).map((key) => [key, operator] as const));
  return new Map(entries.filter(([key, operator]) => (
    entries.every(([other, owner]) => owner === operator || !sharesMaterial(key, other)))));
}

function findRefusal({ threshold, rebuilders }: RebuilderTrust, voters: number): Refusal | null {
  const advice = 'Mend the configuration; until then nothing is confirmed.';
  if (!Number.isSafeInteger(threshold) || threshold < 1) {
    return toPolicyRefusal('no-policy', `The policy asks for ${threshold} rebuilders, which is no number of at least 1. ${advice}`);
  }
  if (rebuilders.length === 0) return toPolicyRefusal('no-policy', `The policy trusts no rebuilder. ${advice}`);
  if (voters >= threshold) return null;
  return toPolicyRefusal('no-policy', (
    `The policy asks for ${threshold} operators, but only ${voters} have a key that is theirs alone: a key under two operators counts for neither. ${advice}`));
}

function countVotes(threshold: number, voters: Operators, objectors: Operators, inquiry: Case): Tally {
  const { artifact, reading, note } = inquiry;
  const { fileName, sha256 } = artifact;
  const by = new Set<string>();
  const dissent = new Set<string>();
  let unsigned = 0;
  for (const { rebuilder } of reading.layouts) note(`${rebuilder}: a layout, by which nobody can delegate here: the policy trusts rebuilders`);
  for (const paper of reading.attestations) {
    const digest = findDigest(paper.content, fileName);
    if (digest === null) {
      note(`${paper.rebuilder}: an attestation that is not about this file`);
      continue;
    }
    const keys = verifyPaper(paper, [...voters.keys(), ...objectors.keys()], inquiry);
    if (keys.length === 0) unsigned += 1;
    const names = digest === sha256 ? by : dissent;
    for (const [key, operator] of voters) if (keys.includes(key)) names.add(operator);
    for (const [key, operator] of objectors) {
      if (!keys.includes(key)) continue;
      if (digest === sha256) note(`${paper.rebuilder}: signed by ${operator} with the key for what it could not reproduce, which confirms nothing`);
      else dissent.add(operator);
    }
  }
  return { threshold, by: [...by], dissent: [...dissent], unlawful: 0, unsigned, problem: null };
}

function findDigest(statement: Statement, fileName: string): string | null {
  return isOfStep(statement, REBUILD, fileName) ? statement.products.get(fileName)?.sha256 ?? null : null;
}
