// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { runInside, type Place } from '../chroot/inside.ts';
import { ARCHITECTURES, COMPONENT, SUITE, type Mirror } from './mirror.ts';

/**
 * Imports the mirror's packages with `rebuildctl pkgs sync`, as its operators do, but for the build inputs: those it takes
 * for granted at Debian's buildinfo service, and here they lie on the mirror.
 */
export async function importPackages(place: Place, mirror: Mirror): Promise<void> {
  const help = await runInside(place, ['rebuildctl', 'pkgs', 'sync', '--help']);
  // Since 0.25 the component is an option, and a report is one object instead of a list of packages.
  const isNew = help.includes('--component');
  const origin = isNew ? ['debian', mirror.url, '--component', COMPONENT] : ['debian', COMPONENT, mirror.url];
  const printed = await runInside(place, [
    'rebuildctl', 'pkgs', 'sync', ...origin, '--release', SUITE, ...ARCHITECTURES.flatMap((name) => ['--architecture', name]), '--print-json',
  ]);
  const report = JSON.parse(printed, (key, value: unknown) => (key === 'url' || key === 'input_url' ? toOwnInput(value, mirror.url) : value)) as unknown[];
  if (!isNew) {
    await send(place, ['debian', COMPONENT], report);
    return;
  }
  for (const part of report) await send(place, [], part);
}

async function send(place: Place, origin: readonly string[], report: unknown): Promise<void> {
  await runInside(place, ['rebuildctl', 'pkgs', 'sync-stdin', ...origin], { stdin: JSON.stringify(report) });
}

function toOwnInput(url: unknown, mirrorUrl: string): unknown {
  return typeof url === 'string' && url.endsWith('.buildinfo') ? `${mirrorUrl}/buildinfo/${url.slice(url.lastIndexOf('/') + 1)}` : url;
}
