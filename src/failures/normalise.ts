// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What takes the place of what differs, in this order: an address holds a host, a path and numbers, a time holds numbers. */
const STEPS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/[‘’`´]/gu, '\''],
  [/[“”]/gu, '"'],
  // Which package and which suite a server did not give is not why it did not.
  [/\b(?<scheme>[a-z][a-z0-9+.-]{1,20}):\/\/(?:[^\s/@]{1,200}@)?(?<host>[^\s/:?#'"<>()]{1,260})(?::\d{1,5})?(?:[/?#][^\s'"<>()]*)?/gu, '$<scheme>://$<host>/'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gu, '<id>'],
  [/\b\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:z|utc|[+-]\d\d:?\d\d))?)?/gu, '<time>'],
  [/\b(?:mon|tue|wed|thu|fri|sat|sun),? \d\d? [a-z]{3} \d{4}(?: \d\d:\d\d:\d\d(?: (?:[+-]\d{4}|[a-z]{3}))?)?/gu, '<time>'],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b/gu, '<time>'],
  [/(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w.])/gu, '<ip>'],
  [/(?<![\w:.])(?=[0-9a-f:]{0,40}\d)\[?(?:(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4})\]?(?::\d{1,5})?(?![\w:])/gu, '<ip>'],
  [/(?<host>[a-z0-9-]\.[a-z]{2,20}):\d{1,5}(?![\d:])/gu, '$<host>'],
  [/(?<![\w.>-])(?:\/var)?\/tmp\/(?:[^\s'":;,()/]+\/)*[^\s'":;,()/]*/gu, '<tmp>'],
  [/\/(?:builds\/(?:[^\s'":;,()/]+\/){2}|(?:home\/[^\s'":;,()/]+|builddir|root)\/(?:rpm)?build\/(?:build\/)?[^\s'":;,()/]+\/|build\/[^\s'":;,()/]+\/|usr\/src\/packages\/[^\s'":;,()/]+\/)/gu, '<dir>/'],
  [/\/var\/lib\/mock\/[^\s'":;,()/]+\//gu, '<mock>/'],
  // Whose file it was that asked for what is missing everywhere.
  [/^(?:[\w.+~/<>-]{1,200}\/)?[\w.+-]{1,100}:\d{1,7}(?::\d{1,7})?: (?=fatal error: [^\n]{1,200}: no such file)/gu, '<file>: '],
  // Whose build it was that needs what is nowhere to be had.
  [/^(?:\S{0,200}build-dep\S{0,100}|\S{1,200}dummy) : /gu, '<package> : '],
  [/(?<= needed by |unable to satisfy dependency '[^']{1,200}' required by )\S+/gu, '<package>'],
  [/(?<=\.[a-z+]{1,5}):\d{1,7}(?::\d{1,7})?(?=[:,) ]|$)/gu, ':#'],
  [/\b(?:0x[0-9a-f]+|(?=[0-9a-f]{0,64}\d)(?=[0-9a-f]{0,64}[a-f])[0-9a-f]{7,64})\b/gu, '<hex>'],
  [/(?<![\w.-])\d+h\d+m\d+(?:\.\d+)?s\b|(?<![\w.-])\d+m\d+(?:\.\d+)?s\b/gu, '#'],
  [/(?<![\w.-])\d+(?:[.,]\d+)*(?: ?(?:[kmgt]?i?b(?:\/s)?|[mnµ]?s|sec(?:onds?)?|min(?:utes?)?|hours?|h|m|%))?(?![\w-]|\.\w)/gu, '#'],
  // A version or a release with its letters: 4.2.1-1+deb12u1, 1.8.fc41.
  [/(?<![\w.-])v?\d+(?:[.+~:-]+[\w]+)+/gu, '#'],
  [/(?<=[a-z][_-])\d+(?:[.+~:_-]+[a-z0-9]+)+/gu, '#'],
  [/#(?:[:.]#)+/gu, '#'],
  [/\s+/gu, ' '],
];

/**
 * A message without what differs from job to job and from repository to repository: numbers, times, digests, ports, IP
 * addresses, temporary and build directories, what lies below an address. Names of hosts and packages stay.
 */
export function normalise(message: string): string {
  let text = message.trim().toLowerCase();
  for (const [pattern, instead] of STEPS) text = text.replaceAll(pattern, instead);
  return text;
}
