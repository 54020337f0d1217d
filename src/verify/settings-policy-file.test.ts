// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isCoded } from '../model/error.ts';
import { createReadKeys } from './settings-keys.ts';
import { parsePolicyFile } from './settings-policy-file.ts';
import { settingsError } from './settings.ts';
import type { Settings } from './settings.ts';

const pem = (): string => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
const [KEY_A, KEY_B] = [pem(), pem()];
const FILES: Readonly<Record<string, string>> = { '/etc/pb/a.pem': KEY_A, '/etc/pb/b.pem': KEY_B, '/etc/pb/root.layout': '{}', '/etc/pb/empty.pem': '', '/etc/pb/many.hex': Array.from({ length: 201 }, (_, index) => index.toString(16).padStart(64, '0')).join(' ') };
const RULE = { uri: 'https://deb.example.org/debian' };

const GOOD = {
  version: 1,
  threshold: 2,
  rebuilders: [
    { operator: 'Alpha', url: 'https://a.example.org/', keys: ['a.pem'] },
    { operator: 'Beta', url: 'https://b.example.org/x', kind: 'rebuilderd', keys: [KEY_B] },
  ],
  exceptions: [{ package: 'mine', reason: 'built here', added: '2026-11-25', until: '2026-12-31' }],
};
const LAYOUT = { version: 1, layout: { file: 'root.layout', keys: ['/etc/pb/a.pem'] }, rebuilders: [{ operator: 'Alpha', url: 'https://a.example.org' }] };

function parseText(text: string): Promise<Pick<Settings, 'policy' | 'rebuilders' | 'repositories'>> {
  const readFile = (file: string): Promise<Uint8Array> => {
    const content = FILES[file];
    return content === undefined ? Promise.reject(settingsError('settings-missing', `${file} is not there`)) : Promise.resolve(Buffer.from(content));
  };
  const readOpenPgp = (): Promise<never> => Promise.reject(settingsError('settings-keys', 'no OpenPGP in this test'));
  return parsePolicyFile(Buffer.from(text), { readFile, readKeys: createReadKeys(readFile, readOpenPgp), resolve: (path) => (path.startsWith('/') ? path : `/etc/pb/${path}`) });
}
const parse = (policy: object): ReturnType<typeof parseText> => parseText(JSON.stringify(policy));

async function refuse(policy: object | string): Promise<string> {
  const outcome = await (typeof policy === 'string' ? parseText(policy) : parse(policy)).then(() => 'accepted', (thrown: unknown) => thrown);
  return isCoded(outcome) ? `${outcome.code}: ${outcome.message}` : String(outcome);
}

describe('parsePolicyFile', () => {
  it('reads a list of rebuilders with keys from files and in the text itself', async () => {
    const { policy, rebuilders, repositories } = await parse(GOOD);
    expect(rebuilders).toEqual([
      { name: 'https://a.example.org', operator: 'Alpha', url: 'https://a.example.org', kind: null },
      { name: 'https://b.example.org/x', operator: 'Beta', url: 'https://b.example.org/x', kind: 'rebuilderd' },
    ]);
    expect(policy.trust).toMatchObject({ kind: 'rebuilders', threshold: 2, rebuilders: [{ operator: 'Alpha', keys: [{ kind: 'plain' }] }, { operator: 'Beta', keys: [{}] }] });
    expect(repositories).toEqual([]);
  });
  it('lets an exception hold through its last day', async () => {
    expect((await parse(GOOD)).policy.exceptions).toEqual([
      { packageName: 'mine', reason: 'built here', addedAt: Date.UTC(2026, 10, 25), until: Date.UTC(2027, 0, 1) }]);
    const endless = { ...GOOD, exceptions: [{ package: 'mine', reason: 'built here', added: '2026-11-25' }] };
    expect((await parse(endless)).policy.exceptions[0]?.until).toBeNull();
  });
  it('gives one operator one vote, however many rebuilders it has', async () => {
    const policy = { ...GOOD, threshold: 1, rebuilders: GOOD.rebuilders.map((rebuilder) => ({ ...rebuilder, operator: 'Same' })) };
    expect((await parse(policy)).policy.trust).toMatchObject({ rebuilders: [{ operator: 'Same', keys: [{}, {}] }] });
  });
  it('reads the keys that an operator signs failures with, of all its rebuilders, apart from those that confirm', async () => {
    const rebuilders = GOOD.rebuilders.map((rebuilder) => ({ ...rebuilder, operator: 'Same', unreproducibleKeys: [pem()] }));
    const [own, failures] = [await parse({ ...GOOD, threshold: 1 }), await parse({ ...GOOD, threshold: 1, rebuilders })];
    if (own.policy.trust.kind !== 'rebuilders' || failures.policy.trust.kind !== 'rebuilders') throw new Error('no list of rebuilders');
    const [same] = failures.policy.trust.rebuilders;
    expect(same?.keys).toEqual(own.policy.trust.rebuilders.flatMap(({ keys }) => keys));
    expect(same?.dissentKeys).toMatchObject([{ kind: 'plain' }, { kind: 'plain' }]);
    expect(same?.keys.filter((key) => same.dissentKeys?.some(({ fingerprint }) => fingerprint === key.fingerprint))).toEqual([]);
    expect(own.policy.trust.rebuilders.map(({ dissentKeys }) => dissentKeys)).toEqual([[], []]);
  });
  it('reads a layout with the keys that have to have signed it', async () => {
    const { policy, rebuilders } = await parse(LAYOUT);
    expect(policy).toMatchObject({ trust: { kind: 'layout', keys: [{ kind: 'plain' }] }, exceptions: [] });
    expect(policy.trust.kind === 'layout' && Buffer.from(policy.trust.layout).toString()).toBe('{}');
    expect(rebuilders).toHaveLength(1);
  });
  it('reads what is different for an archive', async () => {
    const rule = { ...RULE, threshold: 1, exceptions: [{ package: 'x', reason: 'r', added: '2026-11-01' }], exempt: { reason: 'our own', added: '2026-11-02', until: '2026-11-30' } };
    expect((await parse({ ...GOOD, repositories: [rule, { uri: 'http://own.example.org' }] })).repositories).toEqual([
      {
        uri: 'https://deb.example.org/debian/', threshold: 1,
        exceptions: [{ packageName: 'x', reason: 'r', addedAt: Date.UTC(2026, 10, 1), until: null }],
        exempt: { reason: 'our own', addedAt: Date.UTC(2026, 10, 2), until: Date.UTC(2026, 11, 1) },
      },
      { uri: 'http://own.example.org/', threshold: null, exceptions: [], exempt: null },
    ]);
  });

  it.each([
    ['nothing', '', 'settings-unparsable'],
    ['half a file', '{"version": 1,', 'settings-unparsable'],
    ['the same option twice', '{"version": 1, "version": 1}', 'settings-unparsable'],
    ['a comment', '{} // x', 'settings-unparsable'],
    ['a list', '[]', 'settings-invalid'],
  ])('refuses %s', async (_, text, code) => {
    expect(await refuse(text)).toMatch(`${code}: `);
  });

  const first = GOOD.rebuilders[0];
  const second = GOOD.rebuilders[1];
  const exception = GOOD.exceptions[0];
  it.each<[string, object, string, RegExp]>([
    ['no version', { ...GOOD, version: undefined }, 'settings-invalid', /^.*version /],
    ['another version', { ...GOOD, version: 2 }, 'settings-invalid', /version /],
    ['a misspelt option', { ...GOOD, treshold: 2 }, 'settings-unknown-option', /policy: the option "treshold"/],
    ['a misspelt option of a rebuilder', { ...GOOD, rebuilders: [{ ...first, key: [] }] }, 'settings-unknown-option', /rebuilders\[0\]: the option "key"/],
    ['neither threshold nor layout', { ...GOOD, threshold: undefined }, 'settings-conflict', /either/],
    ['both threshold and layout', { ...GOOD, layout: LAYOUT.layout }, 'settings-conflict', /either/],
    ['threshold 0', { ...GOOD, threshold: 0 }, 'settings-invalid', /threshold is no whole number from 1/],
    ['threshold -1', { ...GOOD, threshold: -1 }, 'settings-invalid', /threshold/],
    ['a threshold as text', { ...GOOD, threshold: '2' }, 'settings-invalid', /threshold/],
    ['a threshold that nobody can reach', { ...GOOD, threshold: 3 }, 'settings-invalid', /only 2 operators/],
    ['no rebuilders', { ...GOOD, rebuilders: undefined }, 'settings-invalid', /rebuilders is no list/],
    ['an empty list of rebuilders', { ...GOOD, rebuilders: [] }, 'settings-invalid', /rebuilders is empty/],
    ['more rebuilders than there can be', { ...GOOD, rebuilders: Array.from({ length: 1_001 }, () => first) }, 'settings-invalid', /1000 entries/],
    ['a rebuilder twice', { ...GOOD, rebuilders: [first, { ...second, url: 'https://a.example.org' }] }, 'settings-invalid', /rebuilders\[1\]\.url is in the list already/],
    ['a rebuilder over ftp', { ...GOOD, rebuilders: [{ ...first, url: 'ftp://a.example.org' }, second] }, 'settings-invalid', /rebuilders\[0\]\.url is asked over ftp/],
    ['a kind that is none', { ...GOOD, rebuilders: [{ ...first, kind: 'x' }, second] }, 'settings-invalid', /rebuilders\[0\]\.kind/],
    ['no operator', { ...GOOD, rebuilders: [{ ...first, operator: ' ' }, second] }, 'settings-invalid', /rebuilders\[0\]\.operator/],
    ['an operator with an escape', { ...GOOD, rebuilders: [{ ...first, operator: 'a\u001b[2J' }, second] }, 'settings-invalid', /control character/],
    ['no keys', { ...GOOD, rebuilders: [{ ...first, keys: undefined }, second] }, 'settings-invalid', /rebuilders\[0\]\.keys is empty or missing/],
    ['an empty list of keys', { ...GOOD, rebuilders: [{ ...first, keys: [] }, second] }, 'settings-invalid', /keys is empty/],
    ['a key that is no text', { ...GOOD, rebuilders: [{ ...first, keys: [1] }, second] }, 'settings-invalid', /keys\[0\] is no text/],
    ['a key file that is not there', { ...GOOD, rebuilders: [{ ...first, keys: ['none.pem'] }, second] }, 'settings-keys', /keys\[0\] \(none\.pem\): .*not there/],
    ['a key file that is none', { ...GOOD, rebuilders: [{ ...first, keys: ['root.layout'] }, second] }, 'settings-keys', /root\.layout/],
    ['an empty key file', { ...GOOD, rebuilders: [{ ...first, keys: ['empty.pem'] }, second] }, 'settings-keys', /nothing was given/],
    ['more keys than anybody has', { ...GOOD, rebuilders: [{ ...first, keys: ['many.hex'] }, second] }, 'settings-keys', /rebuilders\[0\]\.keys: .*more than 200 keys/],
    ['a key text that is none', { ...GOOD, rebuilders: [{ ...first, keys: ['-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----'] }, second] }, 'settings-keys', /rebuilders\[0\]\.keys\[0\]: /],
    ['OpenPGP where nobody reads it', { ...GOOD, rebuilders: [{ ...first, keys: ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAA==\n-----END PGP PUBLIC KEY BLOCK-----'] }, second] }, 'settings-keys', /no OpenPGP/],
    ['one key of two operators', { ...GOOD, rebuilders: [first, { ...second, keys: ['a.pem'] }] }, 'settings-conflict', /"Beta" and "Alpha" have a key in common/],
    ['a layout with keys of rebuilders', { ...LAYOUT, rebuilders: [first] }, 'settings-conflict', /rebuilders\[0\]\.keys/],
    ['a layout without keys', { ...LAYOUT, layout: { file: 'root.layout', keys: [] } }, 'settings-invalid', /layout\.keys is empty/],
    ['a layout that is not there', { ...LAYOUT, layout: { file: 'none', keys: ['a.pem'] } }, 'settings-missing', /none is not there/],
    ['an exception without a reason', { ...GOOD, exceptions: [{ ...exception, reason: undefined }] }, 'settings-invalid', /exceptions\[0\]\.reason/],
    ['an exception without a date', { ...GOOD, exceptions: [{ ...exception, added: undefined }] }, 'settings-invalid', /exceptions\[0\]\.added is no date/],
    ['a day that there is not', { ...GOOD, exceptions: [{ ...exception, until: '2027-02-30' }] }, 'settings-invalid', /until is no date/],
    ['a month that there is not', { ...GOOD, exceptions: [{ ...exception, until: '2027-13-01' }] }, 'settings-invalid', /until is no date/],
    ['a date in other words', { ...GOOD, exceptions: [{ ...exception, added: '25.11.2026' }] }, 'settings-invalid', /added is no date/],
    ['an exception that ends before it begins', { ...GOOD, exceptions: [{ ...exception, until: '2026-11-24' }] }, 'settings-invalid', /before "added"/],
    ['an exception for a pattern', { ...GOOD, exceptions: [{ ...exception, package: 'lib*' }] }, 'settings-invalid', /patterns are not taken/],
    ['an archive that is none', { ...GOOD, repositories: [{ uri: 'deb.example.org' }] }, 'settings-invalid', /repositories\[0\]\.uri/],
    ['an archive twice', { ...GOOD, repositories: [RULE, { uri: 'https://deb.example.org/debian/' }] }, 'settings-invalid', /repositories\[1\]\.uri is in the list/],
    ['a threshold 0 for an archive', { ...GOOD, repositories: [{ ...RULE, threshold: 0 }] }, 'settings-invalid', /repositories\[0\]\.threshold/],
    ['a threshold for an archive that nobody can reach', { ...GOOD, repositories: [{ ...RULE, threshold: 3 }] }, 'settings-invalid', /repositories\[0\]\.threshold is 3/],
    ['a threshold for an archive beside a layout', { ...LAYOUT, repositories: [{ ...RULE, threshold: 1 }] }, 'settings-conflict', /the layout has the threshold/],
    ['an exemption without a reason', { ...GOOD, repositories: [{ ...RULE, exempt: { added: '2026-11-25' } }] }, 'settings-invalid', /repositories\[0\]\.exempt\.reason/],
    ['an exemption of a package', { ...GOOD, repositories: [{ ...RULE, exempt: { ...exception } }] }, 'settings-unknown-option', /exempt: the option "package"/],
  ])('refuses %s, and says where', async (_, policy, code, message) => {
    const refusal = await refuse(policy);
    expect(refusal).toMatch(`${code}: `);
    expect(refusal).toMatch(message);
  });
});
