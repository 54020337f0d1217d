// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Names as nobody gives them in good faith: each has to appear as text, never as markup, path or link. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\'; DROP TABLE pipeline; --',
  '\u202egnp.exe',
  'nul\u0000byte',
  'line\r\nbreak: yes',
  '👩‍💻🧨 emoji',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '-',
  '--help',
  '.',
  '..',
  ' ',
  '/',
  'CON',
  '__proto__',
  '{{7*7}}${7*7}',
  '[text](javascript:alert(1))',
  'a'.repeat(10_000),
];
