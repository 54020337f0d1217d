// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toLines } from './text.ts';

/**
 * A writer of OpenMetrics 1.0 text, for files. prom-client is for counting in a running program, and was tried: it tells
 * series apart by `name:value,` in a row, so that of two whose hostile values look like labels one replaces the other, and
 * the series of 9,000 jobs took it 0.6 of the one second that all feeds together may take.
 */

export interface MetricFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** The unit, where the name ends in it. */
  readonly unit: 'seconds' | null;
}

/** One value; null, and what is not finite, leaves it out. `labels` are made by `renderLabels`. */
export interface Sample {
  readonly labels: string;
  readonly value: number | null;
}

const MAX_VALUE_CHARACTERS = 500;

/** `{project="QubesOS/qubes-core-admin",ref="main"}`; nothing for no labels. Names are ours, values are anybody's. */
export function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(toLines(value, MAX_VALUE_CHARACTERS))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** A family with its samples, without the end of the document. No two samples may have the same labels. */
export function renderFamily({ name, type, help, unit }: MetricFamily, samples: readonly Sample[]): string {
  const head = [`# TYPE ${name} ${type}`, ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]), `# HELP ${name} ${help}`];
  const suffix = type === 'counter' ? '_total' : '';
  const lines = samples.flatMap(({ labels, value }) => (
    value === null || !Number.isFinite(value) || (type === 'counter' && value < 0) ? [] : [`${name}${suffix}${labels} ${value}`]));
  return `${[...head, ...lines].join('\n')}\n`;
}

function escape(value: string): string {
  return /[\\"\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value;
}
