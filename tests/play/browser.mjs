// A browser for the tests that play something.
import { chromium } from "playwright-core";

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
    ],
  });

// Serves files of these folders on a free port, the first that has a file, and returns the origin.
export async function serve(...folders) {
  const { createServer } = await import("node:http");
  const { readFile } = await import("node:fs/promises");
  const types = { html: "text/html; charset=utf-8", js: "text/javascript" };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    for (const folder of folders) {
      try {
        const body = await readFile(new URL(`.${path}`, folder));
        response.setHeader("content-type", types[path.split(".").at(-1)] ?? "application/octet-stream");
        return response.end(body);
      } catch {}
    }
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}
