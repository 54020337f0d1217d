// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Badge, BadgeState } from './badge.ts';
import { toColor, toMessage } from './badge.ts';
import { renderShieldsJson, renderSvg } from './render.ts';

const badge: Badge = { label: 'build', state: 'passed', message: null, asOf: Date.UTC(2026, 10, 22, 6, 4) };
const STATES: readonly BadgeState[] = ['passed', 'warned', 'failed', 'stale', 'unknown'];

describe('toColor', () => {
  it('is green for passed and for nothing else', () => {
    expect(STATES.filter((state) => toColor(state).includes('green'))).toEqual(['passed']);
  });

  it('is grey for what is not known', () => {
    expect([toColor('stale'), toColor('unknown')]).toEqual(['lightgrey', 'lightgrey']);
  });
});

describe('toMessage', () => {
  it('says the state in a word, or what it is given', () => {
    expect(STATES.map((state) => toMessage({ ...badge, state }))).toEqual(['passed', 'passed with warnings', 'failed', 'stale', 'unknown']);
    expect(toMessage({ ...badge, message: '3 of 4 pass' })).toBe('3 of 4 pass');
  });
});

describe('renderSvg', () => {
  it('says in its title what it says and of which day', () => {
    expect(renderSvg(badge)).toContain('<title>build: passed as of 2026-11-22</title>');
  });

  it('draws grey without a trace of green', () => {
    const passed = /fill="(#4b0|#4c1)"/;
    expect(renderSvg(badge)).toMatch(passed);
    expect(renderSvg({ ...badge, state: 'stale' })).not.toMatch(passed);
  });

  it('escapes a hostile label', () => {
    const svg = renderSvg({ ...badge, label: '</title><script>alert(1)</script>"' });
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/title>/g)).toHaveLength(1);
  });
});

describe('renderShieldsJson', () => {
  it('is what the endpoint badge asks for', () => {
    expect(JSON.parse(renderShieldsJson({ ...badge, state: 'failed' }))).toEqual({
      schemaVersion: 1, label: 'build', message: 'failed', color: 'red', isError: true,
    });
  });
});
