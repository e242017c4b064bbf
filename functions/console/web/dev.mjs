// Serves the page as it is deployed, with the same policy, and builds it again when a source has changed. Everything else
// comes from a runner. Usage: node dev.mjs [address of the runner] [port]
import { readFileSync, watch } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { extname, join } from 'node:path';
import { WEB, bundle } from './tools/bundle.mjs';

const RUNNER = new URL(process.argv[2] ?? process.env.RUNNER ?? 'http://127.0.0.1:8787');
const PORT = Number(process.argv[3] ?? process.env.PORT ?? 8790);
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

// As the function writes it; what the runner serves lies at another origin here.
const policy = readFileSync(join(WEB, '../policy.txt'), 'utf8')
  .trim().split('\n').join('; ')
  .replaceAll('{media}', 'https:')
  .replaceAll('{runner}', RUNNER.origin);

let files = new Map();
async function rebuild() {
  const began = performance.now();
  try {
    ({ files } = await bundle());
    console.log(`built in ${Math.round(performance.now() - began)} ms`);
  } catch (error) {
    console.error(error.message);
  }
}

function page(path, response) {
  const name = path.replace(/^\/console\/?/, '');
  const isFile = name.includes('/') ? name.startsWith('assets/') : name.includes('.');
  const found = files.has(name) ? name : isFile ? undefined : 'index.html';
  const headers = { 'content-security-policy': policy, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  if (!found || !files.has(found)) {
    response.writeHead(404, headers).end();
    return;
  }
  const shared = found === 'index.html' ? {} : { 'access-control-allow-origin': '*' };
  response.writeHead(200, { ...headers, ...shared, 'content-type': TYPES[extname(found)] ?? 'text/plain; charset=utf-8' });
  response.end(files.get(found));
}

function pass(incoming, response) {
  const { method, url, headers } = incoming;
  const passed = ask(new URL(url, RUNNER), { method, headers: { ...headers, host: RUNNER.host } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', (error) => {
    if (response.headersSent) return response.destroy();
    response.writeHead(502, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ title: 'Bad Gateway', status: 502, code: 'no_runner', detail: `${RUNNER.origin}: ${error.message}` }));
  });
  response.on('close', () => passed.destroy());
  incoming.pipe(passed);
}

await rebuild();
let waiting;
const again = () => {
  clearTimeout(waiting);
  waiting = setTimeout(rebuild, 100);
};
for (const folder of ['src', 'client/generated']) watch(join(WEB, folder), { recursive: true }, again);

createServer((incoming, response) => {
  const path = decodeURI(incoming.url.split('?')[0]);
  if (path === '/console' || path.startsWith('/console/')) page(path, response);
  else pass(incoming, response);
}).listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/console, with the API of ${RUNNER.origin}`));
