// Bundles the page and the embeddable elements, in memory.
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fill } from './page.mjs';

export const WEB = fileURLToPath(new URL('..', import.meta.url));
const PAGE = 'src/index.html';
const EMBED = 'src/embed/embed.ts';
// The elements' interface: attributes, properties, events and parts. A page that must not break loads the file of its version.
const EMBED_VERSION = 1;
export const NOTICES = 'licenses.txt';

const options = {
  absWorkingDir: WEB,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  write: false,
  metafile: true,
  charset: 'utf8',
  outdir: 'dist',
  publicPath: '/console/',
  chunkNames: 'assets/[name]-[hash]',
  assetNames: 'assets/[name]-[hash]',
  // Notices are one file, which each script names.
  legalComments: 'none',
  banner: { js: `/* Licences: /console/${NOTICES} */` },
  loader: { '.svg': 'copy', '.png': 'copy', '.webmanifest': 'copy' },
  logLevel: 'warning',
};

/**
 * Everything that is served: `files`, name to bytes, and what esbuild tells of each bundle.
 * @returns {Promise<{files: Map<string, Buffer>, page: import('esbuild').Metafile, embed?: import('esbuild').Metafile}>}
 */
export async function bundle() {
  const html = readFileSync(join(WEB, PAGE), 'utf8');
  const page = await build({ ...options, entryPoints: fill.entries(html), entryNames: 'assets/[name]-[hash]' });
  const files = collect(page);
  files.set('index.html', Buffer.from(fill(html, page.metafile)));
  if (!existsSync(join(WEB, EMBED))) return { files, page: page.metafile };
  const embed = await build({ ...options, entryPoints: [EMBED], entryNames: '[name]' });
  for (const [name, bytes] of collect(embed)) files.set(name, bytes);
  // Another name for the same module, so that a page that loads both defines the elements once.
  files.set(`embed.v${EMBED_VERSION}.js`, Buffer.from('export * from "./embed.js";\n'));
  return { files, page: page.metafile, embed: embed.metafile };
}

/** What one run of esbuild made, by its path under `dist`. */
function collect({ outputFiles }) {
  const dist = join(WEB, 'dist/');
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(dist.length).replaceAll('\\', '/'), Buffer.from(contents)]));
}
