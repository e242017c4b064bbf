// The evening of docs/curating.md, by mouse: what a curator does there with curl is done here with clicks, and read from the API.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { get, replays, until, url } from "./api.mjs";
import { launch, open } from "./browser.mjs";
import { ready } from "./screens.mjs";

let browser, page, faults;
before(async () => {
  browser = await launch();
  ({ page, faults } = await open(browser, "streams"));
  await ready(page);
});
after(async () => {
  assert.deepEqual(faults, []);
  await browser.close();
});

const hook = (name) => page.locator(`[data-test="${name}"]`);
const click = (name) => hook(name).first().click();
/** From the list of streams to the newest replay of one. */
async function find(stream_id) {
  await click("nav-streams");
  await hook("streams-search").fill(stream_id);
  await hook("stream-item").filter({ hasText: stream_id }).first().locator("a").first().click();
  await hook("stream-replay").first().locator("a").first().click();
  await hook("replay-title").waitFor();
  await hook("title").waitFor();
}
const one = async (stream_id) => (await replays(`stream_id=${stream_id}`))[0];

test("the two hours of room42 get a title and the first place of the front page", async () => {
  await find("room42_host7");
  await hook("title").fill("Finale");
  await hook("rank").fill("1");
  await hook("note").fill("the sponsor wants it on top");
  await click("save");
  await until(async () => (await one("room42_host7")).title === "Finale");
  await click("publish");
  await until(async () => (await one("room42_host7")).reviewed);
  const { featured_rank, note } = await one("room42_host7");
  assert.deepEqual({ featured_rank, note }, { featured_rank: 1, note: "the sponsor wants it on top" });
});

test("files are joined, and the replay is hidden", async () => {
  const kitchen = (await replays("stream_id=kitchen&state=complete")).find((one) => one.renditions.some((it) => it.format === "mp4" && it.parts > 1));
  await page.goto(`${url}/console/replays/${kitchen.id}`);
  await hook("replay-title").waitFor();
  await hook("tab-files").click();
  const format = hook("join-format");
  if (await format.isVisible()) await format.selectOption("mp4");
  await click("join");
  // Tencent charges for it.
  await click("confirm");
  await until(async () => (await get("/queries?kind=join")).queries.length > 0);
  await click("hide");
  await click("reason-2");
  await until(async () => (await get(`/replays/${kitchen.id}`)).visibility === "hidden");
});

test("a split is looked at, and undone", async () => {
  await find("room42_host7");
  const { id } = await one("room42_host7");
  await until(async () => await hook("split").isEnabled());
  const line = await hook("timeline").boundingBox();
  await page.mouse.click(line.x + line.width / 2, line.y + line.height / 2);
  await click("split");
  await until(async () => (await replays("stream_id=room42_host7")).length === 2);
  await click("undo");
  await until(async () => (await replays("stream_id=room42_host7")).length === 1);
  const { changes } = await get(`/replays/${id}/history`);
  assert.equal(changes[0].action, "undo");
});

test("the two replays of room7 become one", async () => {
  await find("room7_host2");
  const sides = hook("merge-before").or(hook("merge-after"));
  await sides.first().click();
  // They lie more than an hour apart.
  await click("confirm");
  await until(async () => (await replays("stream_id=room7_host2")).length === 1);
});

test("a recording on demand is started, and stopped", async () => {
  await click("nav-work");
  await click("work-record");
  await hook("stream-stream_id").fill("lounge");
  await click("record-start");
  const task = hook("task").filter({ hasText: "lounge" });
  await task.first().waitFor();
  await task.first().locator('[data-test="task-stop"]').click();
  const sure = hook("confirm");
  await sure.click();
  await until(async () => (await get("/recordings/tasks?stream_id=lounge")).tasks[0].state === "stopped");
});

test("the front page shows viewers what they get", async () => {
  await click("nav-front");
  await hook("preview-item").filter({ hasText: "Finale" }).first().waitFor();
  const feed = await get("/feed", null);
  assert.equal(feed.replays[0].title, "Finale");
});


test("the joined file is there", async () => {
  await until(async () => (await get("/queries?kind=join")).queries[0].result?.file_id);
});
