// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMetrics } from '../testing/feed-readers.ts';
import { HOSTILE_TEXTS, anyInstant, anyText } from '../testing/hostile-text.ts';
import { needsTool } from '../testing/needs.ts';
import { renderOpenMetrics, type BoardMetrics, type JobMetrics, type PipelineMetrics } from './openmetrics.ts';

const AT = Date.UTC(2026, 10, 22, 6, 4);
const pipeline: PipelineMetrics = {
  project: 'QubesOS/qubes-core-admin', topics: ['core', 'python'], ref: 'main', kind: 'branch', source: 'push', variables: '',
  id: 9001, status: 'success', durationSeconds: 61.5, queuedSeconds: 3, updatedAt: AT, runs: 12,
};
const job: JobMetrics = {
  ...pipeline, stage: 'build', name: 'r4.2:build:vm-fc42', runner: 'runner-1', tags: ['docker', 'vm'], failureReason: 'script_failure',
  id: 77, status: 'failed', durationSeconds: 60, queuedSeconds: null, createdAt: AT + 500, runs: null,
};
const board: BoardMetrics = {
  collectedAt: AT, repositories: { passed: 3, warned: 2, failed: 1, stale: 0, unknown: 4 }, pipelines: [pipeline], jobs: [job], jobsLeftOut: 8,
};

const REF = { project: 'QubesOS/qubes-core-admin', topics: 'core,python', ref: 'main', kind: 'branch', source: 'push', variables: '' };
const JOB = { ...REF, stage: 'build', job_name: 'r4.2:build:vm-fc42', runner_description: 'runner-1', tag_list: 'docker,vm', failure_reason: 'script_failure' };

function statusesOf(text: string): string[] {
  return text.split('\n').filter((line) => /^gitlab_ci_pipeline(?:_job)?_status\{/.test(line));
}

describe('renderOpenMetrics', () => {
  it('ends as OpenMetrics ends', () => {
    expect(renderOpenMetrics(board)).toMatch(/[^\n]\n# EOF\n$/);
  });

  it('says success of nothing that it does not stand behind', () => {
    const unread = statusesOf(renderOpenMetrics({ ...board, pipelines: [{ ...pipeline, status: null }], jobs: [{ ...job, status: null }] }));
    expect(unread).toHaveLength(2);
    for (const line of unread) expect(line).toMatch(/status="unknown"\} 1$/);
  });

  it('has one status of a pipeline: the current one', () => {
    expect(statusesOf(renderOpenMetrics({ ...board, jobs: [] }))).toEqual([expect.stringMatching(/variables="",status="success"\} 1$/)]);
  });

  it('leaves out what is no number', () => {
    const text = renderOpenMetrics({ ...board, collectedAt: null, pipelines: [{ ...pipeline, durationSeconds: NaN, queuedSeconds: Infinity, runs: -1 }], jobs: [] });
    expect(text).not.toMatch(/^(?:proofboard_collected|\w+_duration_seconds|\w+_total).* \S+$/m);
  });

  it('writes the worst of what has the same labels, and counts the others', () => {
    const text = renderOpenMetrics({ ...board, pipelines: [pipeline, { ...pipeline, id: 5, status: 'failed' }], jobs: [job, job, { ...job, id: 5 }] });
    expect(statusesOf(text)).toEqual([expect.stringContaining('"failed"'), expect.stringContaining('"failed"')]);
    expect(text).toContain('proofboard_left_out{what="pipelines"} 1\nproofboard_left_out{what="jobs"} 10\n');
  });

  it('keeps apart what looks alike once it is run together', () => {
    const text = renderOpenMetrics({ ...board, pipelines: [{ ...pipeline, project: 'x,ref:y', ref: 'z' }, { ...pipeline, project: 'x', ref: 'y,ref:z' }], jobs: [] });
    expect(statusesOf(text)).toHaveLength(2);
  });
});

describe.skipIf(!needsTool('/usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py'))('renderOpenMetrics, read by prometheus_client', () => {
  it('has the exporter\'s names, labels and values', () => {
    const [families = []] = readMetrics([renderOpenMetrics(board)]);
    const read = families.flatMap(({ type, samples }) => samples.map(({ name, labels, value }) => ({ type, name, labels, value })));
    expect(read).toEqual([
      { type: 'gauge', name: 'gitlab_ci_pipeline_id', labels: REF, value: 9001 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_status', labels: { ...REF, status: 'success' }, value: 1 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_duration_seconds', labels: REF, value: 61.5 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_queued_duration_seconds', labels: REF, value: 3 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_timestamp', labels: REF, value: AT / 1_000 },
      { type: 'counter', name: 'gitlab_ci_pipeline_run_count_total', labels: REF, value: 12 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_job_id', labels: JOB, value: 77 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_job_status', labels: { ...JOB, status: 'failed' }, value: 1 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_job_duration_seconds', labels: JOB, value: 60 },
      { type: 'gauge', name: 'gitlab_ci_pipeline_job_timestamp', labels: JOB, value: AT / 1_000 + 0.5 },
      { type: 'gauge', name: 'proofboard_collected_timestamp_seconds', labels: {}, value: AT / 1_000 },
      ...Object.entries(board.repositories).map(([state, value]) => ({ type: 'gauge', name: 'proofboard_repositories', labels: { state }, value })),
      { type: 'gauge', name: 'proofboard_left_out', labels: { what: 'pipelines' }, value: 0 },
      { type: 'gauge', name: 'proofboard_left_out', labels: { what: 'jobs' }, value: 8 },
    ]);
    expect(families.every(({ help }) => help !== '')).toBe(true);
    expect(families.filter(({ unit }) => unit !== '').every(({ name, unit }) => unit === 'seconds' && name.endsWith('_seconds'))).toBe(true);
  });

  it('gives a hostile name back as it was, but for what nobody can show', () => {
    const names = ['a"b', 'a\\b', 'a\nb', '\\n', '"} 1\n# EOF\n', ' # {a="b"} 1', '{},=', '# TYPE x counter', 'a,ref:b', '\\"', '\\\\'];
    const [families = []] = readMetrics([renderOpenMetrics({ ...board, pipelines: names.map((ref) => ({ ...pipeline, ref })), jobs: [] })]);
    const status = families.find(({ name }) => name === 'gitlab_ci_pipeline_status');
    expect(status?.samples.map(({ labels }) => labels['ref'])).toEqual(names);
  });

  it('is read, and bounded, whatever the names', () => {
    const of = fc.record<PipelineMetrics>({
      project: anyText, topics: fc.array(anyText, { maxLength: 2 }), ref: anyText, kind: fc.constantFrom('branch', 'tag', 'merge-request'), source: anyText, variables: anyText,
      id: fc.nat(), status: fc.option(anyText), durationSeconds: fc.option(fc.double()), queuedSeconds: fc.option(fc.double()), updatedAt: fc.option(anyInstant), runs: fc.option(fc.nat()),
    });
    const documents = [
      { ...board, pipelines: HOSTILE_TEXTS.map((text) => ({ ...pipeline, project: text, ref: text, status: text, topics: [text] })) },
      { ...board, jobs: HOSTILE_TEXTS.map((text) => ({ ...job, name: text, stage: text, runner: text, tags: [text], failureReason: text, status: text })) },
      ...fc.sample(fc.array(of, { maxLength: 5 }), 200).map((pipelines) => ({ ...board, pipelines })),
    ].map(renderOpenMetrics);
    expect(readMetrics(documents)).toHaveLength(202);
    expect(Math.max(...documents.map(({ length }) => length))).toBeLessThan(HOSTILE_TEXTS.length * 6 * 8_000);
  });

  it('is read as the text format before OpenMetrics as well', () => {
    const [families = []] = readMetrics([renderOpenMetrics(board)], 'plain');
    expect(families.flatMap(({ samples }) => samples).find(({ name }) => name === 'gitlab_ci_pipeline_run_count_total')).toMatchObject({ labels: REF, value: 12 });
  });

  it('is read by a parser that sees what is wrong', () => {
    const text = renderOpenMetrics(board);
    for (const broken of [text.replace('# EOF\n', ''), text.replaceAll('\\n', '\n').replace('kind="branch"', 'kind="br"anch"'), text.replace('# HELP', '\n# HELP')]) {
      expect(() => readMetrics([broken])).toThrow('ValueError');
    }
  });
});
