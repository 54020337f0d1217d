// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What finds packages: no page, no network. The index is as `view/package-search.ts` writes it. */

/**
 * @typedef {object} Part A file of the index, unpacked.
 * @property {import('../view/package-search.ts').SearchHead} head
 * @property {readonly string[]} lines Names divided by tabs.
 * @property {string} text All lines in lower case, divided by line breaks.
 * @property {Uint32Array} starts Where each line begins in `text`; behind them, where one more would.
 * @property {Uint32Array} firstEnds Where each line's first name ends.
 * @property {Uint32Array} namesBefore How many further names the lines before each have.
 *
 * @typedef {object} Query
 * @property {readonly string[]} terms In lower case: all in one name.
 * @property {Readonly<Record<string, readonly string[]>>} filters Values by key; any of each key's.
 *
 * @typedef {object} Hit
 * @property {Part} part
 * @property {number} line
 *
 * @typedef {object} Found
 * @property {number} count Packages that answer the query.
 * @property {Hit[]} hits The first of them.
 */

const KEYS = ['state', 'suite', 'cause'];
const OWN_NAME = '\u0001';
const SHOWN_NAMES = 3;
const RANKS = 8;
const TAB = 9;
const LINE_BREAK = 10;

/**
 * Takes the text of a file of the index apart.
 * @param {string} file
 * @returns {Part}
 */
export function toPart(file) {
  const end = file.indexOf('\n');
  const head = JSON.parse(file.slice(0, end));
  const lines = file.slice(end + 1).split('\n').map((line) => {
    const tab = line.indexOf('\t');
    return tab === -1 || !line.includes(OWN_NAME) ? line : line.split(OWN_NAME).join(line.slice(0, tab));
  });
  const text = lines.join('\n').toLowerCase();
  const starts = new Uint32Array(lines.length + 1);
  const firstEnds = new Uint32Array(lines.length);
  const namesBefore = new Uint32Array(lines.length);
  for (let line = 0, at = 0; line < lines.length; line += 1) {
    const next = text.indexOf('\n', at) + 1 || text.length + 1;
    const tab = text.indexOf('\t', at);
    firstEnds[line] = tab === -1 || tab > next ? next - 1 : tab;
    namesBefore[line + 1] = (namesBefore[line] ?? 0) + (lines[line]?.split('\t').length ?? 1) - 1;
    starts[line + 1] = at = next;
  }
  return { head, lines, text, starts, firstEnds, namesBefore };
}

/**
 * `state:differs suite:trixie kernel`: filters, and words that have to be in a name.
 * @param {string} text
 * @returns {Query}
 */
export function toQuery(text) {
  /** @type {Record<string, string[]>} */
  const filters = {};
  const terms = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    const colon = word.indexOf(':');
    const key = word.slice(0, Math.max(colon, 0));
    if (KEYS.includes(key)) {
      if (word.length > colon + 1) (filters[key] ??= []).push(word.slice(colon + 1));
    } else if (word !== '') terms.push(word);
  }
  return { terms, filters };
}

/**
 * The packages that answer a query, the best first: a name that is the words, then one that begins with them, then one
 * with a part that does, then any; of equals by name.
 * @param {readonly Part[]} parts
 * @param {Query} query
 * @param {number} limit
 * @returns {Found}
 */
export function find(parts, query, limit) {
  /** @type {Hit[][]} */
  const byRank = Array.from({ length: RANKS }, () => []);
  let count = 0;
  for (const part of parts) {
    const allows = toLineFilter(part, query.filters);
    for (const [from = 0, to = 0] of [[0, part.head.urgent], [part.head.urgent, part.lines.length]]) {
      // A run of lines is in order: of one rank no more than its first `limit` can be among the best.
      const room = new Array(RANKS).fill(limit);
      visitMatching(part, query.terms, from, to, (line, rank) => {
        if (allows !== null && !allows(line)) return;
        count += 1;
        if (room[rank] === 0) return;
        room[rank] -= 1;
        byRank[rank]?.push({ part, line });
      });
    }
  }
  /** @type {Hit[]} */
  const hits = [];
  for (const equals of byRank) {
    if (hits.length >= limit) break;
    hits.push(...sortByName(equals).slice(0, limit - hits.length));
  }
  return { count, hits };
}

/**
 * @param {readonly Hit[]} hits
 * @returns {Hit[]}
 */
function sortByName(hits) {
  return hits.map((hit) => ({ hit, name: hit.part.text.slice(hit.part.starts[hit.line], hit.part.firstEnds[hit.line]) }))
    .sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1)).map(({ hit }) => hit);
}

/**
 * Visits the lines of a range that have all terms in one name, with their ranks: twice the place of the first term in the
 * best name, and one more for a binary package's. With 60,000 names every keystroke comes through here: nothing is copied.
 * @param {Part} part
 * @param {readonly string[]} terms
 * @param {number} from
 * @param {number} to
 * @param {(line: number, rank: number) => void} visit
 */
function visitMatching({ text, starts, firstEnds }, terms, from, to, visit) {
  const [first, ...others] = terms;
  if (first === undefined) {
    for (let line = from; line < to; line += 1) visit(line, 0);
    return;
  }
  const end = (starts[to] ?? 0) - 1;
  let line = from;
  for (let at = text.indexOf(first, starts[from]); at !== -1 && at < end;) {
    while ((starts[line + 1] ?? Infinity) <= at) line += 1;
    const next = starts[line + 1] ?? 0;
    let best = RANKS;
    for (; at !== -1 && at < next && best > 0; at = text.indexOf(first, at + 1)) {
      const rank = 2 * toPlace(text, at, first.length) + (at < (firstEnds[line] ?? 0) ? 0 : 1);
      if (rank < best && (others.length === 0 || hasAll(text, at, others))) best = rank;
    }
    if (best < RANKS) visit(line, best);
    if (at !== -1 && at < next) at = text.indexOf(first, next);
  }
}

/**
 * Whether the name at a place has all terms.
 * @param {string} text
 * @param {number} at
 * @param {readonly string[]} terms
 */
function hasAll(text, at, terms) {
  let [start, end] = [at, at];
  while (start > 0 && !isBetween(text.charCodeAt(start - 1))) start -= 1;
  while (end < text.length && !isBetween(text.charCodeAt(end))) end += 1;
  const name = text.slice(start, end);
  return terms.every((term) => name.includes(term));
}

/**
 * 0 for a whole name, 1 for the beginning of one, 2 for the beginning of a part, 3 for anywhere else.
 * @param {string} text
 * @param {number} at
 * @param {number} length
 */
function toPlace(text, at, length) {
  const before = text.charCodeAt(at - 1);
  if (at === 0 || isBetween(before)) return at + length === text.length || isBetween(text.charCodeAt(at + length)) ? 0 : 1;
  const isInWord = (before >= 0x30 && before <= 0x39) || (before >= 0x61 && before <= 0x7a) || before > 0x7f;
  return isInWord ? 3 : 2;
}

/** @param {number} code of a character: what divides names and lines */
function isBetween(code) {
  return code === TAB || code === LINE_BREAK;
}

/**
 * @param {Part} part
 * @param {Query['filters']} filters
 * @returns {((line: number) => boolean) | null} Null where every line is allowed.
 */
function toLineFilter({ head }, filters) {
  const hasState = toMatcher(filters['state'], () => head.states.map(([state]) => state));
  const hasSuite = toMatcher(filters['suite'], () => head.kinds.flatMap(([distribution, , suites]) => toSuiteNames(distribution, suites)));
  const hasCause = toMatcher(filters['cause'], () => head.kinds.flatMap(([, , , causes]) => causes));
  if (hasState === null && hasSuite === null && hasCause === null) return null;
  const states = head.states.map(([state]) => hasState?.([state]) ?? true);
  const kinds = head.kinds.map(([distribution, , suites, causes]) => (
    (hasSuite?.(toSuiteNames(distribution, suites)) ?? true) && (hasCause?.(causes) ?? true)));
  const digits = states.map((isWanted, state) => (isWanted ? state.toString(36) : '')).join('');
  return (line) => kinds[head.kindOf[line] ?? -1] === true && digits.includes(head.stateOf.charAt(line));
}

/**
 * A suite by its own name or with its distribution's.
 * @param {string} distribution
 * @param {readonly string[]} suites
 */
function toSuiteNames(distribution, suites) {
  return suites.flatMap((suite) => [suite, `${distribution}/${suite}`]);
}

/**
 * Whole names where there are such, else beginnings: `state:diff` while it is typed. Null where nothing is wanted.
 * @param {readonly string[] | undefined} wanted
 * @param {() => readonly string[]} listKnown
 * @returns {((names: readonly string[]) => boolean) | null}
 */
function toMatcher(wanted, listKnown) {
  if (wanted === undefined) return null;
  const names = new Set(listKnown().map((name) => name.toLowerCase()));
  const chosen = new Set(wanted.flatMap((text) => (names.has(text) ? [text] : [...names].filter((name) => name.startsWith(text)))));
  return (some) => some.some((name) => chosen.has(name.toLowerCase()));
}

/**
 * What is shown of a hit; `names` are the binary packages that have the words where the package's own name has not.
 * @param {Hit} hit
 * @param {Query} query
 */
export function toResult({ part: { head, lines, namesBefore }, line }, { terms }) {
  const [name = '', ...others] = (lines[line] ?? '').split('\t');
  const [distribution = '', folder = '', suites = [], causes = []] = head.kinds[head.kindOf[line] ?? -1] ?? [];
  const [, state = '', look = ''] = head.states[parseInt(head.stateOf.charAt(line), 36)] ?? [];
  /** @param {string} text */
  const has = (text) => terms.every((term) => text.toLowerCase().includes(term));
  const matching = has(name) ? [] : others.map((other, index) => ({ name: other, index })).filter((other) => has(other.name));
  return {
    name, distribution, suites, causes, state, look,
    address: head.addresses.find(([index]) => index === line)?.[1] ?? `${folder}/${name}/`,
    names: matching.slice(0, SHOWN_NAMES).map((other) => ({
      name: other.name, state: head.states[parseInt(head.nameStateOf.charAt((namesBefore[line] ?? 0) + other.index), 36)]?.[1] ?? '',
    })),
    further: Math.max(0, matching.length - SHOWN_NAMES),
  };
}
