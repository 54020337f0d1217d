// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Stage } from './builds.ts';

/** A stretch of days (the last one not included; null: to this day) on which jobs of components do not simply pass. */
export interface Trouble {
  readonly components: readonly string[];
  readonly release: string;
  readonly stage: Stage;
  /** Null for all targets of the component. */
  readonly targets: readonly string[] | null;
  readonly from: number;
  readonly until: number | null;
  readonly how: 'fails' | 'tolerated' | 'flakes';
  readonly reason: string;
}

const SCRIPT = 'script_failure';

/** The components that a mirror's outage broke on the night of day 12. */
export const OUTAGE_COMPONENTS: readonly string[] = [
  'qubes-core-admin-client', 'qubes-core-vchan-xen', 'qubes-core-qubesdb', 'qubes-gui-common', 'qubes-desktop-linux-common',
  'qubes-app-linux-img-converter', 'qubes-app-linux-pdf-converter', 'qubes-app-linux-input-proxy', 'qubes-app-u2f',
  'qubes-app-yubikey', 'qubes-app-thunderbird', 'qubes-app-linux-split-gpg', 'qubes-skeleton', 'qubes-tunnel',
];

/** What the story is about. Who changes it changes what tests and the demo show. */
export const TROUBLES: readonly Trouble[] = [
  { components: ['qubes-core-agent-linux'], release: 'r4.3', stage: 'install', targets: ['vm-fc42', 'vm-fc43'], from: 26, until: null, how: 'fails', reason: SCRIPT },
  { components: ['qubes-vmm-xen-stubdom-linux'], release: 'r4.2', stage: 'build', targets: null, from: 1, until: null, how: 'fails', reason: SCRIPT },
  { components: ['qubes-gui-daemon'], release: 'r4.3', stage: 'build', targets: ['vm-trixie'], from: 29, until: null, how: 'fails', reason: SCRIPT },
  { components: ['qubes-manager'], release: 'r4.2', stage: 'build', targets: null, from: 27, until: 29, how: 'fails', reason: SCRIPT },
  { components: ['qubes-app-linux-usb-proxy'], release: 'r4.3', stage: 'repro', targets: ['vm-bookworm'], from: 10, until: 18, how: 'fails', reason: SCRIPT },
  { components: ['qubes-core-admin-client'], release: 'r4.2', stage: 'install', targets: ['vm-archlinux'], from: 3, until: 7, how: 'fails', reason: SCRIPT },
  { components: OUTAGE_COMPONENTS, release: 'r4.3', stage: 'build', targets: ['vm-bookworm', 'vm-trixie'], from: 12, until: 13, how: 'fails', reason: SCRIPT },
  { components: ['qubes-vmm-xen'], release: 'r4.3', stage: 'build', targets: null, from: 16, until: 17, how: 'fails', reason: 'stuck_or_timeout_failure' },
  { components: ['qubes-core-qrexec'], release: 'r4.2', stage: 'build', targets: ['vm-fc41'], from: 20, until: 24, how: 'flakes', reason: 'runner_system_failure' },
  { components: ['qubes-desktop-linux-manager'], release: 'r4.3', stage: 'install', targets: ['vm-fc43'], from: 29, until: null, how: 'flakes', reason: SCRIPT },
  { components: ['qubes-linux-utils'], release: 'r4.3', stage: 'repro', targets: ['vm-archlinux'], from: 5, until: null, how: 'tolerated', reason: SCRIPT },
];

/** What the last night left unfinished or out of the ordinary, on `main`. */
export type Shape =
  | 'running' | 'canceled' | 'skipped' | 'manual' | 'scheduled' | 'waiting_for_resource' | 'preparing' | 'created' | 'pending' | 'hibernating';

export const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['qubes-core-qrexec', 'running'],
  ['qubes-gui-agent-linux', 'canceled'],
  ['qubes-desktop-linux-menu', 'skipped'],
  ['qubes-core-qubesdb', 'manual'],
  ['qubes-app-linux-split-gpg', 'scheduled'],
  ['qubes-vmm-xen', 'waiting_for_resource'],
  ['qubes-core-vchan-xen', 'preparing'],
  ['qubes-app-linux-pdf-converter', 'created'],
  ['qubes-gui-common', 'pending'],
  ['qubes-mgmt-salt', 'hibernating'],
]);

/** Components with a part of their own in the story. */
export const CAST = {
  /** Its `main` builds in a child pipeline, which checks reproducibility in a grandchild. */
  family: 'qubes-linux-kernel',
  /** Its `main` starts a pipeline in the project `integration`. */
  starter: 'qubes-core-admin',
  integration: 'qubes-continuous-integration',
  /** Its `main` runs 230 jobs. */
  wide: 'qubes-builderv2',
  wideJobs: 230,
  /** The only one whose releases each have a branch, whatever chance says of the others. */
  branched: 'qubes-core-admin',
  ciDisabled: 'qubes-doc',
  withoutPipelines: 'qubes-posts',
  archived: 'qubes-mgmt-salt-base',
  private: 'qubes-infrastructure',
  membersOnly: 'qubes-builder-rpm',
  /** Its last pipelines are 25 days older than the last day. */
  stale: 'qubes-vmm-xen-stubdom-legacy',
  staleAfterDay: 4,
  renamed: 'qubes-app-linux-split-gpg2',
  formerName: 'qubes-app-split-gpg2',
  renamedOnDay: 20,
  /** Its reprotest jobs leave results that name a folder outside their own. */
  misleading: 'qubes-windows-tools',
} as const;
