// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { build, type AstroIntegration, type AstroPrerenderer } from 'astro';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Site } from './site.ts';

const MODULE = 'virtual:proofboard';
const RESOLVED = `\0${MODULE}`;

/** Sites being rendered, by the key their pages know. */
const handedOver = new Map<string, Site>();

/** Where Vite's bundle of the pages finds the map: it is a module graph of its own, only the process is shared. */
const HANDOVER = Symbol.for('proofboard.sites');
let builds = 0;

/** The package: the folder with Astro's configuration above this file, in a clone and when compiled. */
export function findPackageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'astro.config.mjs')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** The `node_modules` that Astro is installed in. */
function findModulesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.resolve('astro')));
  while (basename(folder) !== 'node_modules' && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/**
 * Renders all pages into `outDir`. Whatever Astro and Vite write besides goes to `workFolder`, which is theirs as
 * root too: the package may be read-only.
 */
export async function renderPages(site: Site, outDir: string, workFolder: string): Promise<void> {
  const packageFolder = findPackageFolder();
  const key = String(builds += 1);
  handedOver.set(key, site);
  // Vite looks for Astro, and the bundle for what it imports, from this folder upwards.
  symlinkSync(findModulesFolder(), join(workFolder, 'node_modules'));
  Object.assign(globalThis, { [HANDOVER]: handedOver });
  // Astro's telemetry has no other switch, and nothing here may talk to the network.
  // eslint-disable-next-line no-restricted-properties
  process.env['ASTRO_TELEMETRY_DISABLED'] = '1';
  try {
    await build({
      configFile: relative(workFolder, join(packageFolder, 'astro.config.mjs')),
      root: workFolder,
      srcDir: join(packageFolder, 'src/site'),
      publicDir: join(packageFolder, 'public'),
      outDir,
      cacheDir: join(workFolder, 'cache'),
      logLevel: 'silent',
      integrations: [bundleInto(join(workFolder, 'bundle')), writeInto(outDir, () => !handedOver.has(key))],
      vite: {
        cacheDir: join(workFolder, 'vite'),
        logLevel: 'silent',
        plugins: [{
          name: 'proofboard-site',
          // Astro would bundle what its toolbar for developers needs, for every build.
          configResolved: ({ environments }) => {
            for (const { optimizeDeps } of Object.values(environments)) optimizeDeps.include = [];
          },
          resolveId: (id: string) => (id === MODULE ? RESOLVED : null),
          load: (id: string) => (id === RESOLVED
            ? `export const site = globalThis[Symbol.for('proofboard.sites')].get('${key}');` : null),
        }],
      },
    });
  } finally {
    handedOver.delete(key);
  }
}

/**
 * Puts the bundle of the pages into a folder of its own. Astro would write it below the current folder, which may be
 * read-only, and where two builds at once would take each other's; only an adapter may say otherwise.
 */
function bundleInto(folder: string): AstroIntegration {
  return {
    name: 'proofboard',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({ build: { server: pathToFileURL(`${folder}/`) } });
      },
      'astro:config:done': ({ setAdapter }) => {
        setAdapter({
          name: 'proofboard',
          supportedAstroFeatures: { staticOutput: 'stable' },
          adapterFeatures: { buildOutput: 'static', preserveBuildServerDir: true },
        });
      },
    },
  };
}

/**
 * Writes the pages that are folders itself, one after the other. Astro asks the thread pool four times for each of them,
 * which for tens of thousands of small files costs a fifth of the build. When one page fails, Astro goes on for a while with
 * others: what comes when all `isOver` would bring the folder back that has just been removed.
 */
function writeInto(outDir: string, isOver: () => boolean): AstroIntegration {
  const writing = (own: AstroPrerenderer): AstroPrerenderer => ({
    ...own,
    render: async (request, options) => {
      const rendered = await own.render(request, options);
      const response = rendered instanceof Response ? rendered : rendered.response;
      const { pathname } = new URL(request.url);
      const { type, route } = options.routeData;
      if (type !== 'page' || route === '/404' || response.status !== 200 || !pathname.endsWith('/')) return rendered;
      const folder = join(outDir, decodeURI(pathname));
      const page = new Uint8Array(await response.arrayBuffer());
      if (isOver()) return new Response(null);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'index.html'), page);
      // Without a body Astro writes nothing.
      return new Response(null);
    },
  });
  return {
    name: 'proofboard-writing',
    hooks: {
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer(writing);
      },
    },
  };
}
