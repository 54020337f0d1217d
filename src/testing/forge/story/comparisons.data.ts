// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause } from '../../../model/difference.ts';

/**
 * What diffoscope 240 printed on 2026-11-23 of five real pairs that `reprotest --vary=-all,+…` built from a package named
 * `sample`: `stored` is the `experiment-1.diffoscope.out` that `--store-dir` left, `artifact` compares the two .debs alone,
 * as rebuilderd's worker does. Folder names of the machine they were made on are replaced; the package's name stands in
 * them to be replaced.
 */
export interface Comparison {
  readonly cause: Cause;
  readonly stored: string;
  readonly artifact: string;
}

/** The name in the texts. */
export const COMPARED_NAME = 'sample';
export const COMPARED_FILE = 'sample_1.0-1_all.deb';

export const COMPARISONS: readonly Comparison[] = [
  {
    cause: 'timestamp',
    stored: `--- ../store/control
+++ ../store/experiment-1
│   --- ../store/control/sample_1.0-1_all.deb
├── +++ ../store/experiment-1/sample_1.0-1_all.deb
│ ├── data.tar.xz
│ │ ├── data.tar
│ │ │ ├── ./usr/share/sample/version
│ │ │ │ @@ -1 +1 @@
│ │ │ │ -built on 2026-11-22 at 20:01:08
│ │ │ │ +built on 2027-09-08 at 09:08:09
`,
    artifact: `--- /tmp/rebuilderdA1b2C3/inputs/sample_1.0-1_all.deb
+++ /tmp/rebuilderdA1b2C3/out/sample_1.0-1_all.deb
├── data.tar.xz
│ ├── data.tar
│ │ ├── ./usr/share/sample/version
│ │ │ @@ -1 +1 @@
│ │ │ -built on 2026-11-22 at 20:01:08
│ │ │ +built on 2027-09-08 at 09:08:09
`,
  },
  {
    cause: 'build-path',
    stored: `--- ../store/control
+++ ../store/experiment-1
│   --- ../store/control/sample_1.0-1_all.deb
├── +++ ../store/experiment-1/sample_1.0-1_all.deb
│ ├── data.tar.xz
│ │ ├── data.tar
│ │ │ ├── file list
│ │ │ │ @@ -1,5 +1,5 @@
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ │ --rw-r--r--   0 root         (0) root         (0)       46 2026-01-01 00:00:00.000000 ./usr/share/sample/config
│ │ │ │ +-rw-r--r--   0 root         (0) root         (0)       48 2026-01-01 00:00:00.000000 ./usr/share/sample/config
│ │ │ ├── ./usr/share/sample/config
│ │ │ │ @@ -1 +1 @@
│ │ │ │ -prefix=/tmp/reprotest.WWIyma/const_build_path
│ │ │ │ +prefix=/tmp/reprotest.WWIyma/build-experiment-1
`,
    artifact: `--- /tmp/rebuilderdA1b2C3/inputs/sample_1.0-1_all.deb
+++ /tmp/rebuilderdA1b2C3/out/sample_1.0-1_all.deb
├── data.tar.xz
│ ├── data.tar
│ │ ├── file list
│ │ │ @@ -1,5 +1,5 @@
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ --rw-r--r--   0 root         (0) root         (0)       46 2026-01-01 00:00:00.000000 ./usr/share/sample/config
│ │ │ +-rw-r--r--   0 root         (0) root         (0)       48 2026-01-01 00:00:00.000000 ./usr/share/sample/config
│ │ ├── ./usr/share/sample/config
│ │ │ @@ -1 +1 @@
│ │ │ -prefix=/tmp/reprotest.WWIyma/const_build_path
│ │ │ +prefix=/tmp/reprotest.WWIyma/build-experiment-1
`,
  },
  {
    cause: 'permissions',
    stored: `--- ../store/control
+++ ../store/experiment-1
│   --- ../store/control/sample_1.0-1_all.deb
├── +++ ../store/experiment-1/sample_1.0-1_all.deb
│ ├── data.tar.xz
│ │ ├── data.tar
│ │ │ ├── file list
│ │ │ │ @@ -1,5 +1,5 @@
│ │ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ │ --rw-r--r--   0 root         (0) root         (0)        6 2026-01-01 00:00:00.000000 ./usr/share/sample/plain
│ │ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ │ +-rw-rw-r--   0 root         (0) root         (0)        6 2026-01-01 00:00:00.000000 ./usr/share/sample/plain
`,
    artifact: `--- /tmp/rebuilderdA1b2C3/inputs/sample_1.0-1_all.deb
+++ /tmp/rebuilderdA1b2C3/out/sample_1.0-1_all.deb
├── data.tar.xz
│ ├── data.tar
│ │ ├── file list
│ │ │ @@ -1,5 +1,5 @@
│ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │ -drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ --rw-r--r--   0 root         (0) root         (0)        6 2026-01-01 00:00:00.000000 ./usr/share/sample/plain
│ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │ +drwxrwxr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ +-rw-rw-r--   0 root         (0) root         (0)        6 2026-01-01 00:00:00.000000 ./usr/share/sample/plain
`,
  },
  {
    cause: 'locale',
    stored: `--- ../store/control
+++ ../store/experiment-1
│   --- ../store/control/sample_1.0-1_all.deb
├── +++ ../store/experiment-1/sample_1.0-1_all.deb
│ ├── file list
│ │ @@ -1,3 +1,3 @@
│ │  -rw-r--r--   0        0        0        4 2026-01-01 00:00:00.000000 debian-binary
│ │  -rw-r--r--   0        0        0      320 2026-01-01 00:00:00.000000 control.tar.xz
│ │ --rw-r--r--   0        0        0      252 2026-01-01 00:00:00.000000 data.tar.xz
│ │ +-rw-r--r--   0        0        0      256 2026-01-01 00:00:00.000000 data.tar.xz
│ ├── data.tar.xz
│ │ ├── data.tar
│ │ │ ├── file list
│ │ │ │ @@ -1,5 +1,5 @@
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ │ --rw-r--r--   0 root         (0) root         (0)       16 2026-01-01 00:00:00.000000 ./usr/share/sample/date
│ │ │ │ +-rw-r--r--   0 root         (0) root         (0)       21 2026-01-01 00:00:00.000000 ./usr/share/sample/date
│ │ │ ├── ./usr/share/sample/date
│ │ │ │ @@ -1 +1 @@
│ │ │ │ -Sunday 01 March
│ │ │ │ +pühapäev 01 märts
│ │ │ │ ├── encoding
│ │ │ │ │ @@ -1 +1 @@
│ │ │ │ │ -us-ascii
│ │ │ │ │ +utf-8
`,
    artifact: `--- /tmp/rebuilderdA1b2C3/inputs/sample_1.0-1_all.deb
+++ /tmp/rebuilderdA1b2C3/out/sample_1.0-1_all.deb
├── file list
│ @@ -1,3 +1,3 @@
│  -rw-r--r--   0        0        0        4 2026-01-01 00:00:00.000000 debian-binary
│  -rw-r--r--   0        0        0      320 2026-01-01 00:00:00.000000 control.tar.xz
│ --rw-r--r--   0        0        0      252 2026-01-01 00:00:00.000000 data.tar.xz
│ +-rw-r--r--   0        0        0      256 2026-01-01 00:00:00.000000 data.tar.xz
├── data.tar.xz
│ ├── data.tar
│ │ ├── file list
│ │ │ @@ -1,5 +1,5 @@
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/
│ │ │  drwxr-xr-x   0 root         (0) root         (0)        0 2026-01-01 00:00:00.000000 ./usr/share/sample/
│ │ │ --rw-r--r--   0 root         (0) root         (0)       16 2026-01-01 00:00:00.000000 ./usr/share/sample/date
│ │ │ +-rw-r--r--   0 root         (0) root         (0)       21 2026-01-01 00:00:00.000000 ./usr/share/sample/date
│ │ ├── ./usr/share/sample/date
│ │ │ @@ -1 +1 @@
│ │ │ -Sunday 01 March
│ │ │ +pühapäev 01 märts
│ │ │ ├── encoding
│ │ │ │ @@ -1 +1 @@
│ │ │ │ -us-ascii
│ │ │ │ +utf-8
`,
  },
  {
    cause: 'file-order',
    stored: `--- ../store/control
+++ ../store/experiment-1
│   --- ../store/control/sample_1.0-1_all.deb
├── +++ ../store/experiment-1/sample_1.0-1_all.deb
│ ├── data.tar.xz
│ │ ├── data.tar
│ │ │ ├── ./usr/share/sample/list
│ │ │ │┄ Ordering differences only
│ │ │ │ @@ -1,6 +1,6 @@
│ │ │ │  b
│ │ │ │  f
│ │ │ │ -c
│ │ │ │ +d
│ │ │ │  e
│ │ │ │  a
│ │ │ │ -d
│ │ │ │ +c
`,
    artifact: `--- /tmp/rebuilderdA1b2C3/inputs/sample_1.0-1_all.deb
+++ /tmp/rebuilderdA1b2C3/out/sample_1.0-1_all.deb
├── data.tar.xz
│ ├── data.tar
│ │ ├── ./usr/share/sample/list
│ │ │┄ Ordering differences only
│ │ │ @@ -1,6 +1,6 @@
│ │ │  b
│ │ │  f
│ │ │ -c
│ │ │ +d
│ │ │  e
│ │ │  a
│ │ │ -d
│ │ │ +c
`,
  },
];
