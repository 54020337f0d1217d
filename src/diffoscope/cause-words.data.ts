// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause } from '../model/difference.ts';

/** What a page says of a cause: its name, what it means, and what usually helps. */
export interface CauseWords {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

export const CAUSE_WORDS: Readonly<Record<Cause, CauseWords>> = {
  'timestamp': {
    title: 'Timestamp',
    meaning: 'The time of the build, or of a file that the build made, is part of the result.',
    advice: 'Take the time from SOURCE_DATE_EPOCH, leave it out (gzip -n, no __DATE__), or clamp it (tar --mtime with --clamp-mtime).',
  },
  'build-path': {
    title: 'Build path',
    meaning: 'The folder in which the package was built is part of the result.',
    advice: 'Compile with -ffile-prefix-map, use relative paths in generated files, and record no configuration of the build folder.',
  },
  'file-order': {
    title: 'Order',
    meaning: 'The same things are in another order: as a file system listed them, a hash table kept them, or threads finished.',
    advice: 'Sort lists before they are used (sort under LC_ALL=C, tar --sort=name, sorted(…) in Python, sort keys in Perl).',
  },
  'locale': {
    title: 'Locale',
    meaning: 'The language, the sort order or the number format of whoever built it is part of the result.',
    advice: 'Set LC_ALL=C.UTF-8 in the build, or ask for a fixed locale where dates, numbers or lists are written.',
  },
  'permissions': {
    title: 'Permissions',
    meaning: 'Modes or owners of files follow the umask or the user of the build.',
    advice: 'Set modes outright (install -m 644, dh_fixperms) and owners too (--owner=0 --group=0 --numeric-owner, --root-owner-group).',
  },
  'randomness': {
    title: 'Randomness',
    meaning: 'A number drawn anew for each build, such as a UUID, a key, a salt or a temporary name, is part of the result.',
    advice: 'Derive it from the content, seed the generator with a fixed value, or make it when the package is installed.',
  },
  'build-id': {
    title: 'Build ID',
    meaning: 'The identifier of a program differs although its code and data do not.',
    advice: 'Let the linker derive it from the content (--build-id=sha1), and change nothing between linking and packaging.',
  },
  'tool-version': {
    title: 'Tool version',
    meaning: 'A compiler or another tool of another version wrote its name or version into the result.',
    advice: 'Build with the versions that the buildinfo file records, or keep the tool from writing its version.',
  },
  'host-or-user': {
    title: 'Host or user',
    meaning: 'The name of the machine or of the user that built it, or the running kernel, is part of the result.',
    advice: 'Write no hostname, uname or user into generated files; where a field is needed, give it a fixed value.',
  },
  'compression': {
    title: 'Compression',
    meaning: 'The same content was packed with another compressor, another level or another version of it.',
    advice: 'Fix the compressor and its level (gzip -9n, dpkg-deb -Zxz), and rebuild with the same version of it.',
  },
  'other': {
    title: 'Not explained',
    meaning: 'The content differs in a way that none of the rules explains; it may be a real change of content.',
    advice: 'Read the comparison; reprotest --auto-build finds which variation of the surroundings it follows.',
  },
};
