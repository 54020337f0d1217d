// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { compareSubset } from './subset.ts';

const WHOLE = `
type Query { project(fullPath: ID!, deep: Boolean = false): Project }
type Project { id: ID! name: String status: Status }
enum Status { SUCCESS FAILED }
`;

function mismatches(subset: string): readonly string[] {
  return compareSubset(subset, WHOLE).mismatches;
}

describe('compareSubset', () => {
  it('accepts a subset that leaves out fields, optional arguments and enum values, and counts what it looked at', () => {
    const report = compareSubset('type Query { project(fullPath: ID!): Project } type Project { status: Status } enum Status { FAILED }', WHOLE);
    expect(report).toEqual({ types: 3, fields: 2, arguments: 1, enumValues: 1, mismatches: [] });
  });

  it('names a type, a field, an argument and an enum value that do not exist', () => {
    expect(mismatches('type Query { project(fullPath: ID!, sort: String): Project } type Project { sha: String status: Status } type Ghost { id: ID } enum Status { GONE }'))
      .toEqual(['Query.project(sort) does not exist', 'Project.sha does not exist', 'Ghost does not exist', 'Status.GONE does not exist']);
  });

  it('names a field of another type or nullability', () => {
    expect(mismatches('type Query { project(fullPath: ID!): Project! } type Project { name: Int }'))
      .toEqual(['Query.project is Project, not Project!', 'Project.name is String, not Int']);
  });

  it('names an argument of another nullability or default', () => {
    expect(mismatches('type Query { project(fullPath: ID, deep: Boolean = true): Project } type Project { id: ID! }')).toEqual([
      'Query.project(fullPath: ID!), not (fullPath: ID)',
      'Query.project(deep: Boolean = false), not (deep: Boolean = true)',
    ]);
  });

  it('names a required argument that the subset leaves out', () => {
    expect(mismatches('type Query { project: Project } type Project { id: ID! }'))
      .toEqual(['Query.project lacks the required fullPath: ID!']);
  });

  it('names a type of another kind', () => {
    expect(mismatches('type Query { project(fullPath: ID!): Project } scalar Project')).toEqual(['Project is of another kind']);
  });
});
