// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toMessage } from '../model/error.ts';
import { parseJson } from '../attest/json.ts';
import type { JsonValue } from '../attest/json.ts';
import { sharesMaterial } from '../attest/trusted-key.ts';
import type { Exception, Policy, RebuilderTrust, TrustedRebuilder } from './decision.ts';
import { parseRebuilderUrl } from './evidence/rebuilder-address.ts';
import type { RebuilderAddress } from './evidence/rebuilder-address.ts';
import { invalid, toEndOfDay, toFields } from './settings-fields.ts';
import type { Fields } from './settings-fields.ts';
import { settingsError, toRepositoryUri } from './settings.ts';
import type { RepositoryRule, Settings } from './settings.ts';
import type { ReadKeys } from './settings-keys.ts';
import type { ReadSettingsFile } from './settings-file.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_THRESHOLD = 100;
const TOP = ['version', 'threshold', 'layout', 'rebuilders', 'exceptions', 'repositories'];
const EXCEPTION = ['reason', 'added', 'until'];

export interface PolicyFileDeps {
  readonly readFile: ReadSettingsFile;
  readonly readKeys: ReadKeys;
  /** Makes a path of the policy file absolute, seen from the file's own folder. */
  readonly resolve: (path: string) => string;
}

/**
 * Reads a policy file. Every field is known and of one form, or nothing is taken:
 *
 *     { "version": 1,
 *       "threshold": 2,                       so many different operators have to confirm; or
 *       "layout": { "file": "root.layout", "keys": ["owner.asc"] },
 *       "rebuilders": [{ "operator": "A", "url": "https://…", "kind": "tree", "keys": ["a.pem"] }],
 *       "exceptions": [{ "package": "x", "reason": "…", "added": "2026-11-25", "until": "2026-12-31" }],
 *       "repositories": [{ "uri": "https://…", "threshold": 1, "exceptions": […],
 *                          "exempt": { "reason": "…", "added": "…", "until": "…" } }] }
 *
 * `kind` ("tree" or "rebuilderd") and `until` may be left out, `exceptions` and `repositories` too. `unreproducibleKeys` of a
 * rebuilder are those it signs failures with: what they sign is told, and confirms nothing. With a layout,
 * rebuilders have no keys (the layout has them) and there is no threshold. Keys are files, seen from the policy file's
 * folder, or the keys' texts themselves. Throws coded errors of the settings.
 */
export async function parsePolicyFile(bytes: Uint8Array, deps: PolicyFileDeps): Promise<Pick<Settings, 'policy' | 'rebuilders' | 'repositories'>> {
  const top = toFields(readJson(bytes), 'policy', TOP);
  // There is one version.
  top.positive('version', 1);
  if (top.has('layout') === top.has('threshold')) throw settingsError('settings-conflict', 'a policy has either a "threshold" or a "layout": one says who has to confirm');
  const fields = top.objects('rebuilders', ['operator', 'url', 'kind', 'keys', 'unreproducibleKeys']);
  if (fields.length === 0) throw invalid('rebuilders', 'is empty: nobody could confirm anything');
  const rebuilders = toAddresses(fields);
  const trust = top.has('layout') ? await readLayout(top, fields, deps) : await readRebuilders(top, fields, deps);
  const exceptions = top.has('exceptions') ? top.objects('exceptions', ['package', ...EXCEPTION]).map(toException) : [];
  const repositories = top.has('repositories') ? toRepositories(top, trust) : [];
  return { policy: { trust, exceptions }, rebuilders, repositories };
}

function readJson(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes: MAX_BYTES, allowFloats: false });
  } catch (thrown) {
    throw settingsError('settings-unparsable', `the policy is no JSON that can be read: ${toMessage(thrown)}`, thrown);
  }
}

function toAddresses(fields: readonly Fields[]): RebuilderAddress[] {
  const names = new Set<string>();
  return fields.map((entry) => {
    const parsed = parseRebuilderUrl(entry.text('url'));
    if ('problem' in parsed) throw invalid(`${entry.where}.url`, parsed.problem);
    if (names.has(parsed.url)) throw invalid(`${entry.where}.url`, 'is in the list already');
    names.add(parsed.url);
    return { name: parsed.url, operator: entry.text('operator'), url: parsed.url, kind: toKind(entry) };
  });
}

function toKind(entry: Fields): RebuilderAddress['kind'] {
  if (!entry.has('kind')) return null;
  const kind = entry.text('kind');
  if (kind !== 'tree' && kind !== 'rebuilderd') throw invalid(`${entry.where}.kind`, 'is neither "tree" nor "rebuilderd"; left out it is found out');
  return kind;
}

async function readLayout(top: Fields, rebuilders: readonly Fields[], deps: PolicyFileDeps): Promise<Policy['trust']> {
  const withKeys = rebuilders.find((entry) => entry.has('keys') || entry.has('unreproducibleKeys'));
  if (withKeys !== undefined) throw settingsError('settings-conflict', `${withKeys.where}.keys: with a layout, the layout says which keys rebuilders have`);
  const layout = top.object('layout', ['file', 'keys']);
  const bytes = await deps.readFile(deps.resolve(layout.text('file')), 'the layout');
  return { kind: 'layout', layout: bytes, keys: await readKeys(layout, deps) };
}

async function readRebuilders(top: Fields, fields: readonly Fields[], deps: PolicyFileDeps): Promise<RebuilderTrust> {
  const threshold = top.positive('threshold', MAX_THRESHOLD);
  const byOperator = new Map<string, TrustedRebuilder['keys']>();
  const dissent = new Map<string, TrustedRebuilder['keys']>();
  for (const entry of fields) {
    const operator = entry.text('operator');
    const keys = await readKeys(entry, deps);
    for (const [other, known] of byOperator) {
      if (other !== operator && known.some((one) => keys.some((key) => sharesMaterial(one, key)))) {
        throw settingsError('settings-conflict', `${entry.where}.keys: "${operator}" and "${other}" have a key in common, and one key has one vote; give them one operator's name`);
      }
    }
    byOperator.set(operator, [...byOperator.get(operator) ?? [], ...keys]);
    if (!entry.has('unreproducibleKeys')) continue;
    const dissentKeys = await readKeys(entry, deps, 'unreproducibleKeys');
    dissent.set(operator, [...dissent.get(operator) ?? [], ...dissentKeys]);
  }
  requireReachable(threshold, byOperator.size, 'threshold');
  return { kind: 'rebuilders', threshold, rebuilders: [...byOperator].map(([operator, keys]) => ({ operator, keys, dissentKeys: dissent.get(operator) ?? [] })) };
}

function requireReachable(threshold: number, operators: number, where: string): void {
  if (threshold > operators) throw invalid(where, `is ${threshold}, but there are only ${operators} operators: nothing could ever be confirmed`);
}

function readKeys(entry: Fields, { readKeys: read, resolve }: PolicyFileDeps, field = 'keys'): ReturnType<ReadKeys> {
  const sources = entry.has(field) ? entry.texts(field) : [];
  if (sources.length === 0) throw invalid(`${entry.where}.${field}`, 'is empty or missing: name a file of public keys');
  return read(sources, resolve, `${entry.where}.${field}`);
}

function toException(entry: Fields): Exception {
  return { packageName: toPackage(entry), ...toTerms(entry) };
}

function toPackage(entry: Fields): string {
  const name = entry.text('package');
  if (!/^[A-Za-z0-9][A-Za-z0-9+._-]*$/.test(name)) throw invalid(`${entry.where}.package`, 'is no name of a package; patterns are not taken');
  return name;
}

function toTerms(entry: Fields): Omit<Exception, 'packageName'> {
  const addedAt = entry.day('added');
  const until = entry.has('until') ? toEndOfDay(entry.day('until')) : null;
  if (until !== null && until <= addedAt) throw invalid(`${entry.where}.until`, 'is before "added"');
  return { reason: entry.text('reason'), addedAt, until };
}

function toRepositories(top: Fields, trust: Policy['trust']): RepositoryRule[] {
  const uris = new Set<string>();
  return top.objects('repositories', ['uri', 'threshold', 'exceptions', 'exempt']).map((entry) => {
    const uri = toRepositoryUri(entry.text('uri'));
    if (uri === null) throw invalid(`${entry.where}.uri`, 'is no address of an archive; write it as in sources.list: https://deb.example.org/debian');
    if (uris.has(uri)) throw invalid(`${entry.where}.uri`, 'is in the list already');
    uris.add(uri);
    const threshold = entry.has('threshold') ? entry.positive('threshold', MAX_THRESHOLD) : null;
    if (threshold !== null && trust.kind === 'layout') throw settingsError('settings-conflict', `${entry.where}.threshold: with a layout, the layout has the threshold`);
    if (threshold !== null && trust.kind === 'rebuilders') requireReachable(threshold, trust.rebuilders.length, `${entry.where}.threshold`);
    return {
      uri, threshold,
      exceptions: entry.has('exceptions') ? entry.objects('exceptions', ['package', ...EXCEPTION]).map(toException) : [],
      exempt: entry.has('exempt') ? toTerms(entry.object('exempt', EXCEPTION)) : null,
    };
  });
}
