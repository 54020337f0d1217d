// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A line of an archive's table of contents, whichever tool printed it. */
export interface Listing {
  readonly mode: string;
  readonly owner: string;
  readonly size: string;
  readonly time: string;
  /** How a zip archive packed it. */
  readonly method: string;
  readonly name: string;
}

const MODE = '[-dlbcpsh?]?[-r][-w][-xsS][-r][-w][-xsS][-r][-w][-xtT]';
const PATTERNS: readonly RegExp[] = [
  // tar, cpio and the outside of a .deb, as diffoscope lists them.
  new RegExp(`^(?<mode>${MODE})\\s+\\d+\\s+(?<owner>\\S+\\s+(?:\\(\\d+\\)\\s+)?\\S+(?:\\s+\\(\\d+\\))?)\\s+(?<size>\\d+(?:,\\s*\\d+)?)\\s+(?<time>\\d{4}-\\d\\d-\\d\\d \\S+)\\s(?<name>.*)$`, 'u'),
  // zipinfo.
  new RegExp(`^(?<mode>${MODE})\\s+\\d\\.\\d\\s+(?<owner>\\S+)\\s+(?<size>\\d+)\\s+\\S+\\s+(?<method>\\S+)\\s+(?<time>\\d\\d-\\w{3}-\\d\\d \\d\\d:\\d\\d)\\s(?<name>.*)$`, 'u'),
  // unsquashfs, tar and ar.
  new RegExp(`^(?<mode>${MODE})\\s+(?<owner>[^\\s/]+/[^\\s/]+)\\s+(?<size>\\d+(?:,\\s*\\d+)?)\\s+(?<time>\\d{4}-\\d\\d-\\d\\d \\S+|\\w{3} +\\d+ \\d\\d:\\d\\d \\d{4})\\s(?<name>.*)$`, 'u'),
  // ls -l and rpm -qlv.
  new RegExp(`^(?<mode>${MODE})[+.@]?\\s+\\d+\\s+(?<owner>\\S+\\s+\\S+)\\s+(?<size>\\d+)\\s+(?<time>\\w{3} +\\d+ +(?:\\d{4}|\\d\\d:\\d\\d)|\\d{4}-\\d\\d-\\d\\d \\S+)\\s(?<name>.*)$`, 'u'),
];

/** The parts of such a line; null for every other. */
export function toListing(line: string): Listing | null {
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    return {
      mode: groups['mode'] ?? '', owner: (groups['owner'] ?? '').replaceAll(/\s+/gu, ' '), size: groups['size'] ?? '',
      time: groups['time'] ?? '', method: groups['method'] ?? '', name: (groups['name'] ?? '').trim(),
    };
  }
  return null;
}
