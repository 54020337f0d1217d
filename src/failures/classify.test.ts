// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toArea } from '../model/failure.ts';
import { createClassifier } from './classify.ts';
import { toExcerpt } from './excerpt.ts';
import { LABELLED, MISLEADING } from '../testing/labelled-logs.data.ts';
import { REASON_RULES } from './reasons.data.ts';
import { AFTERMATH, CAUSES } from './rules.data.ts';

const classify = createClassifier();

/** GitLab Runner's last words after a script that failed. */
const TRAILER = '\u001B[0Ksection_start:1730775600:cleanup_file_variables\r\u001B[0K\u001B[0K\u001B[36;1mCleaning up project directory and file based variables\u001B[0;m\n'
  + 'section_end:1730775601:cleanup_file_variables\r\u001B[0K\u001B[31;1mERROR: Job failed: exit code 1\n\u001B[0;m\n';

function toStored(log: string): string | null {
  return toExcerpt(log === '' || log.includes('ERROR: Job failed') ? log : `${log}\n${TRAILER}`) || null;
}

describe('createClassifier', () => {
  it.each([...LABELLED, ...MISLEADING])('says of "$what" that it is of class $class', ({ log, failureMessage = null, class: expected }) => {
    expect(classify({ failureMessage, excerpt: toStored(log) })).toMatchObject({ class: expected, area: toArea(expected) });
  });

  it('has a labelled log for every class', () => {
    expect(LABELLED.length).toBeGreaterThanOrEqual(60);
    const labelled = new Set(LABELLED.map((one) => one.class));
    expect([...CAUSES, ...AFTERMATH, ...REASON_RULES].map((rule) => rule.class).filter((one) => !labelled.has(one))).toEqual([]);
  });

  it('names every rule once', () => {
    const names = [...CAUSES, ...AFTERMATH, ...REASON_RULES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives the line that told, and which rule told', () => {
    const excerpt = '   404  Not Found\n  error: not this one\nsrc/a.c:1:2: error: nor this\nsrc/b.c:3:4: error: but this\nmake: *** [Makefile:1: all] Error 2';
    expect(classify({ failureMessage: null, excerpt })).toMatchObject({ rule: 'compile', title: 'does not compile', message: 'src/b.c:3:4: error: but this' });
  });

  it('lets a reason of the infrastructure decide at once, in the runner’s words where there are any', () => {
    const excerpt = 'src/b.c:3:4: error: left over\nERROR: Job failed: execution took longer than 1h0m0s seconds';
    expect(classify({ failureMessage: 'job_execution_timeout', excerpt })).toMatchObject({ class: 'timeout', message: 'ERROR: Job failed: execution took longer than 1h0m0s seconds' });
    expect(classify({ failureMessage: 'There has been an API failure, please try again', excerpt: 'src/b.c:3:4: error: left over' }))
      .toMatchObject({ class: 'service', message: 'There has been an API failure, please try again' });
  });

  it.each(REASON_RULES.flatMap(({ class: expected, reasons }) => reasons.map((reason) => ({ reason, expected }))))('takes $reason for $expected', ({ reason, expected }) => {
    expect(classify({ failureMessage: reason, excerpt: null })).toMatchObject({ class: expected, message: reason });
  });

  // What GitLab's GraphQL gives, of today and of ten years before; each may be meant by one rule only.
  it.each([
    ['runner', 'There has been a runner system failure, please try again'], ['runner', 'Your runner is outdated, please upgrade your runner'],
    ['runner', 'No runners support the requirements to run this job.'], ['runner', 'The scheduler failed to assign job to the runner, please try again or contact system administrator'],
    ['runner', 'The runner process was interrupted before this job could finish. The job is safe to retry.'], ['runner', 'No matching runner available'],
    ['network', 'The runner could not reach an external dependency. Please try again.'],
    ['timeout', 'There has been a timeout failure or the job got stuck. Check your timeout limits or try again'], ['timeout', 'The script exceeded the maximum execution time set for the job'],
    ['timeout', 'The job was running but showed no activity for an extended period. Check your job script or try again'],
    ['service', 'There has been an API failure, please try again'], ['service', 'No more compute minutes available'], ['service', 'The job is archived and cannot be run'],
    ['service', 'There has been an unknown job problem, please contact your system administrator with the job ID to review the logs'],
    ['dependency', 'There has been a missing dependency failure'], ['configuration', 'The downstream pipeline could not be created'],
    ['configuration', 'This job belongs to a child pipeline and cannot create further child pipelines'], ['configuration', 'The job log size limit was reached'],
    ['configuration', 'The environment this job is deploying to is protected. Only users with permission may successfully run this job.'],
    ['configuration', 'There has been a configuration error. Check your job configuration or contact your runner administrator.'],
  ])('takes, for %s, "%s"', (expected, sentence) => {
    expect(REASON_RULES.filter((rule) => rule.sentence.test(sentence)).map((rule) => rule.class)).toEqual([expected]);
    expect(classify({ failureMessage: sentence, excerpt: null })).toMatchObject({ class: expected, message: sentence });
  });

  it.each([null, '', 'script_failure', 'unknown_failure', 'There has been a script failure. Check the job log for more information', 'There is an unknown failure, please try again'])(
    'asks the log where the reason is %j', (failureMessage) => {
      expect(classify({ failureMessage, excerpt: 'a.c:1:1: error: x' }).class).toBe('compile');
      expect(classify({ failureMessage, excerpt: null })).toMatchObject({ class: 'unknown', area: 'unknown', message: null, key: 'unknown' });
    });

  it('shows a reason that it does not know, without markup and what is not to be seen', () => {
    const failureMessage = `a new\u001B[31m reason\u202E ${'x'.repeat(1_000)}`;
    const { class: found, message } = classify({ failureMessage, excerpt: null });
    expect([found, message?.length, message?.startsWith('a new reason\uFFFD x')]).toEqual(['unknown', 400, true]);
    expect(classify({ failureMessage: 'This job was refused. <a href="/help">How do I fix it?</a>', excerpt: null }).message).toBe('This job was refused.');
  });

  it('asks the rules of the configuration first, whatever the reason says, and capitals or not', () => {
    const own = createClassifier([
      { name: 'proxy', class: 'network', title: 'proxy down', pattern: 'PROXY .*refused' },
      { name: 'quota', class: 'service', pattern: 'ci_quota' },
    ]);
    const excerpt = 'curl: (7) proxy 127.0.0.1 refused\nsrc/b.c:3:4: error: x';
    expect(own({ failureMessage: 'runner_system_failure', excerpt })).toMatchObject({ rule: 'proxy', title: 'proxy down', class: 'network', area: 'infrastructure', message: 'curl: (7) proxy 127.0.0.1 refused' });
    expect(own({ failureMessage: 'ci_quota_exceeded', excerpt: null })).toMatchObject({ rule: 'quota', title: 'quota', message: 'ci_quota_exceeded' });
    expect(own({ failureMessage: null, excerpt: 'src/b.c:3:4: error: x' }).rule).toBe('compile');
  });

  it('takes no server on the job’s own machine for the network', () => {
    expect(classify({ failureMessage: null, excerpt: 'curl: (7) Failed to connect to localhost port 8080: Connection refused' }).area).not.toBe('infrastructure');
    expect(classify({ failureMessage: null, excerpt: 'curl: (7) Failed to connect to example.org port 8080: Connection refused' }).class).toBe('network');
  });

  describe('gives one key', () => {
    const mirror = (host: string, target: string, ip: string): string =>
      classify({ failureMessage: null, excerpt: `E: Failed to fetch http://${host}/debian/dists/${target}/InRelease  Could not connect to ${host}:80 (${ip}), connection timed out` }).key;

    it('to jobs that could not reach one mirror, and others to those of another', () => {
      expect(mirror('deb.example.org', 'trixie', '192.0.2.1')).toBe(mirror('deb.example.org', 'bookworm', '192.0.2.77'));
      expect(mirror('deb.example.org', 'trixie', '192.0.2.1')).not.toBe(mirror('deb2.example.org', 'trixie', '192.0.2.1'));
    });

    it('to failures that nobody tells the cause of only where their ends are the same', () => {
      const key = (line: string): string => classify({ failureMessage: null, excerpt: `${line}\nmake: *** [Makefile:19: rpms] Error 2` }).key;
      expect(key('[ 12%] building')).toBe(key('[ 98%] building'));
      expect(key('installing qubes-a')).not.toBe(key('installing qubes-b'));
    });
  });

  it('takes any log and any reason', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', 'error: ', 'ERROR: Job failed', '│', '\u001B[', ...CAUSES.flatMap(({ lines }) => lines.map(({ source }) => source))));
    fc.assert(fc.property(fc.array(piece), fc.option(fc.string({ unit: 'binary' })), (pieces, failureMessage) => {
      const finding = classify({ failureMessage, excerpt: pieces.join('') });
      expect(`${finding.message ?? ''}${finding.title}`).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(finding.key.length).toBeLessThan(4_000);
    }));
  });

  it.each(['a', '/', ':1', 'E: ', '- ', ' ', '(', '"', 'error: ', 'status code: ', "unable to access '", 'FAILED ', 'could not find ', '1/1 ', 'unable to access \'a', '.py:1:1'])(
    'is done soon with a log of nothing but %j', (piece) => {
      const excerpt = Array.from({ length: 120 }, () => piece.repeat(400).slice(0, 400)).join('\n');
      const startedAt = performance.now();
      classify({ failureMessage: null, excerpt });
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    });
});
