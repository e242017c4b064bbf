// Builds the page into `dist`: hashed names, compressed twins, a manifest, the licences of what is bundled. The same sources
// give the same bytes in any folder. It fails where our own script is larger than it may be.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { NOTICES, WEB, bundle } from './tools/bundle.mjs';
import { twins } from './tools/compress.mjs';
import { notices } from './tools/notices.mjs';
import { sizes } from './tools/sizes.mjs';

const { files, page, embed } = await bundle();
files.set(NOTICES, Buffer.from(notices([page, embed].filter(Boolean))));

const reports = [sizes('The page', page, files)];
if (embed) reports.push(sizes('The elements (embed.js)', embed, files));
for (const { text } of reports) console.log(text);
if (!reports.every(({ fits }) => fits)) {
  console.error('Our own script is too large: what only one screen needs belongs behind a dynamic import, what none needs goes.');
  process.exit(1);
}

// What is new comes first, the page behind what it names, and what is old goes last: at any time a whole page is there.
const dist = join(WEB, 'dist');
const manifest = {};
const kept = new Set(['.gitignore', 'manifest.json']);
for (const name of [...files.keys()].sort((left, right) => order(left) - order(right) || (left < right ? -1 : 1))) {
  const bytes = files.get(name);
  const compressed = twins(bytes);
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  for (const [ending, written] of [['', bytes], ...compressed]) {
    writeFileSync(join(dist, name + ending), written);
    kept.add(name + ending);
  }
  manifest[name] = {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...Object.fromEntries(compressed.map(([ending, twin]) => [ending.slice(1), twin.length])),
  };
}
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(relative(dist, path).replaceAll('\\', '/'))) rmSync(path);
}
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

function order(name) {
  return name.startsWith('assets/') ? 0 : 1;
}
