// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../model/time.ts';
import { LAST_DAY, toMidnight, toMorning, type Organisation, type SampleProject } from './organisation.ts';
import { draftBuilds, draftChecks, STAGES, type BuildPlan } from './story/builds.ts';
import { COMPONENT_GROUPS, type ComponentKind } from './story/components.data.ts';
import type { DraftPipeline } from './story/draft.ts';
import { draftFamily, draftMultiProject, draftWide } from './story/families.ts';
import { draftHostile } from './story/hostile.ts';
import { numberPipelines } from './story/numbering.ts';
import { createProject, GROUP, toRepository } from './story/projects.ts';
import { createRandom, type Random } from './story/random.ts';
import { LATE_START_MINUTES, toShape } from './story/shapes.ts';
import { CAST, SHAPES, type Trouble } from './story/story.data.ts';
import { toTargets } from './story/targets.ts';
import { findTroubles, toFate, toTellingNights } from './story/troubles.ts';

export interface QubesLikeOptions {
  /** How many of the 150 components, taken from all groups in turn. */
  readonly components?: number;
  /** Adds projects, refs, jobs and pull requests with hostile names. */
  readonly hostile?: boolean;
}

interface Component {
  readonly name: string;
  readonly kind: ComponentKind;
  readonly project: SampleProject;
  readonly troubles: readonly Trouble[];
}

/**
 * An organisation like Qubes OS with 30 days of history: 150 components, releases `r4.2` and `r4.3` and `main`'s own
 * checks, 12 targets. The same options give the same organisation on every machine.
 */
export function createQubesLike(options: QubesLikeOptions = {}): Organisation {
  const chosen = takeInTurn(COMPONENT_GROUPS.map((group) => group.names.map((name) => ({ name, group })))).slice(0, options.components);
  const components = chosen.map(({ name, group }, index): Component => ({
    name, kind: group.kind, project: createProject(name, group, index), troubles: findTroubles(name, group.kind),
  }));
  const organisation: Organisation = {
    ...GROUP,
    projects: components.map(({ project }) => project),
    repositories: chosen.map(({ name, group }, index) => toRepository(name, group.topic, index)),
  };
  const integration = components.find(({ name }) => name === CAST.integration)?.project ?? null;
  const drafts = components.flatMap((component) => draftHistory(component, integration));
  numberPipelines(options.hostile === true ? [...drafts, ...draftHostile(organisation)] : drafts);
  return organisation;
}

function takeInTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

/** The branches of a component with the release each builds; `main` builds r4.3 where that has no branch yet. */
function toRefs({ name, kind, troubles }: Component): readonly { ref: string; release: string | null }[] {
  if (kind === 'checks') return [{ ref: 'main', release: null }];
  const random = createRandom('refs', name);
  const hasOld = random.chance(0.9) || troubles.length > 0 || name === CAST.branched;
  const hasNew = name === CAST.branched || (random.chance(0.35) && troubles.length === 0 && !(SHAPES.has(name) || name === CAST.family));
  return [
    { ref: 'main', release: hasNew ? null : 'r4.3' },
    ...(hasOld ? [{ ref: 'release4.2', release: 'r4.2' }] : []),
    ...(hasNew ? [{ ref: 'release4.3', release: 'r4.3' }] : []),
  ];
}

function draftHistory(component: Component, integration: SampleProject | null): DraftPipeline[] {
  if (component.name === CAST.withoutPipelines) return [];
  return toRefs(component).flatMap(({ ref, release }) => {
    const telling = release === null ? new Set<number>() : toTellingNights(component.troubles, release);
    let commits = 0;
    return toRuns(component.name, ref, telling).flatMap(({ day, createdAt, source, isTelling }) => {
      const random = createRandom('run', component.name, ref, createdAt);
      if (source === 'push' || isTelling || random.chance(0.6)) commits += 1;
      const sha = createRandom('sha', component.name, ref, commits).hex(40);
      const start: DraftPipeline = { project: component.project, ref, sha, source, createdAt, status: null, jobs: [] };
      return draftRun(component, start, release, day, random, integration);
    });
  });
}

interface Run { readonly day: number; readonly createdAt: Instant; readonly source: 'schedule' | 'push'; readonly isTelling: boolean }

/** When pipelines of a ref start: some nights, the telling ones among them, and now and then a push by day. */
function toRuns(name: string, ref: string, telling: ReadonlySet<number>): Run[] {
  const random = createRandom('nights', name, ref);
  const last = name === CAST.stale ? CAST.staleAfterDay : LAST_DAY;
  const isShaped = SHAPES.has(name) && ref === 'main';
  const runs: Run[] = [];
  for (let day = 0; day <= last; day += 1) {
    const minute = 30 + random.integer(0, 240);
    const isScheduled = random.chance(0.2) || day === 0 || (day === last && name === CAST.stale);
    const isPushed = random.chance(0.04) && day < last;
    const isTelling = telling.has(day) || (isShaped && day >= last - 1);
    const isLate = isShaped && day === last && SHAPES.get(name) === 'running';
    const createdAt = isLate ? toMorning(day) - LATE_START_MINUTES * MINUTE_MS : toMidnight(day) + minute * MINUTE_MS;
    if (isScheduled || isTelling) runs.push({ day, createdAt, source: 'schedule', isTelling });
    if (isPushed) runs.push({ day, createdAt: createdAt + DAY_MS / 2 - HOUR_MS, source: 'push', isTelling: false });
  }
  return runs;
}

function draftRun(
  { name, kind, troubles }: Component, start: DraftPipeline, release: string | null, day: number, random: Random, integration: SampleProject | null,
): readonly DraftPipeline[] {
  const plan: BuildPlan = {
    release: release ?? '', targets: release === null ? [] : toTargets(name, kind, release), stages: STAGES,
    createdAt: start.createdAt, random, fateOf: (stage, target) => toFate(troubles, day, release ?? '', stage, target),
  };
  const checks = start.ref === 'main' ? draftChecks(['lint', 'unit-tests', 'docs'], start.createdAt, random) : [];
  if (name === CAST.family && start.ref === 'main') return draftFamily({ ...start, jobs: checks }, plan);
  const pipeline = { ...start, jobs: [...checks, ...draftBuilds(plan)] };
  if (start.ref !== 'main') return [pipeline];
  if (name === CAST.wide) return [draftWide(pipeline, plan)];
  if (name === CAST.starter && integration !== null) return draftMultiProject(pipeline, integration, plan);
  const shape = day === LAST_DAY && start.source === 'schedule' ? SHAPES.get(name) : undefined;
  return [shape === undefined ? pipeline : { ...pipeline, jobs: toShape(shape, pipeline) }];
}
