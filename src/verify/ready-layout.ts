// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import type { Layout, Step } from '../attest/layout.ts';
import { sharesMaterial } from '../attest/trusted-key.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { toReadyRules } from './artifact-rules.ts';
import type { ReadyRule } from './artifact-rules.ts';

/** A layout that this verifier understands to the last condition, made ready for many artifacts. */
export interface ReadyLayout {
  /** All steps but the last, in order. */
  readonly earlierSteps: readonly ReadyStep[];
  /** Of what in-toto calls the final product. */
  readonly lastStep: ReadyStep;
  readonly inspections: readonly ReadyItem[];
}

export interface ReadyItem {
  readonly name: string;
  readonly materialRules: readonly ReadyRule[];
  readonly productRules: readonly ReadyRule[];
}

export interface ReadyStep extends ReadyItem {
  readonly threshold: number;
  readonly expectedCommand: readonly string[];
  /** Whose links count: each key once, with those of its keys that the step allows. */
  readonly authorised: readonly TrustedKey[];
  /** The layout's other keys: their links count for nothing, but what they object to is told. */
  readonly others: readonly TrustedKey[];
}

/** Why a layout cannot be followed; the text goes on a sentence that begins with the layout. */
export interface Unsupported { readonly unsupported: string }

/** What in-toto may be asked to run: it does nothing, and so nothing has to be run here. */
const NOTHING: readonly string[] = ['true', '/bin/true', '/usr/bin/true'];

/** Checks that a layout can be followed and does mean something; neither its signatures nor its expiry are looked at. */
export function toReadyLayout(layout: Layout): ReadyLayout | Unsupported {
  const twice = findTwice([...layout.keys]);
  if (twice !== null) return { unsupported: `has one key under two ids (${twice.map(toQuoted).join(' and ')}), whose votes could be counted twice` };
  const steps: ReadyStep[] = [];
  for (const step of layout.steps) {
    const ready = toReadyStep(step, layout.keys);
    if ('unsupported' in ready) return ready;
    steps.push(ready);
  }
  const lastStep = steps.pop();
  if (lastStep === undefined) return { unsupported: 'has no step, and so asks for no rebuild' };
  const foreign = layout.inspections.find(({ run: [command = '', ...rest] }) => !NOTHING.includes(command) || rest.length > 0);
  if (foreign !== undefined) {
    return { unsupported: `wants to run ${toQuoted(foreign.run.join(' '))} for the inspection ${toQuoted(foreign.name)}; nothing is run here, and only "true" can do without` };
  }
  return { earlierSteps: steps, lastStep, inspections: layout.inspections.map(toReadyItem) };
}

function toReadyStep(step: Step, keys: Layout['keys']): ReadyStep | Unsupported {
  const authorised = toAuthorised(step, [...keys.values()], keys);
  const { name, threshold, expectedCommand } = step;
  if (!Number.isSafeInteger(threshold) || threshold < 1) {
    return { unsupported: `asks for ${threshold} signatures for the step ${toQuoted(name)}; at least one is needed to confirm anything` };
  }
  if (threshold > authorised.length) {
    return { unsupported: `asks for ${threshold} signatures for the step ${toQuoted(name)} and has ${authorised.length} keys that may sign it` };
  }
  const others = [...keys.values()].filter((key) => !authorised.some(({ fingerprint }) => fingerprint === key.fingerprint));
  return { ...toReadyItem(step), threshold, expectedCommand, authorised, others };
}

/**
 * The keys that a step names. Whoever is trusted with a main key is trusted with its subkeys, which count as the main key;
 * where a step names a subkey, that one alone may sign.
 */
function toAuthorised({ pubkeys }: Step, all: readonly TrustedKey[], keys: Layout['keys']): TrustedKey[] {
  const whole = new Set(pubkeys.map((id) => keys.get(id)));
  return all.flatMap((key) => {
    if (whole.has(key)) return [key];
    const signers = key.signers.filter(({ fingerprint }) => fingerprint !== key.fingerprint && pubkeys.includes(fingerprint));
    return signers.length === 0 ? [] : [{ ...key, signers }];
  });
}

function toReadyItem({ name, expectedMaterials, expectedProducts }: Pick<Step, 'name' | 'expectedMaterials' | 'expectedProducts'>): ReadyItem {
  return { name, materialRules: toReadyRules(expectedMaterials), productRules: toReadyRules(expectedProducts) };
}

/** The ids of two keys that are one. */
function findTwice(keys: readonly (readonly [keyid: string, key: TrustedKey])[]): readonly string[] | null {
  for (const [index, [keyid, key]] of keys.entries()) {
    const other = keys.slice(index + 1).find(([, candidate]) => sharesMaterial(key, candidate));
    if (other !== undefined) return [keyid, other[0]];
  }
  return null;
}
