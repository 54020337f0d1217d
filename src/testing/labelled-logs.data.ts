// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { FailureClass } from '../model/failure.ts';

/** The end of a failed job's log in the form that its tools print, and what a person who reads it would say. */
export interface LabelledFailure {
  readonly what: string;
  readonly class: FailureClass;
  /** Default: what GitLab's GraphQL gives today for a script that failed. */
  readonly failureMessage?: string | null;
  readonly log: string;
}

/** Written by hand for this test in the words of the tools, hosts and addresses made up. */
export const LABELLED: readonly LabelledFailure[] = [
  // apt
  { what: 'apt cannot connect', class: 'network', log: `Err:1 http://deb.example.org/debian bookworm InRelease
  Could not connect to deb.example.org:80 (192.0.2.32). - connect (111: Connection refused)
Reading package lists...
E: Failed to fetch http://deb.example.org/debian/dists/bookworm/InRelease  Could not connect to deb.example.org:80 (192.0.2.32). - connect (111: Connection refused)
E: Some index files failed to download. They have been ignored, or old ones used instead.` },
  { what: 'apt cannot resolve', class: 'network', log: `W: Failed to fetch http://deb.example.org/debian/dists/trixie/InRelease  Temporary failure resolving 'deb.example.org'
W: Some index files failed to download. They have been ignored, or old ones used instead.
Reading package lists...
E: Package 'devscripts' has no installation candidate
E: Failed to fetch http://deb.example.org/debian/pool/main/d/devscripts/devscripts_2.23.4_all.deb  Temporary failure resolving 'deb.example.org'
E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?` },
  { what: 'a mirror answers 503', class: 'network', log: `Get:41 http://deb.example.org/debian bookworm/main amd64 libssl-dev amd64 3.0.15-1 [2441 kB]
E: Failed to fetch http://deb.example.org/debian/pool/main/o/openssl/libssl-dev_3.0.15-1_amd64.deb  503  Service Unavailable [IP: 192.0.2.32 80]
E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?` },
  { what: 'a mirror out of sync', class: 'network', log: `E: Failed to fetch http://archive.ubuntu.com/ubuntu/dists/noble/main/binary-amd64/Packages.gz  Hash Sum mismatch
   Hashes of expected file:
    - Filesize:1808304 [weak]
    - SHA256:9f2b5d8c4e2a7b1d3c6f8e0a9b7c5d3e1f0a2b4c6d8e0f1a3b5c7d9e0f2a4b6c
E: Some index files failed to download. They have been ignored, or old ones used instead.` },
  { what: 'a package that left the archive', class: 'dependency', log: `Err:12 http://deb.example.org/debian trixie/main amd64 python3-yaml amd64 6.0.1-1
  404  Not Found [IP: 192.0.2.66 80]
E: Failed to fetch http://deb.example.org/debian/pool/main/p/pyyaml/python3-yaml_6.0.1-1_amd64.deb  404  Not Found [IP: 192.0.2.66 80]
E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?` },
  { what: 'a package nobody has', class: 'dependency', log: `Reading package lists...
Building dependency tree...
E: Unable to locate package libqubes-rpc-filecopy-dev` },
  { what: 'dependencies that do not fit', class: 'dependency', log: `Some packages could not be installed. This may mean that you have
requested an impossible situation or if you are using the unstable
distribution that some required packages have not yet been created.
The following packages have unmet dependencies:
 libxen-dev : Depends: libxencall1 (= 4.17.2-1) but 4.17.5-1 is to be installed
              Depends: libxenctrl4.17 (= 4.17.2-1) but it is not installable
E: Unable to correct problems, you have held broken packages.` },
  { what: 'apt without the key', class: 'signature', log: `Get:5 http://deb.qubes-os.org/r4.3/vm trixie InRelease [2342 B]
Err:5 http://deb.qubes-os.org/r4.3/vm trixie InRelease
  The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 1848792F9E2795E9
Reading package lists...
W: GPG error: http://deb.qubes-os.org/r4.3/vm trixie InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 1848792F9E2795E9
E: The repository 'http://deb.qubes-os.org/r4.3/vm trixie InRelease' is not signed.` },
  { what: 'an expired key', class: 'signature', log: `W: GPG error: https://download.example.org/apt stable InRelease: The following signatures were invalid: EXPKEYSIG 1A127079A92F09ED Example <apt@example.org>
E: The repository 'https://download.example.org/apt stable InRelease' is not signed.` },
  { what: 'apt without room', class: 'disk', log: `Need to get 912 MB of archives.
After this operation, 3,420 MB of additional disk space will be used.
E: You don't have enough free space in /var/cache/apt/archives/.` },
  // dnf, mock, pacman
  { what: 'dnf cannot reach any mirror', class: 'network', log: `Errors during downloading metadata for repository 'fedora':
  - Curl error (28): Timeout was reached for https://mirrors.fedoraproject.org/metalink?repo=fedora-42&arch=x86_64 [Connection timed out after 30001 milliseconds]
Error: Failed to download metadata for repo 'fedora': Cannot prepare internal mirrorlist: Curl error (28): Timeout was reached for https://mirrors.fedoraproject.org/metalink?repo=fedora-42&arch=x86_64 [Connection timed out after 30001 milliseconds]
ERROR: Command failed: 
 # /usr/bin/dnf-3 --installroot /var/lib/mock/fedora-42-x86_64/root/ install @buildsys-build` },
  { what: 'a repository of a release that is gone', class: 'dependency', log: `Errors during downloading metadata for repository 'copr:copr.fedorainfracloud.org:someone:fedora':
  - Status code: 404 for https://download.copr.fedorainfracloud.org/results/someone/fedora/fedora-32-x86_64/repodata/repomd.xml (IP: 192.0.2.19)
Error: Failed to download metadata for repo 'copr:copr.fedorainfracloud.org:someone:fedora': Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried` },
  { what: 'dnf5 cannot connect', class: 'network', log: `>>> Curl error (7): Could not connect to server for https://yum.qubes-os.org/r4.3/current/host/fc41/repodata/repomd.xml [Failed to connect to yum.qubes-os.org port 443 after 21041 ms: Could not connect to server]
Failed to download metadata (baseurl: "https://yum.qubes-os.org/r4.3/current/host/fc41") for repository "qubes-host"
 Usable URL not found` },
  { what: 'a mirror error 502 in dnf', class: 'network', log: `[MIRROR] gcc-15.1.1-2.fc42.x86_64.rpm: Status code: 502 for http://mirror.example.net/fedora/linux/updates/42/Everything/x86_64/Packages/g/gcc-15.1.1-2.fc42.x86_64.rpm (IP: 192.0.2.7)
[FAILED] gcc-15.1.1-2.fc42.x86_64.rpm: No more mirrors to try - All mirrors were already tried without success
Error: Error downloading packages:
  gcc-15.1.1-2.fc42.x86_64: Cannot download, all mirrors were already tried without success` },
  { what: 'an RPM whose key is missing', class: 'signature', log: `Public key for qubes-core-qrexec-libs-4.3.2-1.fc41.x86_64.rpm is not installed. Failing package is: qubes-core-qrexec-libs-4.3.2-1.fc41.x86_64
 GPG Keys are configured as: file:///etc/pki/rpm-gpg/RPM-GPG-KEY-qubes-4.3-primary
Error: GPG check FAILED` },
  { what: 'a package that dnf does not know', class: 'dependency', log: `No match for argument: python3-qubesimgconverter
Error: Unable to find a match: python3-qubesimgconverter` },
  { what: 'mock without build dependencies', class: 'dependency', log: `INFO: Package manager dnf5 detected and used (direct choice)
No matching package to install: 'xen-devel >= 2001:4.19.0'
Not all dependencies satisfied
Error: Some packages could not be found.
ERROR: Exception(/builds/QubesOS/qubes-core-vchan-xen/artifacts/libvchan-xen.src.rpm) Config(fedora-41-x86_64) 0 minutes 42 seconds` },
  { what: 'rpmbuild without build dependencies', class: 'dependency', log: `error: Failed build dependencies:
	qubes-libvchan-xen-devel >= 4.2.0 is needed by qubes-db-4.3.1-1.fc41.x86_64` },
  { what: 'pacman cannot reach a mirror', class: 'network', log: `:: Synchronizing package databases...
error: failed retrieving file 'core.db' from archlinux.mirror.example.org : Connection timed out after 10001 milliseconds
error: failed to synchronize all databases (failed to retrieve some files)` },
  { what: 'pacman does not trust a signature', class: 'signature', log: `error: qubes-vm-core: signature from "Qubes OS Arch Linux Package Maintainers <arch@example.org>" is unknown trust
:: File /var/cache/pacman/pkg/qubes-vm-core-4.3.1-1-x86_64.pkg.tar.zst is corrupted (invalid or corrupted package (PGP signature)).
error: failed to commit transaction (invalid or corrupted package (PGP signature))` },
  { what: 'pacman does not know a package', class: 'dependency', log: 'error: target not found: qubes-libvchan-xen' },
  { what: 'an RPM that conflicts', class: 'packaging', log: `Running transaction test
Error: Transaction test error:
  file /usr/lib/qubes/init/functions conflicts between attempted installs
  file /usr/bin/qrexec-client from install of qubes-core-qrexec-4.3.2-1.fc42.x86_64 conflicts with file from package qubes-core-agent-4.2.9-1.fc42.x86_64` },
  // git, curl and package indexes
  { what: 'git cannot resolve', class: 'network', log: `Cloning into 'qubes-builder-rpm'...
fatal: unable to access 'https://github.com/QubesOS/qubes-builder-rpm/': Could not resolve host: github.com` },
  { what: 'git breaks off', class: 'network', log: `remote: Enumerating objects: 10240, done.
error: RPC failed; curl 56 GnuTLS recv error (-9): Error decoding the received TLS packet.
error: 3144 bytes of body are still expected
fetch-pack: unexpected disconnect while reading sideband packet
fatal: early EOF
fatal: fetch-pack: invalid index-pack output` },
  { what: 'git over ssh times out', class: 'network', log: `ssh: connect to host github.com port 22: Connection timed out
fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.` },
  { what: 'git is not let in', class: 'configuration', log: `Cloning into 'private-keys'...
fatal: could not read Username for 'https://github.com': No such device or address` },
  { what: 'a branch that is not there', class: 'configuration', log: `fatal: Remote branch release4.4 not found in upstream origin` },
  { what: 'a tag without a signature', class: 'signature', log: `---> Verifying tags...
error: no signature found
---> No valid signed tag found!` },
  { what: 'curl times out', class: 'network', log: `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
\r  0     0    0     0    0     0      0      0 --:--:--  0:02:10 --:--:--     0
curl: (28) Failed to connect to ftp.qubes-os.org port 443 after 130987 ms: Connection timed out
make: *** [Makefile:24: xen-4.19.0.tar.gz] Error 28` },
  { what: 'wget gets 502', class: 'network', log: `--2026-11-05 03:11:24--  https://cdn.kernel.org/pub/linux/kernel/v6.x/linux-6.12.9.tar.xz
HTTP request sent, awaiting response... 502 Bad Gateway
2026-11-05 03:11:25 ERROR 502: Bad Gateway.

make: *** [Makefile:52: linux-6.12.9.tar.xz] Error 8` },
  { what: 'a source with another checksum', class: 'signature', log: `xen-4.19.0.tar.gz: FAILED
sha512sum: WARNING: 1 computed checksum did NOT match
Wrong SHA512 checksum on xen-4.19.0.tar.gz.UNTRUSTED!
make: *** [Makefile:31: xen-4.19.0.tar.gz] Error 1` },
  { what: 'pip cannot connect', class: 'network', log: `WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f1c2b3d4e50>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/pytest/
ERROR: Could not find a version that satisfies the requirement pytest (from versions: none)
ERROR: No matching distribution found for pytest` },
  { what: 'pip finds no such version', class: 'dependency', log: `ERROR: Could not find a version that satisfies the requirement qubesadmin>=9.9 (from versions: 4.2.1, 4.3.0)
ERROR: No matching distribution found for qubesadmin>=9.9` },
  { what: 'cargo cannot reach its index', class: 'network', log: `warning: spurious network error (1 tries remaining): [6] Couldn't resolve host name (Could not resolve host: index.crates.io)
error: failed to get \`libc\` as a dependency of package \`qubes-gui v0.1.0 (/builds/QubesOS/qubes-gui-rust)\`

Caused by:
  [6] Couldn't resolve host name (Could not resolve host: index.crates.io)` },
  // Registries and runners
  { what: 'Docker Hub limits', class: 'registry', failureMessage: 'There has been a runner system failure, please try again', log: `WARNING: Failed to pull image with policy "always": toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit (manager.go:250:0s)
ERROR: Job failed: failed to pull image "debian:trixie" with specified policies [always]: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit (manager.go:250:0s)` },
  { what: 'podman in a script, TLS', class: 'registry', log: `Trying to pull registry.gitlab.com/qubesos/qubes-builder/fedora:latest...
Error: initializing source docker://registry.gitlab.com/qubesos/qubes-builder/fedora:latest: pinging container registry registry.gitlab.com: Get "https://registry.gitlab.com/v2/": net/http: TLS handshake timeout` },
  { what: 'an image without that tag', class: 'registry', log: `Unable to find image 'fedora:99' locally
docker: Error response from daemon: manifest for fedora:99 not found: manifest unknown: manifest unknown.
See 'docker run --help'.` },
  { what: 'a registry that is down', class: 'registry', log: `docker: Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: server misbehaving.` },
  { what: 'Docker is not there', class: 'runner', failureMessage: 'runner_system_failure', log: `ERROR: Preparation failed: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? (docker.go:960:0s)
Will be retried in 3s ...
ERROR: Job failed (system failure): Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? (docker.go:960:0s)` },
  { what: 'a machine that vanished, no log', class: 'runner', failureMessage: 'There has been a runner system failure, please try again', log: '' },
  { what: 'a runner whose disk is full', class: 'disk', failureMessage: 'runner_system_failure', log: `ERROR: Job failed (system failure): Error response from daemon: write /var/lib/docker/tmp/docker-builder12/x: no space left on device (docker.go:660:1s)` },
  { what: 'no runner for the tags', class: 'runner', failureMessage: 'stuck_pending_no_matching_runners', log: '' },
  { what: 'a job that ran too long, REST', class: 'timeout', failureMessage: 'job_execution_timeout', log: `make -C /builds/QubesOS/qubes-linux-kernel/kernel-6.12.9 modules
  CC [M]  drivers/gpu/drm/amd/amdgpu/amdgpu_device.o
WARNING: step_script could not run to completion because the timeout was exceeded. For more control over job and script timeouts see: https://docs.gitlab.com/ci/runners/configure_runners/#set-script-and-after_script-timeouts
ERROR: Job failed: execution took longer than 3h0m0s seconds` },
  { what: 'a job that got stuck, GraphQL', class: 'timeout', failureMessage: 'There has been a timeout failure or the job got stuck. Check your timeout limits or try again', log: `  CC      xen/arch/x86/mm.o
  CC      xen/arch/x86/hvm/hvm.o` },
  { what: 'GitLab’s API failed', class: 'service', failureMessage: 'There has been an API failure, please try again', log: '' },
  { what: 'no more minutes', class: 'service', failureMessage: 'ci_quota_exceeded', log: '' },
  { what: 'artifacts of an earlier job', class: 'dependency', failureMessage: 'There has been a missing dependency failure', log: '' },
  { what: 'a pipeline that may not be started', class: 'configuration', failureMessage: 'This job could not be executed because of insufficient permissions to create a downstream pipeline', log: '' },
  { what: 'killed by the kernel', class: 'memory', log: `/usr/bin/bash: line 187:  2411 Killed                  make -j8
ERROR: Job failed: exit code 137` },
  { what: 'a compiler that was killed', class: 'memory', log: `g++: fatal error: Killed signal terminated program cc1plus
compilation terminated.
make[2]: *** [Makefile:331: qmake_all] Error 1` },
  { what: 'a full disk while compiling', class: 'disk', log: `/tmp/cc0kQ3aB.s: Assembler messages:
/tmp/cc0kQ3aB.s: Fatal error: can't write 1024 bytes to section .text of src/main.o: 'No space left on device'
cc1: fatal error: error writing to /tmp/cc8Qn2Xy.s: No space left on device
compilation terminated.
make: *** [Makefile:12: src/main.o] Error 1
dpkg-buildpackage: error: debian/rules build subprocess returned exit status 2` },
  { what: 'a full disk in tests', class: 'disk', log: `E       OSError: [Errno 28] No space left on device
/usr/lib/python3.13/shutil.py:322: OSError
=========================== short test summary info ============================
FAILED tests/test_backup.py::TC_00_Backup::test_000_basic - OSError: [Errno 28] No space left on device
========================= 1 failed, 41 passed in 12.07s =========================` },
  { what: 'too many requests', class: 'service', log: `{"message":"API rate limit exceeded for 192.0.2.9. (But here's the good news: Authenticated requests get a higher rate limit.)"}
jq: error (at <stdin>:1): Cannot index string with string "tag_name"` },
  // Compilers
  { what: 'gcc', class: 'compile', log: `gcc -Wall -Werror -fPIC -O2 -c -o vchan.o vchan.c
vchan.c: In function ‘libvchan_init’:
vchan.c:118:14: error: implicit declaration of function ‘xengnttab_grant_copy’ [-Wimplicit-function-declaration]
  118 |         rc = xengnttab_grant_copy(ctrl->gnttab, 1, &seg);
      |              ^~~~~~~~~~~~~~~~~~~~
make[1]: *** [Makefile:34: vchan.o] Error 1
make[1]: Leaving directory '/builds/QubesOS/qubes-core-vchan-xen/vchan'
dpkg-buildpackage: error: debian/rules binary subprocess returned exit status 2` },
  { what: 'a header that is missing', class: 'compile', log: `src/gui-agent.c:33:10: fatal error: libvchan.h: No such file or directory
   33 | #include <libvchan.h>
      |          ^~~~~~~~~~~~
compilation terminated.
make: *** [<builtin>: src/gui-agent.o] Error 1` },
  { what: 'the linker', class: 'compile', log: `/usr/bin/ld: /tmp/ccGx1.o: in function \`main':
qubesdb-daemon.c:(.text.startup+0x1c2): undefined reference to \`sd_notify'
collect2: error: ld returned 1 exit status
make: *** [Makefile:20: qubesdb-daemon] Error 1` },
  { what: 'rustc', class: 'compile', log: `error[E0308]: mismatched types
  --> src/lib.rs:214:9
    |
214 |         self.window
    |         ^^^^^^^^^^^ expected \`u32\`, found \`WindowID\`

error: could not compile \`qubes-gui\` (lib) due to 1 previous error` },
  { what: 'go', class: 'compile', log: `# github.com/QubesOS/qubes-example/cmd
cmd/main.go:17:2: "os" imported and not used
cmd/main.go:42:14: undefined: startServer` },
  { what: 'meson without a library', class: 'dependency', log: `Run-time dependency gtk+-3.0 found: NO (tried pkgconfig and cmake)

meson.build:23:8: ERROR: Dependency "gtk+-3.0" not found, tried pkgconfig and cmake` },
  { what: 'configure without a library', class: 'dependency', log: `checking for vchan-xen... no
configure: error: Package requirements (vchan-xen >= 4.2) were not met:

No package 'vchan-xen' found` },
  { what: 'make without a rule', class: 'compile', log: `make: *** No rule to make target 'include/version.h', needed by 'all'.  Stop.` },
  { what: 'make and nothing more', class: 'compile', log: `  OBJCOPY arch/x86/boot/vmlinux.bin
make[1]: *** [Makefile:240: __sub-make] Error 2
make: *** [Makefile:19: rpms] Error 2` },
  { what: 'Python that does not parse', class: 'compile', log: `  File "/builds/QubesOS/qubes-core-admin/qubes/vm/qubesvm.py", line 311
    def start(self
             ^
SyntaxError: '(' was never closed` },
  // Tests
  { what: 'pytest', class: 'test', log: `    def test_002_parse(self):
>       self.assertEqual(parse('a'), 2)
E       AssertionError: 1 != 2

tests/test_policy.py:42: AssertionError
=========================== short test summary info ============================
FAILED tests/test_policy.py::TC_00_Parser::test_002_parse - AssertionError: 1 != 2
========================= 1 failed, 214 passed in 5.43s =========================` },
  { what: 'unittest', class: 'test', log: `test_100_clone (qubes.tests.vm.adminvm.TC_00_AdminVM.test_100_clone) ... FAIL
======================================================================
FAIL: test_100_clone (qubes.tests.vm.adminvm.TC_00_AdminVM.test_100_clone)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/builds/QubesOS/qubes-core-admin/qubes/tests/vm/adminvm.py", line 101, in test_100_clone
    self.assertTrue(self.vm.is_running())
AssertionError: False is not true
----------------------------------------------------------------------
Ran 1031 tests in 78.204s

FAILED (failures=1, skipped=12)` },
  { what: 'meson test', class: 'test', log: ` 1/12 qrexec:client           OK              0.12s
 2/12 qrexec:daemon           FAIL            3.01s   exit status 1
Summary of Failures:
 2/12 qrexec:daemon           FAIL            3.01s   exit status 1
Ok:                 11
Fail:               1
Full log written to /builds/QubesOS/qubes-core-qrexec/build/meson-logs/testlog.txt` },
  { what: 'ctest', class: 'test', log: `      Start 3: wayland
3/3 Test #3: wayland ..........................***Failed    0.84 sec
67% tests passed, 1 tests failed out of 3
The following tests FAILED:
	  3 - wayland (Failed)
Errors while running CTest` },
  { what: 'automake', class: 'test', log: `PASS: t/basic.sh
FAIL: t/rename.sh
============================================================================
# TOTAL: 2
# PASS:  1
# FAIL:  1
make[3]: *** [Makefile:1210: test-suite.log] Error 1
dh_auto_test: error: make -j4 check VERBOSE=1 returned exit code 2` },
  { what: 'cargo test', class: 'test', log: `test tests::roundtrip ... FAILED

failures:

---- tests::roundtrip stdout ----
thread 'tests::roundtrip' panicked at src/lib.rs:88:9:
assertion \`left == right\` failed
  left: 3
 right: 4

test result: FAILED. 11 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s
error: test failed, to rerun pass \`--lib\`` },
  { what: 'go test', class: 'test', log: `--- FAIL: TestParse (0.00s)
    parse_test.go:21: got 3, want 4
FAIL
FAIL	github.com/QubesOS/qubes-example/parse	0.004s
FAIL` },
  { what: 'TAP', class: 'test', log: `ok 1 - starts
not ok 2 - stops within a second
#   Failed test 'stops within a second'
#   at t/10-stop.t line 31.
1..2
# Looks like you failed 1 test of 2.` },
  { what: 'only the spec’s %check', class: 'test', log: `error: Bad exit status from /var/tmp/rpm-tmp.kQ81xC (%check)

RPM build errors:
    Bad exit status from /var/tmp/rpm-tmp.kQ81xC (%check)` },
  { what: 'a crash', class: 'test', log: `make: *** [Makefile:61: check] Segmentation fault (core dumped)` },
  // Linters
  { what: 'flake8', class: 'lint', log: `./qubesadmin/tools/qvm_run.py:88:80: E501 line too long (92 > 79 characters)
./qubesadmin/tools/qvm_run.py:91:1: W391 blank line at end of file` },
  { what: 'pylint', class: 'lint', log: `************* Module qubes.api.admin
qubes/api/admin.py:64:0: C0301: Line too long (84/80) (line-too-long)
qubes/api/admin.py:120:8: W0612: Unused variable 'x' (unused-variable)

------------------------------------------------------------------
Your code has been rated at 9.98/10 (previous run: 10.00/10, -0.02)` },
  { what: 'mypy', class: 'lint', log: `qrexec/policy/parser.py:310: error: Argument 1 to "verify" has incompatible type "str | None"; expected "str"  [arg-type]
Found 1 error in 1 file (checked 24 source files)` },
  { what: 'shellcheck', class: 'lint', log: `In init/qubes-early-vm-config.sh line 12:
    echo $name
         ^---^ SC2086 (info): Double quote to prevent globbing and word splitting.

For more information:
  https://www.shellcheck.net/wiki/SC2086 -- Double quote to prevent globbing ...` },
  { what: 'clang-format', class: 'lint', log: `src/main.c:14:17: error: code should be clang-formatted [-Wclang-format-violations]
int main(int argc,char**argv)
                ^` },
  { what: 'black', class: 'lint', log: `would reformat /builds/QubesOS/qubes-builderv2/qubesbuilder/cli/cli_main.py

Oh no! 💥 💔 💥
1 file would be reformatted, 88 files would be left unchanged.` },
  // Packaging
  { what: 'dh_install', class: 'packaging', log: `   dh_install
dh_install: warning: Cannot find (any matches for) "usr/lib/qubes/qrexec-client" (tried in ., debian/tmp)

dh_install: warning: qubes-core-qrexec missing files: usr/lib/qubes/qrexec-client
dh_install: error: missing files, aborting
make: *** [debian/rules:12: binary] Error 25
dpkg-buildpackage: error: debian/rules binary subprocess returned exit status 2` },
  { what: 'files that no package has', class: 'packaging', log: `Checking for unpackaged file(s): /usr/lib/rpm/check-files /builddir/build/BUILD/qubes-gui-agent-4.3.1-build/BUILDROOT
error: Installed (but unpackaged) file(s) found:
   /usr/lib/systemd/user/qubes-gui.target

RPM build errors:
    Installed (but unpackaged) file(s) found:
   /usr/lib/systemd/user/qubes-gui.target` },
  { what: 'files that are not built', class: 'packaging', log: `error: File not found: /builddir/build/BUILDROOT/qubes-manager-4.2.1-1.fc37.noarch/usr/bin/qubes-global-settings

RPM build errors:
    File not found: /builddir/build/BUILDROOT/qubes-manager-4.2.1-1.fc37.noarch/usr/bin/qubes-global-settings` },
  { what: 'a patch', class: 'packaging', log: `Applying patch patch-fix-ioctl.patch
patching file tools/libs/light/libxl_pci.c
Hunk #2 FAILED at 1203.
1 out of 2 hunks FAILED -- rejects in file tools/libs/light/libxl_pci.c
Patch patch-fix-ioctl.patch does not apply (enforce with -f)
error: Bad exit status from /var/tmp/rpm-tmp.XyZ123 (%prep)` },
  { what: 'dpkg-source', class: 'packaging', log: `dpkg-source: info: using source format '3.0 (quilt)'
dpkg-source: error: can't build with source format '3.0 (quilt)': no upstream tarball found at ../qubes-gui-daemon_4.3.1.orig.tar.{bz2,gz,lzma,xz}
dpkg-buildpackage: error: dpkg-source -b . subprocess returned exit status 25` },
  { what: 'lintian', class: 'packaging', log: `E: qubes-core-agent: python3-depends-but-no-python3-helper usr/bin/qubes-session-autostart
W: qubes-core-agent: no-manual-page usr/bin/qvm-copy` },
  { what: 'unmet build dependencies', class: 'dependency', log: `dpkg-checkbuilddeps: error: Unmet build dependencies: libqubes-pure-dev (>= 4.3.0)
dpkg-buildpackage: warning: build dependencies/conflicts unsatisfied; aborting` },
  { what: 'dpkg that cannot configure', class: 'packaging', log: `Setting up qubes-core-agent (4.3.2-1+deb13u1) ...
dpkg: error processing package qubes-core-agent (--configure):
 installed qubes-core-agent package post-installation script subprocess returned error exit status 1
Errors were encountered while processing:
 qubes-core-agent
E: Sub-process /usr/bin/dpkg returned an error code (1)` },
  // Reproducibility and configuration
  { what: 'reprotest with differences', class: 'reproducibility', log: `--- ../store/control
+++ ../store/experiment-1
│   --- ../store/control/sample_1.0-1_all.deb
├── +++ ../store/experiment-1/sample_1.0-1_all.deb
│ ├── data.tar.xz
│ │ ├── data.tar
│ │ │ ├── ./usr/share/sample/version
│ │ │ │ @@ -1 +1 @@
│ │ │ │ -built on 2026-11-22 at 20:01:08, error: none
│ │ │ │ +built on 2027-09-08 at 09:08:09, error: none` },
  { what: 'a script that says so', class: 'reproducibility', log: `=======================
Reproduction failed
=======================` },
  { what: 'YAML that does not parse', class: 'configuration', log: `yaml.scanner.ScannerError: mapping values are not allowed here
  in "builder.yml", line 14, column 12` },
  { what: 'a module that is missing', class: 'configuration', log: `Traceback (most recent call last):
  File "/usr/local/bin/sphinx-build", line 5, in <module>
    from sphinx.cmd.build import main
ModuleNotFoundError: No module named 'sphinx'` },
  { what: 'a program that is missing', class: 'configuration', log: `/usr/bin/bash: line 174: createrepo_c: command not found` },
  // Where no rule tells
  { what: 'nothing to go by', class: 'unknown', log: `$ ./run.sh
starting
done
` },
  { what: 'an error of its own kind', class: 'unknown', log: 'qubes-infra: the moon is in the wrong phase, cannot continue' },
  { what: 'no reason, no log', class: 'unknown', failureMessage: 'unknown_failure', log: '' },
];

/** Logs that quote, or are named for, what they are not. */
export const MISLEADING: readonly LabelledFailure[] = [
  { what: 'a file named for an outage', class: 'compile', log: `src/mirror-unreachable.c: In function ‘temporary_failure_resolving’:
src/mirror-unreachable.c:12:5: error: ‘connection_timed_out’ undeclared (first use in this function)
make: *** [Makefile:3: mirror-unreachable.o] Error 1` },
  { what: 'a test that passed on a full disk, one that failed on an assertion', class: 'test', log: `tests/test_disk.py::test_reports "write: No space left on device" PASSED [ 50%]
tests/test_disk.py::test_counts FAILED [100%]
E       AssertionError: assert 3 == 4
=========================== short test summary info ============================
FAILED tests/test_disk.py::test_counts - AssertionError: assert 3 == 4` },
  { what: 'the log of a simulated outage before the assertion', class: 'test', log: `INFO  fake mirror: curl: (28) Connection timed out
INFO  fake disk: write failed: No space left on device
ok 1 - survives
FAIL: test_retry (tests.net.Retry.test_retry)
AssertionError: 2 != 3` },
  { what: 'a warning of apt that was overcome', class: 'compile', log: `W: Failed to fetch http://deb.example.org/debian/dists/trixie/InRelease  Could not connect to deb.example.org:80 (192.0.2.32), connection timed out
W: Some index files failed to download. They have been ignored, or old ones used instead.
Reading package lists...
gcc -c main.c
main.c:3:1: error: unknown type name ‘foo’` },
  { what: 'a clone that was tried again', class: 'test', log: `fatal: unable to access 'https://github.com/QubesOS/qubes-secpack/': Failed to connect to github.com port 443 after 3 ms: Connection refused
Retrying in 10 seconds (1/3)
Cloning into 'qubes-secpack'...
--- FAIL: TestVerify (0.10s)` },
  { what: 'a command that names an error', class: 'unknown', log: `$ ! grep -q 'cp: cannot write: No space left on device' build.log
+ test -e 'curl: (28) Timeout'
cleaned` },
  { what: 'a comparison of packages with errors in them', class: 'reproducibility', log: `--- ../store/control
+++ ../store/experiment-1
├── ./usr/share/doc/errors.txt
│ @@ -1,2 +1,2 @@
│ -main.c:3:1: error: unknown type name
│ +curl: (28) Connection timed out: No space left on device` },
  { what: 'a script that claims to be the runner', class: 'test', log: `ERROR: Job failed (system failure): just kidding
not ok 4 - jokes` },
  { what: 'words of the infrastructure in prose', class: 'unknown', log: `The mirror is reachable, the network is up, the disk has room, the registry answers.
Nothing timed out. The runner is well.` },
  { what: 'a library called gpg', class: 'compile', log: `src/gpg_no_pubkey.c:7:2: error: #error "bad signature of function"` },
  { what: 'a passing test with a telling name', class: 'lint', log: `test_no_pubkey_is_reported (tests.TestSignature.test_no_pubkey_is_reported) ... ok
PASSED tests/test_x.py::test_toomanyrequests
./setup.py:3:1: F401 'os' imported but unused` },
  { what: 'a reason that is a line of a log', class: 'unknown', failureMessage: 'cp: write error: No space left on device', log: '' },
];
