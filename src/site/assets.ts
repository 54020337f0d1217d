// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The style sheet and the script, as files of ours beside Astro's pages: their names carry a hash of their content,
 * their addresses are relative like all others.
 */
export interface AssetFile {
  readonly address: string;
  readonly content: string;
}

/** Both files of `src/site`: the style sheets in the order of their names, and the script. */
export function readAssets(siteFolder: string): { readonly style: AssetFile; readonly script: AssetFile } {
  const styles = join(siteFolder, 'styles');
  const css = readdirSync(styles).filter((name) => name.endsWith('.css')).sort()
    .map((name) => readFileSync(join(styles, name), 'utf8')).join('');
  return {
    style: toAsset('board', 'css', toSmallCss(css)),
    script: toAsset('board', 'js', toSmallScript(readFileSync(join(siteFolder, 'client/board.js'), 'utf8'))),
  };
}

/** The search: the script that pages load first, and the one it imports by its name with the hash. */
export function readSearchAssets(siteFolder: string): readonly [AssetFile, AssetFile] {
  const read = (name: string): string => toSmallScript(readFileSync(join(siteFolder, `client/${name}.js`), 'utf8'));
  const index = toAsset('search-index', 'js', read('search-index'));
  const search = read('search').replace('./search-index.js', `./${basename(index.address)}`);
  return [toAsset('search', 'js', search), index];
}

/** What draws the charts: Chart.js as it comes, then our script. */
export function readTrendAssets(siteFolder: string): readonly [AssetFile, AssetFile] {
  const chart = readFileSync(join(dirname(fileURLToPath(import.meta.resolve('chart.js'))), 'chart.umd.min.js'), 'utf8');
  // Its map is not shipped.
  return [
    toAsset('chart', 'js', chart.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n')),
    toAsset('trends', 'js', toSmallScript(readFileSync(join(siteFolder, 'client/trends.js'), 'utf8'))),
  ];
}

/** Writes a file below a folder. */
export function writeAsset(folder: string, { address, content }: AssetFile): void {
  const file = join(folder, address);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function toAsset(name: string, ending: string, content: string): AssetFile {
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 10);
  return { address: `assets/${name}.${digest}.${ending}`, content };
}

function toSmallCss(css: string): string {
  return css.replace(/\/\*[^]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};,]) ?/g, '$1').replaceAll(';}', '}').trim();
}

/** Comments on lines of their own and indentation go; the rest is small enough as it is. */
function toSmallScript(script: string): string {
  return script.replace(/^\s*\/\*\*[^]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '').replace(/^\s+/gm, '');
}
