// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { creator } from '@secretlint/secretlint-rule-preset-recommend';

type Rule = (typeof creator)['rules'][number];
type Context = Parameters<Rule['create']>[0];
type Source = Parameters<NonNullable<ReturnType<Rule['create']>['file']>>[0];

/** From one character of a text to another, the end not included. */
export type Range = readonly [start: number, end: number];

/**
 * The rules are called themselves: secretlint's core keeps a performance mark of every rule and text for as long as the
 * process lives, and its filter lets a log that says `secretlint-disable` switch the search off.
 */
const RULES = creator.rules.filter(({ meta }) => meta.type === 'scanner');

/** Finds the tokens of the services that secretlint's recommended rules know. */
export function findKnownTokens(text: string): Range[] {
  const found: Range[] = [];
  const context: Context = {
    sharedOptions: {},
    createTranslator: () => (messageId, data) => ({ message: '', messageId: String(messageId), data }),
    report: ({ range }) => found.push(range),
    ignore: () => undefined,
  };
  const source = toSource(text);
  // Those that answer later read files, and none is named.
  for (const rule of RULES) void rule.create(context, {}).file?.(source);
  return found;
}

/** Places are asked for by the filter only. */
function toSource(content: string): Source {
  const start = { line: 1, column: 0 };
  return {
    content, hasBOM: false, contentType: 'text', ext: '', filePath: undefined, physicalFilePath: undefined,
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start, end: start }),
    positionToIndex: () => 0,
    indexToPosition: () => start,
  };
}
