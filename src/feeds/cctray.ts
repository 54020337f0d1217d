// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { toLine, toWebAddress } from './text.ts';
import { toUtc } from './utc.ts';
import { element, renderXml } from './xml.ts';

/** What a project's last finished build counts for today. `infrastructure`: it failed, and not for its code. */
export type CctrayState = 'passed' | 'warned' | 'failed' | 'differs' | 'infrastructure' | 'stale' | 'unknown';

/** What cctray calls a project: a repository's ref, or one cell of it. */
export interface CctrayProject {
  /** Readers tell projects apart by it: `QubesOS/qubes-core-admin main`. */
  readonly name: string;
  readonly state: CctrayState;
  /** True while a build runs or waits to run. */
  readonly isBuilding: boolean;
  /** When the last finished build finished; null where none ever did, or none is known. */
  readonly finishedAt: Instant | null;
  /** A page about it, absolute; null where there is none. */
  readonly webUrl: string | null;
  /** The last finished build's number; null where there is none. */
  readonly label: string | null;
}

/** The attribute is required, and every reader takes this day for long ago. */
const NEVER: Instant = 0;

/**
 * Renders `cctray.xml`, <https://cctray.org/v1/>. The status is that of the last finished build: a pass with warnings is a
 * success, and what differs is a failure, because the format has no words of its own for them. Where nothing ever finished,
 * the status is `Unknown` and `lastBuildTime` is 1970-01-01T00:00:00Z. `CheckingModifications` is never said.
 */
export function renderCctray(projects: readonly CctrayProject[]): string {
  return renderXml(element('Projects', {}, projects.map((project) => element('Project', toAttributes(project)))));
}

function toAttributes(project: CctrayProject): Readonly<Record<string, string>> {
  return {
    name: toLine(project.name),
    activity: project.isBuilding ? 'Building' : 'Sleeping',
    lastBuildStatus: toStatus(project),
    lastBuildTime: toUtc(project.finishedAt ?? NEVER),
    webUrl: toWebAddress(project.webUrl) ?? '',
    ...(project.label === null ? {} : { lastBuildLabel: toLine(project.label) }),
  };
}

function toStatus({ state, finishedAt }: CctrayProject): 'Success' | 'Failure' | 'Exception' | 'Unknown' {
  if (finishedAt === null) return 'Unknown';
  switch (state) {
    case 'passed': case 'warned': return 'Success';
    case 'failed': case 'differs': return 'Failure';
    case 'infrastructure': return 'Exception';
    case 'stale': case 'unknown': return 'Unknown';
  }
}
