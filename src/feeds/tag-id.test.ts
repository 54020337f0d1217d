// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyInstant, anyText } from '../testing/hostile-text.ts';
import { toChangeId, toFeedId, toTagId, type ChangeKey } from './tag-id.ts';

const AT = Date.UTC(2026, 10, 22, 6, 4);
const change: ChangeKey = {
  project: { source: 'gitlab:https://gitlab.com', id: 42 }, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42',
  pipelineId: 9001, kind: 'broken', at: AT,
};

/** RFC 4151, section 2.1, without e-mail addresses. */
const TAG = /^tag:[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*,\d{4}-\d{2}-\d{2}:(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-F]{2})*$/;

describe('toTagId', () => {
  it('is a tag URI of the host, the day and the parts', () => {
    expect(toTagId('Board.Example.org:8443', AT, ['a', 1, 'feature/x y'])).toBe('tag:board.example.org,2026-11-22:a/1/feature%2Fx%20y');
  });

  it.each([null, '', '[::1]:80', 'a_b.example', '-a.example', 'a..example', 'x'.repeat(254)])('has an authority of its own for the host %s', (host) => {
    expect(toTagId(host, AT, ['a'])).toBe('tag:proofboard.invalid,2026-11-22:a');
  });

  it('is valid and bounded, whatever the parts are', () => {
    fc.assert(fc.property(anyText, anyInstant, fc.array(anyText, { minLength: 1, maxLength: 6 }), (host, at, parts) => {
      const id = toTagId(host, at, parts);
      expect(id).toMatch(TAG);
      expect(id.length).toBeLessThan(300 + 201 * parts.length);
    }));
  });

  it('tells any two lists of parts apart', () => {
    const parts = fc.tuple(anyText, anyText, anyText);
    fc.assert(fc.property(parts, parts, (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(toTagId(null, AT, a)).not.toBe(toTagId(null, AT, b));
    }));
    expect(toTagId(null, AT, ['\ud800'])).not.toBe(toTagId(null, AT, ['\ufffd']));
    expect(toTagId(null, AT, ['x'.repeat(300)])).not.toBe(toTagId(null, AT, ['x'.repeat(301)]));
  });

  it('does not let a name look like the end of a cut one', () => {
    const cut = toTagId(null, AT, ['x'.repeat(300)]).split(':').at(-1) ?? '';
    expect(cut).toMatch(/^x{100}~[\da-f]{32}$/);
    expect(toTagId(null, AT, [cut])).not.toContain(cut);
  });
});

describe('toChangeId', () => {
  it('says where the change is, and no path that a renaming would change', () => {
    expect(toChangeId('board.example.org', change)).toBe('tag:board.example.org,2026-11-22:gitlab.com/42/main/r4.2/build/vm-fc42/9001/broken');
  });

  it.each<Partial<ChangeKey>>([
    { project: { source: 'gitlab:https://gitlab.example', id: 42 } }, { project: { ...change.project, id: 43 } }, { ref: 'main/r4.2' }, { release: 'r4.3' },
    { stage: 'install' }, { target: 'vm-fc43' }, { pipelineId: 9002 }, { kind: 'fixed' }, { again: 7 },
  ])('is another one with %j', (other) => {
    expect(toChangeId(null, { ...change, ...other })).not.toBe(toChangeId(null, change));
  });
});

describe('toFeedId', () => {
  it('has the same date for ever', () => {
    expect(toFeedId('board.example.org', ['repository', 'gitlab.com', 42])).toBe('tag:board.example.org,2026-01-01:feeds/repository/gitlab.com/42');
  });
});
