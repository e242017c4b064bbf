// Fails where the generated client isn't what the API's document gives.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'live-replay-client-'));

// Every file under a folder, by its path there.
function files(folder) {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

try {
  const made = spawnSync(process.execPath, ['node_modules/@hey-api/openapi-ts/bin/run.js'], {
    cwd: here,
    env: { ...process.env, OUTPUT: fresh },
    stdio: 'inherit',
  });
  if (made.status !== 0) process.exit(1);
  const expected = files(fresh);
  const found = files(join(here, 'generated'));
  const names = new Set([...expected.keys(), ...found.keys()]);
  const stale = [...names].filter((name) => expected.get(name) !== found.get(name)).sort();
  if (stale.length > 0) {
    console.error(`The client isn't what functions/replay-api/openapi.json gives: ${stale.join(', ')}. Run: make client`);
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
