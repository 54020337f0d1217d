// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { Difference } from '../../model/difference.ts';
import { createBoardFixture } from '../../testing/board-fixture.ts';
import { createEvidenceFixture } from '../../testing/evidence-fixture.ts';
import { createCatalogue } from './catalogue.ts';
import { toReprotestComparisons, toReprotestComparisonView, toVerdictComparisons, toVerdictComparisonView, type ComparisonView } from './report-page.ts';

const fixture = createBoardFixture({ repositories: 6, targets: 2, releases: 1 });
const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, reprotest: {} });
const assets = { style: 's.css', script: 's.js' };

function catalogue(readReport?: () => Difference | null) {
  const evidence = createEvidenceFixture(fixture.board);
  return createCatalogue({ ...fixture, config, evidence: readReport === undefined ? evidence : { ...evidence, readReport } });
}

function view(readReport?: () => Difference | null): ComparisonView {
  const from = catalogue(readReport);
  if (from.packages === null) throw new Error('no shelf');
  const comparison = toVerdictComparisons(from.packages).find(({ entry }) => entry.name === 'coreutils');
  if (comparison === undefined) throw new Error('no comparison');
  return toVerdictComparisonView(from, from.packages, assets, comparison);
}

describe('toVerdictComparisonView', () => {
  it('has the causes with their evidence on top, and a link to where it came from', () => {
    expect(view()).toMatchObject({
      heading: 'coreutils 1.0-1 amd64', back: { label: 'coreutils', href: '../../../../../packages/debian/coreutils/' },
      origin: { href: 'https://alpha.example/api/v1/builds/1004/diffoscope' },
      causes: [{ title: 'Build path', href: '../../../../../causes/#build-path', lines: [{ kind: 'minus' }, { kind: 'plus' }] }],
      members: [{ removed: '2', added: '3' }, { removed: '1', added: '1' }], notices: [],
    });
    expect(view().report?.parts.length).toBe(6);
  });

  it('links a large comparison and does not show it', () => {
    const large = { source1: 'a', source2: 'a', comments: [], unifiedDiff: '+x'.repeat(300_000), details: [] };
    expect(view(() => large)).toMatchObject({ report: null, notices: ['The comparison has more than 512 kB of text: it is not shown here.'], causes: { length: 1 } });
    expect(view(() => large).origin).not.toBeNull();
  });

  it('says that a comparison is gone instead of failing', () => {
    expect(view(() => null)).toMatchObject({ report: null, notices: ['The comparison itself could not be read from the state.'] });
  });

  it('passes on what was left out', () => {
    const many = { source1: 'a', source2: 'a', comments: [], unifiedDiff: '+x\n'.repeat(2_001), details: [] };
    expect(view(() => many).notices).toEqual(['1 line of the differences shown is left out.']);
  });
});

describe('toVerdictComparisons', () => {
  it('has every comparison once, though a file that changed has two artifacts', () => {
    const evidence = createEvidenceFixture(fixture.board, [{ source: 'patch', isReplaced: true, says: { alpha: 'differs:locale', beta: 'differs:locale' } }]);
    const { packages } = createCatalogue({ ...fixture, config, evidence });
    expect(packages?.book.packages[0]?.artifacts).toHaveLength(2);
    expect(packages && toVerdictComparisons(packages).map(({ vote }) => vote.rebuilder.title)).toEqual(['alpha']);
  });
});

describe('toReprotestComparisonView', () => {
  it('is of two builds by one job, and leads back to its repository', () => {
    const from = catalogue();
    const [comparison] = toReprotestComparisons(from);
    expect(comparison && toReprotestComparisonView(from, assets, comparison)).toMatchObject({
      heading: 'qubes-gui-component4 on host-fc41', back: { label: 'qubes-gui-component4', href: '../../../../../../repositories/QubesOS/qubes-gui-component4/-/' },
      origin: { label: 'What the job stored' }, causes: [{ title: 'Timestamp' }],
    });
  });

  it('leads to no page of causes where there is none', () => {
    const evidence = createEvidenceFixture(fixture.board);
    const from = createCatalogue({ ...fixture, config, evidence: { ...evidence, policy: { ...evidence.policy, rebuilders: [], archives: new Map() } } });
    const [comparison] = toReprotestComparisons(from);
    expect(comparison && toReprotestComparisonView(from, assets, comparison).causes[0]?.href).toBeNull();
  });
});
