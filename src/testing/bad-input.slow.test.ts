// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCollect } from '../cli/commands/collect.ts';
import { createVoice, type Context } from '../cli/context.ts';
import { run } from '../cli/program.ts';
import { readConfig } from '../config/read.ts';
import { readTokens } from '../config/tokens.ts';
import type { Board } from '../model/board.ts';
import { HOUR_MS } from '../model/time.ts';
import { systemClock } from '../platform/clock.ts';
import { openStore } from '../state/store.ts';
import { runCommand, type CommandResult } from './command.ts';
import { startForge, type Forge } from './forge/forge.ts';
import type { Misdeed } from './forge/misbehaviour.ts';
import { createQubesLike } from './forge/qubes-like.ts';
import { readSite } from './site-files.ts';

/** Longer than `stale.source`: nothing that is only remembered may count any more. */
const AGE_HOURS = 37;
const TIMEOUT_MS = 200;
const ENV = { PROOFBOARD_GITLAB_TOKEN: 'glpat-planted-Zq8v1', PROOFBOARD_GITHUB_TOKEN: 'ghp_planted_Xw3k7' };

const toStatus = (status: number): { name: string; misdeed: Misdeed; said: string } => ({ name: String(status), misdeed: { kind: 'status', status }, said: String(status) });

/** Every misdeed, with what collect and the page about the data say of it. */
const MISDEEDS: readonly { readonly name: string; readonly misdeed: Misdeed; readonly said: string | RegExp }[] = [
  { name: 'latency beyond the time limit', misdeed: { kind: 'latency', latencyMs: 3 * TIMEOUT_MS }, said: 'no complete answer within 0.2 s' },
  { name: 'silence', misdeed: { kind: 'silence' }, said: 'no complete answer within 0.2 s' },
  ...[401, 403, 404, 429, 500, 502].map(toStatus),
  { name: 'truncated JSON', misdeed: { kind: 'truncated' }, said: 'not complete JSON' },
  { name: 'HTML instead of JSON', misdeed: { kind: 'html' }, said: 'answered HTML' },
  { name: 'partial data', misdeed: { kind: 'partial', message: 'the shard is away' }, said: 'the shard is away' },
  { name: 'a refusal for complexity', misdeed: { kind: 'complexity' }, said: /complexity of 999|unexpected shape/ },
  { name: 'reset connections', misdeed: { kind: 'reset' }, said: 'ECONNRESET' },
  { name: 'an endless answer', misdeed: { kind: 'endless' }, said: 'larger than' },
  { name: 'a redirect elsewhere', misdeed: { kind: 'redirect', to: 'http://127.0.0.1:9/' }, said: /answered 302|refused to leave/ },
];

type Site = ReadonlyMap<string, string>;

let dir: string;
let forge: Forge;
let good: { readonly site: Site; readonly board: Board };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'proofboard-bad-input-'));
  forge = await startForge({ organisation: createQubesLike({ components: 12 }), gitlabToken: ENV.PROOFBOARD_GITLAB_TOKEN, githubToken: ENV.PROOFBOARD_GITHUB_TOKEN });
  // The forge's story has its own days, the command line has this machine's: no result is to be old for that.
  await writeFile(join(dir, 'proofboard.yml'), `
title: Sample
site: {front: r4.3}
gitlab: {url: '${forge.gitlabUrl}', groups: [QubesOS], refs: [main, {name: release4.3, release: r4.3}, {name: release4.2, release: r4.2}]}
github: {url: '${forge.githubUrl}', owners: [QubesOS]}
stale: {result: 9999d, source: 36h}
`);
  const past = { now: () => systemClock.now() - AGE_HOURS * HOUR_MS, sleep: systemClock.sleep };
  expect(await run(['collect', ...toArguments('good')], { ...toContext(), clock: past })).toBe(0);
  expect((await build('good')).code).toBe(0);
  good = { site: readSite(join(dir, 'good')), board: readBoard('good') };
});

afterAll(async () => {
  await forge.close();
  await rm(dir, { recursive: true, force: true });
});

function toArguments(name: string): string[] {
  return ['-c', join(dir, 'proofboard.yml'), '-s', join(dir, `${name}.sqlite`)];
}

function build(name: string): Promise<CommandResult> {
  return runCommand(['build', ...toArguments(name), '-o', join(dir, name)], ENV);
}

function readBoard(name: string): Board {
  const store = openStore(join(dir, `${name}.sqlite`), { readOnly: true });
  try {
    return store.readBoard();
  } finally {
    store.close();
  }
}

function toContext(printed: string[] = []): Context {
  const write = (text: string): boolean => printed.push(text) > 0;
  return { env: ENV, clock: { now: systemClock.now, sleep: () => systemClock.sleep(0) }, stdout: { write }, stderr: { write }, untilStopped: () => Promise.resolve() };
}

/** `proofboard collect` with a time limit below the minute that is the least a configuration can give. */
async function collectHastily(name: string): Promise<CommandResult> {
  const printed: string[] = [];
  const context = toContext(printed);
  const config = await readConfig(join(dir, 'proofboard.yml'));
  const tokens = readTokens(ENV);
  const code = await runCollect(join(dir, `${name}.sqlite`), {
    config: { ...config, gitlab: { ...config.gitlab, timeout: TIMEOUT_MS } }, tokens, clock: context.clock, voice: createVoice(context, 'collect', false, tokens.secrets),
  });
  return { code, stdout: printed.join(''), stderr: '' };
}

/** The rows of a page's table by repository. */
function readRows(html = ''): ReadonlyMap<string, string> {
  return new Map([...html.matchAll(/<tr><th scope="row"><a [^>]*>([^<]*)<\/a>(.*?)<\/tr>/gs)].map(([, label = '', row = '']) => [label, row]));
}

const COUNTING = /<td><(?:a|span) class="(?:ok|run|warn|fail)\b/;

describe.each(MISDEEDS)('after $name', ({ name: title, misdeed, said }) => {
  const name = title.replaceAll(' ', '-');
  const texts: string[] = [];
  let collected: CommandResult;
  let built: CommandResult;
  let site: Site;
  let board: Board;

  beforeAll(async () => {
    await cp(join(dir, 'good.sqlite'), join(dir, `${name}.sqlite`));
    forge.misbehave(misdeed);
    const isSlow = misdeed.kind === 'latency' || misdeed.kind === 'silence';
    collected = isSlow ? await collectHastily(name) : await runCommand(['collect', ...toArguments(name)], ENV);
    forge.misbehave(null);
    built = await build(name);
    site = readSite(join(dir, name));
    board = readBoard(name);
    const states = (await readdir(dir)).filter((file) => file.startsWith(`${name}.sqlite`));
    texts.push(...await Promise.all(states.map((file) => readFile(join(dir, file), 'latin1'))));
    texts.push(...[collected, built].flatMap(({ stdout, stderr }) => [stdout, stderr]), ...site.values());
  });

  it('collect says why and ends with 3, and the site is built', () => {
    expect(collected.code).toBe(3);
    expect(collected.stdout).toMatch(said);
    expect(built.code).toBe(0);
  });

  it('everything known is still shown, with its age, and nothing is said to have changed', () => {
    const front = site.get('index.html') ?? '';
    expect([...readRows(front).keys()]).toEqual([...readRows(good.site.get('index.html')).keys()]);
    expect(front).toContain(`${AGE_HOURS} h`);
    // The new collection has a day of its own, on which nothing changed.
    const toPages = (files: Iterable<string>): string[] => [...files].filter((file) => file.endsWith('.html') && !/^changes\/20/.test(file));
    expect(toPages(site.keys())).toEqual(toPages(good.site.keys()));
    expect(site.get('changes/index.html')).toContain('Nothing changed.');
    expect(board.changes).toEqual([]);
  });

  it('the page about the data names each source and the reason', () => {
    const rows = [...(site.get('about/index.html') ?? '').matchAll(/<td>([^<]+)<\/td><td>([^<]+)<\/td><td[^>]*>([^<]+)<\/td><\/tr>/g)];
    for (const url of [forge.gitlabUrl, forge.githubUrl]) {
      const messages = rows.filter(([, source = '']) => source.endsWith(new URL(url).host)).map(([, , , message = '']) => message);
      expect(messages).toContainEqual(expect.stringMatching(said));
    }
  });

  it('nothing that could not be read looks like a result of today', () => {
    const unread = board.projects.filter(({ readAt, cells }) => readAt < board.now && cells.length > 0);
    expect(unread.length).toBeGreaterThan(0);
    for (const { path } of unread) {
      const label = path.slice(path.lastIndexOf('/') + 1);
      expect(readRows(good.site.get('repositories/index.html')).get(label)).toMatch(COUNTING);
      for (const page of ['index.html', 'repositories/index.html']) expect(readRows(site.get(page)).get(label) ?? '').not.toMatch(COUNTING);
      const badges = [...site].filter(([file]) => file.startsWith(`badges/${path}/-/`) && file.endsWith('.json'));
      expect(badges.length).toBeGreaterThan(0);
      expect(badges.filter(([, badge]) => !badge.includes('"color":"lightgrey"'))).toEqual([]);
    }
  });

  it('no token is in any output, state or page', () => {
    expect(forge.requests.some(({ hadToken }) => hadToken)).toBe(true);
    expect(texts.length).toBeGreaterThan(100);
    for (const token of Object.values(ENV)) expect(texts.filter((text) => text.includes(token))).toEqual([]);
  });
});
