// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A line without axes, drawn when the site is built. */
export interface Sparkline {
  readonly width: number;
  readonly height: number;
  /** Points of each unbroken stretch, as SVG's `points` has them. */
  readonly lines: readonly string[];
  /** Stretches of one value alone: a line of no length would not be seen. */
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  /** In words, for those who cannot see it. */
  readonly label: string;
}

const HEIGHT = 16;
const MARGIN = 2;

/** Where the scale begins: most rates keep close to the top, and would all look alike from 0. */
const FLOORS = [0.9, 0.75, 0.5];

/** Draws values between 0 and 1, oldest first; null leaves a gap. Null where there is no value at all. */
export function toSparkline(values: readonly (number | null)[], label: string, width = 120): Sparkline | null {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const last = known.at(-1);
  if (last === undefined) return null;
  const step = values.length > 1 ? (width - 2 * MARGIN) / (values.length - 1) : 0;
  const floor = FLOORS.find((one) => known.every(({ value }) => value >= one)) ?? 0;
  const place = ({ value, index }: { value: number; index: number }) => ({
    x: round(MARGIN + index * step), y: round(MARGIN + (1 - (Math.min(1, Math.max(floor, value)) - floor) / (1 - floor)) * (HEIGHT - 2 * MARGIN)),
  });
  const stretches: { x: number; y: number }[][] = [];
  for (const [order, point] of known.entries()) {
    const previous = known[order - 1];
    const stretch = stretches.at(-1);
    if (stretch !== undefined && previous !== undefined && point.index - previous.index <= MAX_GAP) stretch.push(place(point));
    else stretches.push([place(point)]);
  }
  return {
    width, height: HEIGHT,
    lines: stretches.filter(({ length }) => length > 1).map((stretch) => stretch.map(({ x, y }) => `${x},${y}`).join(' ')),
    dots: stretches.flatMap((stretch) => (stretch.length === 1 ? stretch : [])),
    label: `${label}: ${toPercent(known[0]?.value ?? 0)} at first, ${toPercent(last.value)} at last`,
  };
}

/** Days without a pipeline do not break a line; more than a week of them does. */
const MAX_GAP = 8;

/** `98 %`; never 100 % for less than all, nor 0 % for more than nothing. */
export function toPercent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share < 1 && share >= 0.995) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
