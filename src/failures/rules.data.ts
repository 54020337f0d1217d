// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { LogRule } from './rule.ts';

/**
 * What lines of a log say, in the words of the tools that print them. Where several rules know a line the first tells, so
 * a cause stands before what it causes: the full disk before the compiler's error that it made. A rule of the
 * infrastructure takes a tool's whole phrase, never a bare one that a test may print.
 */
export const CAUSES: readonly LogRule[] = [
  // Disk and memory: without them every other tool fails.
  {
    name: 'disk-full', class: 'disk', title: 'disk full',
    lines: [
      /(?::|\]|\(28\)) *no space left on device/i, /: disk quota exceeded/i,
      /you don't have enough free space in/i, /more space needed on the \S+ filesystem/i, /^error: (?:not enough free disk space|partition \S+ too full)/i,
    ],
  },
  {
    name: 'memory', class: 'memory', title: 'out of memory',
    lines: [
      /\bline \d+: +\d+ Killed\b/, /^Killed$/, /(?:signal terminated program|terminated with signal 9)/, /fatal error: Killed\b/, /signal: killed\b/,
      /\bout of memory: killed process/i, /\bOOMKilled\b/, /: cannot allocate memory/i, /virtual memory exhausted/i, /heap out of memory/i,
      /fatal error: (?:runtime: )?out of memory/i, /LLVM ERROR: out of memory/i, /\bexit(?:ed)?(?: with)?(?: code| status)? 137\b/i,
    ],
  },
  // Registries, before the network that their lines speak of.
  { name: 'registry-limit', class: 'registry', title: 'registry limit reached', lines: [/\btoomanyrequests\b/, /reached your (?:unauthenticated )?pull rate limit/i] },
  {
    name: 'image-missing', class: 'registry', title: 'image not in the registry',
    lines: [
      /manifest for \S+ not found/i, /\bmanifest unknown\b/i, /pull access denied for/i, /repository does not exist or may require/i,
      /\berror: no such image:/i, /error response from daemon: no such image/i,
    ],
  },
  {
    name: 'registry-denied', class: 'registry', title: 'registry denied access',
    lines: [
      /requested access to the resource is denied/i, /error response from daemon: .{0,200}(?:unauthorized|access denied|denied:)/i,
      /(?:copying|reading|initializing|pinging|trying to reuse) .{0,200}(?:unauthorized:|authentication required)/i,
    ],
  },
  {
    name: 'registry-unreachable', class: 'registry', title: 'registry unreachable',
    lines: [
      /failed to pull image/i, /error response from daemon: (?:get|head) "?https?:/i, /error pulling image/i, /pinging container registry/i,
      /initializing source docker:/i, /failed to (?:resolve (?:reference|source metadata)|copy: httpReadSeeker)/i,
      /unable to copy from source docker:/i, /\b(?:ImagePullBackOff|ErrImagePull)\b/,
    ],
  },
  // Signatures, before the archive that apt and dnf then do not use.
  {
    name: 'key-missing', class: 'signature', title: 'signing key missing',
    lines: [
      /\bNO_PUBKEY\b/, /can't check signature: no public key/i, /public key for \S+ is not installed/i, /: NOKEY\b/, /unknown public key/i,
      /keyserver receive failed/i, /key "?\S{1,100}"? could not be (?:imported|looked up)/i,
    ],
  },
  {
    name: 'key-expired', class: 'signature', title: 'signing key or signature expired',
    lines: [/\b(?:EXPKEYSIG|KEYEXPIRED|EXPSIG|REVKEYSIG)\b/, /signature (?:is|has) expired/i, /release file .{0,200} is (?:expired|not valid yet)/i],
  },
  {
    name: 'signature-bad', class: 'signature', title: 'signature not valid',
    lines: [
      /\bBADSIG\b/, /gpg: bad signature/i, /signatures? (?:were invalid|couldn't be verified|verification failed)/i, /signatures not ok/i,
      /signature from .{0,200} is (?:unknown trust|marginal trust|invalid)/i,
      /no valid openpgp data/i, /error: no signature found/i,
    ],
  },
  {
    name: 'checksum', class: 'signature', title: 'checksum does not match',
    lines: [/^\S+: FAILED$/, /(?:checksum|sha(?:256|512)(?:sum)?|hash) mismatch(?!.{0,40}mirror)/i, /checksum .{0,100}(?:doesn't|does not) match/i],
  },
  // What is not where it is looked for; before the network, whose words surround it.
  {
    name: 'git-access', class: 'configuration', title: 'repository or ref not to be had',
    lines: [
      /fatal: (?:could not read (?:username|password)|authentication failed|couldn't find remote ref|reference is not a tree|ambiguous argument)/i,
      /fatal: (?:repository '.{1,300}' not found|remote branch \S{1,200} not found)/i, /unable to access '.{1,300}': the requested URL returned error: 4(?!29)/i, /remote: http basic: access denied/i,
      /permission denied \(publickey\b/i,  /pathspec '.{1,200}' did not match/i,
      /remote: (?:the project you were looking for|you are not allowed)/i,
    ],
  },
  {
    name: 'not-in-archive', class: 'dependency', title: 'repository or package gone',
    lines: [
      /failed to fetch \S{1,300} +40[34] /i, /^ +40[34] +(?:not found|forbidden) /i, /status code: 40[34] for/i, /the requested URL returned error: 40[34]/i, /\bERROR 40[34]: /,
    ],
  },
  {
    name: 'out-of-sync', class: 'network', title: 'mirror out of sync',
    lines: [/hash sum mismatch/i, /mirror sync in progress/i, /repomd\.xml does not match metalink/i, /downloading successful, but checksum doesn't match/i],
  },
  {
    name: 'mirror-unreachable', class: 'network', title: 'mirror unreachable',
    lines: [
      /failed to fetch \S{1,300} +(?:5\d\d |could not|cannot|unable to|temporary failure|connection|error reading|read error|undetermined|failed to connect)/i,
      /^ +(?:could not connect to|cannot initiate the connection to|unable to connect to|temporary failure resolving|could not resolve|connection (?:failed|timed out))/i,
      /\bcould not connect to \S{1,260}:\d{1,5} \(/i, /temporary failure resolving '/i,
      /(?:^|[>:-] )(?:curl|librepo) error(?: \(\d+\))?: /i, /status code: 5\d\d for/i, /no more mirrors to try/i,
      /failed retrieving file '.{1,200}' from/i, /failed to synchronize (?:all databases|cache for repo)/i,
    ],
  },
  {
    name: 'git-unreachable', class: 'network', title: 'git server unreachable',
    lines: [
      /unable to access '.{1,300}': .{0,60}(?:could not resolve|failed to connect|couldn't connect|connection|timed out|error: 5\d\d|gnutls|openssl|ssl_|recv failure|empty reply|http\/?2)/i,
      /error: rpc failed/i, /remote end hung up unexpectedly/i, /fatal: early eof/i, /ssh: connect to host/i, /kex_exchange_identification/i, /fatal: unable to connect to/i,
    ],
  },
  {
    name: 'download-failed', class: 'network', title: 'download failed',
    lines: [
      /curl: \((?:5|6|7|16|18|28|35|52|55|56|60|92)\)/, /curl: \(22\) .{0,60}error: 5\d\d/, /unable to resolve host address/i, /\bERROR 5\d\d: /,
      /^wget: (?:download timed out|can't connect|bad address)/i, /failed: (?:connection (?:timed out|refused)|temporary failure in name resolution|network is unreachable|no route to host)\./i,
      /unable to establish SSL connection/i, /==> ERROR: failure while downloading/i,
    ],
  },
  {
    name: 'index-unreachable', class: 'network', title: 'package index unreachable',
    lines: [
      /could not fetch url .{0,300}connection error/i, /max retries exceeded with url/i, /\bconnection broken by '/i,
      /^(?:npm|yarn|pnpm)\b.{0,30}\b(?:ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|network)\b/i, /spurious network error/i,
      /\[(?:6|7|28|35|56)\] .{0,60}(?:couldn't|could not|timeout|ssl)/i, /\bproxy\.golang\.org\b.{0,100}(?:timeout|no such host|refused)/i,
      /failed to download from `?https?:/i,
    ],
  },
  // Services and runners.
  { name: 'rate-limited', class: 'service', title: 'rate limit of a service', lines: [/\b429 +too many requests/i, /returned error: 429\b/i, /API rate limit exceeded/i] },
  { name: 'artifacts-service', class: 'service', title: 'artifacts not transferred', lines: [/(?:uploading|downloading) artifacts .{0,200}coordinator\.{0,3} .{0,60}\b5\d\d\b/i] },
  { name: 'artifacts-gone', class: 'dependency', title: 'artifacts of an earlier job missing', lines: [/downloading artifacts .{0,200}coordinator\.{0,3} .{0,60}(?:\b40[134]\b|not found)/i] },
  {
    name: 'runner', class: 'runner', title: 'runner failed',
    lines: [
      /job failed \(system failure\)/i, /^ERROR: preparation failed:/i, /job failed: prepare environment/i, /cannot connect to the docker daemon/i,
      /OCI runtime (?:create|exec) failed/i, /error response from daemon: no such container/i, /fork: (?:retry: )?resource temporarily unavailable/i,
      /: read-only file system$/i,
    ],
  },
  { name: 'time-limit', class: 'timeout', title: 'time limit exceeded', lines: [/job failed: execution took longer than/i, /could not run to completion because the timeout was exceeded/i, /^timeout: sending signal/i] },
  {
    name: 'not-reproduced', class: 'reproducibility', title: 'not reproduced',
    lines: [/\bis (?:not |un)reproducible\b/i, /\bunreproducible (?:package|artifact|file)/i, /\bbuilds are not identical/i, /investigate with diffoscope/],
  },
  // Checks of style, before compilers, whose form they use.
  {
    name: 'types', class: 'lint', title: 'type check failed',
    lines: [/\.pyi?:\d+(?::\d+)?: error: .*\[[a-z-]+\]$/, /\.pyi?:\d+:\d+ - error: /],
  },
  {
    name: 'style', class: 'lint', title: 'linter failed',
    lines: [
      /\.pyi?:\d+:\d+:? [A-Z]{1,4}\d{3,4}\b/, /^would reformat /, /imports are incorrectly sorted/i, /\bSC\d{4}\b(?:\]| \((?:error|warning|info|style)\))/,
      /clang-format-violations\]/, /\[[a-z]+-[\w.,-]+,-warnings-as-errors\]/, /\.go:\d+:\d+: .*\([a-z]+\)$/, /✖ \d+ problems?/, /^\S+:\d+: \S+ ==> \S+/,
      /^ +\d+:\d+ +error +\S/, /\bMD\d{3}\//, /\.{8,}Failed$/, /:\d+: (?:trailing whitespace|new blank line at EOF)\.$/, /^\d+: [A-Z]{1,2}\d{1,3} .*: "/,
    ],
  },
  { name: 'lintian', class: 'packaging', title: 'lintian found errors', lines: [/^E: [a-z0-9][a-z0-9+.-]+(?: (?:source|changes|udeb|buildinfo))?: [a-z][a-z0-9]*-[a-z0-9-]+(?: |$)/] },
  // What a build needs.
  {
    name: 'dependency', class: 'dependency', title: 'dependency not available',
    lines: [
      /unmet build dep/i, /unable to locate package/i, /has no installation candidate/i,
      /but it is not (?:installable|going to be installed)/i, /\bis needed by \S+$/i, /unable to find a match/i,
      /no match for argument/i, /nothing provides .{1,200} needed by/i, /no matching package to install/i,
      /no package found for/i, /\btarget not found: /i, /unable to satisfy dependency/i,
    ],
  },
  {
    name: 'library-missing', class: 'dependency', title: 'library not found',
    lines: [
      /package requirements \(.{0,300}\) were not met/i, /no package '.{1,200}' found/i, /package '.{1,200}', required by .{1,200}, not found/i,
      /dependency "?[\w.+-]{1,100}"?(?: found: NO| not found)/i, /could not find a package configuration file/i, /could not find .{1,100} \(missing:/i, /cannot find -l/i,
    ],
  },
  {
    name: 'module-not-in-index', class: 'dependency', title: 'module not in the index',
    lines: [/\bResolutionImpossible\b/, /\bERESOLVE\b/, /failed to select a version for/i, /no required module provides package/i, /no matching package named/i],
  },
  // Packaging.
  {
    name: 'packaged-files', class: 'packaging', title: 'packaged files do not match',
    lines: [
      /dh_(?:install|missing|installman|installdocs): (?:error|warning): (?!missing files, aborting)/, /^dh_install: \S+ missing files \(/,
      /error: (?:file|directory) not found(?: by glob)?: /i, /file listed twice: /i, /trying to overwrite '/i, /from install of .{1,200} conflicts with file from/i, / exists in filesystem(?: \(owned by|$)/,
    ],
  },
  {
    name: 'patch', class: 'packaging', title: 'patch does not apply',
    lines: [/^Hunk #\d+ FAILED/, /patch does not apply/i, /error: patch failed/i, /can't find file to patch/i, /^Patch \S+ does not apply/, /reversed \(or previously applied\) patch/i],
  },
  {
    name: 'debian-packaging', class: 'packaging', title: 'Debian packaging failed',
    lines: [
      /dpkg-(?:source|gencontrol|shlibdeps|gensymbols|deb|genbuildinfo|genchanges|parsechangelog|architecture): error: /, /dpkg: error processing (?:package|archive)/,
      /script subprocess returned error/, /some (?:new )?symbols or patterns (?:dis)?appeared/, /\bdh: error: /, /dh_(?!auto_)[a-z_]+: error: (?!.{0,100} returned exit code|missing files, aborting)/, /debian\/rules:\d+: \*\*\* /,
    ],
  },
  {
    name: 'rpm-packaging', class: 'packaging', title: 'RPM packaging failed',
    lines: [/^error: (?:line \d+: |bad (?:source|file): |no patch number |%\w+|unclosed |failed to (?:read|parse|expand)|unable to open \S+: )/i, /error: query of specfile .{1,200} failed/i, /file must begin with "\/"/i, /empty %files file/i],
  },
  // How the job itself is set up.
  { name: 'module-missing', class: 'configuration', title: 'Python module missing', lines: [/\bModuleNotFoundError: /, /\bImportError: (?:cannot import name|No module named)/] },
  {
    name: 'program-missing', class: 'configuration', title: 'program missing',
    lines: [/: command not found$/, /: \d+: \S+: (?:not found|permission denied)$/i, /executable file not found in/, /^(?:\/usr\/bin\/)?env: .{1,100}: no such file or directory$/i],
  },
  {
    name: 'configuration', class: 'configuration', title: 'configuration not readable',
    lines: [
      /^yaml\.(?:scanner|parser|composer|constructor)\.\w+Error/, /did not find expected (?:key|'-' indicator)/, /mapping values are not allowed/,
      /^(?:\w+\.)*(?:Validation|Config|Configuration|JSONDecode|TOMLDecode)Error: /, /job's log exceeded limit/i, /too large archive/,
    ],
  },
  // Compilers and linkers.
  { name: 'compiler-broke', class: 'compile', title: 'compiler broke', lines: [/internal compiler error/i, /please submit a full bug report/i] },
  {
    name: 'compile', class: 'compile', title: 'does not compile',
    lines: [
      /:\d+(?::\d+)?: (?:fatal )?error: /, /^\S+: fatal error: /, /^\W*error\[E\d{4}\]/, /\.go:\d+:\d+: \S/, /error TS\d+: /, /^\W*(?:Syntax|Indentation|Tab)Error: /,
    ],
  },
  { name: 'link', class: 'compile', title: 'does not link', lines: [/undefined reference to/, /multiple definition of/, /error: linking with/] },
  {
    name: 'build-set-up', class: 'compile', title: 'build cannot be set up',
    lines: [/no rule to make target/i, /: \*\*\* missing separator/, /^configure: error: /, /CMake Error (?:at|in|:)/, /meson\.build:\d+:\d+: ERROR: /, /^(?:autoreconf|autoconf|automake|ninja): error: /],
  },
  // Tests.
  {
    name: 'test', class: 'test', title: 'test failed',
    lines: [
      /^FAILED \S+::\S+/, /^E {2,}\S/, /^(?:FAIL|ERROR): \S+ \(\S+\)/, /^(?:FAIL|XPASS): \S+(?: \d+ .*)?$/,
      /^\s*not ok \d+(?!.*# (?:TODO|SKIP))/, /\*\*\*(?:Failed|Timeout|Exception)/, /^ *\d+\/\d+ .* (?:FAIL|TIMEOUT|ERROR) +[\d.]+ ?s/,
      /^test \S.* \.\.\. FAILED$/, /\bpanicked at /, /^\s*--- FAIL: /, /^FAIL {2,}\S+/, /\[ {2}FAILED {2}\]/, /^\s*[✗✕×] /, /# +Failed test/,
      /: Assertion [`'].* failed\.$/, /panic: test timed out/, /^autopkgtest \[.{1,40}\]: .*FAIL/, /^\S+ +FAIL (?:non-zero|stderr|badpkg|timed out)/,
    ],
  },
];

/**
 * What says that something failed and not why. Asked only where none of the causes knows any line: the first that knows one
 * tells.
 */
export const AFTERMATH: readonly LogRule[] = [
  {
    name: 'signature-summary', class: 'signature', title: 'signature not accepted',
    lines: [/' is not signed\b/i, /GPG check FAILED/i, /\(PGP signature\)/i, /PGP signatures could not be verified/i, /computed checksums? did not match/i, /did not pass the validity check/i],
  },
  {
    name: 'dependency-summary', class: 'dependency', title: 'dependencies not available',
    lines: [
      /held broken packages/i, /have unmet dependencies/i, /failed build dependencies/i, /conflicting requests/i, /could not satisfy dependencies/i,
      /unable to install all build-dep/i, /(?:does not have a|no longer has a) release file/i, /some packages could not be found/i, /no matching distribution found/i,
    ],
  },
  {
    name: 'test-summary', class: 'test', title: 'tests failed',
    lines: [
      /^=+ .*\b\d+ (?:failed|errors?)\b.* in [\d.]+s/, /^FAILED \((?:failures|errors)=/, /^(?:[\w.]+\.)?AssertionError\b/, /^ERROR \S+\.py/, /^# (?:FAIL|ERROR): +[1-9]/, /errors while running CTest/i,
      /tests? passed, [1-9]\d* tests? failed/, /^(?:Fail|Timeout): +[1-9]/, /test result: FAILED/, /^Result: FAIL/, /^Tests: +[1-9]\d* failed/,
      /dh_auto_test: error/, /bad exit status from \S+ \(%check\)/i, /make\S*: \*\*\* \[.*(?:check|test)\S*\] Error/,
    ],
  },
  {
    name: 'build-summary', class: 'compile', title: 'build failed',
    lines: [
      /dh_auto_(?:build|configure|install): error/, /bad exit status from \S+ \(%(?:build|conf)\)/i, /(?:ninja|samu): build stopped/, /^FAILED: /, /\bld returned \d+ exit status/, /error: (?:could not compile `|aborting due to)/,
      /dpkg-buildpackage: error: (?:fakeroot )?debian\/rules build/, /error: command '\S*(?:gcc|g\+\+|cc|clang)\S*' failed/, /a failure occurred in (?:build|prepare)\(\)/i,
    ],
  },
  {
    name: 'packaging-summary', class: 'packaging', title: 'packaging failed',
    lines: [
      /installed \(but unpackaged\) file\(s\) found/i, /dpkg-buildpackage: error: /, /debuild: fatal error/, /bad exit status from \S+ \(%(?:prep|install)\)/i, /^RPM build errors:/,
      /a failure occurred in (?:package|check)\(\)/i, /\bdh_[a-z_]+: error: /, /error: bad exit status from/i,
    ],
  },
  {
    name: 'download-summary', class: 'network', title: 'packages not downloaded',
    lines: [
      /unable to fetch some archives/i, /some index files failed to download/i, /failed to download metadata for repo/i,
      /cannot (?:download repomd|prepare internal mirrorlist)/i, /error downloading packages/i, /failed to retrieve some files/i,
    ],
  },
  {
    name: 'crash', class: 'test', title: 'program crashed',
    lines: [/\bsegmentation fault\b/i, /\(core dumped\)/, /\b(?:Address|UndefinedBehavior|Memory|Thread)Sanitizer: /, /stack smashing detected/, /terminate called after throwing/],
  },
  { name: 'lint-summary', class: 'lint', title: 'linter failed', lines: [/your code has been rated at/i, /^oh no! /i, /^found \d+ errors?\b/i, /\d+ files? would be reformatted/] },
  { name: 'make', class: 'compile', title: 'make failed', lines: [/\bg?make(?:\[\d+\])?: \*\*\* .*Error \d+/] },
  { name: 'differences', class: 'reproducibility', title: 'builds differ', lines: [/^\W*reproduction failed/i, /^(?:---|\+\+\+) \S*\/(?:control|experiment-\d+)(?:\/|$)/, /^[├└]── /] },
  {
    name: 'unrecognised', class: 'unknown', title: 'not recognised',
    lines: [/\b(?:error|fatal|failed|failure|cannot|could not|unable to|not found|exception|no such|denied)\b/i],
  },
];
