// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { SourceState } from '../../model/board.ts';
import { DAY_MS } from '../../model/time.ts';
import { createBoardFixture, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, toSource, type Story } from '../../testing/evidence-fixture.ts';
import { toAlertsView } from './alerts.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import { toCausesView } from './causes.ts';
import { toRebuildersView, toRebuilderView, type RebuilderView } from './rebuilders.ts';
import type { PackageShelf } from './shelf.ts';

const fixture = createBoardFixture({ repositories: 4, targets: 1, releases: 1 });
const assets = { style: 's.css', script: 's.js' };

function read(stories?: readonly Story[], sources: readonly SourceState[] = []): { catalogue: Catalogue; shelf: PackageShelf } {
  const catalogue = createCatalogue({
    ...fixture, board: { ...fixture.board, sources }, config: configSchema.parse({ gitlab: { groups: ['QubesOS'] } }), evidence: createEvidenceFixture(fixture.board, stories),
  });
  if (catalogue.packages === null) throw new Error('no shelf');
  return { catalogue, shelf: catalogue.packages };
}

function rebuilder(name: string, ...from: Parameters<typeof read>): RebuilderView {
  const { catalogue, shelf } = read(...from);
  const summary = shelf.rebuilders.find(({ rebuilder: { title } }) => title === name);
  if (summary === undefined) throw new Error(`no rebuilder ${name}`);
  return toRebuilderView(catalogue, shelf, assets, 'unknown', summary);
}

function source(outcome: SourceState['report']['outcome'], message: string): SourceState {
  const key = toSource('alpha');
  return {
    source: key, attemptedAt: FIXTURE_NOW, readAt: FIXTURE_NOW - DAY_MS,
    report: { source: key, outcome, requests: 1, durationMs: 1, notes: ['12 attestations are left'], unreadable: [{ project: null, code: 'timeout', message }] },
  };
}

describe('toRebuildersView', () => {
  it('has a line for each, in the order of the configuration', () => {
    const { catalogue, shelf } = read();
    const view = toRebuildersView(catalogue, shelf, assets, 'passed');
    expect(view.rows.map(({ name, operator }) => [name, operator])).toEqual([['alpha', 'alpha'], ['alef', 'alpha'], ['beta', 'beta'], ['gamma', 'gamma'], ['delta', 'delta']]);
    expect(view.sentence).toBe('5 rebuilders of 4 operators; 2 operators have to confirm a package.');
  });

  it('is green for nobody, and grey for one that was not read for long', () => {
    const { catalogue, shelf } = read();
    const looks = toRebuildersView(catalogue, shelf, assets, 'passed').rows.map(({ reading }) => reading.look);
    expect(looks).toEqual(['idle', 'idle', 'idle', 'idle', 'stale']);
  });

  it('rounds no share up to the whole', () => {
    const stories = Array.from({ length: 1_000 }, (_, index): Story => ({ source: `s${index}`, says: index === 0 ? { beta: 'reported' } : { alpha: 'reported', beta: 'reported' } }));
    const { catalogue, shelf } = read(stories);
    expect(toRebuildersView(catalogue, shelf, assets, 'passed').rows[0]).toMatchObject({ share: '99 %', decided: '999 of 1,000', agreement: '100 % of 999' });
  });
});

describe('toRebuilderView', () => {
  it('says why it could not be read, and what the reading noted', () => {
    expect(rebuilder('alpha', undefined, [source('unavailable', 'alpha.example did not answer')])).toMatchObject({
      row: { reading: { look: 'stale', text: 'not read, known from 0 min before' } }, notices: ['alpha.example did not answer', '12 attestations are left'],
    });
    expect(rebuilder('alpha', undefined, [source('partial', 'page 3 was HTML')]).row.reading).toEqual({ look: 'short', text: 'read in part' });
  });

  it('says that nothing can be verified without a pinned key', () => {
    expect(rebuilder('gamma').notices).toEqual(['No key is pinned for it: nothing it says can be verified.']);
    expect(rebuilder('alpha').keys).toHaveLength(1);
  });

  it('counts the attestations left to check', () => {
    expect(rebuilder('alpha', [{ source: 'hello', says: { alpha: 'reported' } }]).unchecked).toBe('1 attestation is left to check: until then what they say is only reported.');
    expect(rebuilder('alpha', [{ source: 'hello', says: { alpha: 'absent' } }]).unchecked).toBe('No attestation is left to check.');
  });

  it('lists what it built differently and what it has not decided, both bounded', () => {
    const stories = Array.from({ length: 240 }, (_, index): Story => ({ source: `s${index}`, says: index < 120 ? { alpha: 'differs' } : { beta: 'reproduced' } }));
    const view = rebuilder('alpha', stories);
    expect([view.differing.rows.length, view.differing.leftOut, view.missing.rows.length, view.missing.leftOut]).toEqual([100, 'and 20 more', 100, 'and 20 more']);
    expect(view.differing.rows[0]?.href).toBe('../../packages/debian/s0/');
  });

  it('links to the list of what nobody has decided only where there is one', () => {
    expect(rebuilder('alpha', [{ source: 'a', says: { alpha: 'reproduced' } }]).missingListHref).toBeNull();
    expect(rebuilder('alpha', [{ source: 'a', says: {} }]).missingListHref).toBe('../../packages/-/state/unknown/');
  });
});

describe('toCausesView', () => {
  it('counts source packages by cause, each with the lines that show it', () => {
    const { catalogue, shelf } = read([
      { source: 'a', says: { alpha: 'differs:timestamp' } }, { source: 'b', says: { alpha: 'differs:timestamp', beta: 'differs:locale' } },
    ]);
    const view = toCausesView(catalogue, shelf, assets);
    expect(view.causes.map(({ id, count }) => [id, count])).toEqual([['timestamp', '2 source packages'], ['locale', '1 source package']]);
    expect(view.sentence).toBe('2 source packages differ for 2 causes; one may have several.');
    for (const cause of view.causes) for (const item of cause.packages) expect(item.lines.length).toBeGreaterThan(0);
    expect(view.causes[0]).toMatchObject({ listHref: '../packages/-/cause/timestamp/', packages: [{ href: '../packages/debian/a/' }, { href: '../packages/debian/b/' }] });
  });

  it('explains all eleven, also those that nothing suffers from now', () => {
    const { catalogue, shelf } = read([]);
    const view = toCausesView(catalogue, shelf, assets);
    expect(view.others).toHaveLength(11);
    for (const cause of view.others) expect(`${cause.meaning}${cause.advice}`.length, cause.id).toBeGreaterThan(40);
  });

  it('shows ten packages of a cause and leads to the rest', () => {
    const { catalogue, shelf } = read(Array.from({ length: 25 }, (_, index): Story => ({ source: `s${index}`, says: { alpha: 'differs:locale' } })));
    expect(toCausesView(catalogue, shelf, assets).causes[0]).toMatchObject({ packages: { length: 10 }, leftOut: 'and 15 more' });
  });
});

describe('toAlertsView', () => {
  it('sorts alerts by kind, each with its reason', () => {
    const { catalogue, shelf } = read();
    const view = toAlertsView(catalogue, shelf, assets);
    expect(view.groups.map(({ title }) => title)).toEqual(['Rebuilders disagree: 3', 'A file changed under its version: 1', 'Reproduced before, differs now: 1']);
    expect(view.groups[1]?.rows[0]).toMatchObject({ name: 'patch', digests: [{ label: 'now' }, { label: /^until \d+ \w+ 2026$/.exec(view.groups[1]?.rows[0]?.digests[1]?.label ?? '')?.[0] }] });
    expect(view.groups[2]?.rows[0]?.reason).toBe('alpha reproduced it before, on 6 Nov 2026, and finds it differing now');
    expect(view.frame).toMatchObject({ worst: 'failed', title: '✕ 5 alerts – Proofboard' });
  });

  it('is not green because there is nothing to see', () => {
    const { catalogue, shelf } = read([{ source: 'a', says: { alpha: 'reported' } }]);
    expect(toAlertsView(catalogue, shelf, assets)).toMatchObject({ groups: [], frame: { worst: 'unknown' } });
  });

  it('is counted in the navigation, which has the areas that there is evidence of', () => {
    const { catalogue, shelf } = read();
    const links = toAlertsView(catalogue, shelf, assets).frame.links.map(({ label, count }) => [label, count]);
    expect(links).toContainEqual(['Alerts', '5']);
    expect(links).toContainEqual(['Rebuilders', null]);
  });
});
