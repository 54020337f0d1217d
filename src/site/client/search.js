// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { find, toPart, toQuery, toResult } from './search-index.js';

/**
 * The search on the lists of packages. Nothing is fetched before it is used: the first file of the index when the field
 * gets the focus, the others when something is typed.
 */

/** @typedef {import('./search-index.js').Part} Part */

const SHOWN = 50;
const SHOWN_MORE = 250;

/** Browsers slow down whoever changes the address with every keystroke. */
const KEEP_MS = 250;

/**
 * Reads a file of the index. It is packed, unless a server on the way has unpacked it.
 * @param {URL} url
 */
async function fetchPart(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const blob = await response.blob();
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return toPart(await blob.text());
  return toPart(await new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).text());
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 */
function create(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== undefined) element.className = className;
  return element;
}

/**
 * @param {ReturnType<typeof toResult>} result
 * @param {string} root
 * @param {boolean} hasDistribution
 */
function toRow(result, root, hasDistribution) {
  const row = document.createElement('li');
  const link = create('a', result.name);
  link.setAttribute('href', `${root}packages/${result.address}`);
  const names = result.names.map(({ name, state }) => `${name} (${state.replace(/^\W+/, '')})`).join(', ');
  row.append(
    link, create('span', result.state, `state ${result.look}`),
    create('span', result.causes.join(', ')),
    create('span', `${hasDistribution ? `${result.distribution} ` : ''}${result.suites.join(', ')}`, 'dim'),
    create('span', result.further > 0 ? `${names} and ${result.further} more` : names, 'dim'),
  );
  return row;
}

/**
 * @param {HTMLElement} bar
 * @param {HTMLElement} results
 * @param {HTMLElement} whole What is shown while nothing is asked.
 */
function startSearch(bar, results, whole) {
  const [input, output, list, more] = [bar.querySelector('input'), bar.querySelector('output'), results.querySelector('ol'), results.querySelector('button')];
  const { index = '', root = '' } = bar.dataset;
  if (input === null || output === null || list === null || more === null) return;
  const start = new URL(index, location.href);
  /** @type {Part[]} */
  let parts = [];
  /** @type {Promise<void> | undefined} */
  let reading;
  /** @type {Promise<void> | undefined} */
  let readingRest;
  let limit = SHOWN;
  let keeping = 0;
  let hasDistributions = false;

  function answer() {
    const text = input?.value.trim() ?? '';
    results.hidden = text === '' || parts.length === 0;
    whole.hidden = !results.hidden;
    if (results.hidden) {
      say('');
      return;
    }
    const query = toQuery(text);
    const { count, hits } = find(parts, query, limit);
    list?.replaceChildren(...hits.map((hit) => toRow(toResult(hit, query), root, hasDistributions)));
    if (more !== null) more.hidden = hits.length === count || hits.length > limit;
    const total = parts[0]?.head.whole?.packages ?? 0;
    const read = parts.reduce((sum, { lines }) => sum + lines.length, 0);
    say([
      count === 1 ? '1 package' : `${count.toLocaleString('en')} packages`,
      count > hits.length ? `, the first ${hits.length} shown` : '',
      read < total ? ` in the first ${read.toLocaleString('en')} of ${total.toLocaleString('en')}, reading on …` : '',
    ].join(''));
  }

  /** @param {string} text */
  function say(text) {
    if (output !== null && output.textContent !== text) output.textContent = text;
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    reading = readingRest = undefined;
    say(`The index could not be read (${thrown instanceof Error ? thrown.message : 'unknown error'}): the lists below are complete without it.`);
  }

  /** @param {Part[]} all */
  function take(all) {
    parts = all;
    hasDistributions = new Set(parts.flatMap(({ head }) => head.kinds.map(([distribution]) => distribution))).size > 1;
  }

  function read() {
    return reading ??= fetchPart(start).then((part) => take([part]));
  }

  async function readRest() {
    await read();
    await (readingRest ??= Promise.all((parts[0]?.head.whole?.files ?? []).map((file) => fetchPart(new URL(file, start)))).then((others) => {
      take([...parts.slice(0, 1), ...others]);
    }));
  }

  async function ask() {
    if (parts.length > 0) answer();
    else if (input?.value.trim() !== '') say('Reading the index …');
    if (input?.value.trim() === '' || readingRest !== undefined) return;
    try {
      await read();
      answer();
      await readRest();
      answer();
    } catch (thrown) {
      fail(thrown);
    }
  }

  function changed() {
    limit = SHOWN;
    void ask();
    clearTimeout(keeping);
    keeping = window.setTimeout(keep, KEEP_MS);
  }

  /** Keeps the query in the address. */
  function keep() {
    clearTimeout(keeping);
    const query = new URLSearchParams(location.search);
    if (input === null || input.value === '') query.delete('q');
    else query.set('q', input.value);
    const address = `${location.pathname}${query.size === 0 ? '' : `?${query}`}`;
    if (address !== location.pathname + location.search) history.replaceState(null, '', address);
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const links = [...list?.querySelectorAll('a') ?? []];
    const at = links.findIndex((link) => link === document.activeElement);
    if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at > 0 ? links[at - 1] : input)?.focus();
    else if (event.key === 'Escape' && at >= 0) input?.focus();
    else if (event.key === 'Escape' && input !== null) {
      input.value = '';
      changed();
    } else if (event.key === 'Enter' && at === -1) links[0]?.click();
    else return;
    event.preventDefault();
  }

  input.addEventListener('focus', () => {
    read().catch(fail);
  });
  input.addEventListener('input', changed);
  input.addEventListener('keydown', move);
  list.addEventListener('keydown', move);
  input.addEventListener('change', keep);
  list.addEventListener('click', keep);
  more.addEventListener('click', () => {
    const shown = list.childElementCount;
    limit += SHOWN_MORE;
    answer();
    list.querySelectorAll('a')[shown]?.focus();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
  window.addEventListener('pageshow', () => {
    input.value = new URLSearchParams(location.search).get('q') ?? input.value;
    if (input.value !== '') void ask();
  });
}

const bar = document.querySelector('.find');
const results = document.querySelector('.found');
const whole = document.querySelector('.whole');
if (bar instanceof HTMLElement && results instanceof HTMLElement && whole instanceof HTMLElement) startSearch(bar, results, whole);
