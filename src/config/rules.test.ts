// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseConfig } from './read.ts';
import { createCellRules, isExcluded, matchesGlob, matchRef, toGitHubName, toGroup, watchedRefs } from './rules.ts';
import type { Config } from './schema.ts';

const QUBES = `
gitlab:
  groups: [QubesOS]
  exclude: ["*/old-*", QubesOS/website]
  refs:
    - main
    - {name: release4.2, release: r4.2}
    - {pattern: "^feature/", release: next}
  overrides:
    - project: "*/qubes-builderv2"
      refs: [{name: "@default", release: tools}]
    - project: "*/qubes-*-plain"
      jobs: {pattern: null}
github:
  owners: [QubesOS, Other-Org]
  names: {QubesOS/renamed: Elsewhere/new-name}
groups:
  - {name: Core, components: ["*/qubes-core-*"]}
  - {name: Rest, components: ["QubesOS/*"]}
`;

const config = parseConfig(QUBES, 'qubes.yml');
const changed = (from: string, to: string): Config => parseConfig(QUBES.replace(from, to), 'qubes.yml');

describe('watchedRefs', () => {
  it('takes the refs of the first override that matches', () => {
    expect(watchedRefs(config, 'QubesOS/qubes-builderv2')).toEqual([{ name: '@default', release: 'tools' }]);
  });
  it('takes the common ones where no override matches or the override names none', () => {
    expect(watchedRefs(config, 'QubesOS/qubes-core-admin')).toBe(config.gitlab.refs);
    expect(watchedRefs(config, 'QubesOS/qubes-a-plain')).toBe(config.gitlab.refs);
  });
});

describe('matchRef', () => {
  const rules = [{ pattern: '^v' }, 'v1', '@default'];
  it('puts a name before a pattern and a pattern before the default branch', () => {
    expect(matchRef(rules, 'v1', 'v1')).toBe('v1');
    expect(matchRef(rules, 'v2', 'v2')).toEqual({ pattern: '^v' });
    expect(matchRef(rules, 'main', 'main')).toBe('@default');
  });
  it('does not watch what no rule names', () => {
    expect(matchRef(rules, 'topic', 'main')).toBeNull();
    expect(matchRef(rules, 'topic', null)).toBeNull();
  });
  it('does not take a branch called @default for the default branch', () => {
    expect(matchRef(rules, '@default', 'main')).toBeNull();
  });
  it('matches no pattern against a ref longer than 500 characters', () => {
    expect(matchRef(rules, `v${'1'.repeat(499)}`, null)).not.toBeNull();
    expect(matchRef(rules, `v${'1'.repeat(500)}`, null)).toBeNull();
  });
});

describe('matchesGlob', () => {
  it.each([
    ['a/b', 'a/b'], ['*', ''], ['*', 'a/b'], ['a/*', 'a/b/c'], ['*/c', 'a/b/c'], ['a*c', 'ac'], ['a*b*c', 'a/b/b/c'],
    ['*a*a', 'aa'], ['**', 'x'], ['a.b', 'a.b'],
  ])('%s means %s', (glob, path) => {
    expect(matchesGlob(glob, path)).toBe(true);
  });
  it.each([
    ['a/b', 'a/bc'], ['a', 'A'], ['a/*', 'b/a/c'], ['ab*ba', 'aba'], ['*a*a', 'a'], ['a*b*c', 'a/c/b'], ['a.b', 'axb'], ['', 'a'],
  ])('%s does not mean %s', (glob, path) => {
    expect(matchesGlob(glob, path)).toBe(false);
  });
  it('does not try again and again what cannot match', () => {
    const startedAt = performance.now();
    expect(matchesGlob(`${'*a'.repeat(200)}*b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('isExcluded', () => {
  it('knows paths and globs', () => {
    expect(isExcluded(config, 'QubesOS/website')).toBe(true);
    expect(isExcluded(config, 'QubesOS/sub/old-thing')).toBe(true);
    expect(isExcluded(config, 'QubesOS/website2')).toBe(false);
  });
});

describe('toGroup', () => {
  it('is the first group that has the project', () => {
    expect(toGroup(config, 'QubesOS/qubes-core-admin')).toBe('Core');
    expect(toGroup(config, 'QubesOS/other')).toBe('Rest');
    expect(toGroup(config, 'elsewhere/other')).toBeNull();
  });
});

describe('toGitHubName', () => {
  it('follows the configured name before anything else', () => {
    expect(toGitHubName(config, 'QubesOS/renamed')).toEqual({ owner: 'Elsewhere', name: 'new-name' });
  });
  it('takes the owner named like the first segment, in any letter case', () => {
    expect(toGitHubName(config, 'other-org/sub/tool')).toEqual({ owner: 'Other-Org', name: 'tool' });
  });
  it('takes the first owner for other namespaces', () => {
    expect(toGitHubName(config, 'mirrors/tool')).toEqual({ owner: 'QubesOS', name: 'tool' });
  });
  it('is not fooled by a project called like a property of every object', () => {
    expect(toGitHubName(config, 'constructor')).toEqual({ owner: 'QubesOS', name: 'constructor' });
  });
  it('is null without GitHub', () => {
    expect(toGitHubName(parseConfig('gitlab: {groups: [a]}', 'p.yml'), 'a/b')).toBeNull();
  });
});

describe('createCellRules', () => {
  const rules = createCellRules(config);
  const ADMIN = 'QubesOS/qubes-core-admin';

  it('takes the release of the job name on a ref without one', () => {
    expect(rules.toCell(ADMIN, 'main', 'r4.3:build:vm-bookworm', 'build'))
      .toEqual({ ref: 'main', release: 'r4.3', stage: 'build', target: 'vm-bookworm' });
  });
  it("puts the ref's release before the job name's", () => {
    expect(rules.toCell(ADMIN, 'release4.2', 'r4.3:build:vm-bookworm', 'build').release).toBe('r4.2');
    expect(rules.toCell(ADMIN, 'feature/x', 'r4.3:build:vm-bookworm', 'build').release).toBe('next');
  });
  it('falls back on the ref itself', () => {
    expect(rules.toCell(ADMIN, 'main', 'lint', 'checks'))
      .toEqual({ ref: 'main', release: 'main', stage: 'checks', target: 'lint' });
  });
  it('takes a ref that no rule names for the default branch', () => {
    expect(rules.toCell('QubesOS/qubes-builderv2', 'trunk', 'lint', 'checks').release).toBe('tools');
  });
  it('splits no job name in a project with ordinary ones', () => {
    expect(rules.toCell('QubesOS/qubes-a-plain', 'main', 'r4.3:build:vm-bookworm', 'compile'))
      .toEqual({ ref: 'main', release: 'main', stage: 'compile', target: 'r4.3:build:vm-bookworm' });
  });
  it('never makes an empty name of a group that matched nothing', () => {
    const optional = createCellRules(parseConfig(
      "gitlab: {groups: [a], jobs: {pattern: '^(?<release>r?):(?<stage>s?):(?<target>t?)$'}}", 'p.yml'));
    expect(optional.toCell('a/b', 'main', '::', 'test')).toEqual({ ref: 'main', release: 'main', stage: 'test', target: '::' });
  });
  it('keeps names beyond 500 characters whole and apart', () => {
    const long = `r4.3:build:${'x'.repeat(10_000)}`;
    expect(rules.toCell(ADMIN, 'main', `${long}1`, 'build')).toMatchObject({ release: 'main', target: `${long}1` });
    expect(rules.toCell(ADMIN, 'main', `${long}2`, 'build').target).toBe(`${long}2`);
  });
  it('keeps apart what would run together without its bounds', () => {
    expect(rules.toCell(ADMIN, 'ab', 'd', 'c').ref).toBe('ab');
    expect(rules.toCell(ADMIN, 'a', 'd', 'bc').ref).toBe('a');
    expect(rules.toCell(ADMIN, 'a', 'cd', 'b').target).toBe('cd');
  });
  it('gives the same cell for the same job in projects configured alike', () => {
    expect(rules.toCell(ADMIN, 'main', 'lint', 'x')).toBe(rules.toCell('QubesOS/other', 'main', 'lint', 'x'));
  });
  it('has another fingerprint when the answers may differ, and only then', () => {
    expect(createCellRules(changed('release: next', 'release: later')).fingerprint).not.toBe(rules.fingerprint);
    expect(createCellRules(changed('*/qubes-*-plain', '*/plain')).fingerprint).not.toBe(rules.fingerprint);
    expect(createCellRules(changed('name: Core', 'name: Kernel')).fingerprint).toBe(rules.fingerprint);
  });
});
