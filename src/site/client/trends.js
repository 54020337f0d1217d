// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * Draws the charts of a page of trends from the numbers in its table, with Chart.js, which the page loads before this. The
 * table says the same without.
 */
(() => {
  const DAY_MS = 86_400_000;
  /** @type {typeof import('chart.js').Chart | undefined} */
  const Chart = Reflect.get(globalThis, 'Chart');
  const rows = [...document.querySelectorAll('.trend tbody tr')].reverse();
  if (Chart === undefined || rows.length === 0) return;

  /** @param {Element} row */
  const toDay = (row) => Date.parse(row.querySelector('time')?.dateTime ?? '') / DAY_MS;
  const first = Math.min(...rows.map(toDay));
  const last = Math.max(...rows.map(toDay));
  const labels = Array.from({ length: last - first + 1 }, (_, index) => new Date((first + index) * DAY_MS)
    .toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }));

  /**
   * A day's value or null for each day, so that days without any leave their place.
   *
   * @param {number} column
   */
  function toValues(column) {
    /** @type {(number | null)[]} */
    const values = labels.map(() => null);
    for (const row of rows) {
      const text = row.querySelectorAll('td')[column]?.dataset['value'] ?? '';
      if (text !== '') values[toDay(row) - first] = Number(text);
    }
    return values;
  }

  /** @param {number} seconds */
  function toSpan(seconds) {
    if (seconds >= 3600) return `${Math.round(seconds / 360) / 10} h`;
    return seconds >= 60 ? `${Math.round(seconds / 6) / 10} min` : `${seconds} s`;
  }

  /**
   * A step that people count in: so many that no more than five lines are drawn.
   *
   * @param {number} most
   */
  const toStep = (most) => [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400].find((step) => most / step <= 5) ?? most / 5;

  /** @param {string} name */
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** @param {Element} figure */
  function draw(figure) {
    if (Chart === undefined || !(figure instanceof HTMLElement)) return null;
    const { column, unit } = figure.dataset;
    const title = figure.querySelector('figcaption')?.textContent ?? '';
    const data = toValues(Number(column));
    if (data.every((value) => value === null)) {
      figure.hidden = true;
      return null;
    }
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${title}, day by day; the table below has the numbers`);
    const frame = document.createElement('div');
    frame.append(canvas);
    figure.append(frame);
    /** @param {number | string} value */
    const toText = (value) => (unit === '%' ? `${Math.round(Number(value) * 10) / 10} %` : toSpan(Number(value)));
    return new Chart(canvas, {
      type: 'line',
      data: { labels, datasets: [{ data, borderColor: color('--link'), backgroundColor: color('--link'), borderWidth: 1.5, pointRadius: data.length > 40 ? 0 : 2, pointHitRadius: 8, spanGaps: true, tension: 0 }] },
      options: {
        animation: false, maintainAspectRatio: false, responsive: true,
        interaction: { mode: 'index', intersect: false },
        plugins: { legend: { display: false }, tooltip: { displayColors: false, callbacks: { label: (item) => toText(item.parsed.y ?? 0) } } },
        scales: {
          x: { grid: { display: false }, border: { color: color('--line') }, ticks: { color: color('--dim'), maxTicksLimit: 7, maxRotation: 0 } },
          y: {
            beginAtZero: unit !== '%', ...(unit === '%' ? { max: 100 } : {}), border: { display: false },
            grid: { color: color('--line') },
            ticks: { color: color('--dim'), callback: toText, ...(unit === '%' ? { maxTicksLimit: 5 } : { stepSize: toStep(Math.max(...data.map((value) => value ?? 0))) }) },
          },
        },
      },
    });
  }

  const figures = [...document.querySelectorAll('.charts figure')];
  let charts = figures.map(draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const chart of charts) chart?.destroy();
    for (const frame of document.querySelectorAll('.charts div')) frame.remove();
    charts = figures.map(draw);
  });
})();
