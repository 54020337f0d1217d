// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS, toIso, type Instant } from '../../../model/time.ts';
import { toMidnight } from '../organisation.ts';
import { COMPARED_NAME, COMPARISONS } from './comparisons.data.ts';
import { createRandom, type Random } from './random.ts';
import type { EndedJob } from './reprotest.ts';
import { OUTAGE_COMPONENTS } from './story.data.ts';

/** A job that may have a log. */
export interface TracedJob extends EndedJob {
  readonly startedAt: Instant | null;
}

export const OUTAGE_DAY = 12;
export const OUTAGE_HOST = 'mirror.example.net';

/** In the log of this component's failed jobs stand things that must never be shown; none of them opens anything. */
export const CARELESS = 'qubes-vmm-xen-stubdom-linux';
export const LEAKED = { token: `glpat-${'S4mpl3_'.repeat(3)}x`, password: 'not-4-real-one' } as const;

const ESC = '\u001B';
const CYAN = `${ESC}[36;1m`;
const GREEN = `${ESC}[32;1m`;
const RED = `${ESC}[31;1m`;
const RESET = `${ESC}[0;m`;

/** The log that GitLab Runner wrote of a job, empty where it never ran. */
export function toTrace(job: TracedJob): string {
  if (job.startedAt === null) return '';
  const random = createRandom('trace', job.project, job.name, job.startedAt);
  const started = Math.floor(job.startedAt / SECOND_MS);
  const ended = Math.floor((job.finishedAt ?? job.startedAt) / SECOND_MS);
  const executor = section('prepare_executor', started, started + 3, 'Preparing the "docker" executor', [`${ESC}[0KUsing Docker executor with image ${toImage(job.name)} ...${RESET}`]);
  const start = [
    `${ESC}[0KRunning with gitlab-runner 17.5.3 (12030cf4)${RESET}`,
    `${ESC}[0K  on qubes-runner-${random.integer(1, 9)} ${random.hex(8)}, system ID: s_${random.hex(12)}${RESET}`,
    ...executor,
  ];
  if (job.failureReason === 'runner_system_failure') return write([...start, ...toSystemFailure(random)]);
  const ready = [
    ...start,
    ...section('prepare_script', started + 3, started + 4, 'Preparing environment', [`Running on runner-${random.hex(8)}-project-${random.integer(1, 99)}-concurrent-0 via qubes-runner-1...`]),
    ...section('get_sources', started + 4, started + 9, 'Getting source from Git repository', [
      `${GREEN}Fetching changes with git depth set to 20...${RESET}`,
      `Initialized empty Git repository in /builds/QubesOS/${job.project}/.git/`,
      `${GREEN}Checking out ${random.hex(8)} as detached HEAD (ref is main)...${RESET}`,
    ]),
  ];
  const script = toScript(job, random);
  if (job.failureReason === 'stuck_or_timeout_failure' || job.status === 'running') {
    return write([...ready, `section_start:${started + 9}:step_script\r${ESC}[0K${ESC}[0K${CYAN}Executing "step_script" stage of the job script${RESET}`, ...script]);
  }
  return write([...ready, ...section('step_script', started + 9, ended - 2, 'Executing "step_script" stage of the job script', script), ...toEnd(job.status, ended)]);
}

function write(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function section(name: string, from: number, to: number, title: string, lines: readonly string[]): string[] {
  return [`section_start:${from}:${name}\r${ESC}[0K${ESC}[0K${CYAN}${title}${RESET}`, ...lines, `section_end:${to}:${name}\r${ESC}[0K`];
}

function toEnd(status: string, ended: number): string[] {
  return [
    ...section('cleanup_file_variables', ended - 1, ended, 'Cleaning up project directory and file based variables', []),
    status === 'success' ? `${GREEN}Job succeeded${RESET}` : `${RED}ERROR: Job failed: ${status === 'canceled' ? 'canceled' : 'exit code 1'}\n${RESET}`,
  ];
}

function toSystemFailure(random: Random): string[] {
  const reason = `Cannot connect to the Docker daemon at tcp://10.137.0.${random.integer(2, 250)}:2376. Is the docker daemon running? (docker.go:960:${random.integer(0, 9)}s)`;
  return [`${ESC}[0;33mERROR: Preparation failed: ${reason}${RESET}`, 'Will be retried in 3s ...', `${RED}ERROR: Job failed (system failure): ${reason}\n${RESET}`];
}

/** What the commands of a job printed. */
function toScript(job: TracedJob, random: Random): string[] {
  const command = `${GREEN}$ ./qb -c ${job.project} package ${job.stage}${RESET}`;
  const isFailure = job.status === 'failed' && job.failureReason !== 'stuck_or_timeout_failure';
  if (!isFailure) return [command, ...toCompiled(random, 12)];
  const before = job.project === CARELESS ? toCarelessness() : [];
  if (isOutage(job)) return [command, ...before, ...toOutage(job, random)];
  switch (job.stage) {
    case 'build':
      return [command, ...before, ...toCompileError(job, random)];
    case 'install':
      return [command, ...before, ...toMissingDependency(job)];
    case 'repro':
      return [command, ...before, ...toDifference(job, random)];
    default:
      return [command, ...before, 'Traceback (most recent call last):', `AssertionError: ${random.integer(1, 9)} != 10`, '', 'FAILED (failures=1)'];
  }
}

function isOutage({ project, stage, finishedAt }: TracedJob): boolean {
  return stage === 'build' && OUTAGE_COMPONENTS.includes(project)
    && finishedAt !== null && finishedAt >= toMidnight(OUTAGE_DAY) && finishedAt < toMidnight(OUTAGE_DAY + 1);
}

function toOutage({ name }: TracedJob, random: Random): string[] {
  const suite = name.split('-').at(-1) ?? '';
  const why = `Could not connect to ${OUTAGE_HOST}:443 (192.0.2.${random.integer(1, 250)}), connection timed out`;
  return [
    `Ign:1 https://${OUTAGE_HOST}/debian ${suite} InRelease`, `Err:1 https://${OUTAGE_HOST}/debian ${suite} InRelease`, `  ${why}`,
    `Fetched 0 B in ${random.integer(31, 240)}s (0 B/s)`, 'Reading package lists...',
    `${RED}E: Failed to fetch https://${OUTAGE_HOST}/debian/dists/${suite}/InRelease  ${why}${RESET}`,
    'E: Some index files failed to download. They have been ignored, or old ones used instead.',
  ];
}

function toCompiled(random: Random, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `  CC [${String(Math.round(100 * (index + 1) / count)).padStart(3)}%]  src/unit-${random.hex(4)}.o`);
}

function toCompileError({ project, name }: TracedJob, random: Random): string[] {
  const file = `src/${project.replace(/^qubes-/, '')}.c`;
  const line = random.integer(20, 900);
  // One commit broke a component on all its targets: what it says is a matter of the component alone.
  const what = createRandom('compile', project).pick([
    'implicit declaration of function ‘libvchan_client_init_async’ [-Wimplicit-function-declaration]', 'unknown type name ‘qdb_handle_t’', '‘struct msg_header’ has no member named ‘untrusted_len’',
  ]);
  return [
    ...toCompiled(random, 5), `${file}: In function ‘main’:`, `${ESC}[01m${ESC}[K${file}:${line}:9:${ESC}[m${ESC}[K ${ESC}[01;31m${ESC}[Kerror: ${ESC}[m${ESC}[K${what}`,
    `  ${line} |         rc = run(ctx);`, '      |              ^~~', `make[1]: *** [Makefile:${random.integer(10, 60)}: ${file.replace(/c$/, 'o')}] Error 1`,
    ...(isDebian(name)
      ? ['dpkg-buildpackage: error: debian/rules binary subprocess returned exit status 2']
      : [`error: Bad exit status from /var/tmp/rpm-tmp.${random.hex(6)} (%build)`, '', 'RPM build errors:', `    Bad exit status from /var/tmp/rpm-tmp.${random.hex(6)} (%build)`]),
  ];
}

function toMissingDependency({ project, name }: TracedJob): string[] {
  const needed = createRandom('needs', project).pick(['libvchan-xen', 'python3-qubesdb', 'qubes-utils', 'qubes-db']);
  if (name.includes('archlinux')) {
    return ['resolving dependencies...', 'error: failed to prepare transaction (could not satisfy dependencies)', `:: unable to satisfy dependency '${needed}>=4.9' required by ${project}`];
  }
  if (isDebian(name)) {
    return [
      'Some packages could not be installed.', 'The following packages have unmet dependencies:', ` ${project} : Depends: ${needed} (>= 4.9) but it is not installable`,
      `${RED}E: Unable to correct problems, you have held broken packages.${RESET}`,
    ];
  }
  return ['Error: ', ' Problem: conflicting requests', `  - nothing provides ${needed} >= 4.9 needed by ${project}-4.3.1-1.fc43.x86_64`, "(try to add '--skip-broken' to skip uninstallable packages)"];
}

function toDifference({ project, name }: TracedJob, random: Random): string[] {
  const { stored } = random.pick(COMPARISONS);
  return [
    `Building 1/2\rBuilding 2/2\rComparing`, ...stored.replaceAll(COMPARED_NAME, () => project).trimEnd().split('\n'),
    '=======================', 'Reproduction failed', '=======================', `${RED}${project} is not reproducible (${name.split(':')[2] ?? name})${RESET}`,
  ];
}

/** What a debugging session left in a script. */
function toCarelessness(): string[] {
  return [
    '++ env', `GITLAB_UPLOAD_TOKEN=${LEAKED.token}`,
    `+ git clone https://builder:${LEAKED.password}@git.example.net/sources.git`, `remote: ${LEAKED.token.slice(0, 12)}${ESC}[0m${LEAKED.token.slice(12)} accepted at ${toIso(toMidnight(0))}`,
  ];
}

function isDebian(name: string): boolean {
  return /bookworm|trixie|jammy|noble/u.test(name);
}

function toImage(name: string): string {
  return isDebian(name) ? 'debian:trixie' : name.includes('archlinux') ? 'archlinux:latest' : 'fedora:43';
}
