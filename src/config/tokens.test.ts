// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { readTokens } from './tokens.ts';

describe('readTokens', () => {
  it('puts our own names before the usual ones and keeps all of them secret', () => {
    expect(readTokens({ PROOFBOARD_GITLAB_TOKEN: 'ours', GITLAB_TOKEN: 'usual', GITHUB_TOKEN: 'hub' }))
      .toEqual({ gitlab: 'ours', github: 'hub', secrets: ['ours', 'usual', 'hub'] });
  });
  it('takes an empty or blank variable as unset', () => {
    expect(readTokens({ PROOFBOARD_GITLAB_TOKEN: ' ', GITLAB_TOKEN: 'usual', GITHUB_TOKEN: '' }))
      .toEqual({ gitlab: 'usual', github: null, secrets: ['usual'] });
  });
  it('takes the line break off the end', () => {
    expect(readTokens({ GITLAB_TOKEN: 'abc\n' }).gitlab).toBe('abc');
  });
  it.each(['plan\nted', 'plan ted', 'plan\u0000ted', 'plänted'])('refuses %j without printing it', (token) => {
    try {
      readTokens({ GITHUB_TOKEN: token });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'token-invalid' });
      expect(String(error)).toContain('GITHUB_TOKEN');
      expect(String(error)).not.toContain('ted');
    }
  });
});
