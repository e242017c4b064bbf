// Packs the TypeScript client as npm would publish it, installs it beside docs/embed/client.ts, checks the types of that and
// runs it. Prints its output as JSON.
//
//   node client.mjs http://127.0.0.1:8787
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [api] = process.argv.slice(2);
const client = fileURLToPath(new URL("../../functions/console/web/client/", import.meta.url));
const app = mkdtempSync(join(tmpdir(), "live-replay-app-"));
const run = (program, ...asked) => execFileSync(program, asked, { cwd: app, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
try {
  const installed = join(app, "node_modules", "live-replay-client");
  mkdirSync(installed, { recursive: true });
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", "--silent", "--json", "--pack-destination", app], { cwd: client, encoding: "utf8" }));
  run("tar", "-xzf", filename, "-C", installed, "--strip-components", "1");
  cpSync(fileURLToPath(new URL("../../docs/embed/client.ts", import.meta.url)), join(app, "client.ts"));
  writeFileSync(join(app, "package.json"), '{"type": "module"}');
  // As `@types/node` has it.
  writeFileSync(join(app, "node.d.ts"), "declare const process: { argv: string[]; exit(code: number): never };");
  run(process.execPath, join(client, "node_modules/typescript/bin/tsc"), "--strict", "--module", "nodenext", "--target", "es2022", "client.ts", "node.d.ts");
  console.log(JSON.stringify(run(process.execPath, "client.js", api).trim().split("\n")));
} finally {
  rmSync(app, { recursive: true, force: true });
}
