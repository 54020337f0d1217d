// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Parser } from 'htmlparser2';
import type { Difference } from '../model/difference.ts';
import { CodedError } from '../model/error.ts';
import { createDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { createTable } from './html-table.ts';
import type { Table } from './html-table.ts';
import { createTally, MAX_DEPTH, toReportText } from './tally.ts';
import type { DiffoscopeErrorCode, ParsedReport, Tally } from './tally.ts';

/** Elements within elements; the parser's own search for an end tag is linear in it. */
export const MAX_HTML_NESTING = MAX_DEPTH + 60;
/** Lines of comments and names before they are cut by the tally. */
const MAX_TEXT_CHARS = 200_000;

/** An element that is open. `node`: it is a difference. */
interface Element {
  readonly name: string;
  readonly classes: readonly string[];
  readonly node: Node | null;
  text: string;
}

interface Node {
  readonly draft: Draft;
  readonly sources: string[];
  readonly comments: string[];
  readonly depth: number;
}

/**
 * Reads the page that `diffoscope --html` writes, for where no JSON is kept: nested `div.difference`, their names in
 * `span.source`, their diffs side by side in `table.diff`. What the page loads from elsewhere, or shows as a picture, is
 * missing and noted in `truncated`.
 */
export function parseHtml(input: Uint8Array | string): ParsedReport<Difference> {
  const tally = createTally();
  const reader = createReader(tally);
  const parser = new Parser({ onopentag: reader.open, ontext: reader.text, onclosetag: reader.close }, { decodeEntities: true });
  parser.end(toReportText(input));
  const [report] = reader.roots;
  if (report === undefined) {
    throw new CodedError<DiffoscopeErrorCode>('diffoscope-unparsable',
      'The HTML page holds no difference: it was not written by diffoscope, or it is one page of many.');
  }
  return { report, truncated: tally.isCut() };
}

interface Reader {
  readonly roots: readonly Draft[];
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text: (data: string) => void;
  readonly close: (name: string) => void;
}

function createReader(tally: Tally): Reader {
  const roots: Draft[] = [];
  const elements: Element[] = [];
  let table: Table | null = null;
  const nearestNode = (): Node | null => elements.findLast(({ node }) => node !== null)?.node ?? null;

  return {
    roots,
    open: (name, attributes) => {
      if (elements.length >= MAX_HTML_NESTING) {
        throw new CodedError<DiffoscopeErrorCode>('diffoscope-too-deep',
          `The HTML page nests elements more than ${MAX_HTML_NESTING} levels deep; diffoscope's pages do not.`);
      }
      const classes = (attributes['class'] ?? '').split(' ');
      const isNode = name === 'div' && classes.includes('difference');
      const depth = (nearestNode()?.depth ?? 0) + 1;
      elements.push({ name, classes, node: isNode ? { draft: createDraft(), sources: [], comments: [], depth } : null, text: '' });
      if (name === 'table' && classes.includes('diff')) table = createTable(tally);
      else if (table !== null) table.open(name, classes);
      else if (name === 'img' || classes.includes('error') || classes.includes('ondemand-details')) tally.noteCut();
    },
    text: (data) => {
      if (table !== null) {
        table.text(data);
        return;
      }
      const element = elements.at(-1);
      if (element === undefined || !isKept(element)) return;
      if (element.text.length + data.length > MAX_TEXT_CHARS) tally.noteCut();
      else element.text += data;
    },
    close: (name) => {
      const element = elements.pop();
      if (element === undefined) return;
      const node = nearestNode();
      if (table !== null && name !== 'table') table.close(name);
      else if (table !== null) {
        const diff = table.toDiff();
        table = null;
        if (node !== null && diff !== '') node.draft.unifiedDiff = diff;
      } else if (element.classes.includes('source')) node?.sources.push(element.text);
      else if (element.classes.includes('comment')) node?.comments.push(...toLines(element.text));
      else if (element.node !== null) closeNode(element.node, node?.draft.details ?? roots, tally);
    },
  };
}

function isKept({ classes }: Element): boolean {
  return classes.includes('source') || classes.includes('comment');
}

function closeNode({ draft, sources, comments, depth }: Node, siblings: Draft[], tally: Tally): void {
  const [source1] = sources;
  // The frame of a picture has no name of its own.
  if (source1 === undefined || !tally.takeNode(depth)) return;
  draft.source1 = tally.takeName(source1);
  draft.source2 = tally.takeName(sources[1] ?? source1);
  draft.comments = tally.takeComments(comments);
  siblings.push(draft);
}

function toLines(text: string): string[] {
  return text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '');
}
