// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Unreadable } from '../../model/reading.ts';
import { toUnreadable } from '../outcome.ts';

/** What one run has to report besides its verdicts: each thing once, however often it happened. */
export interface Journal {
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** Something that could not be read; throws on what is no coded error. */
  fail(thrown: unknown): void;
  note(line: string): void;
  /** Counts something dropped or not read; `toMessage` gets the number and the first example. */
  count(code: string, example: string, toMessage: CountMessage): void;
  /** The same for what is no failure. */
  countNote(toMessage: CountMessage): void;
}

type CountMessage = (count: number, example: string) => string;

interface Counted {
  /** Null for a note. */
  readonly code: string | null;
  readonly example: string;
  readonly toMessage: CountMessage;
  count: number;
}

export function createJournal(): Journal {
  const failures: Unreadable[] = [];
  const notes = new Set<string>();
  const counted = new Map<string, Counted>();
  const add = (code: string | null, example: string, toMessage: CountMessage): void => {
    // What says the same sentence is the same kind of thing.
    const key = JSON.stringify([code, toMessage(0, '')]);
    const entry = counted.get(key) ?? { code, example, toMessage, count: 0 };
    counted.set(key, entry);
    entry.count += 1;
  };
  return {
    get unreadable() {
      return [...failures, ...[...counted.values()].flatMap(({ code, example, toMessage, count }) => (
        code === null ? [] : [{ project: null, code, message: toMessage(count, example) }]))];
    },
    get notes() {
      return [...notes, ...[...counted.values()].flatMap(({ code, example, toMessage, count }) => (
        code === null ? [toMessage(count, example)] : []))];
    },
    fail: (thrown) => {
      failures.push(toUnreadable(thrown, null));
    },
    note: (line) => {
      notes.add(line);
    },
    count: add,
    countNote: (toMessage) => {
      add(null, '', toMessage);
    },
  };
}

/** What `read` gives, or null and its failure in the journal. */
export async function attempt<T>(read: () => Promise<T>, journal: Journal): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    journal.fail(thrown);
    return null;
  }
}
