// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import {
  buildSchema, isEnumType, isObjectType, isScalarType, isSpecifiedScalarType,
  type GraphQLArgument, type GraphQLEnumType, type GraphQLField, type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema,
} from 'graphql';

/** What a comparison looked at, and every difference in words. */
export interface SubsetReport {
  readonly types: number;
  readonly fields: number;
  readonly arguments: number;
  readonly enumValues: number;
  readonly mismatches: readonly string[];
}

/** The committed subset of GitLab's schema that our queries are written and validated against. */
export function readGitLabSubset(): string {
  return readFileSync(new URL('./gitlab-subset.graphql', import.meta.url), 'utf8');
}

/**
 * Compares a subset of a schema with the whole one (both as SDL): every type, field, argument and enum value of the
 * subset has to exist there with the same type, nullability and default, and no required argument may be left out.
 */
export function compareSubset(subsetSdl: string, wholeSdl: string): SubsetReport {
  const whole = buildSchema(wholeSdl, { assumeValid: true });
  const types = ownTypes(buildSchema(subsetSdl));
  const count = { types: types.length, fields: 0, arguments: 0, enumValues: 0 };
  const mismatches: string[] = [];
  for (const type of types) {
    const other = whole.getType(type.name);
    if (other === undefined) mismatches.push(`${type.name} does not exist`);
    else if (isObjectType(type) && isObjectType(other)) compareObject(type, other, count, mismatches);
    else if (isEnumType(type) && isEnumType(other)) compareEnum(type, other, count, mismatches);
    else if (!(isScalarType(type) && isScalarType(other))) mismatches.push(`${type.name} is of another kind`);
  }
  return { ...count, mismatches };
}

interface Count { fields: number; arguments: number; enumValues: number }

function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
}

function compareObject(type: GraphQLObjectType, other: GraphQLObjectType, count: Count, mismatches: string[]): void {
  const others = other.getFields();
  for (const field of Object.values(type.getFields())) {
    const name = `${type.name}.${field.name}`;
    const match = others[field.name];
    count.fields += 1;
    if (match === undefined) mismatches.push(`${name} does not exist`);
    else {
      if (String(match.type) !== String(field.type)) mismatches.push(`${name} is ${String(match.type)}, not ${String(field.type)}`);
      compareArguments(name, field, match, count, mismatches);
    }
  }
}

function compareArguments(name: string, field: AnyField, match: AnyField, count: Count, mismatches: string[]): void {
  for (const argument of field.args) {
    count.arguments += 1;
    const found = match.args.find((candidate) => candidate.name === argument.name);
    if (found === undefined) mismatches.push(`${name}(${argument.name}) does not exist`);
    else if (toText(found) !== toText(argument)) mismatches.push(`${name}(${toText(found)}), not (${toText(argument)})`);
  }
  for (const required of match.args.filter((candidate) => String(candidate.type).endsWith('!') && candidate.defaultValue === undefined)) {
    if (!field.args.some((argument) => argument.name === required.name)) mismatches.push(`${name} lacks the required ${toText(required)}`);
  }
}

type AnyField = GraphQLField<unknown, unknown>;

function toText(argument: GraphQLArgument): string {
  const fallback = argument.defaultValue === undefined ? '' : ` = ${JSON.stringify(argument.defaultValue)}`;
  return `${argument.name}: ${String(argument.type)}${fallback}`;
}

function compareEnum(type: GraphQLEnumType, other: GraphQLEnumType, count: Count, mismatches: string[]): void {
  for (const { name } of type.getValues()) {
    count.enumValues += 1;
    if (other.getValue(name) === undefined || other.getValue(name) === null) mismatches.push(`${type.name}.${name} does not exist`);
  }
}
