// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { tryChroots, whyNoChroot } from './chroot.ts';

describe('whyNoChroot', () => {
  it('names what is missing, or who may', () => {
    expect(whyNoChroot({ PATH: '/nowhere' })).toMatch(process.getuid?.() === 0 ? /^mmdebstrap is not installed \(apt-get install mmdebstrap\)$/ : /root only/);
  });
});

describe('tryChroots', () => {
  it('says why there are none, and under CI fails', async () => {
    expect(await tryChroots(['sid'], { PATH: '/nowhere' })).toBe(whyNoChroot({ PATH: '/nowhere' }));
    await expect(tryChroots(['sid'], { PATH: '/nowhere', CI: 'true' })).rejects.toMatchObject({ code: 'no-chroot' });
  });
});
