// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError, toQuoted } from './attest-error.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** The digests of one artifact that are of use here, lower-case hex; null where there is none, or no valid one. */
export interface Digests {
  readonly sha256: string | null;
  readonly sha512: string | null;
}

/** By name as it was written: names may be paths, and are never to become one. */
export type Artifacts = ReadonlyMap<string, Digests>;

/** What an attestation says, whatever its form. */
export interface Statement {
  /** `link`: in-toto's, bare or as a predicate. `provenance`: SLSA's. `verification`: a simple verification result. */
  readonly kind: 'link' | 'provenance' | 'verification';
  /** The step of a link; of anything else the type of its predicate. */
  readonly name: string;
  /** What a verification result says that it verified; empty for anything else. */
  readonly properties: readonly string[];
  /** What a link says was run; empty for anything else. */
  readonly command: readonly string[];
  readonly products: Artifacts;
  readonly materials: Artifacts;
}

export const PREDICATES = {
  'https://in-toto.io/attestation/link/v0.3': 'link',
  'https://slsa.dev/provenance/v1': 'provenance',
  'https://in-toto.io/attestation/svr/v0.1': 'verification',
  'https://in-toto.io/attestation/svr/v0.2': 'verification',
} as const satisfies Readonly<Record<string, Statement['kind']>>;

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/**
 * Reads a statement of the in-toto attestation framework, whose products are its subjects. Other predicates are
 * `unsupported`: that somebody scanned or even refused an artifact must not count as having built it.
 */
export function parseStatement(value: JsonValue): Statement {
  const statement = requireObject(value, 'a statement');
  if (statement['_type'] !== STATEMENT_TYPE) {
    throw attestError('unsupported', `a payload that is no in-toto Statement v1 (${describe(statement['_type'])})`);
  }
  const { predicateType } = statement;
  if (typeof predicateType !== 'string' || !isKnownPredicate(predicateType)) {
    throw attestError('unsupported', `the predicate ${describe(predicateType)}; known are ${Object.keys(PREDICATES).join(', ')}`);
  }
  const predicate = requireObject(statement['predicate'], 'predicate');
  const products = toArtifacts(requireArray(statement['subject'], 'subject').map(toDescriptor));
  const kind = PREDICATES[predicateType];
  switch (kind) {
    case 'link':
      return {
        kind, name: requireText(predicate['name'], 'the name of the step'), properties: [], command: toCommand(predicate['command']), products,
        materials: listMaterials(predicate['materials']),
      };
    case 'provenance': {
      const definition = requireObject(predicate['buildDefinition'], 'buildDefinition');
      return { kind, name: predicateType, properties: [], command: [], products, materials: listMaterials(definition['resolvedDependencies']) };
    }
    case 'verification': {
      const properties = requireArray(predicate['properties'], 'properties').map((property) => requireText(property, 'a property'));
      if (properties.length === 0) throw attestError('unsupported', 'a verification result that lists no property: nothing was verified');
      return { kind, name: predicateType, properties, command: [], products, materials: new Map() };
    }
  }
}

/**
 * Reads what in-toto's link metadata has under `signed`. rebuilderd's differ from the specification (`environment` is null,
 * every artifact has two digests) and are taken as they are.
 */
export function parseLink(value: JsonValue): Statement {
  const link = requireObject(value, 'a link');
  if (link['_type'] !== 'link') throw attestError('unsupported', `metadata of type ${describe(link['_type'])}, no link`);
  return {
    kind: 'link',
    name: requireText(link['name'], 'the name of the step'),
    properties: [],
    command: toCommand(link['command']),
    products: toArtifacts(listEntries(link['products'], 'products')),
    materials: toArtifacts(listEntries(link['materials'], 'materials')),
  };
}

/** A command is a weak claim and no reason to refuse anything: what is none is as good as absent. */
function toCommand(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

type Entry = readonly [name: string | null, digest: JsonObject];

function listEntries(value: JsonValue | undefined, what: string): Entry[] {
  return Object.entries(requireObject(value, what)).map(([name, digest]) => [name, requireObject(digest, `a digest of ${what}`)]);
}

function listMaterials(value: JsonValue | undefined): Artifacts {
  return toArtifacts(value === undefined || value === null ? [] : requireArray(value, 'materials').map(toDescriptor));
}

/** ResourceDescriptor: name, uri and digest, each of them optional. */
function toDescriptor(value: JsonValue): Entry {
  const descriptor = requireObject(value, 'a resource');
  const { name, uri, digest } = descriptor;
  const label = name ?? uri ?? null;
  return [label === null ? null : requireText(label, 'the name of a resource'), requireObject(digest ?? Object.create(null) as JsonObject, 'a digest')];
}

function toArtifacts(entries: readonly Entry[]): Artifacts {
  const artifacts = new Map<string, Digests>();
  for (const [name, digest] of entries) {
    if (name === null) continue;
    const digests = { sha256: toDigest(digest['sha256'], 64), sha512: toDigest(digest['sha512'], 128) };
    const known = artifacts.get(name);
    if (known !== undefined && (known.sha256 !== digests.sha256 || known.sha512 !== digests.sha512)) {
      throw attestError('ambiguous', `${toQuoted(name)} is in it twice, with different digests`);
    }
    artifacts.set(name, digests);
  }
  return artifacts;
}

function toDigest(value: JsonValue | undefined, length: number): string | null {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : null;
}

function isKnownPredicate(type: string): type is keyof typeof PREDICATES {
  return Object.hasOwn(PREDICATES, type);
}

function describe(value: JsonValue | undefined): string {
  return typeof value === 'string' ? toQuoted(value) : 'none';
}

export function requireObject(value: JsonValue | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw attestError('unparsable', `${what} is no JSON object`);
  return value;
}

export function requireArray(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw attestError('unparsable', `${what} is no list`);
  return value;
}

export function requireText(value: JsonValue | undefined, what: string): string {
  if (typeof value !== 'string') throw attestError('unparsable', `${what} is no text`);
  return value;
}
