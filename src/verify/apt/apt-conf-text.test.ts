// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAptConf } from './apt-conf-text.ts';
import { createAptConfiguration } from './apt-configuration.ts';

function read(text: string): readonly (readonly [string, string])[] {
  return parseAptConf(Buffer.from(text)).dump();
}

describe('parseAptConf', () => {
  it('reads a configuration of apt-transport-in-toto unchanged', () => {
    const configuration = parseAptConf(readFileSync(new URL('fixtures/apt.conf.d-intoto', import.meta.url)));
    expect(configuration.findList('APT::Intoto::Rebuilders')).toEqual(['http://127.0.0.1:18502', 'http://127.0.0.1:18503']);
    expect(configuration.findList('APT::Intoto::Layout')).toEqual(['/srv/intoto/root.layout']);
    expect(configuration.findList('APT::Intoto::Keyids')).toEqual(['b4d75efd0e5b701a9b9997383d57d71b4e548ed9']);
  });

  it.each<[what: string, text: string, dump: readonly (readonly [string, string])[]]>([
    ['scalars', 'A::B "x"; A::C y;', [['A', ''], ['A::B', 'x'], ['A::C', 'y']]],
    ['scopes', 'A { B "x"; C { D "y"; }; };', [['A', ''], ['A::B', 'x'], ['A::C', ''], ['A::C::D', 'y']]],
    ['scopes without semicolons', 'A { B "x"; } C "y";', [['A', ''], ['A::B', 'x'], ['C', 'y']]],
    ['lists', 'A { "x"; "y"; }; A:: "z";', [['A', ''], ['A::', 'x'], ['A::', 'y'], ['A::', 'z']]],
    ['a value of a scope', 'A "x" { B "y"; };', [['A', 'x'], ['A::B', 'y']]],
    ['strings put together', 'A "x" "y";', [['A', 'x y']]],
    ['comments', 'A "x"; // B "y";\n# C "z";\n/* D "a"; */ E "b"; /* F\n"c"; */ G "d";', [['A', 'x'], ['E', 'b'], ['G', 'd']]],
    ['comments over lines', 'A "x"; /* B\nC "y";\n"z"; */ D "w";', [['A', 'x'], ['D', 'w']]],
    ['marks of comments in quotes', 'A "http://x"; B "#y"; C "/*z*/";', [['A', 'http://x'], ['B', '#y'], ['C', '/*z*/']]],
    ['signs of statements in quotes', 'A "x;y{z}";', [['A', 'x;y{z}']]],
    ['percent signs, which quotes protect', 'A "a%20b"; B a%20b; C a%2; D a%zz;', [['A', 'a%20b'], ['B', 'a b'], ['C', 'a%2'], ['D', 'a%zz']]],
    ['bytes of UTF-8', 'A b%c3%bc; B "ü";', [['A', 'bü'], ['B', 'ü']]],
    ['names in any case', 'Abc "x"; aBC "y";', [['Abc', 'y']]],
    ['statements over lines, with tabs', 'A\n\t{\n\tB\n"x"\n;\n};', [['A', ''], ['A::B', 'x']]],
    ['#clear', 'A "x"; A::B "y"; #clear A;', [['A', '']]],
    ['#clear of what is not there', '#clear A;', []],
    ['a list of known settings', '#x-apt-configure-index "x";', []],
    ['brackets', 'A [x y];', [['A', '[x y]']]],
    ['a comment that never ends', 'A "x"; /* B "y";', [['A', 'x']]],
    ['a brace too many', '}; A "x";', [['A', 'x']]],
    ['empty statements', ';; A {}; ;', []],
    ['a member without a name', 'A { ""; };', [['A', ''], ['A::', '']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, dump) => {
    expect(read(text)).toEqual(dump);
  });

  it.each([
    ['a block without a name', '{ A "x"; };', 1],
    ['more after a value', 'A "x" y;', 1],
    ['quotes that do not end', 'A "x;\n', 2],
    ['a name whose bracket does not end', '\n[x;', 2],
    ['more at the end', 'A "x"', 1],
    ['an unknown directive', '#include-all "x"; #clearly "x";', 1],
    ['a directive in a block', 'A { #clear B; };', 1],
    ['a directive that names nothing', 'A { "#clear"; };', 1],
    ['another file', '#include "/etc/x";', 1],
    ['a zero byte', 'A "x";\nB "\0";', 2],
  ])('refuses %s', (_, text, line) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'configuration-broken', message: expect.stringContaining(`Line ${line} `) as string }));
  });

  it('refuses a file that is larger than any', () => {
    expect(() => parseAptConf(new Uint8Array(1_048_577))).toThrow(expect.objectContaining({ code: 'configuration-too-large' }));
  });

  it('adds to what is there', () => {
    const configuration = createAptConfiguration();
    configuration.set('A::', 'x');
    expect(parseAptConf(Buffer.from('A { "y"; };'), configuration).findList('A')).toEqual(['x', 'y']);
  });
});
