// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toNetError } from './net-error.ts';
import type { Answer } from './request.ts';

/** As `URL.protocol` has them. */
export type Scheme = 'http:' | 'https:';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Where an answer sends us: null for one that sends nowhere; `redirect-refused` for a place that is not asked: any scheme but
 * http and https, and http where https was asked, or who listens on the way could undo the encryption.
 */
export function toRedirect(from: URL, { status, headers }: Pick<Answer, 'status' | 'headers'>): URL | null {
  if (!REDIRECTS.has(status)) return null;
  const location = headers['location'];
  if (typeof location !== 'string') throw toNetError('redirect-refused', `${from.host} redirects and does not say where.`);
  let to: URL;
  try {
    to = new URL(location, from);
  } catch (error) {
    throw toNetError('redirect-refused', `${from.host} redirects to what is no address.`, error);
  }
  const isAllowed = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
  if (!isAllowed) throw toNetError('redirect-refused', `${from.host} redirects from ${from.protocol} to ${to.protocol} and that is not followed.`);
  // A server has no say in what names and passwords we send; ours go to their own origin only.
  if (to.origin !== from.origin || to.username !== '' || to.password !== '') {
    to.username = to.origin === from.origin ? from.username : '';
    to.password = to.origin === from.origin ? from.password : '';
  }
  to.hash = '';
  return to;
}
