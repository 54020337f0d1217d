// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Programs that tests run, each by its command, with the Debian packages it needs. What has no command is named by its file. */
export const TOOLS = {
  '/usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py': ['python3', 'python3-prometheus-client'],
  'apt-ftparchive': ['apt-utils'],
  'apt-get': ['apt'],
  bzip2: ['bzip2'],
  // Without a font it lays out no text.
  chromium: ['chromium', 'fonts-dejavu-core'],
  createrepo_c: ['createrepo-c'],
  diffoscope: ['diffoscope-minimal', 'xxd', 'xz-utils'],
  dpkg: ['dpkg'],
  'dpkg-deb': ['dpkg'],
  'dpkg-source': ['dpkg-dev'],
  // With the conditions of builds that tests vary.
  faketime: ['faketime', 'locales-all'],
  fakeroot: ['fakeroot'],
  gcc: ['build-essential'],
  git: ['git'],
  gpg: ['gnupg'],
  hugo: ['hugo'],
  'in-toto-run': ['in-toto'],
  mmdebstrap: ['mmdebstrap'],
  msgfmt: ['gettext'],
  openssl: ['openssl'],
  pod2man: ['perl'],
  python3: ['python3'],
  reprotest: ['reprotest'],
  rpmbuild: ['rpm'],
  rsync: ['rsync'],
  sqlite3: ['sqlite3'],
  xmllint: ['libxml2-utils'],
  zip: ['zip'],
  zipinfo: ['unzip'],
  zstd: ['zstd'],
} as const;

export type ToolName = keyof typeof TOOLS;
