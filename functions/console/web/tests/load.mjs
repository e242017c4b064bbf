// Gives a test the modules of the page, as they are built for it.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function load(entry) {
  const { outputFiles } = await build({ absWorkingDir: root, entryPoints: [entry], bundle: true, write: false, format: 'esm', target: 'es2022' });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
