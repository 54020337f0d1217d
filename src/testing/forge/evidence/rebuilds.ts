// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { HOUR_MS, MINUTE_MS, type Instant } from '../../../model/time.ts';
import { LAST_DAY, toMidnight } from '../organisation.ts';
import { toFileName as toUrlName, type BinaryRow, type Outcome, type PackageReport, type Tables } from '../rebuilderd/tables.ts';
import { createRandom } from '../story/random.ts';
import { EVIDENCE_CAST } from './cast.data.ts';
import {
  EVIDENCE_CAST_DAYS, findUpload, hash, toDigest, toFileName, toPoolPath, type SampleDistribution, type SampleSource, type SampleUpload,
} from './distribution.ts';
import { isAffected, toComparison, toFate, type RebuilderIndex } from './fates.ts';

export interface RebuildPlan {
  readonly distribution: SampleDistribution;
  readonly rebuilder: RebuilderIndex;
  /** Where the archive is. */
  readonly archiveUrl: string;
}

interface Event {
  readonly at: Instant;
  apply(tables: Tables): void;
}

const ARCHITECTURES = ['all', 'amd64'] as const;

/**
 * Creates what keeps a rebuilder's tables up to date: every night at two it asks the archive what there is, and an hour and
 * more later builds what came. Whoever goes back in time gets the tables of then.
 */
export function createCatchUp(plan: RebuildPlan): (tables: Tables, now: Instant) => void {
  const events = draftEvents(plan).toSorted((a, b) => a.at - b.at);
  let done = 0;
  let doneAt = -Infinity;
  return (tables, now) => {
    if (now < doneAt) {
      tables.clear();
      done = 0;
    }
    doneAt = now;
    for (let event = events[done]; event !== undefined && event.at <= now; event = events[done]) {
      event.apply(tables);
      done += 1;
    }
  };
}

function draftEvents(plan: RebuildPlan): Event[] {
  const { distribution } = plan;
  const nights = Array.from({ length: LAST_DAY + 2 }, (_, index) => toMidnight(index - 1) + 2 * HOUR_MS);
  // A night without uploads changes nothing but the time of the last look, which nobody shows.
  const telling = nights.filter((at, index) => index === 0 || distribution.sources.some(({ uploads }) =>
    uploads.some((upload) => upload.at > (nights[index - 1] ?? 0) && upload.at <= at)));
  return [
    ...telling.flatMap((at) => distribution.suites.flatMap((suite) =>
      ARCHITECTURES.map((architecture): Event => ({ at, apply: (tables) => tables.sync(toReport(plan, suite, architecture, at), at) })))),
    ...distribution.sources.flatMap((source) => source.uploads.flatMap((upload) => draftBuilds(plan, source, upload, telling))),
  ];
}

/** The newest version that a rebuilder knows of, as `rebuildctl pkgs sync` would report it. */
function toReport(plan: RebuildPlan, suite: string, architecture: string, at: Instant): PackageReport {
  const { distribution: { name, component, sources }, archiveUrl } = plan;
  return {
    distribution: name, release: suite, component, architecture,
    packages: sources.filter((source) => source.suite === suite).flatMap((source) => {
      const upload = findUpload(source, at);
      const binaries = source.binaries.filter((binary) => binary.architecture === architecture);
      if (upload === null || binaries.length === 0 || toOwnFate(plan, source, upload) === 'unknown') return [];
      return [{
        name: source.name, version: upload.version, url: toBuildinfoUrl(plan, source, upload, architecture),
        artifacts: binaries.map((binary) => ({
          name: binary.name, version: upload.binaryVersion,
          url: `${archiveUrl}/${toPoolPath(component, source.name, `${toFileName(binary.name, upload.binaryVersion, architecture)}.deb`)}`,
        })),
      }];
    }),
  };
}

function toBuildinfoUrl({ distribution, archiveUrl }: RebuildPlan, source: SampleSource, upload: SampleUpload, architecture: string): string {
  const path = toPoolPath(distribution.component, source.name, `${toFileName(source.name, upload.binaryVersion, architecture)}.buildinfo`);
  return `${archiveUrl}/${path.replace(/^pool\/[^/]+/, 'buildinfo-pool')}`;
}

function toOwnFate({ distribution, rebuilder }: RebuildPlan, source: SampleSource, upload: SampleUpload): ReturnType<typeof toFate> {
  return toFate(distribution, source, upload, rebuilder);
}

function draftBuilds(plan: RebuildPlan, source: SampleSource, upload: SampleUpload, syncs: readonly Instant[]): Event[] {
  const fate = toOwnFate(plan, source, upload);
  const syncedAt = syncs.find((at) => at >= upload.at);
  if (fate === 'unknown' || fate === 'waits' || syncedAt === undefined) return [];
  const random = createRandom('build', plan.rebuilder, source.name, source.suite, upload.version);
  const builtAt = syncedAt + HOUR_MS + random.integer(0, 24 * 60) * MINUTE_MS + random.integer(0, 59_999);
  const toOutcome = (binary: BinaryRow): Outcome => {
    const fileName = toUrlName(binary.url);
    if (fate === 'fails') return { status: 'BAD', diffoscope: null };
    if (fate === 'differs' && isAffected(source, binary.name)) return { status: 'BAD', diffoscope: toComparison(source.name, binary.name, fileName) };
    return toGood(plan, source, upload, binary, builtAt);
  };
  const build = (at: Instant, outcome: Parameters<Tables['build']>[1]): Event[] => ARCHITECTURES
    .filter((architecture) => source.binaries.some((binary) => binary.architecture === architecture))
    .map((architecture, index) => ({
      at: at + index * MINUTE_MS,
      apply: (tables) => {
        const input = tables.findInput(toBuildinfoUrl(plan, source, upload, architecture), source.suite);
        if (input !== null) tables.build(input, outcome, at + index * MINUTE_MS);
      },
    }));
  const again = source.name === EVIDENCE_CAST.regressed && plan.rebuilder === 0
    ? build(toMidnight(EVIDENCE_CAST_DAYS.regressed) + 4 * HOUR_MS, (binary) =>
      ({ status: 'BAD', diffoscope: toComparison(source.name, binary.name, toUrlName(binary.url)) }))
    : [];
  return [...build(builtAt, fate === 'broken' ? null : toOutcome), ...again];
}

function toGood(plan: RebuildPlan, source: SampleSource, upload: SampleUpload, { name, architecture, version }: BinaryRow, at: Instant): Outcome {
  const published = toDigest({ name, version, architecture: architecture === 'all' ? 'all' : 'amd64', source, upload }, at);
  const isFirst = plan.rebuilder === 0;
  return {
    status: 'GOOD',
    sha256: isFirst && source.name === EVIDENCE_CAST.otherDigest ? hash(`${published} rebuilt`) : published,
    hasWrongSignature: isFirst && source.name === EVIDENCE_CAST.wrongSignature,
  };
}
