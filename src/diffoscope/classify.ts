// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CauseFinding, Difference } from '../model/difference.ts';
import { CAUSE_RULES } from './causes.ts';
import type { CauseRule } from './causes.ts';
import type { Change, Hunk } from './changes.ts';
import { renderChange, toChanges } from './changes.ts';
import { toLinePair } from './lines.ts';
import type { LinePair } from './lines.ts';
import { DIGEST_WORDS } from './patterns.ts';
import { toListing } from './listing.ts';
import { toStrings } from './rules-elf.ts';
import { toListingPairs } from './rules-node.ts';
import type { Found } from './rules-node.ts';
import { toViews } from './view.ts';
import type { NodeKind, NodeView } from './view.ts';

const MAX_EVIDENCE_CHARS = 400;
/**
 * Letters judged of one node and of one comparison, at a microsecond each: a first answer is worth more than the last
 * line, and one long file does not keep the others from being looked at.
 */
const MAX_NODE_CHARS = 200_000;
const MAX_JUDGED_CHARS = 1_500_000;

const READABLE: readonly NodeKind[] = ['text', 'listing'];

interface Candidate {
  readonly rule: CauseRule;
  readonly view: NodeView;
  readonly found: Found;
  /** Of the same rule and strength. */
  count: number;
}

/**
 * Why two builds differ, by the rules of `CAUSE_RULES`: one finding per cause, the best evidence first. Where no rule
 * holds it is `other` with the first line that differs; nothing where nothing differs.
 */
export function classify(report: Difference): CauseFinding[] {
  const views = toViews(report);
  const best = new Map<CauseRule, Candidate>();
  const offer = (rule: CauseRule, view: NodeView, found: Found): void => {
    const known = best.get(rule);
    if (known === undefined || found.strength > known.found.strength) best.set(rule, { rule, view, found, count: 1 });
    else if (found.strength === known.found.strength) known.count += 1;
  };
  let judged = 0;
  for (const view of views) {
    for (const rule of CAUSE_RULES) {
      if (!('find' in rule)) continue;
      const found = rule.find(view, views);
      if (found !== null) offer(rule, view, found);
    }
    const most = Math.min(MAX_JUDGED_CHARS, judged + MAX_NODE_CHARS);
    for (const { pair, change } of listPairs(view)) {
      if (pair.removed === pair.added) continue;
      judged += pair.removed.length + pair.added.length;
      if (judged > most) break;
      for (const rule of CAUSE_RULES) {
        const strength = 'judge' in rule && (rule.within ?? READABLE).includes(view.kind) ? rule.judge(pair) : 0;
        if (strength > 0) offer(rule, view, { evidence: change, strength });
      }
    }
  }
  const findings = [...best.values()].toSorted((a, b) => (
    b.found.strength - a.found.strength || b.count - a.count || CAUSE_RULES.indexOf(a.rule) - CAUSE_RULES.indexOf(b.rule)));
  const byCause = findings.filter(({ rule }, index) => findings.findIndex((other) => other.rule.cause === rule.cause) === index);
  if (byCause.length > 0) return byCause.map(toFinding);
  return toOther(views);
}

/** The lines of a node to be judged; of a dump the texts within, of a list the names that are on one side only. */
function listPairs(view: NodeView): { pair: LinePair; change: Change }[] {
  switch (view.kind) {
    case 'text': case 'machine': return view.changes.flatMap((change) => {
      const pair = toLinePair(change);
      return pair === null || (view.kind === 'machine' && !view.name.includes('--debug-dump=')) ? [] : [{ pair, change }];
    });
    case 'bytes': return view.hunks.flatMap(listStringPairs);
    case 'listing': {
      const paired = new Set(toListingPairs(view).flatMap(({ change }) => [change.removed, change.added]));
      const [removed, added] = (['removed', 'added'] as const).map((side) => view.changes.map((change) => change[side])
        .filter((line) => line !== null && !paired.has(line)));
      return (removed ?? []).flatMap((line, index) => {
        const other = added?.[index];
        if (line === null || other === undefined || other === null) return [];
        const pair = toLinePair({ removed: toListing(line)?.name ?? line, added: toListing(other)?.name ?? other });
        return pair === null ? [] : [{ pair, change: { removed: line, added: other } }];
      });
    }
    case 'ids': case 'ignored': return [];
  }
}

/** The texts within a dump that differ. The dumped line is the evidence: nothing else of it is in the report. */
function listStringPairs({ before, after, changes }: Hunk): { pair: LinePair; change: Change }[] {
  const [one, other] = [toStrings(before), toStrings(after)];
  const removed = one.filter((text) => !other.includes(text));
  const added = other.filter((text) => !one.includes(text));
  return toChanges(removed, added).flatMap((texts) => {
    const pair = toLinePair(texts);
    const change = changes.find((candidate) => sharesText(candidate, texts)) ?? changes[0];
    return pair === null || change === undefined ? [] : [{ pair, change }];
  });
}

/** Whether a dumped line shows a part of a text. */
function sharesText({ removed }: Change, { removed: text }: Change): boolean {
  return toStrings([removed ?? '']).some((part) => text?.includes(part) ?? false);
}

function toFinding({ rule, view, found }: Candidate): CauseFinding {
  const evidence = typeof found.evidence === 'string' ? found.evidence.slice(0, MAX_EVIDENCE_CHARS) : renderChange(found.evidence, MAX_EVIDENCE_CHARS);
  return { cause: rule.cause, member: view.member, evidence, rule: rule.name };
}

/** What a person would read first: the content of a file, then a list, then what a machine made of either. */
const READING_ORDER = ['text', 'listing', 'bytes', 'machine', 'ids', 'ignored'] as const;

function toOther(views: readonly NodeView[]): CauseFinding[] {
  const [view] = views.toSorted((a, b) => toReadingRank(a) - toReadingRank(b));
  if (view === undefined) return [];
  const [change] = view.changes;
  const { source1, source2, comments } = view.node;
  const evidence = change !== undefined ? renderChange(change, MAX_EVIDENCE_CHARS)
    : source1 !== source2 ? renderChange({ removed: source1, added: source2 }, MAX_EVIDENCE_CHARS)
    : comments[0]?.slice(0, MAX_EVIDENCE_CHARS) ?? '';
  return [{ cause: 'other', member: view.member, evidence, rule: 'unexplained' }];
}

function toReadingRank(view: NodeView): number {
  const isSizeOnly = view.kind === 'listing' && toListingPairs(view).length === view.changes.length;
  const isDigests = view.changes.every(({ removed, added }) => DIGEST_WORDS.test(removed ?? added ?? ''));
  return (view.changes.length === 0 ? 100 : 0) + (isSizeOnly || isDigests ? 10 : 0) + READING_ORDER.indexOf(view.kind);
}
