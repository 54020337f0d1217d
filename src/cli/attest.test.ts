// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmodSync, existsSync, linkSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runCommand, type CommandResult } from '../testing/command.ts';
import { readPrivateKey, type GpgTestKey, type PlainTestKey } from '../testing/keys/sign.ts';
import { createRebuilt, toSha256, type Rebuilt } from '../testing/rebuilt.ts';

const SAME = { name: 'vim_9.0-2_amd64.deb', original: 'a' };
const DIFFERENT = { name: 'xxd_9.0-2_amd64.deb', original: 'b', rebuilt: 'c' };

let rebuilt: Rebuilt;

beforeEach(() => { prepare([SAME, DIFFERENT]); });

function prepare(files: Parameters<typeof createRebuilt>[0]['files']): void {
  rebuilt = createRebuilt({ files });
  onTestFinished(rebuilt.close);
}

function writeKey(name: PlainTestKey | GpgTestKey, mode = 0o600, text = readPrivateKey(name)): string {
  const file = join(rebuilt.folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function attest(more: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return runCommand(['attest', '--json', '--artifact', ...rebuilt.artifacts, '--buildinfo', rebuilt.buildinfo, '-o', rebuilt.output, ...more], env);
}

const toCode = ({ stdout }: CommandResult): unknown => (JSON.parse(stdout) as { error?: { code?: string } }).error?.code;

describe('proofboard attest', () => {
  it('signs what is the same, reports what differs, and ends with 1', async () => {
    const { code, stdout } = await attest(['--key', writeKey('ed25519')]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'attest', source: 'vim', version: '9.0-2', architecture: 'amd64',
      files: [
        { fileName: SAME.name, isReproduced: true, sha256: toSha256('a'), originalSha256: toSha256('a') },
        { fileName: DIFFERENT.name, isReproduced: false, sha256: toSha256('c'), originalSha256: toSha256('b') },
      ],
    });
    expect(readdirSync(rebuilt.output)).toEqual(['by-sha256', 'sources']);
    expect(readFileSync(join(rebuilt.output, 'sources/vim/9.0-2/metadata'), 'utf8')).not.toContain('xxd');
  });

  it('signs what differs with the other key, elsewhere', async () => {
    const { code } = await attest(['--key', writeKey('ed25519'), '--unreproducible-key', writeKey('gpg-rsa')]);
    expect(code).toBe(1);
    expect(readdirSync(join(rebuilt.output, 'unreproducible', 'sources'))).toEqual(['vim', 'xxd']);
  });

  it('ends with 0 where everything was reproduced, and says so in words', async () => {
    prepare([SAME]);
    const { code, stdout } = await runCommand(['attest', '--artifact', ...rebuilt.artifacts, '--buildinfo', rebuilt.buildinfo, '-o', rebuilt.output, '--key', writeKey('rsa')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^reproduced {2}vim_9\.0-2_amd64\.deb\n\d+ files and links written to /);
  });

  it('publishes nothing where nothing was reproduced and no key for that was given', async () => {
    prepare([DIFFERENT]);
    const words = ['attest', '--artifact', ...rebuilt.artifacts, '--buildinfo', rebuilt.buildinfo, '-o', rebuilt.output, '--key', writeKey('rsa')];
    const { code, stdout } = await runCommand(words);
    expect([code, readdirSync(rebuilt.output)]).toEqual([1, []]);
    expect(stdout).toContain('not signed: no --unreproducible-key was given');
    expect((await runCommand([...words, '--unreproducible-key', writeKey('ed25519')])).stdout).toContain('signed as not reproduced');
  });

  it('compares with everything that is known of the originals', async () => {
    prepare([SAME]);
    const key = ['--key', writeKey('ed25519')];
    const [original = ''] = rebuilt.originals;
    const packages = join(rebuilt.folder, 'main_Packages');
    const write = (content: string): void => writeFileSync(packages, [
      'Package: vim', 'Version: 2:9.0-2', 'Architecture: amd64', 'Filename: pool/v/vim.deb', 'Size: 1', `SHA256: ${toSha256(content)}`, '',
      'Package: foreign', 'Version: 1', 'Architecture: all', 'Filename: pool/f/foreign.deb', 'Size: 1', `SHA256: ${toSha256('x')}`, '',
    ].join('\n'));
    write('a');
    expect(await attest([...key, '--original', original, packages, `${SAME.name}=${toSha256('a').toUpperCase()}`])).toMatchObject({ code: 0 });
    for (const word of [`${SAME.name}=${toSha256('x')}`, packages, original]) {
      write('x');
      writeFileSync(original, 'x');
      const result = await attest([...key, '--original', word]);
      expect([result.code, toCode(result)]).toEqual([2, 'original-conflict']);
    }
  });

  it('refuses an artifact that the given originals say nothing of, where they say something of its kind', async () => {
    prepare([SAME, { name: 'xxd_9.0-2_amd64.deb', original: 'b' }, { name: 'vim-udeb_9.0-2_amd64.udeb', original: 'd' }]);
    const key = ['--key', writeKey('ed25519')];
    const packages = join(rebuilt.folder, 'Packages');
    const toEntry = (name: string, content: string, kind: string): string => [
      `Package: ${name}`, 'Version: 2:9.0-2', 'Architecture: amd64', `Filename: pool/v/${name}.${kind}`, 'Size: 1', `SHA256: ${toSha256(content)}`, '',
    ].join('\n');
    const toResult = async (text: string, ...words: readonly string[]): Promise<unknown> => {
      writeFileSync(packages, text);
      const { code, stdout } = await attest([...key, '--original', ...words]);
      return code === 0 ? 0 : (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
    };
    const missing = (name: string): unknown => ({ code: 'original-missing', message: expect.stringContaining(`"${name}"`) as unknown });
    const vim = toEntry('vim', 'a', 'deb');
    expect(await toResult(vim, packages)).toMatchObject(missing('xxd_9.0-2_amd64.deb') as object);
    expect(await toResult('', packages)).toMatchObject(missing('vim_9.0-2_amd64.deb') as object);
    expect(await toResult('', rebuilt.originals[0] ?? '')).toMatchObject(missing('xxd_9.0-2_amd64.deb') as object);
    expect(await toResult('', `${SAME.name}=${toSha256('a')}`)).toMatchObject(missing('xxd_9.0-2_amd64.deb') as object);
    expect(existsSync(join(rebuilt.output, 'sources'))).toBe(false);
    expect(await toResult(vim, packages, `xxd_9.0-2_amd64.deb=${toSha256('b')}`)).toBe(0);
    expect(await toResult([vim, toEntry('xxd', 'b', 'deb')].join('\n'), packages)).toBe(0);
    // The installer has an index of its own.
    expect(await toResult(toEntry('vim-udeb', 'd', 'udeb'), packages)).toBe(0);
    expect(await toResult(toEntry('other-udeb', 'd', 'udeb'), packages)).toMatchObject(missing('vim-udeb_9.0-2_amd64.udeb') as object);
    expect(await toResult(toEntry('vim-udeb', 'x', 'udeb'), packages)).toMatchObject({ code: 'original-conflict' });
  });

  it('refuses originals that are none', async () => {
    prepare([SAME]);
    const key = ['--key', writeKey('ed25519')];
    const again = join(rebuilt.folder, 'again.deb');
    linkSync(rebuilt.artifacts[0] ?? '', again);
    const toResult = async (word: string): Promise<unknown> => toCode(await attest([...key, '--original', word]));
    expect(await toResult(rebuilt.artifacts[0] ?? '')).toBe('usage');
    expect(await toResult(again)).toBe('usage');
    expect(await toResult(`${SAME.name}=abcd`)).toBe('usage');
    expect(await toResult(join(rebuilt.folder, 'none'))).toBe('file-unreadable');
    expect(await toResult(join(rebuilt.folder, 'Packages'))).toBe('file-unreadable');
    expect(existsSync(join(rebuilt.output, 'sources'))).toBe(false);
  });

  it('refuses one key for both claims, whatever its file', async () => {
    const result = await attest(['--key', writeKey('ed25519'), '--unreproducible-key', writeKey('rsa', 0o600, readPrivateKey('ed25519'))]);
    expect([result.code, toCode(result), readdirSync(rebuilt.output)]).toEqual([2, 'same-key', []]);
  });

  it('refuses a key file that everybody can read, before it is read, and names a passphrase\'s variable', async () => {
    expect(toCode(await attest(['--key', writeKey('ed25519', 0o644)]))).toBe('key-file-exposed');
    expect(toCode(await attest(['--key', join(rebuilt.folder, 'none')]))).toBe('key-file-unreadable');
    expect(toCode(await attest(['--key', writeKey('ed25519', 0o600, 'x'.repeat(1_000_001))]))).toBe('key-file-unreadable');
    expect(toCode(await attest(['--key', writeKey('ed25519', 0o600, 'nothing')]))).toBe('key-unusable');
    const locked = writeKey('ed25519', 0o600, readFileSync(new URL('../attest/fixtures/securesystemslib-0.26-ed25519-locked', import.meta.url), 'utf8'));
    const without = await attest(['--key', locked]);
    expect([toCode(without), without.stdout]).toEqual(['key-locked', expect.stringContaining('PROOFBOARD_KEY_PASSPHRASE')]);
    const wrong = await attest(['--key', locked], { PROOFBOARD_KEY_PASSPHRASE: 'a wrong one' });
    expect([toCode(wrong), wrong.stdout]).toEqual(['passphrase-wrong', expect.not.stringContaining('a wrong one')]);
    expect((await attest(['--key', locked], { PROOFBOARD_KEY_PASSPHRASE: 'a secret' })).code).toBe(1);
  });

  it('refuses a buildinfo that is missing, too large, none, or has names that lead out of the folder', async () => {
    const key = writeKey('ed25519');
    const text = readFileSync(rebuilt.buildinfo, 'utf8');
    const toResult = async (content: string): Promise<unknown> => {
      writeFileSync(rebuilt.buildinfo, content);
      return toCode(await attest(['--key', key]));
    };
    expect(await toResult('nothing')).toBe('invalid-deb822');
    expect(await toResult(text.replace('Source: vim', 'Source: ../vim'))).toBe('invalid-buildinfo');
    expect(await toResult(text.replace('Architecture: amd64', 'Architecture: source'))).toBe('name-invalid');
    expect(await toResult('x'.repeat(16 * 1024 * 1024 + 1))).toBe('file-unreadable');
    expect(toCode(await attest(['--key', key, '--buildinfo', join(rebuilt.folder, 'none')]))).toBe('file-unreadable');
  });

  it('refuses a package that the buildinfo lists a digest of, but neither built nor built for this architecture', async () => {
    prepare([SAME, { name: 'sudo_1_amd64.deb', original: 'evil' }]);
    const key = ['--key', writeKey('ed25519')];
    const text = readFileSync(rebuilt.buildinfo, 'utf8');
    for (const [fields, code] of [['Binary: vim', 'artifact-foreign'], ['Binary: vim sudo', undefined], ['X-None: 1', undefined]] as const) {
      writeFileSync(rebuilt.buildinfo, `${fields}\n${text}`);
      expect(toCode(await attest(key))).toBe(code);
    }
    writeFileSync(rebuilt.buildinfo, text.replace('Architecture: amd64', 'Architecture: arm64 source'));
    expect(toCode(await attest(key))).toBe('artifact-foreign');
  });

  it('refuses an artifact of another build', async () => {
    const foreign = join(rebuilt.folder, 'other_1_all.deb');
    writeFileSync(foreign, '');
    expect(toCode(await attest(['--key', writeKey('ed25519'), '--artifact', foreign]))).toBe('artifact-foreign');
  });

  it('hands a key of gpg to gpg, with no more of the environment than that needs', async () => {
    const result = await attest(['--key', 'gpg:not-a-fingerprint'], { PATH: '/nowhere', SECRET: 'x' });
    expect([result.code, toCode(result)]).toEqual([2, 'gpg-no-key']);
    expect(toCode(await attest(['--key', `gpg:${'ab'.repeat(20)}`], { PATH: '/nowhere' }))).toBe('gpg-missing');
  });
});
