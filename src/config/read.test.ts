// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '../model/error.ts';
import { DEFAULT_JOB_PATTERN } from '../model/job-name.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { parseConfig, readConfig } from './read.ts';

/** The lines of the error that a text is refused with, without the heading. */
function problemsOf(text: string): string[] {
  try {
    parseConfig(text, 'p.yml');
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    expect(error.code).toBe('config-invalid');
    return error.message.split('\n').slice(1);
  }
  throw new Error('the text was accepted');
}

describe('parseConfig', () => {
  it('fills in every default', () => {
    expect(parseConfig('gitlab: {groups: [libvirt]}', 'p.yml')).toEqual({
      title: 'Proofboard',
      site: {},
      gitlab: {
        url: 'https://gitlab.com', groups: ['libvirt'], projects: [], exclude: [], refs: ['@default'],
        jobs: { pattern: DEFAULT_JOB_PATTERN }, overrides: [], concurrency: 8, timeout: MINUTE_MS,
      },
      groups: [],
      releases: [],
      rebuilders: [],
      archives: [],
      packages: { threshold: 1, sources: {} },
      failures: { traces: 100, rules: [] },
      stale: { result: 30 * DAY_MS, source: 36 * HOUR_MS },
      flaky: { window: 30 * DAY_MS, rate: 0.1 },
    });
  });

  it('names every problem of a file with line and column, once each, in the order of the file', () => {
    expect(problemsOf(`gitlab:
  groups: [/a]
  refs:
    - main
    - nam: main
    - patern: ^v
    - 5
    - {name: a, pattern: b}
  concurrency: many
  timeout: 90
grups: []
releases: [{nam: r4.3}]
`)).toEqual([
      'p.yml:2:12: gitlab.groups[0]: found "/a", expected a path without slashes at its ends',
      'p.yml:5:7: gitlab.refs[1].nam: unknown key; did you mean `name`?',
      'p.yml:6:7: gitlab.refs[2].patern: unknown key; did you mean `pattern`?',
      'p.yml:7:7: gitlab.refs[3]: found 5, expected a text or a map',
      'p.yml:8:17: gitlab.refs[4].pattern: cannot stand beside the other keys here',
      'p.yml:9:3: gitlab.concurrency: found "many", expected a number',
      'p.yml:10:3: gitlab.timeout: found 90, expected a duration such as "36h", "30d" or "90m"',
      'p.yml:11:1: grups: unknown key; did you mean `groups`?',
      'p.yml:12:13: releases[0].nam: unknown key; did you mean `name`?',
    ]);
  });

  it.each([
    ['', 'p.yml:1:1: found nothing, expected a map'],
    ['- x', 'p.yml:1:1: found a list, expected a map'],
    ['title: x', 'p.yml:1:1: gitlab: found nothing, expected a map'],
    ['gitlab: {}', 'p.yml:1:1: gitlab: found a map, expected at least one of groups and projects'],
    ['gitlab: {groups: [a], refs: []}', 'p.yml:1:23: gitlab.refs: found an empty list, expected at least 1 entry'],
    ['gitlab: {groups: [a], concurrency: 99}', 'p.yml:1:23: gitlab.concurrency: found 99, expected at most 32'],
    ['gitlab: {groups: [a], url: ftp://h}', 'p.yml:1:23: gitlab.url: found "ftp://h", expected an http or https address'],
    ['gitlab: {groups: [a]}\ngithub: {owners: [b], names: {/x: y/z}}',
      'p.yml:2:31: github.names["/x"]: expected as key a path without slashes at its ends'],
    ['gitlab: {groups: [a]}\ntoken: glpat-planted',
      'p.yml:2:1: token: unknown key; expected one of title, site, gitlab, github, groups, releases, rebuilders, archives, packages, reprotest, failures, stale, flaky'],
    ['gitlab: {groups: [a]}\nrebuilders: [{type: rebuilded, name: a, url: "https://x"}]',
      'p.yml:2:15: rebuilders[0].type: found "rebuilded", expected one of rebuilderd, package-rebuilder, reproducible-json, attestations, attestation-folder; did you mean `rebuilderd`?'],
    ['gitlab: {groups: [a]}\nrebuilders: [{name: a, url: "https://x"}]',
      'p.yml:2:14: rebuilders[0].type: found nothing, expected one of rebuilderd, package-rebuilder, reproducible-json, attestations, attestation-folder'],
    ['gitlab: {groups: [a]}\nrebuilders: [{type: reproducible-json, name: a, url: "https://x", keys: [a]}]',
      'p.yml:2:67: rebuilders[0].keys: unknown key; expected one of type, name, operator, distribution, url'],
    ['gitlab: {groups: [a]}\nrebuilders: [{type: rebuilderd, name: a, url: "https://x"}, {type: rebuilderd, name: b, url: "https://x/"}]',
      'p.yml:2:62: rebuilders[1].type: found "rebuilderd", expected a rebuilder of its own: entry 0 has it too'],
    ['gitlab: {groups: [a]}\npackages: {threshold: 0}', 'p.yml:2:12: packages.threshold: found 0, expected at least 1'],
    ['gitlab: {groups: [a]}\narchives: [{type: debian, url: "https://a", suites: [trixie]}]',
      'p.yml:2:12: archives[0].keys: found nothing, expected a list'],
  ])('says of %j what is wrong', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('names the line of a YAML mistake', () => {
    expect(problemsOf('gitlab:\n  groups: [a\n')[0]).toMatch(/^p\.yml:3:1: /u);
  });

  it.each([
    ['a key twice', 'gitlab: {groups: [a]}\ngitlab: {groups: [b]}'],
    ['two documents', 'gitlab: {groups: [a]}\n---\ngitlab: {groups: [b]}'],
    ['an unknown tag', 'gitlab: {groups: [!env a]}'],
    ['an anchor that is nowhere', 'gitlab: {groups: *a}'],
    ['a prototype for a key', 'gitlab: {groups: [a]}\n__proto__: {title: x}'],
    ['a list in itself', 'gitlab: {groups: &a [*a]}'],
  ])('refuses %s', (_, text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  it('refuses an alias bomb before it grows', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`);
    expect(problemsOf(['l0: &l0 [x]', ...levels].join('\n'))).toHaveLength(1);
  });

  it('refuses lists nested beyond the stack', () => {
    expect(problemsOf('['.repeat(50_000)).length).toBeGreaterThan(0);
  });

  it('refuses more than a megabyte', () => {
    expect(() => parseConfig(`# ${'é'.repeat(500_000)}`, 'p.yml')).toThrow(/larger than 1 MB/u);
  });

  it('never repeats a password in an address', () => {
    const [problem = ''] = problemsOf('gitlab: {groups: [a], url: "https://me:glpat-planted/@h/"}');
    expect(problem).toContain('gitlab.url');
    expect(problem).not.toContain('planted');
  });

  it('takes the slash off the end of an address', () => {
    expect(parseConfig('gitlab: {groups: [a], url: "http://127.0.0.1:1//"}', 'p.yml').gitlab.url).toBe('http://127.0.0.1:1');
  });

  it('knows the named groups of a job pattern', () => {
    const problemOf = (pattern: string) => problemsOf(`gitlab: {groups: [a], jobs: {pattern: '${pattern}'}}`)[0];
    expect(problemOf('^(?<stag>.)')).toContain('did you mean `stage`?');
    expect(problemOf('^(?<stage>.):(?<extra>.)')).toContain('no other named groups than release, stage, target');
    expect(problemOf('^[(?<stage>.]')).toContain('expected a named group');
    expect(problemOf('(')).toContain('expected a JavaScript regular expression or null');
    expect(parseConfig('gitlab: {groups: [a], jobs: {pattern: null}}', 'p.yml').gitlab.jobs.pattern).toBeNull();
  });

  it('wants the front page among the releases, where there are some', () => {
    const front = 'gitlab: {groups: [a]}\nsite: {front: r4.2}\n';
    expect(problemsOf(`${front}releases: [{name: r4.3}]`)).toEqual([
      'p.yml:2:8: site.front: found "r4.2", expected the name of one of the releases; did you mean `r4.3`?',
    ]);
    expect(parseConfig(front, 'p.yml').site.front).toBe('r4.2');
  });

  it.each(['groups: [{name: a, components: [x]}, {name: a, components: [y]}]', 'releases: [{name: a}, {name: a}]'])(
    'refuses a name given twice: %s',
    (text) => {
      expect(problemsOf(`gitlab: {groups: [a]}\n${text}`)[0]).toContain('[1].name: found "a", expected a name of its own');
    },
  );
});

describe('readConfig', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofboard-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['minimal', 'libvirt', 'qubes'])('reads the example %s', async (name) => {
    const file = new URL(`../../examples/${name}.yml`, import.meta.url).pathname;
    expect((await readConfig(file)).gitlab.groups).toHaveLength(1);
  });

  it('says what to do where there is no file', async () => {
    const failure = readConfig(join(folder, 'absent.yml'));
    await expect(failure).rejects.toMatchObject({ code: 'config-missing' });
    await expect(failure).rejects.toThrow(/copy examples\/minimal\.yml/u);
  });

  it('does not read a folder', async () => {
    await expect(readConfig(folder)).rejects.toMatchObject({ code: 'config-unreadable' });
  });

  it('refuses a huge file', async () => {
    const file = join(folder, 'huge.yml');
    await writeFile(file, '#'.repeat(1_000_001));
    await expect(readConfig(file)).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
