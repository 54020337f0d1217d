// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Unreadable } from '../../model/reading.ts';
import { toUnreadable } from '../outcome.ts';

/** Whose job it is. */
interface OfProject {
  readonly projectId: number;
  readonly projectPath: string;
}

/** Keeps what of jobs could not be read in one run. */
export interface Failures {
  /** Does the work for a job; null where it fails, and where the server fails so often that it is not asked any more. */
  guard<T>(job: OfProject, work: () => Promise<T>): Promise<T | null>;
  /** One entry per project and kind of failure. */
  list(): Unreadable[];
  /** Jobs that were not asked for any more. */
  skipped(): number;
}

/** Failures that the next job meets as well. */
const OF_THE_SERVER = ['timeout', 'unreachable', 'rate-limited', 'server-error'];
const MAX_SERVER_FAILURES = 3;

export function createFailures(): Failures {
  const counted = new Map<string, { readonly entry: Unreadable; count: number }>();
  let ofServer = 0;
  let skipped = 0;

  function note(thrown: unknown, { projectId, projectPath }: OfProject): void {
    const entry = toUnreadable(thrown, { id: projectId, path: projectPath });
    if (OF_THE_SERVER.includes(entry.code)) ofServer += 1;
    const key = `${projectId} ${entry.code}`;
    const same = counted.get(key);
    if (same === undefined) counted.set(key, { entry, count: 1 });
    else same.count += 1;
  }

  return {
    guard: async (job, work) => {
      if (ofServer >= MAX_SERVER_FAILURES) {
        skipped += 1;
        return null;
      }
      try {
        return await work();
      } catch (thrown) {
        note(thrown, job);
        return null;
      }
    },
    list: () => [...counted.values()].map(({ entry, count }) =>
      (count === 1 ? entry : { ...entry, message: `${entry.message} (and ${count - 1} more of its jobs)` })),
    skipped: () => skipped,
  };
}
