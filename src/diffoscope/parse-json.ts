// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../model/difference.ts';
import { CodedError, toMessage } from '../model/error.ts';
import type { Draft } from './draft.ts';
import { createTally, MAX_DEPTH, toReportText } from './tally.ts';
import type { DiffoscopeErrorCode, ParsedReport, Tally } from './tally.ts';

/** Brackets within brackets: two for each node, and room for what newer versions may add. */
export const MAX_JSON_NESTING = 4 * MAX_DEPTH;
/** Ten for each node and more: 64 MB of empty objects would take gigabytes. */
export const MAX_JSON_VALUES = 1_000_000;
const FORMAT_VERSION = 1;

/**
 * Reads `diffoscope --json`, format version 1. Nodes that lie too deep, or are too many, are left out and noted in
 * `truncated`; throws `diffoscope-unparsable`, `diffoscope-too-large` or `diffoscope-too-deep`.
 */
export function parseJson(input: Uint8Array | string): ParsedReport<Difference> {
  const text = toReportText(input);
  const { depth, values } = measure(text);
  if (depth > MAX_JSON_NESTING) {
    throw new CodedError<DiffoscopeErrorCode>('diffoscope-too-deep',
      `The diffoscope report nests ${depth} levels deep; no real one goes beyond ${MAX_JSON_NESTING}.`);
  }
  if (values > MAX_JSON_VALUES) {
    throw new CodedError<DiffoscopeErrorCode>('diffoscope-too-large',
      `The diffoscope report has ${values} values; at most ${MAX_JSON_VALUES} are read.`);
  }
  const root = toRecord(parseText(text), 'the report');
  if (root['diffoscope-json-version'] !== FORMAT_VERSION) {
    throw unparsable(`"diffoscope-json-version" is not ${FORMAT_VERSION}, the only version known here`);
  }
  const tally = createTally();
  return { report: toTree(root, tally), truncated: tally.isCut() };
}

/** How deep brackets nest and how many values there are, in one pass and without a stack: asked before any parser is. */
function measure(text: string): { readonly depth: number; readonly values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x2c) values += 1;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return { depth: deepest, values };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unparsable(`it is not JSON (${toMessage(cause).slice(0, 200)})`, cause);
  }
}

type Json = Readonly<Record<string, unknown>>;

interface Pending {
  readonly json: unknown;
  readonly siblings: Draft[];
  readonly depth: number;
}

function toTree(root: Json, tally: Tally): Difference {
  const top: Draft[] = [];
  // A stack of our own: the depth is the sender's choice.
  const pending: Pending[] = [{ json: root, siblings: top, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { json, siblings, depth } = next;
    if (!tally.takeNode(depth)) continue;
    const node = toRecord(json, 'a difference');
    const draft: Draft = {
      source1: tally.takeName(toText(node, 'source1')),
      source2: tally.takeName(toText(node, 'source2')),
      comments: tally.takeComments(toTexts(node, 'comments')),
      unifiedDiff: toDiff(node, tally),
      details: [],
    };
    siblings.push(draft);
    for (const detail of toList(node, 'details').toReversed()) pending.push({ json: detail, siblings: draft.details, depth: depth + 1 });
  }
  const [report] = top;
  if (report === undefined) throw unparsable('it holds no difference');
  return report;
}

function toRecord(json: unknown, what: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw unparsable(`${what} is not an object`);
  return json as Json;
}

function toText(node: Json, key: string): string {
  const value = node[key];
  if (typeof value !== 'string') throw unparsable(`"${key}" of a difference is not a text`);
  return value;
}

function toList(node: Json, key: string): readonly unknown[] {
  const value = node[key] ?? [];
  if (!Array.isArray(value)) throw unparsable(`"${key}" of a difference is not a list`);
  return value as readonly unknown[];
}

function toTexts(node: Json, key: string): string[] {
  return toList(node, key).map((value) => {
    if (typeof value !== 'string') throw unparsable(`"${key}" of a difference holds something that is not a text`);
    return value;
  });
}

function toDiff(node: Json, tally: Tally): string | null {
  const value = node['unified_diff'];
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw unparsable('"unified_diff" of a difference is not a text');
  return tally.takeDiff(value);
}

function unparsable(what: string, cause?: unknown): CodedError<DiffoscopeErrorCode> {
  return new CodedError('diffoscope-unparsable', `The diffoscope report cannot be read as JSON: ${what}.`, { cause });
}
