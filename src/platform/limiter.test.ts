// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';

describe('createLimiter', () => {
  it('runs every task once, in order, and never more than allowed at a time', async () => {
    const limit = createLimiter(3);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const results = await Promise.all(Array.from({ length: 5_000 }, (_, index) => limit(async () => {
      running += 1;
      most = Math.max(most, running);
      order.push(index);
      await Promise.resolve();
      running -= 1;
      return index;
    })));
    const all = Array.from({ length: 5_000 }, (_, index) => index);
    expect(results).toEqual(all);
    expect(order).toEqual(all);
    expect(most).toBe(3);
  });

  it('goes on after a task that failed, and after it was idle', async () => {
    const limit = createLimiter(1);
    await expect(limit(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await Promise.all([limit(() => Promise.resolve(1)), limit(() => Promise.resolve(2))])).toEqual([1, 2]);
  });
});
