// Opens docs/app.html in a browser as a page of another origin, plays its first replay to the end, and prints what was seen
// as JSON.
//
//   node app.mjs http://127.0.0.1:8787 [screenshot.png]
import { readFile } from "node:fs/promises";
import { launch, serve } from "./browser.mjs";

const [api, picture] = process.argv.slice(2);
const origin = await serve(new URL("../../docs/", import.meta.url));
const browser = await launch();
try {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  const hls = await readFile(new URL("node_modules/hls.js/dist/hls.min.js", import.meta.url), "utf8");
  await page.route("https://cdn.jsdelivr.net/npm/hls.js@1", (route) =>
    route.fulfill({ contentType: "text/javascript", body: hls }),
  );
  await page.goto(`${origin}/app.html?api=${encodeURIComponent(api)}`);
  await page.locator("#replays button").first().waitFor();
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const shown = await page.evaluate(() => ({
    live: document.getElementById("live").textContent,
    replays: document.querySelectorAll("#replays button").length,
    covers: [...document.images].filter((image) => image.naturalWidth > 0).length,
  }));
  await page.locator("#replays button").first().click();
  if (picture) {
    await page.waitForFunction(() => document.getElementById("player").currentTime > 1);
    await page.screenshot({ path: picture });
  }
  const played = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const player = document.getElementById("player");
        const done = () => resolve({ duration: player.duration, at: player.currentTime, ended: player.ended });
        player.muted = true;
        player.playbackRate = 8;
        player.addEventListener("ended", done);
        setTimeout(done, 60_000);
      }),
  );
  console.log(JSON.stringify({ ...shown, ...played, errors }));
} finally {
  await browser.close();
}
