// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * What the pages can do besides with a script: filters that live in the address, `/` to reach them, tooltips of
 * cells, and how long ago the collection was. Every page is complete without it.
 */

const HOUR_MS = 3_600_000;

/** Says how old the page is by the reader's own clock. */
function showAge() {
  const time = document.querySelector('time[data-stale-ms]');
  if (!(time instanceof HTMLTimeElement)) return;
  const ms = performance.timeOrigin + performance.now() - Date.parse(time.dateTime);
  if (ms < HOUR_MS) return;
  const age = document.createElement('span');
  age.textContent = ms < 48 * HOUR_MS ? `, ${Math.floor(ms / HOUR_MS)} h ago` : `, ${Math.floor(ms / (24 * HOUR_MS))} d ago`;
  if (ms > Number(time.dataset['staleMs'])) age.className = 'late';
  time.after(age);
}

/** Shows to the mouse what a cell says to a screen reader. */
function showLabels() {
  document.addEventListener('mouseover', (event) => {
    const cell = event.target instanceof Element ? event.target.closest('td > a[aria-label]') : null;
    if (cell !== null && !cell.hasAttribute('title')) cell.setAttribute('title', cell.getAttribute('aria-label') ?? '');
  });
}

/** Makes what is shortened on the page, commands and addresses something to press and copy; they can be marked and copied without. */
function startCopying() {
  // Elsewhere there is no clipboard.
  if (!isSecureContext) return;
  for (const code of document.querySelectorAll('code.digest, .commands code, .interfaces code')) {
    const button = document.createElement('button');
    button.type = 'button';
    const isDigest = code.classList.contains('digest');
    button.className = isDigest ? 'digest' : 'copy';
    button.title = 'copy all of it';
    if (isDigest) code.replaceWith(button);
    else (code.closest('figure')?.querySelector('figcaption') ?? code.parentElement)?.append(' ', button);
    button.append(isDigest ? code : 'copy');
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(code.textContent).then(() => say(button, 'copied'), () => say(button, 'could not be copied'));
    });
  }
}

/**
 * Says something beside a button, until it is left.
 *
 * @param {HTMLElement} button
 * @param {string} words
 */
function say(button, words) {
  const output = document.createElement('output');
  button.after(output);
  output.textContent = ` ${words}`;
  button.addEventListener('blur', () => output.remove(), { once: true });
}

/**
 * Keeps filters in the address; `sift` shows what a query asks for and says how many that are.
 *
 * @param {HTMLElement} bar
 * @param {(query: URLSearchParams) => number} sift
 */
function startFilters(bar, sift) {
  const fields = [...bar.querySelectorAll('input, select')]
    .filter((field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement);
  const chips = [...bar.querySelectorAll('button')];
  const names = new Set([...fields, ...chips].map(({ name }) => name));
  const output = bar.querySelector('output');
  const others = [...document.querySelectorAll('.seg a')].filter((link) => link instanceof HTMLAnchorElement);

  /** @param {URLSearchParams} query */
  function apply(query) {
    const count = sift(query);
    for (const chip of chips) chip.setAttribute('aria-pressed', String(chip.value === query.get(chip.name)));
    const isFiltered = [...query.keys()].some((key) => names.has(key));
    if (output !== null) output.textContent = isFiltered ? `${count} shown` : '';
    for (const link of others) link.search = query.toString();
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  function change(name, value) {
    const query = new URLSearchParams(location.search);
    if (value === '') query.delete(name);
    else query.set(name, value);
    history.replaceState(null, '', `${location.pathname}${query.size === 0 ? '' : `?${query}`}${location.hash}`);
    apply(query);
  }

  function read() {
    const query = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = query.get(field.name) ?? '';
      const isOffered = field instanceof HTMLInputElement || [...field.options].some((option) => option.value === value);
      field.value = isOffered ? value : '';
    }
    apply(query);
  }

  for (const field of fields) field.addEventListener('input', () => change(field.name, field.value));
  for (const chip of chips) {
    chip.addEventListener('click', () => change(chip.name, chip.getAttribute('aria-pressed') === 'true' ? '' : chip.value));
  }
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      fields[0]?.focus();
    }
    if (event.key === 'Escape' && event.target === fields[0]) change('q', fields[0].value = '');
  });
  bar.classList.add('on');
  read();
}

/** @param {string | null} text */
function toWords(text) {
  return (text ?? '').trim().toLowerCase();
}

/**
 * Sifts the rows of the table by words in the name, column, group and state.
 *
 * @param {HTMLElement} bar
 * @param {HTMLTableElement} table
 */
function createTableSift(bar, table) {
  const states = [...bar.querySelectorAll('button')].map(({ value }) => value);
  const columns = [...bar.querySelectorAll('select[name=target] option')].map((option) => option.textContent).slice(1);
  const bodies = [...table.tBodies].map((body) => ({
    body, name: body.querySelector('.g th')?.firstChild?.textContent?.trim(), rows: [...body.rows].slice(1),
  }));

  const isNarrow = table.classList.contains('few');

  /** @param {number} shown the column's index, or -1 for all */
  function showColumns(shown) {
    const [over, names] = table.tHead?.rows.length === 2 ? table.tHead.rows : [undefined, table.tHead?.rows[0]];
    const first = over === undefined ? 1 : 0;
    table.classList.toggle('few', isNarrow || shown >= 0);
    let from = 0;
    for (const group of over === undefined ? [] : [...over.cells].filter((cell) => cell.scope === 'colgroup')) {
      const size = Number(group.dataset['size'] ??= String(group.colSpan));
      group.hidden = shown >= 0 && (shown < from || shown >= from + size);
      group.colSpan = shown >= 0 ? 1 : size;
      from += size;
    }
    columns.forEach((_, index) => {
      const isHidden = shown >= 0 && index !== shown;
      const name = names?.cells[index + first];
      if (name !== undefined) name.hidden = isHidden;
      for (const { rows } of bodies) {
        for (const row of rows) {
          const cell = row.cells[index + 1];
          if (cell !== undefined) cell.hidden = isHidden;
        }
      }
    });
  }

  /** @param {URLSearchParams} query */
  return (query) => {
    const text = toWords(query.get('q'));
    const state = states.find((value) => value === query.get('state'));
    const column = columns.indexOf(query.get('target') ?? '');
    const group = query.get('group');
    showColumns(column);
    const has = state === undefined ? 'td > *' : state === 'stale' ? 'td:not([hidden]) > :is(.stale, .unknown)' : `td:not([hidden]) > .${state}`;
    let count = 0;
    for (const { body, name, rows } of bodies) {
      const isGroup = !group || name === group;
      let inBody = 0;
      for (const row of rows) {
        const label = row.querySelector('th a');
        const words = `${label?.textContent} ${label?.getAttribute('href')}`.toLowerCase();
        const isShown = isGroup && words.includes(text)
          && (state === undefined ? column < 0 || (row.cells[column + 1]?.childElementCount ?? 0) > 0 : row.querySelector(has) !== null);
        row.hidden = !isShown;
        if (isShown) inBody += 1;
      }
      body.hidden = inBody === 0;
      count += inBody;
    }
    return count;
  };
}

/**
 * Sifts what stands in lists and tables by any of its words, and by what it says of itself: `data-kind`, `data-release`,
 * `data-area`. What says nothing is asked for by nobody.
 *
 * @param {HTMLElement} bar
 * @param {HTMLElement} root
 */
function createListSift(bar, root) {
  const items = [...root.querySelectorAll('li, tbody tr')].filter((item) => item instanceof HTMLElement);
  const asked = [...new Set([...bar.querySelectorAll('select, button')].map((field) => field.getAttribute('name') ?? ''))];
  const sections = [...root.querySelectorAll('details, section')].filter((section) => section instanceof HTMLElement);

  /** @param {URLSearchParams} query */
  return (query) => {
    const text = toWords(query.get('q'));
    let count = 0;
    for (const item of items) {
      // A shared cause is said once, for all below it.
      const words = `${item.textContent} ${item.closest('details')?.querySelector('summary')?.textContent ?? ''}`.toLowerCase();
      item.hidden = !words.includes(text) || asked.some((name) => {
        const wanted = query.get(name) ?? '';
        return wanted !== '' && item.dataset[name] !== wanted;
      });
      if (!item.hidden) count += 1;
    }
    for (const section of sections) {
      section.hidden = items.every((item) => item.hidden || !section.contains(item));
      // What was asked for is to be seen.
      if (query.size > 0 && section instanceof HTMLDetailsElement) section.open = true;
    }
    return count;
  };
}

showAge();
showLabels();
startCopying();
const bar = document.querySelector('.filters');
const table = document.querySelector('.matrix');
const sifted = document.querySelector('.sifted');
if (bar instanceof HTMLElement && table instanceof HTMLTableElement) startFilters(bar, createTableSift(bar, table));
if (bar instanceof HTMLElement && sifted instanceof HTMLElement) startFilters(bar, createListSift(bar, sifted));
