// A curator empties the queue by keyboard alone; what came of it is read from the API.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { get, replays, until } from "./api.mjs";
import { LOOKS, frameTimes, launch, nameOf, open } from "./browser.mjs";
import { file, send } from "./callbacks.mjs";

const QUEUED = 1_000;
const REVIEWED = 200;
/** A day, cut every minute. */
const PARTS = 1_440;
const SOME = 12;
/** Further apart than recordings of one broadcast can be. */
const APART = 400;
const now = Math.floor(Date.now() / 1000);

/** Recordings of ten seconds, the oldest first, in ten rooms by turns. */
const shows = (name, count, from) =>
  Array.from({ length: count }, (_, i) => {
    const start = from + i * APART;
    return file(`${name}${i % 10}`, "mp4", start, start + 10);
  });

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const waiting = async () => (await get("/review?limit=1")).count;
const current = (page) => page.locator('[data-test="queue-item"].current');
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const saved = (page) => page.locator('[data-test="saved"]').waitFor();
/** The id of the current one, once it is another than before. */
const moved = async (page, before) => {
  await page.waitForFunction(
    (before) => {
      const inside = (root, selector) => {
        for (const element of root.querySelectorAll("*")) {
          if (element.matches(selector)) return element;
          const found = element.shadowRoot && inside(element.shadowRoot, selector);
          if (found) return found;
        }
        return null;
      };
      const item = inside(document, '[data-test="queue-item"].current');
      return (item?.dataset.id ?? null) !== before;
    },
    before,
    { polling: "raf" },
  );
  return (await current(page).count()) ? current(page).getAttribute("data-id") : null;
};

for (const look of LOOKS) {
  const name = look.phone ? "phone" : "desktop";
  test(`${nameOf(look)}: keys publish, hide with a reason, rename, feature, skip, select and undo`, async () => {
    await send(shows(name, SOME, now - 80_000));
    await until(async () => (await waiting()) === SOME);
    const { page, context, faults } = await open(browser, "queue", look);
    await current(page).waitFor();
    const order = (await get("/review?limit=100")).replays.map((one) => one.id);
    let id = await current(page).getAttribute("data-id");
    assert.equal(id, order[0], "the oldest comes first");

    await press(page, "t");
    await page.locator('[data-test="title-input"]').fill("Opening night");
    await press(page, "Enter", "p");
    id = await moved(page, id);
    await press(page, "h", "2");
    id = await moved(page, id);
    await press(page, "f");
    id = await moved(page, id);
    await press(page, "s");
    assert.equal(await moved(page, id), order[4], "a skipped one stays, and the next one comes");
    // One decision too many, which is taken back.
    await press(page, "p");
    await moved(page, order[4]);
    await press(page, "z");
    await saved(page);
    await until(async () => (await waiting()) === SOME - 3, "three are reviewed");
    const [first, second, third, fourth, fifth] = await Promise.all(order.slice(0, 5).map((id) => get(`/replays/${id}`)));
    assert.equal(first.title, "Opening night");
    assert.equal(first.visibility, "published");
    assert.equal(first.reviewed.by, (await get("/session")).name);
    assert.equal(second.visibility, "hidden");
    assert.ok(second.hidden_reason.length > 0);
    assert.ok(third.featured_rank > 0);
    assert.deepEqual([fourth.visibility, fourth.reviewed], ["pending", null]);
    assert.deepEqual([fifth.visibility, fifth.reviewed], ["pending", null], "undo takes the review back too");

    // Everything that is left, at once.
    await press(page, "Control+a", "h", "1");
    await until(async () => (await waiting()) === 0, "the queue is empty");
    const hidden = (await replays("")).filter((one) => one.visibility === "hidden" && one.stream.stream_id.startsWith(name));
    assert.equal(hidden.filter((one) => one.hidden_reason).length, SOME - 2);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test(`of ${QUEUED} replays, ${REVIEWED} are reviewed by keys in less than a minute`, async (t) => {
  await send(shows("many", QUEUED, now - 86_000 - QUEUED * APART));
  await until(async () => (await waiting()) === QUEUED);
  const { page, context, faults } = await open(browser, "queue");
  await current(page).waitFor();
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  t.diagnostic(`first contentful paint after ${paint.toFixed(0)} ms`);
  let id = await current(page).getAttribute("data-id");
  const frames = await frameTimes(page, async () => {
    await page.mouse.move(200, 500);
    for (let i = 0; i < 60; i += 1) await page.mouse.wheel(0, 1200);
  });
  t.diagnostic(`frames while ${QUEUED} replays scroll: ${frames}`);
  const began = performance.now();
  for (let i = 0; i < REVIEWED; i += 1) {
    // Look into the middle, then decide.
    await press(page, "5", ...(i % 4 === 3 ? ["h", "3"] : ["p"]));
    id = await moved(page, id);
  }
  await until(async () => (await waiting()) === QUEUED - REVIEWED);
  const seconds = (performance.now() - began) / 1000;
  t.diagnostic(`${REVIEWED} replays in ${seconds.toFixed(1)} s`);
  assert.ok(seconds < 60, `${seconds} s`);
  const reviewed = (await replays("")).filter((one) => one.stream.stream_id.startsWith("many") && one.reviewed);
  const count = (visibility) => reviewed.filter((one) => one.visibility === visibility).length;
  assert.deepEqual([count("published"), count("hidden")], [REVIEWED * 0.75, REVIEWED * 0.25]);
  assert.deepEqual(faults, []);
  await context.close();
});

test(`the timeline of ${PARTS} files stays smooth while it is zoomed and panned`, async (t) => {
  const from = now - 86_000;
  await send(Array.from({ length: PARTS }, (_, i) => file("all_day", "mp4", from + i * 60, from + (i + 1) * 60)), 2);
  const [day] = await until(async () => {
    const found = await replays("stream_id=all_day");
    return found[0]?.renditions[0].parts === PARTS && found;
  });
  const { page, context, faults } = await open(browser, `replays/${day.id}`);
  const timeline = page.locator('[data-test="timeline"]');
  await timeline.waitFor();
  const { x, y, width, height } = await timeline.boundingBox();
  const middle = [x + width / 2, y + height / 2];
  const frames = await frameTimes(page, async () => {
    await page.mouse.move(...middle);
    await page.keyboard.down("Control");
    for (let i = 0; i < 30; i += 1) await page.mouse.wheel(0, i < 20 ? -120 : 120);
    await page.keyboard.up("Control");
    for (let i = 0; i < 30; i += 1) await page.mouse.wheel(80, 0);
    await page.mouse.down();
    for (let i = 0; i < 40; i += 1) await page.mouse.move(middle[0] - i * 8, middle[1]);
    await page.mouse.up();
  });
  t.diagnostic(`frames while the timeline of ${PARTS} files is zoomed, panned and sought in: ${frames}`);
  assert.deepEqual(faults, []);
  await context.close();
});
