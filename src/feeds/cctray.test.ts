// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintXml } from '../testing/feed-readers.ts';
import { HOSTILE_TEXTS, anyInstant, anyText } from '../testing/hostile-text.ts';
import { needsTool } from '../testing/needs.ts';
import { renderCctray, type CctrayProject, type CctrayState } from './cctray.ts';

const project: CctrayProject = {
  name: 'QubesOS/qubes-core-admin main', state: 'passed', isBuilding: false, finishedAt: Date.UTC(2026, 10, 22, 6, 4),
  webUrl: 'https://gitlab.com/QubesOS/qubes-core-admin/-/pipelines/9001', label: '9001',
};
const STATES: readonly CctrayState[] = ['passed', 'warned', 'failed', 'differs', 'infrastructure', 'stale', 'unknown'];

function statusOf(part: Partial<CctrayProject>): string | undefined {
  return /lastBuildStatus="(\w+)"/.exec(renderCctray([{ ...project, ...part }]))?.[1];
}

describe('renderCctray', () => {
  it('writes a project with its last finished build', () => {
    expect(renderCctray([{ ...project, isBuilding: true }])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Projects>
  <Project name="QubesOS/qubes-core-admin main" activity="Building" lastBuildStatus="Success" lastBuildTime="2026-11-22T06:04:00Z" webUrl="https://gitlab.com/QubesOS/qubes-core-admin/-/pipelines/9001" lastBuildLabel="9001"/>
</Projects>
`);
  });

  it('says success of nothing but a pass', () => {
    expect(Object.fromEntries(STATES.map((state) => [state, statusOf({ state })]))).toEqual({
      passed: 'Success', warned: 'Success', failed: 'Failure', differs: 'Failure', infrastructure: 'Exception', stale: 'Unknown', unknown: 'Unknown',
    });
  });

  it('does not know what never finished, whatever it is told', () => {
    expect(STATES.map((state) => statusOf({ state, finishedAt: null }))).toEqual(STATES.map(() => 'Unknown'));
    expect(renderCctray([{ ...project, finishedAt: null, label: null }])).toMatch(/lastBuildTime="1970-01-01T00:00:00Z" webUrl="[^"]*"\/>/);
  });

  it('links no address but of the web', () => {
    expect(renderCctray([{ ...project, webUrl: 'javascript:alert(1)' }])).toContain('webUrl=""');
  });
});

describe.skipIf(!needsTool('xmllint'))('renderCctray, by the schema of cctray v1', () => {
  it('is valid with no project and with every state', () => {
    expect(lintXml('cctray.xsd', [renderCctray([]), renderCctray(STATES.map((state) => ({ ...project, state })))])).toBe('');
  });

  it('is valid whatever the names, and bounded', () => {
    const any = fc.record<CctrayProject>({
      name: anyText, state: fc.constantFrom(...STATES), isBuilding: fc.boolean(), finishedAt: fc.option(anyInstant), webUrl: fc.option(fc.oneof(anyText, anyText.map((text) => `https://x.example/${text}`))),
      label: fc.option(anyText),
    });
    const documents = [
      ...HOSTILE_TEXTS.map((text) => renderCctray([{ ...project, name: text, label: text, webUrl: `https://x.example/${text}` }])),
      ...fc.sample(fc.array(any, { maxLength: 5 }), 200).map(renderCctray),
    ];
    expect(lintXml('cctray.xsd', documents)).toBe('');
    expect(Math.max(...documents.map(({ length }) => length))).toBeLessThan(5 * 10_000);
  });

  it('is read by a schema that sees what is wrong', () => {
    const document = renderCctray([project]);
    for (const broken of [document.replace('Sleeping', 'Asleep'), document.replace(/ webUrl="[^"]*"/, ''), document.replace('Success', ''), document.replace('2026-11-22T', '2026-11-22 ')]) {
      expect(lintXml('cctray.xsd', [broken])).toContain('Schemas validity error');
    }
  });
});
