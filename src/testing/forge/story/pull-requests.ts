// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, HOUR_MS } from '../../../model/time.ts';
import { LAST_DAY, toMidnight, type SamplePullRequest } from '../organisation.ts';
import { createRandom } from './random.ts';

const SUBJECTS = [
  'Fix race when a qube is shut down during start', 'Add a policy for the updated service', 'Drop support for EOL templates',
  'Make the build reproducible: sort the file list', 'Update the packaging for Fedora 43', 'Avoid a needless round trip over qrexec',
  'Translate error messages', 'Document the configuration file', 'Handle devices that disappear', 'Port to the new client API',
];
const AUTHORS = ['marmarek', 'DemiMarie', 'fepitre', 'ben-grande', 'alimirjamali', 'marmarta', 'a-contributor', null];
const CHECKS = ['SUCCESS', 'SUCCESS', 'SUCCESS', 'FAILURE', 'ERROR', 'PENDING', 'EXPECTED', null] as const;

/** Pull requests opened over the story, most of them still open on its last day. */
export function draftPullRequests(component: string): SamplePullRequest[] {
  const random = createRandom('pull-requests', component);
  const count = random.chance(0.35) ? random.integer(1, 4) : 0;
  const first = random.integer(1, 600);
  return Array.from({ length: count }, (_, index) => {
    const openedOn = random.integer(-60, LAST_DAY - 1);
    const createdAt = toMidnight(openedOn) + random.integer(7, 22) * HOUR_MS;
    return {
      number: first + index * 3,
      title: random.pick(SUBJECTS),
      url: null,
      author: random.pick(AUTHORS),
      isDraft: random.chance(0.2),
      createdAt,
      updatedAt: createdAt + random.integer(1, 12) * HOUR_MS,
      closedAt: random.chance(0.3) ? createdAt + random.integer(2, 40) * DAY_MS : null,
      headSha: random.hex(40),
      checks: random.pick(CHECKS),
    };
  });
}
