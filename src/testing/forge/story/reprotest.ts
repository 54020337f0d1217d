// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, HOUR_MS, type Instant } from '../../../model/time.ts';
import { COMPARED_NAME, COMPARISONS } from './comparisons.data.ts';
import { toBinaryNames } from './packages.ts';
import { createRandom } from './random.ts';
import { CAST } from './story.data.ts';

/** A reprotest job that has ended. */
export interface EndedJob {
  readonly project: string;
  readonly name: string;
  readonly stage: string;
  readonly status: string;
  readonly failureReason: string | null;
  readonly finishedAt: Instant | null;
}

const FOLDER = 'artifacts/reprotest';
const KEPT_MS = 21 * DAY_MS;
const KEPT_SHORTLY_MS = HOUR_MS;
/** The only targets whose jobs keep the comparison: that of .debs is the only one we have. */
const DEBIAN = /bookworm|trixie|jammy|noble/u;

/**
 * The files that a job left, by path: `results.json`, and beside it a folder for each package that was not reproduced. A
 * failed job has at least one such package; one that was stopped has no files; old ones are gone.
 */
export function toArtifacts(job: EndedJob, now: Instant): ReadonlyMap<string, string> {
  const target = job.name.split(':')[2];
  if (job.stage !== 'repro' || target === undefined || job.finishedAt === null) return new Map();
  if (job.finishedAt + (isShortLived(job.project) ? KEPT_SHORTLY_MS : KEPT_MS) <= now) return new Map();
  const isReproduced = job.status === 'success';
  if (!isReproduced && job.failureReason !== 'script_failure') return new Map();
  const folder = `${FOLDER}/${target}`;
  if (job.project === CAST.misleading) return new Map([[`${folder}/results.json`, MISLEADING_RESULTS]]);
  const random = createRandom('reprotest', job.project, job.name);
  const packages = toBinaryNames(job.project).map(({ name }, index) => ({ name, reproduced: isReproduced || (index > 0 && random.chance(0.6)) }));
  const { stored } = random.pick(COMPARISONS);
  return new Map([
    [`${folder}/results.json`, `${JSON.stringify(Object.fromEntries(packages.map(({ name, reproduced }) => [name, reproduced])), null, 2)}\n`],
    ...packages.filter(({ reproduced }) => !reproduced && DEBIAN.test(target)).map(({ name }): [string, string] =>
      [`${folder}/${name}/experiment-1.diffoscope.out`, stored.replaceAll(COMPARED_NAME, () => name)]),
  ]);
}

/** Names a folder outside the job's own, beside one that is said to be reproduced. */
const MISLEADING_RESULTS = `{"${CAST.misleading}": true, "../../../../etc/passwd": true}\n`;

/** A few projects keep their artifacts for an hour: by the morning's look they are gone. */
export function isShortLived(project: string): boolean {
  return createRandom('expire_in', project).chance(0.05);
}
