// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

const FENCE = /^---[ \t]*$/gmu;

/**
 * Hands ESLint the part of an Astro component between its `---` fences, on the lines where it stands.
 * @type {import('eslint').Linter.Processor}
 */
export const astroProcessor = {
  meta: { name: 'astro-frontmatter' },
  preprocess(text) {
    const [open, close] = text.matchAll(FENCE);
    if (open === undefined || close === undefined) return [];
    const before = text.slice(0, open.index + open[0].length).replace(/[^\n]/gu, '');
    return [{ text: `${before}${text.slice(open.index + open[0].length, close.index)}`, filename: 'frontmatter.ts' }];
  },
  postprocess: (messages) => messages.flat(),
};
