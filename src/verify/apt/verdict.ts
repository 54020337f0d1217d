// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isAllowed } from '../decision.ts';
import type { Artifact, Decision } from '../decision.ts';
import type { PackageName } from '../debian-name.ts';

/** A package that apt wants, and what is known of it. */
export interface Question {
  readonly artifact: Artifact;
  readonly name: PackageName;
  /** As apt has the archive configured: `intoto+https://archive.example/debian/`. */
  readonly repository: string;
}

/** The decision, and whether a refusal is let through because the administrator configured `NoFail`. */
export interface Judgement {
  readonly decision: Decision;
  readonly isTolerated: boolean;
}

/** Judges a package. Whatever it throws refuses. */
export type Judge = (question: Question) => Promise<Judgement>;

/** A judgement in words. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** For apt, where it refuses: one sentence. */
  readonly sentence: string;
  /** For the terminal: one line on what is confirmed; of what is refused, what apt does not say already. */
  readonly lines: readonly string[];
  /** For apt's own list of warnings, which has what was let through unconfirmed. */
  readonly warning: string | null;
}

/** What is said of a judgement: in the words of apt-transport-in-toto, so that whoever looks for these finds them. */
export function toVerdict({ decision, isTolerated }: Judgement, fileName: string): Verdict {
  const about = `In-toto verification for ${fileName}`;
  switch (decision.kind) {
    case 'confirmed': {
      const dissent = decision.dissent.length === 0 ? '' : `; ${decision.dissent.join(', ')} say otherwise`;
      const line = `${about} passed: confirmed by ${decision.by.length} of ${decision.threshold}: ${decision.by.join(', ')}${dissent}`;
      return { isAllowed: isAllowed(decision), sentence: line, lines: [line], warning: null };
    }
    case 'excepted': {
      const line = `${about} not required: ${decision.sentence}`;
      return { isAllowed: isAllowed(decision), sentence: line, lines: [], warning: line };
    }
    case 'refused': {
      const line = `${about} failed: ${decision.sentence}`;
      if (!isTolerated) return { isAllowed: isAllowed(decision), sentence: line, lines: decision.notes.map((note) => `${fileName}: ${note}`), warning: null };
      const warning = `${line} It is installed nevertheless, because NoFail is set.`;
      return { isAllowed: true, sentence: warning, lines: [], warning };
    }
  }
}

/** The verdict where judging itself failed: no policy, or a fault of ours. Never a pass. */
export function toFault(fileName: string, why: string): Verdict {
  const line = `In-toto verification for ${fileName} failed: ${why}`;
  return { isAllowed: false, sentence: line, lines: [], warning: null };
}
