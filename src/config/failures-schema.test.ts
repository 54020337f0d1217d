// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseConfig } from './read.ts';

function parse(failures: string): ReturnType<typeof parseConfig>['failures'] {
  return parseConfig(`gitlab: {groups: [a]}\nfailures: ${failures}`, 'p.yml').failures;
}

describe('failures', () => {
  it('reads a hundred logs and knows no rules of its own, unless told otherwise', () => {
    expect(parse('{}')).toEqual({ traces: 100, rules: [] });
    expect(parse('{traces: 0}').traces).toBe(0);
  });

  it.each([
    ['{traces: -1}', /failures.traces: found -1, expected at least 0/],
    ['{traces: 10001}', /expected at most 10000/],
    ['{rules: [{name: a, class: unknown, pattern: x}]}', /failures.rules\[0\].class: found "unknown"/],
    ['{rules: [{name: a, class: network, pattern: "("}]}', /failures.rules\[0\].pattern: .*expected a JavaScript regular expression/],
    ['{rules: [{name: a, class: network}]}', /failures.rules\[0\].pattern: found nothing/],
    ['{rules: [{name: a, class: disk, pattern: x}, {name: a, class: disk, pattern: y}]}', /failures.rules\[1\].name: .*a name of its own: entry 0 has it too/],
    ['{logs: 5}', /failures.logs: unknown key/],
  ])('refuses %s', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('takes rules with and without a title, in their order', () => {
    expect(parse('{traces: 5, rules: [{name: proxy, class: network, title: our proxy, pattern: "proxy .* refused"}, {name: odd, class: lint, pattern: moon}]}')).toEqual({
      traces: 5,
      rules: [{ name: 'proxy', class: 'network', title: 'our proxy', pattern: 'proxy .* refused' }, { name: 'odd', class: 'lint', pattern: 'moon' }],
    });
  });
});
