// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../attest/keys.ts';
import { isCoded } from '../model/error.ts';
import { parseAptConf } from './apt/apt-conf-text.ts';
import { readAptSettings } from './settings-apt.ts';
import { settingsError } from './settings.ts';
import type { Settings } from './settings.ts';

const readFixture = (name: string): string => readFileSync(new URL(`fixtures/in-toto/${name}`, import.meta.url), 'utf8');
const EXISTING = readFixture('apt.conf.d-intoto');
const OWNER = 'b4d75efd0e5b701a9b9997383d57d71b4e548ed9';
const POLICY = JSON.stringify({ version: 1, threshold: 1, rebuilders: [{ operator: 'A', url: 'https://a.example.org', keys: ['ab'.repeat(31) + '12'] }] });
const FILES: Readonly<Record<string, string>> = { '/srv/intoto/root.layout': readFixture('root.layout'), '/etc/proofboard/policy.json': POLICY };

async function read(text: string): Promise<Settings> {
  return readAptSettings(parseAptConf(Buffer.from(text)), {
    readFile: (file) => {
      const content = FILES[file];
      return content === undefined ? Promise.reject(settingsError('settings-missing', `${file} is not there`)) : Promise.resolve(Buffer.from(content));
    },
    gpg: {
      readHome: async (home, keyids) => {
        if (home !== '/srv/intoto/gnupg') throw settingsError('settings-keys', `nothing in ${home}`);
        return (await parsePublicKeys(readFixture('public-keys.asc'))).filter(({ fingerprint }) => keyids.includes(fingerprint));
      },
      readBlock: () => Promise.reject(settingsError('settings-keys', 'no OpenPGP in this test')),
    },
  });
}

async function refuse(text: string): Promise<string> {
  const outcome = await read(text).then(() => 'accepted', (thrown: unknown) => thrown);
  return isCoded(outcome) ? `${outcome.code}: ${outcome.message}` : String(outcome);
}

describe('readAptSettings', () => {
  it('reads the configuration of apt-transport-in-toto unchanged', async () => {
    const settings = await read(EXISTING);
    expect(settings).toMatchObject({
      policy: { trust: { kind: 'layout', keys: [{ fingerprint: OWNER }] }, exceptions: [] },
      rebuilders: [{ name: 'http://127.0.0.1:18502', url: 'http://127.0.0.1:18502', kind: null }, { url: 'http://127.0.0.1:18503' }],
      repositories: [], noFail: false, logLevel: 20, cacheFolder: null,
    });
    expect(settings.policy.trust.kind === 'layout' && Buffer.from(settings.policy.trust.layout).toString()).toBe(FILES['/srv/intoto/root.layout']);
  });
  it('reads the same as scalars, in other letters, and with comments', async () => {
    const text = `apt::intoto::loglevel "30"; # a comment
      APT::Intoto::Rebuilders:: "http://127.0.0.1:18502"; // another
      APT::Intoto::Rebuilders:: "http://127.0.0.1:18502/"; /* the same again */
      APT::Intoto { Layout "/srv/intoto/root.layout"; gpghomedir "/srv/intoto/gnupg"; KEYIDS "${OWNER}"; NoFail "yes"; Timeout "7"; Cache "/var/cache/x"; };`;
    expect(await read(text)).toMatchObject({
      rebuilders: [{ url: 'http://127.0.0.1:18502' }], noFail: true, logLevel: 30, cacheFolder: '/var/cache/x', timeouts: { requestMs: 7_000, rebuilderMs: 14_000 },
    });
    expect((await read(`${EXISTING} APT::Intoto::NoFail "false";`)).noFail).toBe(false);
  });
  it('reads a policy file in place of all that', async () => {
    const settings = await read('APT::Intoto { Policy "/etc/proofboard/policy.json"; LogLevel "10"; Timeout "1"; };');
    expect(settings).toMatchObject({ policy: { trust: { kind: 'rebuilders', threshold: 1 } }, noFail: false, logLevel: 10, timeouts: { requestMs: 1_000 } });
  });
  it('is not disturbed by the rest of the configuration', async () => {
    expect((await read(`Acquire::http::Proxy "x"; APT { Architecture "amd64"; IntotoOther "x"; }; Intoto::Layout "/x"; ${EXISTING}`)).rebuilders).toHaveLength(2);
  });

  const without = (option: string): string => EXISTING.replace(new RegExp(`^\\s*${option} .*$`, 'm'), '');
  it.each<[string, string, string, RegExp]>([
    ['no configuration', 'APT::Architecture "amd64";', 'settings-missing', /no APT::Intoto/],
    ['an empty one', 'APT::Intoto { };', 'settings-missing', /no APT::Intoto/],
    ['no rebuilders', without('Rebuilders'), 'settings-missing', /Rebuilders/],
    ['no layout', without('Layout'), 'settings-missing', /Layout/],
    ['no home of keys', without('GPGHomedir'), 'settings-missing', /GPGHomedir/],
    ['no keys', without('Keyids'), 'settings-missing', /Keyids/],
    ['a layout that is not there', EXISTING.replace('root.layout', 'other.layout'), 'settings-missing', /other\.layout/],
    ['a home that has no such key', EXISTING.replace('gnupg', 'other'), 'settings-keys', /other/],
    ['a misspelt option', `${EXISTING} APT::Intoto::NoFial "1";`, 'settings-unknown-option', /NoFial/],
    ['a value for all', `${EXISTING} APT::Intoto "1";`, 'settings-unknown-option', /"APT::Intoto"/],
    ['a member with a name', `${EXISTING} APT::Intoto::Rebuilders::one "http://x.example.org";`, 'settings-unknown-option', /Rebuilders::one/],
    ['an option below a member', `${EXISTING} APT::Intoto::Layout::x::y "1";`, 'settings-unknown-option', /Layout::x/],
    ['two layouts', `${EXISTING} APT::Intoto::Layout:: "/srv/other";`, 'settings-invalid', /Layout has several/],
    ['a relative layout', EXISTING.replace('/srv/intoto/root', 'root'), 'settings-invalid', /Layout is no absolute path/],
    ['a rebuilder that is no address', EXISTING.replace('http://127.0.0.1:18503', 'rebuilder'), 'settings-invalid', /Rebuilders has "rebuilder", which is no address/],
    ['too many rebuilders', EXISTING.replace('Rebuilders {', `Rebuilders { ${Array.from({ length: 100 }, (_, index) => `"http://127.0.0.1:${index + 1}";`).join(' ')}`), 'settings-invalid', /more than 100/],
    ['a log level that is a word', EXISTING.replace('{"20"}', '{"INFO"}'), 'settings-invalid', /LogLevel/],
    ['a log level out of range', EXISTING.replace('{"20"}', '{"51"}'), 'settings-invalid', /from 0 to 50/],
    ['a timeout of none', `${EXISTING} APT::Intoto::Timeout "0";`, 'settings-invalid', /Timeout is no whole number from 1/],
    ['a cache that is no path', `${EXISTING} APT::Intoto::Cache "x";`, 'settings-invalid', /Cache/],
    ['a NoFail that is neither', `${EXISTING} APT::Intoto::NoFail "maybe";`, 'settings-invalid', /NoFail is neither/],
    ['a policy beside a layout', `${EXISTING} APT::Intoto::Policy "/etc/proofboard/policy.json";`, 'settings-conflict', /exclude each other/],
    ['a policy that is not there', 'APT::Intoto::Policy "/etc/none.json";', 'settings-missing', /none\.json/],
  ])('refuses %s', async (_, text, code, message) => {
    const refusal = await refuse(text);
    expect(refusal).toMatch(`${code}: `);
    expect(refusal).toMatch(message);
  });
});
