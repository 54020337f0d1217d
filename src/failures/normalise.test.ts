// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';

describe('normalise', () => {
  it.each([
    ['E: Failed to fetch http://deb.example.org/debian/pool/main/libs/libssl3_3.0.11-1_amd64.deb  503  Service Unavailable [IP: 151.101.2.132 80]',
      'e: failed to fetch http://deb.example.org/ # service unavailable [ip: <ip> #]'],
    ['  Could not connect to mirror1.example.org:80 (10.137.0.12). - connect (111: Connection refused)',
      'could not connect to mirror1.example.org (<ip>). - connect (#: connection refused)'],
    ['Could not connect to deb.example.org:80 (2a04:4e42::644), connection timed out', 'could not connect to deb.example.org (<ip>), connection timed out'],
    ['curl: (28) Failed to connect to ftp.qubes-os.org port 443 after 130987 ms: Connection timed out', 'curl: (#) failed to connect to ftp.qubes-os.org port # after #: connection timed out'],
    ["fatal: unable to access 'https://someone@github.com/QubesOS/qubes-a/': Could not resolve host: github.com", "fatal: unable to access 'https://github.com/': could not resolve host: github.com"],
    ['src/vchan/init.c:120:5: error: implicit declaration of function ‘libvchan_wait2’', "src/vchan/init.c:#: error: implicit declaration of function 'libvchan_wait2'"],
    ['/builds/QubesOS/qubes-x/src/foo.c:3:10: fatal error: xenctrl.h: No such file or directory', '<file>: fatal error: xenctrl.h: no such file or directory'],
    ['bar/baz.c:13:10: fatal error: xenctrl.h: No such file or directory', '<file>: fatal error: xenctrl.h: no such file or directory'],
    ['error: Bad exit status from /var/tmp/rpm-tmp.AbC123 (%build)', 'error: bad exit status from <tmp> (%build)'],
    ['cannot stat /builds/QubesOS/qubes-core-qrexec/agent/x: gone', 'cannot stat <dir>/agent/x: gone'],
    ['error: File not found: /home/user/rpmbuild/BUILD/qubes-a-4.2.1/usr/bin/x', 'error: file not found: <dir>/usr/bin/x'],
    ['make[2]: *** [Makefile:12: all] Error 2', 'make[#]: *** [makefile:#: all] error #'],
    ['ERROR: Job failed: execution took longer than 1h0m0s seconds', 'error: job failed: execution took longer than # seconds'],
    ['[12:33:44] E 2026-11-05T03:00:00.123Z run 550e8400-e29b-41d4-a716-446655440000 at 3f2a9c1d, Thu, 05 Nov 2026 03:00:00 +0000', '[<time>] e <time> run <id> at <hex>, <time>'],
    ['xen-devel >= 2001:4.19.0-1.fc41 is needed by qubes-libvchan-xen-4.2.5-1.fc41.x86_64', 'xen-devel >= # is needed by <package>'],
    ['nothing provides libvchan-xen.so.1()(64bit) needed by qubes-core-agent-4.3.2-1.fc42.x86_64', 'nothing provides libvchan-xen.so.1()(64bit) needed by <package>'],
    [' qubes-gui-agent-build-deps : Depends: libxen-dev (>= 4.17.2-1) but it is not installable', '<package> : depends: libxen-dev (>= #) but it is not installable'],
    ["dpkg-source: error: can't build with qubes-core-qrexec_4.3.1-1+deb12u1.dsc", "dpkg-source: error: can't build with qubes-core-qrexec_#"],
    ['Need to get 12.5 MB, 45% in 3s', 'need to get #, # in #'],
    ['digest sha256:9f2b5d8c4e2a7b1d3c6f8e0a9b7c5d3e1f0a2b4c6d8e0f1a3b5c7d9e0f2a4b6c', 'digest sha256:<hex>'],
    // What tells causes apart.
    ['python3.11 on fc42 for r4.3: libfoo.so.5', 'python3.11 on fc42 for r4.3: libfoo.so.5'],
    ['mirror2.example.org is down', 'mirror2.example.org is down'],
    ['std::a0::b is undefined', 'std::a0::b is undefined'],
  ])('makes of %j %j', (message, expected) => {
    expect(normalise(message)).toBe(expected);
  });

  it('takes any text, and is as it is whatever its numbers are', () => {
    const words = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(' ', ':', '/', '-', '#')));
    fc.assert(fc.property(words, fc.nat(), fc.nat(), (pieces, one, other) => {
      const text = pieces.join('');
      expect(normalise(`${text} ${one} ends`)).toBe(normalise(`${text} ${other} ends`));
    }));
  });

  it.each(['1.', 'a:', '/tmp/', '0', 'a-1.', 'http://', '/builds/', 'f:', '1-', 'a_1-', '1:', 'x:1', '::', '1 '])('is done soon with a line of nothing but %j', (piece) => {
    const line = piece.repeat(400).slice(0, 400);
    const startedAt = performance.now();
    for (let times = 0; times < 100; times += 1) normalise(line);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
