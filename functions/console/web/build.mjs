// Builds the page into `dist`: hashed names, compressed twins, a manifest, the licences of what is bundled. The same sources
// give the same bytes in any folder. It fails where our own script is larger than it may be.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

const dist = join(WEB, 'dist');
mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist)) {
  if (name !== '.gitignore') rmSync(join(dist, name), { recursive: true });
}
const manifest = {};
for (const name of [...files.keys()].sort()) {
  const bytes = files.get(name);
  const compressed = twins(bytes);
  for (const [ending, written] of [['', bytes], ...compressed]) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name + ending), written);
  }
  manifest[name] = {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...Object.fromEntries(compressed.map(([ending, twin]) => [ending.slice(1), twin.length])),
  };
}
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
