// The licences of what is bundled, which have to go with it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WEB } from './bundle.mjs';

/** One text with the licence of each package of which something is in the bundles. */
export function notices(metafiles) {
  const bundled = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const input of Object.keys(inputs)) add(packageOf(input), input.includes('/dist/'), bundled);
    }
  }
  const texts = [...bundled].sort().map(notice);
  return ['The console contains these packages.\n', ...texts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** `lit` for `node_modules/lit/index.js`. */
function packageOf(input) {
  return input.match(/(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
}

/** A package, and where its file was bundled before it was released, what it depends on. */
function add(name, isBundle, bundled) {
  if (!name || bundled.has(name)) return;
  bundled.add(name);
  if (!isBundle) return;
  for (const dependency of Object.keys(description(name).dependencies ?? {})) add(dependency, isBundle, bundled);
}

function folder(name) {
  return join(WEB, 'node_modules', name);
}

function description(name) {
  return JSON.parse(readFileSync(join(folder(name), 'package.json'), 'utf8'));
}

function notice(name) {
  const { version, license, homepage } = description(name);
  const file = readdirSync(folder(name)).sort().find((file) => /^licen[cs]e/i.test(file));
  const text = file ? `\n${readFileSync(join(folder(name), file), 'utf8').trim()}\n` : '';
  return `${name} ${version} (${license})\n${homepage ? `${homepage}\n` : ''}${text}`;
}
