// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ChangeLine } from '../../history/change-lines.ts';
import type { SharedCause } from '../../history/shared-causes.ts';
import type { StaleEvent } from '../../history/staleness.ts';
import type { VerdictEvent } from '../../history/verdict-events.ts';
import type { WindowChanges } from '../../history/windows.ts';
import type { StoredVerdict } from '../../model/evidence.ts';
import type { FailureArea } from '../../model/failure.ts';
import type { PackageEntry } from '../../votes/package-book.ts';
import { href, toRepositoryAddress } from './address.ts';
import { toProjectId, type Catalogue } from './catalogue.ts';
import { toCause } from './cause.ts';
import { toChanges, type Change } from './changes.ts';
import type { PackageShelf } from './shelf.ts';
import { byName, toCount, toList, toText } from './text.ts';
import { toAge, toMoment, type Moment } from './time.ts';

/** Everything that changed in a span, as it is drawn. */
export interface WindowView {
  /** Failures with one cause: one row for all. */
  readonly shared: readonly SharedView[];
  readonly broken: readonly Change[];
  readonly unreproducible: readonly Change[];
  readonly verdicts: readonly VerdictLine[];
  readonly fixed: readonly Change[];
  readonly recovered: readonly Change[];
  readonly warned: readonly Change[];
  readonly stale: readonly StaleLine[];
  /** How many lines that are in all; a shared cause is one. */
  readonly count: number;
}

export interface SharedView {
  /** `14 repositories: mirror unreachable`. */
  readonly title: string;
  readonly area: FailureArea;
  readonly message: string | null;
  readonly changes: readonly Change[];
}

/** What rebuilders say of a package from now on. */
export interface VerdictLine {
  readonly kind: 'unreproducible' | 'reproducible';
  readonly label: string;
  /** Null where the package has no page. */
  readonly href: string | null;
  readonly what: string;
  readonly at: Moment;
}

/** Results of a repository that became too old to count. */
export interface StaleLine {
  readonly label: string;
  readonly release: string;
  readonly href: string;
  readonly what: string;
  readonly at: Moment;
}

const MAX_NAMES = 4;

/** Draws a window's changes for the page `from`. */
export function toWindowView(catalogue: Catalogue, changes: WindowChanges, from: string): WindowView {
  const shared = changes.causes.shared.map((cause) => toSharedView(catalogue, cause, from)).filter((view) => view.changes.length > 0);
  const rest = toChanges(catalogue, changes.causes.rest, from);
  const of = (kind: Change['kind']): readonly Change[] => rest.filter((change) => change.kind === kind);
  const verdicts = toVerdictLines(catalogue, changes.verdicts, from);
  const stale = toStaleLines(catalogue, changes.stale, from);
  return {
    shared, verdicts, stale,
    broken: of('broken'), unreproducible: of('unreproducible'), fixed: of('fixed'), recovered: of('recovered'), warned: of('warned'),
    count: shared.length + rest.length + verdicts.length + stale.length,
  };
}

function toSharedView(catalogue: Catalogue, { finding, lines }: SharedCause, from: string): SharedView {
  const changes = toChanges(catalogue, lines, from);
  const cause = toCause(finding);
  const repositories = new Set(changes.map(({ href: address }) => address)).size;
  return {
    title: `${toCount(repositories, 'repository', 'repositories')}: ${cause?.title ?? 'the same failure'}`,
    area: finding.area,
    message: cause?.message ?? null,
    changes,
  };
}

function toVerdictLines(catalogue: Catalogue, events: readonly VerdictEvent[], from: string): readonly VerdictLine[] {
  const { packages } = catalogue;
  if (packages === null) return [];
  const placed = events.map((event) => ({ ...event, entry: findPackage(packages, event.verdict) }));
  const groups = Map.groupBy(placed, ({ kind, seenAt, version, previousVersion, verdict, entry }) =>
    JSON.stringify([kind, seenAt, verdict.distribution, entry?.name ?? verdict.sourceName ?? verdict.name, version, previousVersion]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, verdict, version, previousVersion, seenAt, entry } = first;
    const names = [...new Set(group.map(({ verdict: { name, architecture } }) => `${name} ${architecture}`))].map((name) => toText(name, 60)).sort(byName);
    const rebuilders = [...new Set(group.map(({ verdict: { source } }) => toRebuilderName(catalogue, source)))].sort(byName);
    const before = previousVersion === null ? '' : `, ${toText(previousVersion, 60)} was reproduced`;
    return [{
      kind,
      label: toText(entry?.name ?? verdict.sourceName ?? verdict.name),
      href: entry === null ? null : href(from, packages.addressOf(entry)),
      what: `${toText(version, 60)}${before} · ${toList(names, MAX_NAMES)} · ${toList(rebuilders, MAX_NAMES)}`,
      at: toMoment(seenAt),
    }];
  }).sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'unreproducible' ? -1 : 1) || byName(b.at.iso, a.at.iso) || byName(a.label, b.label));
}

/** Many a rebuilder names the binary package only. */
function findPackage({ book, findByBinary }: PackageShelf, { distribution, sourceName, name }: StoredVerdict): PackageEntry | null {
  return book.find(distribution, sourceName ?? name) ?? findByBinary(distribution, name);
}

function toRebuilderName({ packages }: Catalogue, source: string): string {
  const rebuilder = packages?.rebuilders.find((one) => one.rebuilder.source === source);
  return rebuilder === undefined ? toText(source) : toText(rebuilder.rebuilder.title);
}

function toStaleLines(catalogue: Catalogue, events: readonly StaleEvent[], from: string): readonly StaleLine[] {
  const groups = Map.groupBy(events, ({ project, release, ref }) => JSON.stringify([toProjectId(project), release, ref]));
  return [...groups.values()].flatMap((group) => {
    const latest = group.toSorted((a, b) => b.at - a.at)[0];
    const entry = latest === undefined ? null : catalogue.toEntry(latest.project);
    if (latest === undefined || entry === null) return [];
    const jobs = group.map(({ stage, target }) => `${toText(stage, 60)} ${toText(target, 60)}`).sort(byName);
    return [{
      label: entry.label,
      release: toText(latest.release, 60),
      href: href(from, toRepositoryAddress(entry.segment)),
      what: `${toText(latest.release, 60)} · ${toList(jobs, MAX_NAMES)} · last result ${toAge(catalogue.board.now - latest.run.at)} ago`,
      at: toMoment(latest.at),
    }];
  }).sort((a, b) => byName(a.label, b.label));
}

/** The lines of a window that are about something broken, shared causes included. */
export function toBrokenLines({ lines }: WindowChanges): readonly ChangeLine[] {
  return lines.filter(({ kind }) => kind === 'broken');
}
