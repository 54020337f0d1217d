// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toMorning } from './organisation.ts';
import { createUniform } from './uniform.ts';

describe('createUniform', () => {
  it('gives every ref of every project one pipeline with targets × stages jobs', () => {
    const { projects } = createUniform({ projects: 4 });
    expect(projects.map(({ pipelines }) => pipelines.map(({ jobs }) => jobs.length))).toEqual(Array(4).fill([30, 30, 30]));
  });

  it('gives as many projects as asked for a new pipeline in the night of day 1', () => {
    const { projects } = createUniform({ projects: 4, changed: 2 });
    const isNew = ({ createdAt }: { createdAt: number }): boolean => createdAt > toMorning(0) && createdAt < toMorning(1);
    expect(projects.map(({ pipelines }) => pipelines.filter(isNew).length)).toEqual([1, 1, 0, 0]);
  });
});
