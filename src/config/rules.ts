// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import type { CellKey, CellRules } from '../model/cell.ts';
import { toJobName } from '../model/job-name.ts';
import type { Config, RefRule } from './schema.ts';

/** In `refs`: the default branch, whatever its name. */
export const DEFAULT_BRANCH = '@default';

/** Patterns are the operator's, what they meet is anybody's: no more than this is matched. GitLab allows 255. */
const MAX_MATCHED_CHARACTERS = 500;

/** Cells remembered per scope; a larger organisation only computes some of them again. */
const MAX_REMEMBERED = 50_000;

/** Part of the fingerprint: to be raised when the same configuration gives other cells, or more of them is derived. */
const RULES_VERSION = 3;

/** The rules for the refs to watch in a project: those of the first override that matches, else everybody's. */
export function watchedRefs(config: Config, projectPath: string): readonly RefRule[] {
  return toOverride(config, projectPath)?.refs ?? config.gitlab.refs;
}

/**
 * The rule that a ref falls under, `null` where it is not watched. A name goes before a pattern, a pattern before
 * `@default`; among equals the first counts.
 */
export function matchRef(rules: readonly RefRule[], ref: string, defaultBranch: string | null): RefRule | null {
  return rules.find((rule) => toRefName(rule) === ref && ref !== DEFAULT_BRANCH)
    ?? rules.find((rule) => matchesRefPattern(rule, ref))
    ?? rules.find((rule) => toRefName(rule) === DEFAULT_BRANCH && ref === defaultBranch)
    ?? null;
}

/** Whether a path is meant by a glob, in which `*` stands for any characters, slashes too. */
export function matchesGlob(glob: string, path: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return glob === path;
  if (!path.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return path.length - last.length >= from && path.endsWith(last);
}

/** Whether a project is to be left out. */
export function isExcluded(config: Config, projectPath: string): boolean {
  return config.gitlab.exclude.some((glob) => matchesGlob(glob, projectPath));
}

/** The name of the first group of components that has the project, `null` where none has. */
export function toGroup(config: Config, projectPath: string): string | null {
  const group = config.groups.find(({ components }) => components.some((glob) => matchesGlob(glob, projectPath)));
  return group?.name ?? null;
}

/**
 * The project's repository on GitHub: as configured, else its last path segment at the owner that is named like its
 * first, else at the first owner. `null` where GitHub is not configured.
 */
export function toGitHubName(config: Config, projectPath: string): { owner: string; name: string } | null {
  if (config.github === undefined) return null;
  const { owners, names } = config.github;
  const mapped = Object.hasOwn(names, projectPath) ? names[projectPath] : undefined;
  const [first = '', ...rest] = (mapped ?? projectPath).split('/');
  const name = rest.at(-1) ?? first;
  if (mapped !== undefined) return { owner: first, name };
  const [mainOwner = first] = owners;
  return { owner: owners.find((owner) => owner.toLowerCase() === first.toLowerCase()) ?? mainOwner, name };
}

/**
 * How this configuration makes cells of jobs. A ref that no rule names counts as the default branch for `@default`:
 * nothing but watched refs is collected.
 */
export function createCellRules(config: Config): CellRules {
  const { refs, jobs, overrides } = config.gitlab;
  const common = createScope(refs, jobs.pattern);
  const special = new Map(overrides.map((override) => [
    override, createScope(override.refs ?? refs, (override.jobs ?? jobs).pattern),
  ]));
  const scopes = new Map<string, Scope>();
  return {
    fingerprint: createHash('sha256').update(JSON.stringify([RULES_VERSION, refs, jobs, overrides])).digest('hex'),
    toCell: (projectPath, ref, jobName, gitlabStage) => {
      let scope = scopes.get(projectPath);
      if (scope === undefined) {
        const override = toOverride(config, projectPath);
        scope = (override && special.get(override)) ?? common;
        scopes.set(projectPath, scope);
      }
      return toRememberedCell(scope, ref, jobName, gitlabStage);
    },
  };
}

/** What all projects share that are configured alike. */
interface Scope {
  readonly refs: readonly RefRule[];
  readonly pattern: RegExp | null;
  readonly cells: Map<string, CellKey>;
}

function createScope(refs: readonly RefRule[], pattern: string | null): Scope {
  return { refs, pattern: pattern === null ? null : new RegExp(pattern, 'u'), cells: new Map() };
}

function toRememberedCell(scope: Scope, ref: string, jobName: string, gitlabStage: string): CellKey {
  // The lengths keep texts apart that hold any character, a separator too.
  const key = `${ref.length}:${gitlabStage.length}:${ref}${gitlabStage}${jobName}`;
  const known = scope.cells.get(key);
  if (known !== undefined) return known;
  const cell = toCell(scope, ref, jobName, gitlabStage);
  if (scope.cells.size >= MAX_REMEMBERED) scope.cells.clear();
  scope.cells.set(key, cell);
  return cell;
}

function toCell({ refs, pattern }: Scope, ref: string, jobName: string, gitlabStage: string): CellKey {
  const rule = matchRef(refs, ref, ref);
  const fixed = typeof rule === 'object' ? rule?.release : undefined;
  // Cut, two long names could become one cell; so a longer one is no pattern's business and stays whole.
  const name = jobName.length > MAX_MATCHED_CHARACTERS
    ? { release: null, stage: gitlabStage, target: jobName }
    : toJobName(jobName, gitlabStage, pattern);
  // A group may have matched nothing: an empty text is no name for anything.
  return {
    ref,
    release: fixed ?? (name.release || ref),
    stage: name.stage || gitlabStage,
    target: name.target || jobName,
  };
}

function toOverride(config: Config, projectPath: string): Config['gitlab']['overrides'][number] | undefined {
  return config.gitlab.overrides.find(({ project }) => matchesGlob(project, projectPath));
}

function toRefName(rule: RefRule): string | null {
  if (typeof rule === 'string') return rule;
  return 'name' in rule ? rule.name : null;
}

function matchesRefPattern(rule: RefRule, ref: string): boolean {
  if (typeof rule === 'string' || !('pattern' in rule)) return false;
  return ref.length <= MAX_MATCHED_CHARACTERS && new RegExp(rule.pattern, 'u').test(ref);
}
