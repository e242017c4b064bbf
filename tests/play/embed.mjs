// Opens docs/embed/list.html and player.html as pages of another origin, plays a replay in each, and prints what was seen as
// JSON.
//
//   node embed.mjs http://127.0.0.1:8787 <stream>
import { launch, serve } from "./browser.mjs";

const [api, stream] = process.argv.slice(2);
const origin = await serve(new URL("../../docs/embed/", import.meta.url));
const browser = await launch();

// Plays from the beginning, and then the last two seconds.
async function watch(page, player) {
  await page.waitForFunction((player) => player.duration > 0, player);
  await player.evaluate((player) => player.play());
  await page.waitForFunction((player) => player.currentTime > 1, player);
  return player.evaluate(async (player) => {
    const late = new Promise((resolve) => setTimeout(resolve, 20_000, false));
    const ended = new Promise((resolve) => player.addEventListener("live-replay-ended", () => resolve(true)));
    player.currentTime = player.duration - 2;
    return { duration: player.duration, ended: await Promise.race([ended, late]) };
  });
}

try {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${origin}/list.html?api=${encodeURIComponent(api)}`);
  const cards = page.locator("live-replay-list .card");
  await cards.first().waitFor();
  const list = {
    live: await page.locator("live-replay-list .live li").allInnerTexts(),
    replays: await cards.count(),
    titles: await page.locator("live-replay-list .title").allInnerTexts(),
  };
  await cards.first().click();
  list.played = await watch(page, await page.locator("live-replay-list live-replay-player").elementHandle());
  list.selected = await page.locator("#watched").innerText();
  await page.keyboard.press("Escape");
  list.closed = await page.locator("live-replay-list dialog").count();

  await page.goto(`${origin}/list.html?api=${encodeURIComponent(api)}&stream=${stream}`);
  await cards.first().waitFor();
  list.ofStream = await cards.count();

  await page.goto(`${origin}/player.html?api=${encodeURIComponent(api)}&stream=${stream}`);
  const player = await watch(page, await page.locator("#player").elementHandle());
  player.title = await page.title();
  await page.goto(`${origin}/player.html?api=${encodeURIComponent(api)}&replay=none`);
  player.missing = await page.locator("live-replay-player .message p").innerText();
  console.log(JSON.stringify({ list, player, errors }));
} finally {
  await browser.close();
}
