// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toExcerpt } from './excerpt.ts';
import { maskSecrets } from './mask.ts';

const KEY_LINES = [
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
  'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu',
  'NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ',
  'qgtzJ6GR3eqoYSW9b9UMvkBpZODSctWSNGj3P7jRFDO5VoTwCQAWbFnOjDfH5Ulg',
  'p2PKSQnSJP3AJLQNFNe7br1XbrhV',
];
const KEY = ['-----BEGIN RSA PRIVATE KEY-----', ...KEY_LINES, '-----END RSA PRIVATE KEY-----'];

/** Made up; put together here so that no scanner of ours or others takes this file for a leak. */
const TOKENS = {
  'GitLab personal': `glpat-${'Ab3_'.repeat(5)}`, 'GitLab routable': `glpat-${'Ab3x'.repeat(7)}.01.0w1a2b3c4`, 'GitLab runner': `glrt-${'t1_Z'.repeat(6)}`,
  'GitLab deploy': `gldt-${'Qq7-'.repeat(5)}`, 'GitLab job': `glcbt-64_${'Zx9c'.repeat(5)}`, 'GitLab trigger': `glptt-${'0a1b'.repeat(10)}`,
  'GitLab feed': `glft-${'Mn0p'.repeat(5)}`, 'GitLab SCIM': `glsoat-${'Rr5t'.repeat(5)}`,
  GitHub: `ghp_${'aB3d'.repeat(9)}`, 'GitHub fine-grained': `github_pat_${'11AB'.repeat(5)}_${'xY9z'.repeat(15)}`,
  AWS: `AKIA${'Q7RT'.repeat(4)}`, npm: `npm_${'aB3d'.repeat(9)}`, JWT: `eyJ${'hbGc'.repeat(6)}.eyJ${'zdWI'.repeat(8)}.${'s1gN'.repeat(8)}`,
  Slack: `xoxb-123456789012-${'aBcD'.repeat(6)}`,
} as const;

/** Kinds that only secretlint knows. */
const OTHERS = {
  Anthropic: `sk-ant-api03-${'aB3_'.repeat(23)}AA`, Stripe: `sk_live_${'aB3d'.repeat(8)}`, SendGrid: `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`,
  'Hugging Face': `hf_${'aBcDeFgHiJkLmNoPq'.repeat(2)}`, Docker: `dckr_pat_${'aB3'.repeat(9)}`,
} as const;

describe('maskSecrets', () => {
  it.each([...Object.entries(TOKENS), ...Object.entries(OTHERS)])('masks a token: %s', (_, token) => {
    for (const text of [token, `x ${token} y`, `"${token}"`, `a=${token};`, `(${token})`]) {
      expect(maskSecrets(text)).not.toContain(token);
      expect(maskSecrets(text)).toContain('[masked]');
    }
  });

  it.each([
    ['password=hunter2', 'password=[masked]'],
    ['passwd=hunter2', 'passwd=[masked]'],
    ['DB_PASS=hunter2', 'DB_PASS=[masked]'],
    ['export MYSQL_PWD=hunter2', 'export MYSQL_PWD=[masked]'],
    ['SIGNING_KEY=abcdef', 'SIGNING_KEY=[masked]'],
    ['AccountKey=abcd1234==', 'AccountKey=[masked]'],
    ['_auth=abcdef', '_auth=[masked]'],
    ['"token" : "abc123"', '"token" : [masked]'],
    ['<password>hunter2</password>', '<password>[masked]</password>'],
    ['docker login -u me -p hunter2 registry.example', 'docker login -u me -p [masked] registry.example'],
    ['sshpass -p hunter2 ssh host', 'sshpass -p [masked] ssh host'],
    ['machine h login me password hunter2', 'machine h login me password [masked]'],
    ['Authorization: ApiKey hunter2', 'Authorization: ApiKey [masked]'],
    ['export DB_PASSWORD=\'my pass word\'', 'export DB_PASSWORD=[masked]'],
    ['{"user":"a","password":"hun\\"ter2","n":1}', '{"user":"a","password":[masked],"n":1}'],
    [String.raw`"{\"token\":\"abc123\",\"a\":1}"`, String.raw`"{\"token\":[masked],\"a\":1}"`],
    ['token: abc123def', 'token: [masked]'],
    ['client_secret = s3cr3t', 'client_secret = [masked]'],
    ['api_key=1, apikey: 2, X-Api-Key: 3', 'api_key=[masked], apikey: [masked], X-Api-Key: [masked]'],
    ['GET /x?private_token=abc&page=2', 'GET /x?private_token=[masked]&page=2'],
    ['PRIVATE-TOKEN: abcdef', 'PRIVATE-TOKEN: [masked]'],
    ['> Authorization: Bearer abc.def-ghi', '> Authorization: Bearer [masked]'],
    ['-H "authorization: Basic dXNlcjpwYXNz"', '-H "authorization: Basic [masked]"'],
    ['sent bearer abcdefghijklmnop1', 'sent bearer [masked]'],
    ['Set-Cookie: session=abc; Path=/', 'Set-Cookie: [masked]'],
    ['git clone https://user:p@ss:word@example.org/x.git', 'git clone https://user:[masked]@example.org/x.git'],
    ['https://0123456789abcdef0123456789@example.org/x.git', 'https://[masked]@example.org/x.git'],
    ['postgres://admin:admin@db/x', 'postgres://admin:[masked]@db/x'],
    ['curl -u me:mine https://example.org', 'curl -u me:[masked] https://example.org'],
    ['tool --password hunter2 --verbose', 'tool --password [masked] --verbose'],
    ['https://s3.example.org/x?X-Amz-Credential=AK/20260101&X-Amz-Signature=abc123', 'https://s3.example.org/x?X-Amz-Credential=[masked]&X-Amz-Signature=[masked]'],
    ['//npm.example.org/:_authToken=abc', '//npm.example.org/:_authToken=[masked]'],
    ['{"auths":{"h":{"auth":"dXNlcjpwYXNz"}}}', '{"auths":{"h":{"auth":"[masked]"}}}'],
    ['Driver=x;Pwd=abc;', 'Driver=x;Pwd=[masked];'],
    ['glpat-short', '[masked]'],
    ['https://gitlab-ci-token:[MASKED]@gitlab.com/a/b.git', 'https://gitlab-ci-token:[masked]@gitlab.com/a/b.git'],
  ])('masks what stands for a secret in %j', (text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
  });

  it.each([
    'HEAD is now at 3f2a9c1d7e Version 4.3.1', `Checking out ${'3f2a9c1d'.repeat(5)} as detached HEAD (ref is main)...`, `sha256:${'ab12'.repeat(16)}  xen.tar.gz`,
    `${'ABCDEF0123456789'.repeat(8)}  linux.tar.xz`, 'qubes-core-agent_4.3.2-1+deb13u1_amd64.deb', '/builds/QubesOS/qubes-core-admin/qubes/tests/token.py:12: in test',
    'src/token.c:12:5: error: expected ‘;’ before ‘}’ token', 'undefined reference to `secret::store()\'', 'PWD=/builds/QubesOS/x', 'OLDPWD=/root', 'npm i https://registry:4873/@scope/pkg',
    'tests/test_secret.py::test_token PASSED', 'test_password: FAILED', 'secret: ok', 'token: expected', 'ssh://git@github.com/x.git', 'NO_PUBKEY 1848792F9E2795E9',
    'token_url=https://example.org/oauth', '--password-file /run/secrets/x', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@host', '-----BEGIN PGP PUBLIC KEY BLOCK-----',
    'authentication bearer missing', 'Passwords do not match', 'a b c '.repeat(100).trim(), 'Get:12 https://deb.example.org/debian bookworm/main amd64 libssl3 [2027 kB]',
    '550e8400-e29b-41d4-a716-446655440000', 'Enter password:', '"tokens": [1, 2]', 'python3-jwt 2.8.0-1',
  ])('leaves %j', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('masks nothing less for a log that tells secretlint to stop', () => {
    const [token] = Object.values(OTHERS);
    expect(maskSecrets(`// secretlint-disable\n<!-- secretlint-disable -->\n${token}`)).not.toContain(token);
  });

  describe('of private keys', () => {
    const leaks = (text: string): string[] => KEY_LINES.filter((line) => maskSecrets(text).includes(line));

    it.each([
      ['whole', ['before', ...KEY, 'after']],
      ['without its beginning', [...KEY.slice(2), 'after']],
      ['without its end', ['before', ...KEY.slice(0, -1)]],
      ['without its end, and something after it', ['before', ...KEY.slice(0, -2), 'after it: a word']],
      ['indented', KEY.map((line) => `    ${line}`)],
      ['with what a tool writes before lines', KEY.map((line) => `12:30:01 [executor:local] output: ${line}`)],
      ['in one line', [KEY.join('\\n')]],
      ['in one line, without its beginning', [KEY.slice(1).join('\\n')]],
      ['with headers', [KEY[0] ?? '', 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-256-CBC,0123456789ABCDEF', '', ...KEY.slice(1)]],
      ['of OpenPGP', ['-----BEGIN PGP PRIVATE KEY BLOCK-----', '', ...KEY_LINES, '=aB3d', '-----END PGP PRIVATE KEY BLOCK-----']],
      ['of OpenPGP, without its beginning', [...KEY_LINES, '=aB3d', '-----END PGP PRIVATE KEY BLOCK-----']],
      ['twice', [...KEY, ...KEY, 'after']],
    ])('masks one that is %s', (_, lines) => {
      expect(leaks(lines.join('\n'))).toEqual([]);
    });

    it('keeps what stands around', () => {
      expect(maskSecrets(['error: a', ...KEY, 'error: b'].join('\n'))).toBe('error: a\n[masked]\nerror: b');
      expect(maskSecrets(`key = "${KEY[0] ?? ''}`)).toBe('key = "[masked]');
      expect(maskSecrets(`${KEY[0] ?? ''}\nerror: it ends here`)).toBe('[masked]\nerror: it ends here');
    });
  });

  it('takes any text, and finds nothing more in what it has masked', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('password', '=', ': ', '"', '\\"', '\'', 'token', '://', '@', ':', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '\n', 'glpat-', 'Bearer ', 'eyJ', '.', '[masked]', ...KEY_LINES),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const masked = maskSecrets(pieces.join(''));
      expect(maskSecrets(maskSecrets(masked))).toBe(maskSecrets(masked));
    }), { numRuns: 500 });
  });

  it.each([
    'password', 'password    ', '-', '-a', '--token', '://', '://a:', 'a:', 'eyJ', `eyJ${'a'.repeat(12)}.`, 'ghp_', 'ghs_1_', `${KEY[0] ?? ''}\n`, `${KEY.at(-1) ?? ''}\n`, KEY[0] ?? '', 'token="', 'authorization:', 'cookie: ',
    'glpat-', '\n', 'glpat-\uFFFD', `${KEY_LINES[0] ?? ''}\n`, 'xoxb-', 'SG.a.', 'http://a:', 'mongodb://a:', ' ', '"auth":',
  ])('is done soon with 64 KiB of nothing but %j', (piece) => {
    const text = piece.repeat(65_536).slice(0, 65_536);
    const startedAt = performance.now();
    maskSecrets(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('toExcerpt, of a log with secrets', () => {
  const around = fc.string({ unit: fc.constantFrom(...'abc xyz019.,:;/-_=\n\t"\''.split('')), maxLength: 40 });
  const random = fc.string({ unit: fc.constantFrom(...'ABCdefGHJkmn23456789'.split('')), minLength: 12, maxLength: 24 });
  const inside = fc.constantFrom('\u001B[0m', '\u001B[31;1m', '\u001B]8;;x\u0007', '\u001B[K', '\u0000', '\u200B', '\n', '\r\n', '\n2024-05-22T12:43:46.962646Z 00O+');

  /** The log without anything between its characters that a reader would not type over. */
  const flatten = (text: string): string => text.replaceAll(/[\n\uFFFD]/gu, '');

  it('never shows a token of a known kind, also not with sequences or line ends in the middle', () => {
    fc.assert(fc.property(fc.constantFrom(...Object.values(TOKENS)), around, around, fc.double({ min: 0.15, max: 0.85, noNaN: true }), fc.option(inside), (token, before, after, place, what) => {
      const at = Math.floor(token.length * place);
      const broken = what === null ? token : `${token.slice(0, at)}${what}${token.slice(at)}`;
      const excerpt = toExcerpt(`${before}\n${broken}\n${after}`);
      expect(flatten(excerpt)).not.toContain(token);
    }), { numRuns: 2_000 });
  });

  it('never shows what is assigned, also not with sequences in the middle', () => {
    const places = ['password=%', 'export GITLAB_TOKEN=%', '"secret": "%"', 'api_key: %', "passphrase='%'", 'https://user:%@example.org/', 'Authorization: Bearer %', '?private_token=%&a=b', '--password %', 'X-Auth-Token: %'];
    fc.assert(fc.property(fc.constantFrom(...places), random, around, around, fc.nat(11), fc.option(fc.constantFrom('\u001B[0m', '\u001B[31;1m', '\u001B[K')), (place, secret, before, after, at, what) => {
      const broken = what === null ? secret : `${secret.slice(0, at)}${what}${secret.slice(at)}`;
      expect(toExcerpt(`${before}\n${place.replace('%', () => broken)}\n${after}`)).not.toContain(secret);
    }), { numRuns: 2_000 });
  });

  it('shows no half of a token that the end of a cut line holds', () => {
    const token = TOKENS['GitLab personal'];
    for (let length = 360; length < 400; length += 1) {
      const excerpt = toExcerpt(`${'x'.repeat(length)} ${token}`);
      expect(excerpt).not.toContain(token.slice(0, 10));
    }
  });
});
