// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { BoardProject, ProjectDetail } from '../../model/board.ts';
import { DAY_MS } from '../../model/time.ts';
import { createBoardFixture, createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createCatalogue } from './catalogue.ts';
import { toRepositoryView, type RepositoryView } from './repository.ts';

const fixture = createBoardFixture({ repositories: 1, targets: 2, releases: 1 });
const [plain] = fixture.board.projects;
if (plain === undefined) throw new Error('no project');
const noDetail: ProjectDetail = { pipelines: [], jobs: [], transitions: [] };

function view(changes: Partial<BoardProject> = {}, detail: ProjectDetail = fixture.readProject(plain as BoardProject), extra: Record<string, unknown> = {}): RepositoryView {
  const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] }, ...extra });
  const board = { ...fixture.board, projects: [{ ...plain as BoardProject, ...changes }] };
  const catalogue = createCatalogue({ ...fixture, board, config, readProject: () => detail });
  const [entry] = catalogue.entries;
  if (entry === undefined) throw new Error('no entry');
  return toRepositoryView(catalogue, { style: 's.css', script: 's.js' }, entry);
}

describe('toRepositoryView', () => {
  it('says since when a stage fails, with first bad, last good and the comparison', () => {
    const cells = ['vm-b', 'vm-a'].map((target) => createResultCell('failed', { target, sinceDays: 3 }));
    expect(view({ cells }).failures).toMatchObject([{
      stage: 'build', where: 'r4.3, ref main', since: '19 Nov 2026 (3 d)', jobs: [{ label: 'vm-a' }, { label: 'vm-b' }],
      firstBad: { text: 'bbbbbbbb' }, lastGood: { text: 'cccccccc' },
      range: { href: `https://github.com/QubesOS/qubes-core-component0/compare/${'c'.repeat(40)}...${'b'.repeat(40)}` },
    }]);
  });

  it('compares on GitLab where no repository on GitHub is known', () => {
    const { failures } = view({ path: 'elsewhere/x', cells: [createResultCell('failed')] });
    expect(failures[0]?.range?.href).toContain('https://gitlab.com/QubesOS/qubes-core-component0/-/compare/');
  });

  it.each([
    [{ archived: true }, 'Archived'],
    [{ ciEnabled: false }, 'CI/CD is switched off'],
    [{ refs: [{ ref: 'main', latest: null, finished: null }] }, 'No pipeline has run'],
    [{ formerPaths: ['QubesOS/old'] }, 'Renamed from QubesOS/old.'],
    [{ unreadable: { project: null, code: 'forbidden', message: 'GitLab said 403' }, readAt: FIXTURE_NOW - 2 * DAY_MS }, 'Could not be read (no access): GitLab said 403. What is shown is 2 d older'],
  ])('says plainly what is unusual: %j', (changes, words) => {
    expect(view(changes).notices.join(' ')).toContain(words);
  });

  it('calls a repository without jobs no pass', () => {
    const { frame, sentence } = view({ cells: [] }, noDetail);
    expect(frame.worst).toBe('unknown');
    expect(sentence).toBe('No job has been seen.');
  });

  it('marks retried jobs beside those that replaced them', () => {
    const [latest] = fixture.readProject(plain).pipelines;
    const [job] = fixture.readProject(plain).jobs;
    if (latest === undefined || job === undefined) throw new Error('no job');
    const jobs = [{ ...job, id: 1, retried: true }, { ...job, id: 2, name: 'zzz' }, { ...job, id: 3 }];
    const [ref] = view({}, { ...noDetail, pipelines: [latest], jobs }).refs;
    expect(ref?.jobs.map(({ isRetried, href }) => [isRetried, href?.split('/').at(-1)])).toEqual([[false, '3'], [true, '1'], [false, '2']]);
  });

  it('lists the jobs of downstream pipelines and links them to their own project', () => {
    const [latest] = fixture.readProject(plain).pipelines;
    const [job] = fixture.readProject(plain).jobs;
    if (latest === undefined || job === undefined) throw new Error('no job');
    const child = { ...latest, id: 999, parentId: latest.id, projectId: 1, projectPath: 'QubesOS/other' };
    const [ref] = view({}, { ...noDetail, pipelines: [latest, child], jobs: [{ ...job, id: 5, pipelineId: 999 }] }).refs;
    expect(ref?.jobs).toMatchObject([{ href: 'https://gitlab.com/QubesOS/other/-/jobs/5', elsewhere: 'QubesOS/other' }]);
    expect(ref?.pipelines.map(({ label }) => label)).toEqual([`#${latest.iid}`]);
  });

  it('puts the default branch first', () => {
    const refs = ['a', 'main'].map((ref) => ({ ref, latest: null, finished: null }));
    expect(view({ refs }).refs.map(({ name }) => name)).toEqual(['main', 'a']);
  });

  it('has snippets with the address of the site', () => {
    const { snippets } = view({ cells: [createCell()] }, noDetail, { site: { url: 'https://ci.example.org/p/' } });
    expect(snippets[0]?.snippets[1]).toEqual({
      label: 'build', alt: 'build: passed', picture: '../../../../badges/QubesOS/qubes-core-component0/-/main/build.svg',
      markdown: '[![build](https://ci.example.org/p/badges/QubesOS/qubes-core-component0/-/main/build.svg)](https://ci.example.org/p/repositories/QubesOS/qubes-core-component0/-/)',
      html: '<a href="https://ci.example.org/p/repositories/QubesOS/qubes-core-component0/-/"><img src="https://ci.example.org/p/badges/QubesOS/qubes-core-component0/-/main/build.svg" alt="build"></a>',
    });
  });

  it('lets no stage break out of a snippet', () => {
    const { snippets } = view({ cells: [createCell({ stage: '"](x)<b>' })] }, noDetail);
    expect(snippets[0]?.snippets[1]?.markdown).toContain('[!["\\](x)<b>](https://your-site.example/');
    expect(snippets[0]?.snippets[1]?.html).toContain('alt="&quot;](x)&lt;b&gt;"');
  });
});
