// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toArea, type FailureFinding } from '../model/failure.ts';
import { MAX_LINE, toPlainLine } from './excerpt.ts';
import { normalise } from './normalise.ts';
import { REASON_RULES } from './reasons.data.ts';
import type { ExtraRule, LogRule, ReasonRule } from './rule.ts';
import { AFTERMATH, CAUSES } from './rules.data.ts';

/** What is known of a failed job: GitLab's word or sentence for it, and the end of its log; each null where it is not. */
export interface Failure {
  readonly failureMessage: string | null;
  readonly excerpt: string | null;
}

/** A rule with what it found: a line, or GitLab's reason. */
interface Told {
  readonly rule: Pick<LogRule, 'name' | 'class' | 'title'>;
  readonly message: string | null;
}

/** How many last lines failures have to have in common where none of them says why. */
const SHARED_LINES = 6;

const NO_RULE: Told['rule'] = { name: 'none', class: 'unknown', title: 'not recognised' };

/** Today's GitLab has no sentence at all for `script_failure`. */
const SAYS_NOTHING = /^(?:script_failure|unknown_failure)$|been a script failure|is an unknown failure/iu;

/** GitLab Runner's own last words on a job that did not fail by its script. */
const VERDICT = /^(?:ERROR|WARNING): Job failed/u;
const CAUSES_OF_VERDICTS: readonly LogRule[] = CAUSES.filter(({ name, class: of }) => name !== 'runner' && toArea(of) === 'infrastructure');

/** What a job asks its own machine for, some test of it serves. */
const OWN_MACHINE = /\blocalhost\b|\b127\.0\.0\.1\b|\[::1\]/u;

/** What tells nothing, whatever it says. */
const SILENT: readonly RegExp[] = [
  // GitLab Runner's trailer after every failure of a script; 137 is what a killed one leaves.
  /^ERROR: Job failed: (?:command terminated with )?exit (?:code|status) (?!137\b)\d+/u,
  /^(?:Cleaning up (?:project directory|file based)|Running after_script|Running after script|Saving cache|Creating cache|Not uploading cache)/u,
  /^Uploading artifacts(?: for .*)?\.{3}$|^ERROR: No files to upload|no matching files\. Ensure|: found \d+ matching/u,
  // Commands that the shell repeats.
  /^(?:\$|\++) /u,
  // Tests that passed, whatever is in their names.
  /^\s*(?:ok \d+\b|PASS\b|PASSED\b|[✓✔])|\.\.\. ?ok$|\bPASSED\b(?: +\[ *\d+%\])?$|\[ +OK \]|\bPassed +[\d.]+ sec|^ *\d+\/\d+ .* OK +[\d.]+ ?s/u,
  // The body of a comparison is the text of two packages.
  /^│/u,
];

/**
 * Creates what tells failures apart: `extra` rules first, then GitLab's reason where it says anything, then the log. Of a
 * log the last line tells that any rule knows, for a job ends where it fails. The infrastructure is named only where a
 * reason or a line names it; `unknown` is an answer.
 */
export function createClassifier(extra: readonly ExtraRule[] = []): (failure: Failure) => FailureFinding {
  const own = extra.map(({ name, class: of, title, pattern }): LogRule => ({ name, class: of, title: title ?? name, lines: [new RegExp(pattern, 'iu')] }));
  return ({ failureMessage, excerpt }) => {
    const reason = toReason(failureMessage ?? '');
    const lines = toLines(excerpt ?? '');
    const telling = lines.filter((line) => !SILENT.some((pattern) => pattern.test(line)));
    const cause = findByRule(own, reason === null ? lines : [reason, ...lines]) ?? readReason(reason, telling) ?? findByLine(CAUSES, telling);
    if (cause !== null) return toFinding(cause, [cause.message ?? cause.rule.title]);
    const { rule, message } = findByRule(AFTERMATH, telling) ?? { rule: NO_RULE, message: reason };
    // "Error 2" is nothing that two failures share: their last lines have to be the same as well.
    return toFinding({ rule, message }, message === null ? [] : [message, ...telling.slice(-SHARED_LINES)]);
  };
}

function toFinding({ rule, message }: Told, shared: readonly string[]): FailureFinding {
  const key = [rule.class, ...shared.map(normalise)].join('\n');
  return { area: toArea(rule.class), class: rule.class, rule: rule.name, title: rule.title, message, key };
}

/** GitLab's word or sentence, without the link to its help that some have; null where it says nothing. */
function toReason(failureMessage: string): string | null {
  const text = toPlainLine(failureMessage.slice(0, 2 * MAX_LINE).replace(/<a [^<>]*>[^<>]*<\/a>\s*$/u, '')).trim();
  return text === '' || SAYS_NOTHING.test(text) ? null : text;
}

function toLines(excerpt: string): string[] {
  return excerpt.split('\n').map(toPlainLine).filter((line) => line.trim() !== '');
}

/** What the reason says. The runner's verdict says it more exactly: what it could not do, and sometimes why. */
function readReason(reason: string | null, lines: readonly string[]): Told | null {
  if (reason === null) return null;
  const rule = REASON_RULES.find((one) => isMeant(one, reason));
  if (rule === undefined) return null;
  const verdict = toArea(rule.class) === 'infrastructure' ? lines.findLast((line) => VERDICT.test(line)) : undefined;
  if (verdict === undefined) return { rule, message: reason };
  return { rule: CAUSES_OF_VERDICTS.find((cause) => knows(cause, verdict)) ?? rule, message: verdict };
}

function isMeant({ reasons, sentence }: ReasonRule, reason: string): boolean {
  return reasons.includes(reason.toLowerCase()) || sentence.test(reason);
}

/** The last line that any rule knows, and the first rule that knows it. */
function findByLine(rules: readonly LogRule[], lines: readonly string[]): Told | null {
  for (const line of lines.toReversed()) {
    const rule = rules.find((one) => knows(one, line));
    if (rule !== undefined) return { rule, message: line.trim() };
  }
  return null;
}

/** The first rule that knows any line, and the last line that it knows. */
function findByRule(rules: readonly LogRule[], lines: readonly string[]): Told | null {
  for (const rule of rules) {
    const line = lines.findLast((one) => isMet(rule, one));
    if (line !== undefined) return { rule, message: line.trim() };
  }
  return null;
}

function knows(rule: LogRule, line: string): boolean {
  return isMet(rule, line) && !(rule.class === 'network' && OWN_MACHINE.test(line));
}

function isMet({ lines }: LogRule, line: string): boolean {
  return lines.some((pattern) => pattern.test(line));
}
