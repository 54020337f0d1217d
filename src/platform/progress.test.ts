// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function draw(isTTY: boolean, color: boolean, columns = 80): string {
  let text = '';
  const progress = createProgress({ isTTY, columns, write: (piece) => {
    text += piece;
  } }, color);
  progress.update('collecting', 15, 30);
  progress.end();
  return text;
}

describe('createProgress', () => {
  it('draws half a bar at half the way, and takes it away at the end', () => {
    expect(draw(true, false)).toBe(`\r\u001b[K${'█'.repeat(12)}${'░'.repeat(12)} collecting 15/30\r\u001b[K`);
  });

  it('uses colour only when asked to', () => {
    expect(draw(true, true)).toContain('\u001b[32m');
    expect(draw(true, false)).not.toContain('\u001b[3');
  });

  it('writes nothing where there is no terminal', () => {
    expect(draw(false, true)).toBe('');
  });

  it('stays on one line of a narrow terminal', () => {
    const [line = ''] = draw(true, false, 30).split('\r').filter((part) => part !== '');
    expect(line.replace('\u001b[K', '').length).toBeLessThan(30);
  });
});
