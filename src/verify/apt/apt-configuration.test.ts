// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createAptConfiguration, decodePercent, parseBoolean, parseConfigItems, parseInteger } from './apt-configuration.ts';

describe('parseConfigItems', () => {
  it('reads scalars, lists and percent signs, as apt sends them', () => {
    const configuration = parseConfigItems([
      'Dir=/', 'APT::Intoto=', 'APT::Intoto::Rebuilders=', 'APT::Intoto::Rebuilders::=http://a.example', 'APT::Intoto::Rebuilders::=http://b.example/%3dx',
      'APT::Intoto::Odd%3d%22Name=a%25b%0ac',
    ]);
    expect(configuration.findList('apt::intoto::REBUILDERS')).toEqual(['http://a.example', 'http://b.example/=x']);
    expect(configuration.find('APT::Intoto::Odd="Name')).toBe('a%b\nc');
  });

  it('refuses an item without a value', () => {
    expect(() => parseConfigItems(['APT::Intoto'])).toThrow(expect.objectContaining({ code: 'configuration-broken' }));
  });

  it('refuses more settings, and deeper ones, than anybody has', () => {
    expect(() => parseConfigItems(Array.from({ length: 50_001 }, () => 'A::=x'))).toThrow(expect.objectContaining({ code: 'configuration-too-large' }));
    expect(() => parseConfigItems([`${'A::'.repeat(64)}B=x`])).toThrow(expect.objectContaining({ code: 'configuration-too-large' }));
    expect(parseConfigItems([`${'A::'.repeat(63)}B=x`]).dump()).toHaveLength(64);
  });
});

describe('createAptConfiguration', () => {
  it('gives the fallback for what is empty or not there', () => {
    const configuration = parseConfigItems(['A::B=']);
    expect(configuration.find('A::B')).toBe('');
    expect(configuration.find('A::B', 'x')).toBe('x');
    expect(configuration.find('A::C', 'x')).toBe('x');
    expect(configuration.findInteger('A::C', 7)).toBe(7);
    expect(configuration.findBoolean('A::C', true)).toBe(true);
    expect(configuration.findList('A::C')).toEqual([]);
    expect([configuration.exists('a::b'), configuration.exists('A::C'), configuration.exists('A::B::')]).toEqual([true, false, false]);
  });

  it('cuts a list at commas where it is one value', () => {
    expect(parseConfigItems(['A::B=x,y']).findList('A::B')).toEqual(['x', 'y']);
  });

  it('takes no list member for a setting of that name', () => {
    const configuration = parseConfigItems(['A::=x', 'A::=y', 'A::B=z']);
    expect(configuration.dump()).toEqual([['A', ''], ['A::', 'x'], ['A::', 'y'], ['A::B', 'z']]);
    expect(configuration.find('A::')).toBe('');
  });

  it('keeps the first spelling of a name, and the last value', () => {
    expect(parseConfigItems(['Ab::C=x', 'aB::c=y']).dump()).toEqual([['Ab', ''], ['Ab::C', 'y']]);
  });

  it('does not mistake names of JavaScript for settings', () => {
    const configuration = parseConfigItems(['__proto__::x=1', 'constructor=2']);
    expect([configuration.find('__proto__::x'), configuration.find('constructor'), configuration.find('toString')]).toEqual(['1', '2', '']);
  });

  it('clears a value and all below it', () => {
    const configuration = parseConfigItems(['A=1', 'A::B=2', 'A::=3']);
    configuration.clear('A');
    configuration.clear('Z');
    expect(configuration.dump()).toEqual([['A', '']]);
  });

  it.each([
    [['Dir=/', 'Dir::State=var/lib/apt', 'Dir::State::lists=lists/'], '/var/lib/apt/lists/'],
    [['Dir=/root/', 'Dir::State=/var/lib/apt', 'Dir::State::lists=lists/'], '/var/lib/apt/lists/'],
    [['Dir=/', 'Dir::State=var/lib/apt', 'Dir::State::lists=/lists'], '/lists/'],
    [['Dir=/', 'Dir::State=var/lib/apt', 'Dir::State::lists=./lists'], './lists/'],
    [['Dir=/a/./b//', 'Dir::State=var/./lib', 'Dir::State::lists=lists'], '/a/b/var/lib/lists/'],
    [['RootDir=/target', 'Dir=/', 'Dir::State=var', 'Dir::State::lists=lists/'], '/target/var/lists/'],
    [['Dir=/', 'Dir::State=', 'Dir::State::lists=lists'], '/lists/'],
    [['Dir=/', 'Dir::State=var/lib/apt'], ''],
  ])('puts a folder together from %j', (items, folder) => {
    expect(parseConfigItems(items).findFolder('Dir::State::lists')).toBe(folder);
  });

  it('adds to a list, and sets what is there', () => {
    const configuration = createAptConfiguration();
    configuration.set('A::', 'x');
    configuration.set('A::', 'y');
    configuration.set('B', '1');
    configuration.set('b', '2');
    expect(configuration.dump()).toEqual([['A', ''], ['A::', 'x'], ['A::', 'y'], ['B', '2']]);
  });
});

describe('decodePercent', () => {
  it.each([['a%3db', 'a=b'], ['%', '%'], ['%4', '%4'], ['%zz', '%zz'], ['%c3%bcü', 'üü'], ['100%2525', '100%25']])('reads %s as %s', (text, value) => {
    expect(decodePercent(text)).toBe(value);
  });
});

describe('parseBoolean', () => {
  it.each([
    ['1', true], ['Yes', true], ['TRUE', true], ['with', true], ['on', true], ['enable', true],
    ['0', false], ['no', false], ['False', false], ['without', false], ['off', false], ['disable', false],
  ])('reads %s as %s', (text, value) => {
    expect([parseBoolean(text, true), parseBoolean(text, false)]).toEqual([value, value]);
  });

  it.each(['', '2', 'maybe', 'true '])('has no opinion on "%s"', (text) => {
    expect([parseBoolean(text, true), parseBoolean(text, false)]).toEqual([true, false]);
  });
});

describe('parseInteger', () => {
  it.each([['30', 30], [' 30x', 30], ['-5', -5], ['+5', 5], ['0x1f', 31], ['010', 8], ['08', 0], ['0', 0], ['x', null], ['', null]])('reads %s as %s, as strtol does', (text, value) => {
    expect(parseInteger(text)).toBe(value);
  });
});
