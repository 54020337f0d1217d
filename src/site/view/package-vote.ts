// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CauseFinding } from '../../model/difference.ts';
import type { Vote } from '../../votes/vote.ts';
import { href } from './address.ts';
import { toCauseTitle } from './cause-words.ts';
import { toDigest, type Digest } from './digest.ts';
import { externalUrl } from './external.ts';
import { CAUSES, toComparisonAddress } from './package-address.ts';
import { toVoteWords, type StateWords } from './package-state.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toDay, toMoment, type Moment } from './time.ts';

/** One rebuilder's verdict of one artifact, as its row shows it. */
export interface VoteView {
  readonly rebuilder: string;
  readonly href: string | null;
  /** Said only where it is not the rebuilder's own name. */
  readonly operator: string | null;
  readonly state: StateWords;
  readonly at: Moment | null;
  readonly proof: ProofView;
  /** What it said before; null where it always said the same. */
  readonly previous: string | null;
  readonly links: readonly VoteLink[];
  readonly causes: readonly CauseView[];
  /** What differs, in a few words; null where nothing was compared. */
  readonly members: string | null;
}

export interface ProofView {
  readonly text: string;
  /** The keys that signed, without a label, and the digest where it is another than the published one. */
  readonly digests: readonly { readonly label: string; readonly digest: Digest }[];
}

export interface VoteLink {
  readonly label: string;
  readonly href: string;
  readonly isOutside: boolean;
}

/** A cause with the lines that show it. */
export interface CauseView {
  readonly title: string;
  /** Where the cause is explained; null where no page does. */
  readonly href: string | null;
  readonly member: string;
  readonly lines: readonly DiffLine[];
}

export interface DiffLine {
  readonly kind: 'plus' | 'minus' | 'same';
  readonly text: string;
}

/** What the rows of one page share: the page's address, and where rebuilders' pages are. */
export interface VotePlace {
  readonly address: string;
  rebuilderHref(source: string): string | null;
}

const MAX_LINE_CHARACTERS = 160;
const MAX_EVIDENCE_LINES = 4;
const MAX_CAUSES = 3;
const MAX_MEMBERS = 3;
const MAX_KEYS = 3;

/** The row of a vote. `published` is the digest in the archive, null where none is known. */
export function toVoteView(vote: Vote, published: string | null, { address, rebuilderHref }: VotePlace): VoteView {
  const { rebuilder, verdict } = vote;
  return {
    rebuilder: toText(rebuilder.title, 60),
    href: rebuilderHref(rebuilder.source),
    operator: rebuilder.operator === rebuilder.title ? null : toText(rebuilder.operator, 60),
    state: toVoteWords(vote, published !== null),
    at: verdict.at === null ? null : toMoment(verdict.at),
    proof: toProofView(vote, published),
    previous: verdict.previous === null ? null : toPrevious(verdict.previous),
    links: toLinks(vote, address),
    causes: (verdict.differences?.causes ?? []).slice(0, MAX_CAUSES).map((finding) => toCauseView(finding, href(address, CAUSES))),
    members: toMembers(vote),
  };
}

/** A finding as pages show it: never without its lines. `causesHref` leads to the page of causes. */
export function toCauseView({ cause, member, evidence }: CauseFinding, causesHref: string | null): CauseView {
  return {
    title: toCauseTitle(cause),
    href: causesHref === null ? null : `${causesHref}#${cause}`,
    member: toText(member),
    lines: evidence.split('\n').slice(0, MAX_EVIDENCE_LINES).map(toDiffLine),
  };
}

/** A line of a unified diff; the sign stays in the text. */
export function toDiffLine(line: string): DiffLine {
  const kind = line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : 'same';
  return { kind, text: toText(line, MAX_LINE_CHARACTERS) };
}

function toProofView({ verdict: { claim, proof, sha256 }, rebuilder }: Vote, published: string | null): ProofView {
  const other = (digest: string | null): ProofView['digests'] => (
    digest === null || digest === published ? [] : [{ label: published === null ? 'of sha256' : 'of another file, sha256', digest: toDigest(digest) }]);
  switch (proof.kind) {
    case 'absent':
      return { text: claim === 'reproduced' ? 'no attestation' : '', digests: other(sha256) };
    case 'unchecked':
      return { text: 'attestation not checked yet', digests: other(sha256) };
    case 'refused':
      return { text: `attestation refused (${toText(proof.code, 40)}): ${toText(proof.reason)}`, digests: other(sha256) };
    case 'verified': {
      const trusted = proof.keys.filter((key) => rebuilder.trusted.has(key));
      return {
        text: trusted.length === 0 ? 'attestation signed with a key that is no longer pinned,' : 'attestation verified with key',
        digests: [
          ...(trusted.length === 0 ? proof.keys : trusted).slice(0, MAX_KEYS).map((key) => ({ label: '', digest: toDigest(toFingerprint(key)) })),
          ...other(proof.sha256),
        ],
      };
    }
  }
}

function toPrevious({ claim, wasVerified, until }: NonNullable<Vote['verdict']['previous']>): string {
  switch (claim) {
    case 'reproduced': return `was reproduced${wasVerified ? ', with proof,' : ''} until ${toDay(until)}`;
    case 'differs': return `differed until ${toDay(until)}`;
    case 'failed': return `failed to build until ${toDay(until)}`;
    case 'waiting': return `waited for a dependency until ${toDay(until)}`;
    case 'pending': return `was pending until ${toDay(until)}`;
    case 'unknown': return `was unknown until ${toDay(until)}`;
  }
}

/** Our own page of the comparison where the state has it; else the rebuilder's, which is never copied. */
function toLinks({ verdict }: Vote, address: string): readonly VoteLink[] {
  const { links, key, hasReport } = verdict;
  const outside = (label: string, url: string | null): readonly VoteLink[] => {
    const safe = url === null ? null : externalUrl(url);
    return safe === null ? [] : [{ label, href: safe, isOutside: true }];
  };
  return [
    ...(hasReport
      ? [{ label: 'comparison', href: href(address, toComparisonAddress(address, key)), isOutside: false }]
      : outside('diffoscope at the rebuilder', links.diffoscope)),
    ...outside('log', links.log),
    ...outside('attestation', links.attestation),
    ...outside('buildinfo', links.buildinfo),
  ];
}

function toMembers({ verdict: { differences } }: Vote): string | null {
  if (differences === null || differences.members.length === 0) return null;
  const shown = differences.members.slice(0, MAX_MEMBERS).map(({ path, added, removed }) =>
    `${toText(path)} (${toNumber(removed)} lines out, ${toNumber(added)} in)`);
  const rest = differences.memberCount - shown.length;
  return `${toCount(differences.memberCount, 'file')} ${differences.memberCount === 1 ? 'differs' : 'differ'}: ${shown.join('; ')}${rest > 0 ? `; and ${toNumber(rest)} more` : ''}${differences.truncated ? '; the comparison was cut' : ''}`;
}

/** A pin without the mark of the key's state: what people know the key by. */
function toFingerprint(pin: string): string {
  return pin.split(':')[0] ?? pin;
}
