// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseBuildinfo } from '../../debian/buildinfo.ts';
import { parseDiffoscope } from '../../diffoscope/parse.ts';
import { toSummary } from '../../diffoscope/summary.ts';
import type { Difference } from '../../model/difference.ts';
import { isCoded } from '../../model/error.ts';
import type { ReprotestPackage, UnreadReprotest } from '../../model/evidence-reading.ts';
import type { ReadArtifact } from './artifacts.ts';
import { toBrowseUrl } from './places.ts';

/**
 * What the comparison may be called in a package's folder. `experiment-1.diffoscope.out` is what `reprotest --store-dir`
 * names it, in diffoscope's text format unless told otherwise; the others are what jobs choose that call diffoscope.
 */
export const REPORT_NAMES: readonly string[] = [
  'experiment-1.diffoscope.out', 'diffoscope.json', 'diffoscope.out', 'diffoscope.txt', 'diffoscope.html',
];

/** What was found of a package that was not reproduced. */
export type PackageDetail = Pick<ReprotestPackage, 'url' | 'differences' | 'report' | 'sources'>;

export const NO_DETAIL: PackageDetail = { url: null, differences: null, report: null, sources: [] };

/** Reads what is stored of one package of a job. */
export type ReadDetail = (job: UnreadReprotest, folder: string) => Promise<PackageDetail>;

export interface ReportReaderOptions {
  readonly baseUrl: string;
  readonly names: readonly string[];
  readonly readReport: ReadArtifact;
  readonly readBuildinfo: ReadArtifact;
}

/** reprotest's folder of the first build, within what it stored. */
const CONTROL = 'control';
const MAX_BUILDINFOS = 3;
const BUILDINFO_NAME = /^[a-z0-9][a-z0-9+.-]{0,99}_[A-Za-z0-9.+~-]{1,99}_[a-z0-9-]{1,40}\.buildinfo$/u;

/**
 * Creates the reader of one package's stored comparison. GitLab lists no folder of artifacts, so the names are tried one
 * after another; the one that was there last is tried first, which makes it one request for all but the first package.
 */
export function createReportReader({ baseUrl, names, readReport, readBuildinfo }: ReportReaderOptions): ReadDetail {
  let order = [...names];

  async function readFirst(job: UnreadReprotest, folder: string): Promise<PackageDetail> {
    let url: string | null = null;
    for (const name of order) {
      const found = await readCandidate(job, `${folder}/${name}`);
      if (found === 'absent') continue;
      url = toBrowseUrl(baseUrl, job, folder);
      if (found === 'too-much') return { ...NO_DETAIL, url };
      if (found === 'unparsable') continue;
      order = [name, ...names.filter((other) => other !== name)];
      return { ...found, url, sources: [] };
    }
    return { ...NO_DETAIL, url };
  }

  async function readCandidate(job: UnreadReprotest, path: string): Promise<'absent' | 'too-much' | 'unparsable' | Pick<PackageDetail, 'differences' | 'report'>> {
    try {
      const bytes = await readReport({ ...job, path });
      if (bytes === null) return 'absent';
      const { report, truncated } = parseDiffoscope(bytes);
      return { report, differences: toSummary(report, truncated) };
    } catch (thrown) {
      if (isCoded(thrown) && thrown.code === 'too-much') return 'too-much';
      if (isCoded(thrown) && thrown.code.startsWith('diffoscope-')) return 'unparsable';
      throw thrown;
    }
  }

  async function readSources(job: UnreadReprotest, folder: string, report: Difference): Promise<PackageDetail['sources']> {
    const sources: { name: string; version: string }[] = [];
    for (const name of findBuildinfos(report)) {
      const bytes = await readBuildinfo({ ...job, path: `${folder}/${CONTROL}/${name}` }).catch(toNothing);
      const source = bytes === null ? null : parseSource(bytes);
      if (source !== null) sources.push(source);
    }
    return sources;
  }

  return async (job, folder) => {
    const detail = await readFirst(job, folder);
    return detail.report === null ? detail : { ...detail, sources: await readSources(job, folder, detail.report) };
  };
}

/** A buildinfo never builds twice the same: where one was among the stored files, the comparison tells its name. */
function findBuildinfos(report: Difference): string[] {
  const names = report.details.map(({ source1 }) => source1.split('/').at(-1) ?? '');
  return [...new Set(names)].filter((name) => BUILDINFO_NAME.test(name)).slice(0, MAX_BUILDINFOS);
}

function parseSource(bytes: Uint8Array): { name: string; version: string } | null {
  try {
    const { source, sourceVersion } = parseBuildinfo(new TextDecoder().decode(bytes));
    return { name: source, version: sourceVersion };
  } catch (thrown) {
    return toNothing(thrown);
  }
}

/** Who built it is a hint beside the result; without it the result stands. */
function toNothing(thrown: unknown): null {
  if (isCoded(thrown)) return null;
  throw thrown;
}
