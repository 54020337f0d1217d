// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { encodeSegment, toRepositoryAddress } from './address.ts';

/** Addresses of what programs read, relative to the site's root as all are. They are stable: feeds are configured once. */

export const CCTRAY = 'cctray.xml';
export const ATOM = 'atom.xml';
export const METRICS = 'metrics.txt';
export const STATUS = 'status.txt';
export const REPRODUCIBLE = 'reproducible.json';
export const REPRO_CI = 'repro-ci.json';

const API = 'api/v1/';
export const API_INDEX = `${API}index.json`;
export const API_REPOSITORIES = `${API}repositories.json`;
export const API_CHANGES = `${API}changes.json`;
export const API_DESCRIPTION = `${API}openapi.json`;

/** One group's `cctray.xml`. */
export function toGroupCctrayAddress(group: string): string {
  return `cctray/${encodeSegment(group)}.xml`;
}

/** A repository's changes, beside its page. */
export function toRepositoryAtomAddress(encodedPath: string): string {
  return `${toRepositoryAddress(encodedPath)}${ATOM}`;
}

/** A group may not be called like a project's document: `a.json/b` would need a folder where `a` has a file. */
const DOCUMENT_FILE = /\.(?=json\/)/g;

/** A repository's document: `api/v1/repositories/QubesOS/qubes-core-admin.json`. */
export function toApiRepositoryAddress(encodedPath: string): string {
  return `${API}repositories/${encodedPath.replace(DOCUMENT_FILE, '~2e')}.json`;
}

/** The schema of one kind of document. */
export function toSchemaAddress(name: string): string {
  return `${API}schemas/${name}.json`;
}

/** The link from one document to another, without the folders they share. */
export function toDocumentLink(from: string, to: string): string {
  const [above, below] = [from.split('/').slice(0, -1), to.split('/')];
  const parting = above.findIndex((folder, index) => folder !== below[index]);
  const shared = parting === -1 ? above.length : parting;
  return '../'.repeat(above.length - shared) + below.slice(shared).join('/');
}

/** The whole address, for those who read it elsewhere; null where the configuration does not say where the site is. */
export function toAbsolute(siteUrl: string | undefined, address: string): string | null {
  return siteUrl === undefined ? null : `${siteUrl}/${address}`;
}
