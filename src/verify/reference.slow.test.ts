// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toArtifactRules } from '../attest/artifact-rule.ts';
import type { Artifacts } from '../attest/statement.ts';
import { needsTool } from '../testing/needs.ts';
import { CONTENT, FILE, NOW, OWNER, REFERENCE_CASES } from '../testing/reference-cases.data.ts';
import type { ReferenceCase } from '../testing/reference-cases.data.ts';
import { signMetadata } from '../testing/supply-chain.ts';
import { findViolation, toReadyRules } from './artifact-rules.ts';
import { decide } from './decide.ts';
import type { Evidence } from './decision.ts';
import { createFnmatch } from './fnmatch.ts';

// Debian's package runs on Debian's Python, whatever else is on the path.
const PYTHON = '/usr/bin/python3';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'proofboard-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], { input = '', cwd = folder } = {}): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd, input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: { PATH: '/usr/bin:/bin', HOME: folder, PYTHONIOENCODING: 'utf-8' },
  });
  return { status, stdout, stderr };
}

/** What a script of Python answers, line by line. */
function ask(script: string, questions: readonly unknown[]): string[] {
  const { status, stdout, stderr } = run(PYTHON, ['-c', script], { input: JSON.stringify(questions) });
  if (status !== 0) throw new Error(stderr);
  return stdout.trimEnd().split('\n');
}

function toEvidence({ files }: ReferenceCase): Evidence[] {
  return files.map(({ path, signed, signers, tamper = (text) => text }) => {
    const text = tamper(new TextDecoder().decode(signMetadata(signed, signers)));
    return { kind: 'found', rebuilder: path, bytes: new TextEncoder().encode(text) };
  });
}

/** Lays a case out as in-toto wants it: the layout, a folder of links, a folder with the artifact. */
function writeCase(name: string, question: ReferenceCase): object {
  const home = join(folder, name);
  const artifact = join(home, 'product', question.artifact ?? FILE);
  mkdirSync(dirname(artifact), { recursive: true });
  writeFileSync(artifact, CONTENT);
  mkdirSync(join(home, 'links'));
  for (const answer of toEvidence(question)) {
    const path = join(home, 'links', answer.rebuilder);
    mkdirSync(dirname(path), { recursive: true });
    if (answer.kind === 'found') writeFileSync(path, answer.bytes);
  }
  writeFileSync(join(home, 'root.layout'), signMetadata(question.layout, question.owners ?? [OWNER]));
  return { home, keys: Object.fromEntries((question.required ?? [OWNER]).map((key) => [key.keyid, key.json])) };
}

/** in-toto's own verification, for which it is the time of the test. */
const VERIFY = `
import datetime, json, os, sys, types
from in_toto import verifylib
from in_toto.models.metadata import Metablock
import securesystemslib.gpg.functions as gpg
now = ${NOW / 1000}
class Fixed(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(now, tz)
verifylib.datetime = types.SimpleNamespace(datetime=Fixed)
gpg.time = types.SimpleNamespace(time=lambda: now)
for case in json.load(sys.stdin):
    os.chdir(case["home"] + "/product")
    try:
        layout = Metablock.load(case["home"] + "/root.layout")
        verifylib.in_toto_verify(layout, case["keys"], link_dir_path=case["home"] + "/links", persist_inspection_links=False)
        print("ok")
    except Exception as error:
        print(type(error).__name__)
`;

function judge(question: ReferenceCase): string {
  const { artifact = FILE, layout, owners = [OWNER], required = [OWNER] } = question;
  const sha256 = createHash('sha256').update(CONTENT).digest('hex');
  const trust = { kind: 'layout', layout: signMetadata(layout, owners), keys: required.map((key) => key.trusted) } as const;
  const decision = decide({ fileName: artifact, sha256, packageName: null }, { trust, exceptions: [] }, toEvidence(question), NOW);
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

describe.skipIf(!needsTool('in-toto-run'))('decide, against in-toto 1.3.1', () => {
  it('agrees in every case but those with a reason', () => {
    const theirs = ask(VERIFY, REFERENCE_CASES.map((question, index) => writeCase(String(index), question)));
    const answers = REFERENCE_CASES.map((question, index) => ({ name: question.name, theirs: theirs[index], ours: judge(question) }));
    expect(answers).toEqual(REFERENCE_CASES.map((question) => ({ name: question.name, theirs: question.theirs, ours: question.ours })));
    const differing = REFERENCE_CASES.filter((question) => (question.theirs === 'ok') !== (question.ours === 'confirmed'));
    expect(differing.filter(({ why }) => why === undefined)).toEqual([]);
    expect(REFERENCE_CASES.filter((question) => question.why !== undefined && !differing.includes(question))).toEqual([]);
  });
  it.each(['two of two', 'one of two', 'a tampered artifact', 'a tampered link', 'an unsigned layout'])('agrees with the command itself: %s', (name) => {
    const question = REFERENCE_CASES.find((candidate) => candidate.name === name) as ReferenceCase;
    // The command knows no time but the clock's.
    writeCase(`command ${name}`, { ...question, layout: { ...question.layout, expires: '2099-01-01T00:00:00Z' } });
    const home = join(folder, `command ${name}`);
    writeFileSync(join(home, 'owner.pub'), JSON.stringify(OWNER.json));
    const args = ['--layout', join(home, 'root.layout'), '--layout-keys', join(home, 'owner.pub'), '--key-types', 'ed25519', '--link-dir', join(home, 'links')];
    const { status, stderr } = run('/usr/bin/in-toto-verify', args, { cwd: join(home, 'product') });
    expect({ status, said: /\(in-toto-verify\) (\w+)/.exec(stderr)?.[1] ?? 'ok' }).toEqual({ status: question.theirs === 'ok' ? 0 : 1, said: question.theirs });
    expect(judge(question) === 'confirmed').toBe(status === 0);
  });
});

const RULES = `
import json, sys
from in_toto import verifylib
from in_toto.exceptions import RuleVerificationError
from in_toto.models.link import Link
from in_toto.models.metadata import Metablock
for links, side, rules in json.load(sys.stdin):
    made = {name: Metablock(signed=Link(name=name, materials=item["materials"], products=item["products"])) for name, item in links.items()}
    try:
        verifylib.verify_item_rules("own", side, rules, made)
        print("kept")
    except RuleVerificationError:
        print("broken")
`;

type Hashes = Readonly<Record<string, { readonly sha256: string }>>;
const toArtifacts = (hashes: Hashes): Artifacts => new Map(Object.entries(hashes).map(([path, { sha256 }]) => [path, { sha256, sha512: null }]));

describe.skipIf(!needsTool('in-toto-run'))('findViolation, against in-toto 1.3.1', () => {
  it('says the same of 20,000 lists of rules', () => {
    const path = fc.constantFrom('a', 'b', 'a/b', 'a/c', 'd/a', 'd/b', 'd/e/a', 'x.deb');
    const hashes = fc.dictionary(path, fc.constantFrom('aa'.repeat(32), 'bb'.repeat(32)).map((sha256) => ({ sha256 })), { maxKeys: 5, noNullPrototype: true });
    const item = fc.record({ materials: hashes, products: hashes });
    const pattern = fc.constantFrom('*', 'a', 'b', 'a*', '*b', 'd/*', '?', '[ab]', '[!a]', '*/*', 'a/b', '*.deb', '');
    const prefix = fc.constantFrom([], ['IN', 'd'], ['IN', 'a/'], ['IN', 'd/e'], ['IN', '']);
    const rule = fc.oneof(
      fc.tuple(fc.constantFrom('CREATE', 'DELETE', 'MODIFY', 'ALLOW', 'DISALLOW'), pattern),
      fc.tuple(fc.constant('REQUIRE'), path),
      fc.tuple(pattern, prefix, fc.constantFrom('MATERIALS', 'PRODUCTS'), prefix, fc.constantFrom('own', 'other', 'none'))
        .map(([what, source, side, target, from]) => ['MATCH', what, ...source, 'WITH', side, ...target, 'FROM', from]),
    );
    const question = fc.tuple(fc.record({ own: item, other: item }), fc.constantFrom('materials' as const, 'products' as const), fc.array(rule, { maxLength: 4 }));
    const questions = fc.sample(question, { numRuns: 20_000, seed: 5 });
    const ours = questions.map(([links, side, rules]) => {
      const ready = toReadyRules(toArtifactRules(rules, 'rules'));
      const own = { materials: toArtifacts(links.own.materials), products: toArtifacts(links.own.products) };
      const violation = findViolation(ready, side, own, ({ from, target }, name, sha256) => {
        const { [from]: link } = links as Readonly<Record<string, typeof links.own | undefined>>;
        return link !== undefined && Object.hasOwn(link[target], name) && link[target][name]?.sha256 === sha256;
      });
      return violation === null ? 'kept' : 'broken';
    });
    expect(ours).toEqual(ask(RULES, questions));
    expect(ours.filter((answer) => answer === 'kept').length).toBeGreaterThan(5_000);
    expect(ours.filter((answer) => answer === 'broken').length).toBeGreaterThan(5_000);
  });
});

const FNMATCH = `
import fnmatch, json, sys
for pattern, name in json.load(sys.stdin):
    print(int(fnmatch.fnmatchcase(name, pattern)))
`;

describe.skipIf(!needsTool('in-toto-run'))('createFnmatch, against Python\'s fnmatch', () => {
  it('says the same of 100,000 patterns and names', () => {
    const character = fc.constantFrom(...Array.from('ab-!]^[*?c\\&~|z/.\né😀\uffff'));
    const text = (maxLength: number): fc.Arbitrary<string> => fc.array(character, { maxLength }).map((parts) => parts.join(''));
    const pattern = fc.oneof(text(8), text(7).map((inner) => `[${inner}]`), text(5).map((inner) => `*[${inner}]*`));
    // A name near to the pattern, so that many match.
    const pair = fc.oneof(fc.tuple(pattern, text(4)), pattern.map((both) => [both, both] as [string, string]));
    const pairs = fc.sample(pair, { numRuns: 100_000, seed: 6 });
    const ours = pairs.map(([what, name]) => (createFnmatch(what)(name) ? '1' : '0'));
    expect(ours).toEqual(ask(FNMATCH, pairs));
    expect(ours.filter((answer) => answer === '1').length).toBeGreaterThan(10_000);
  });
});
