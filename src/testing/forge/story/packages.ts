// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createRandom } from './random.ts';

export interface BinaryName {
  readonly name: string;
  readonly architecture: 'amd64' | 'all';
}

/** The binary packages that a component's source package builds, the one named as the component first. */
export function toBinaryNames(component: string): readonly BinaryName[] {
  const random = createRandom('binaries', component);
  const short = component.replace(/^qubes-/, '');
  return [
    { name: component, architecture: 'amd64' as const },
    ...(random.chance(0.4) ? [{ name: `${component}-doc`, architecture: 'all' as const }] : []),
    ...(random.chance(0.3) ? [{ name: `python3-${short}`, architecture: 'all' as const }] : []),
    ...(random.chance(0.35) ? [{ name: `lib${short}-dev`, architecture: 'amd64' as const }] : []),
  ];
}
