// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ComponentKind } from './components.data.ts';
import { createRandom } from './random.ts';

const HOSTS: Readonly<Record<string, readonly string[]>> = { 'r4.2': ['host-fc37'], 'r4.3': ['host-fc41'] };

const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'r4.2': ['vm-bookworm', 'vm-trixie', 'vm-fc41', 'vm-fc42', 'vm-archlinux', 'vm-jammy', 'vm-centos-stream9'],
  'r4.3': ['vm-bookworm', 'vm-trixie', 'vm-fc42', 'vm-fc43', 'vm-archlinux', 'vm-noble', 'vm-centos-stream9', 'vm-gentoo'],
};

/** Built by every component that has packages for templates; the others are a matter of chance. */
const ALWAYS = new Set(['vm-bookworm', 'vm-trixie', 'vm-fc41', 'vm-fc42', 'vm-fc43', 'vm-archlinux']);

/** The targets that a component is built for in a release. */
export function toTargets(component: string, kind: ComponentKind, release: string): readonly string[] {
  if (kind === 'checks') return [];
  const hosts = kind === 'vm' ? [] : (HOSTS[release] ?? []);
  const random = createRandom('targets', component);
  const wanted = new Map(['vm-jammy', 'vm-noble', 'vm-centos-stream9', 'vm-gentoo'].map((target) => [target, random.chance(0.4)]));
  const templates = kind === 'dom0' ? [] : (TEMPLATES[release] ?? []).filter((target) => ALWAYS.has(target) || wanted.get(target));
  return [...hosts, ...templates];
}
