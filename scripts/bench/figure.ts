// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** One measured figure and the bound it has to keep. */
export interface Figure {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** `≤ 12`, `≥ 98`. */
  readonly target: string;
  readonly met: boolean;
}

export interface Benchmark {
  readonly name: string;
  readonly run: () => Promise<Figure[]>;
}

export function atMost(name: string, figure: number, unit: string, bound: number): Figure {
  return { name, figure: round(figure), unit, target: `≤ ${bound}`, met: figure <= bound };
}

export function atLeast(name: string, figure: number, unit: string, bound: number): Figure {
  return { name, figure: round(figure), unit, target: `≥ ${bound}`, met: figure >= bound };
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100;
}

/** The figures as a Markdown table. */
export function toTable(figures: readonly Figure[]): string {
  return [
    '| what | measured | target | met |',
    '|---|---:|---:|---|',
    ...figures.map(({ name, figure, unit, target, met }) => `| ${name} | ${figure} ${unit} | ${target} | ${met ? 'yes' : '**no**'} |`),
  ].join('\n');
}
