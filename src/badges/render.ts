// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { makeBadge } from 'badge-maker';
import { toIso } from '../model/time.ts';
import { toColor, toMessage, type Badge } from './badge.ts';

/** The badge as an SVG picture; its title says of which day it is. */
export function renderSvg(badge: Badge): string {
  const svg = makeBadge({ label: badge.label, message: toMessage(badge), color: toColor(badge.state) });
  // badge-maker has no title of its own choice; the day has no character that XML would mind.
  return svg.replace('</title>', ` as of ${toIso(badge.asOf).slice(0, 10)}</title>`);
}

/** The badge for Shields' endpoint badge, <https://shields.io/badges/endpoint-badge>. */
export function renderShieldsJson(badge: Badge): string {
  return `${JSON.stringify({
    schemaVersion: 1,
    label: badge.label,
    message: toMessage(badge),
    color: toColor(badge.state),
    isError: badge.state === 'failed',
  })}\n`;
}
