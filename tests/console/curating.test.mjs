// A curator splits, merges, trims, orders, undoes, backfills and clears the quarantine; what came of each is read from the API.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, get, replays, until, url } from "./api.mjs";
import { LOOKS, launch, nameOf, open } from "./browser.mjs";
import { file, push, send, signed } from "./callbacks.mjs";

/** Yesterday at 5:00 UTC. */
const at = Math.floor(Date.now() / 86_400_000) * 86_400 - 19 * 3600;

for (const look of LOOKS) {
  describe(nameOf(look), () => {
    const SHOW = look.phone ? "show_on_phone" : "show";
    const OTHER = `${SHOW}_beside`;

    let browser;
    let signedIn;
    before(async () => {
      browser = await launch();
      // Two shows, 400 s apart, the second one in two files.
      await send([
        ...push(SHOW, at, at + 60),
        file(SHOW, "hls", at, at + 60),
        ...push(SHOW, at + 460, at + 520),
        file(SHOW, "hls", at + 460, at + 520),
        ...push(SHOW, at + 530, at + 580),
        file(SHOW, "hls", at + 530, at + 580),
        file(OTHER, "mp4", at, at + 30),
      ]);
      await until(async () => (await shows()).length === 2 && (await shows()).every((one) => one.confirmed));
      signedIn = await open(browser, "queue", look);
      await signedIn.page.locator('[data-test="queue-item"]').first().waitFor();
    });
    after(async () => {
      assert.deepEqual(signedIn.faults, []);
      await browser.close();
    });

    const shows = () => replays(`stream_id=${SHOW}`);
    const hook = (name) => signedIn.page.locator(`[data-test="${name}"]`);
    const visit = (path) => signedIn.page.goto(`${url}/console/${path}`);
    /** Opens a replay, with its player and its timeline there. */
    async function see(id) {
      await visit(`replays/${id}`);
      await hook("replay-title").waitFor();
      await hook("split").waitFor();
      await signedIn.page.waitForFunction(() => {
        const found = (root) => [...root.querySelectorAll("*")].map((it) => (it.localName === "lr-player" ? it : it.shadowRoot && found(it.shadowRoot))).find(Boolean);
        return found(document)?.duration > 0;
      });
    }

    test("a replay is split at the playhead, and the split is undone", async () => {
      const [later] = await shows();
      const libraries = [];
      signedIn.page.on("request", (request) => {
        const library = new URL(request.url()).pathname.match(/\/(hls|flv)-[^/]*\.js$/)?.[1];
        if (library) libraries.push(library);
      });
      await see(later.id);
      await hook("timeline").waitFor();
      assert.deepEqual(libraries, [], "a library comes with the first play");
      await signedIn.page.keyboard.press("5");
      await until(() => libraries.length > 0);
      assert.deepEqual(libraries, ["hls"]);
      await signedIn.page.keyboard.press("x");
      await until(async () => (await shows()).length === 3);
      const [second, first] = await shows();
      const cut = Date.parse(second.started_at) / 1000 - (at + 460);
      assert.ok(cut > 45 && cut < 75, `cut after ${cut} s of 120`);
      assert.ok([first.id, second.id].includes(later.id));
      await hook("toast").first().waitFor();
      await signedIn.page.keyboard.press("z");
      await until(async () => (await shows()).length === 2);
      assert.equal((await get(`/replays/${later.id}/history`)).changes[0].action, "undo");
    });

    test("a replay is trimmed by keys, and plays what is left", async () => {
      const [later] = await shows();
      await see(later.id);
      for (const key of ["2", "[", "8", "]"]) await signedIn.page.keyboard.press(key);
      await hook("trim-save").click();
      const trimmed = await until(async () => {
        const replay = await get(`/replays/${later.id}`);
        return replay.trim && replay;
      });
      const from = Date.parse(trimmed.trim.from) / 1000 - (at + 460);
      const to = Date.parse(trimmed.trim.to) / 1000 - (at + 460);
      assert.ok(from >= 18 && from <= 34 && to >= 84 && to <= 110, `${from} to ${to}`);
      assert.ok(trimmed.duration < later.duration, `${trimmed.duration} of ${later.duration} s`);
      const playlist = await fetch(`${url}${trimmed.play.url}`, { headers: { authorization: "Bearer curator-demo-token" } });
      const seconds = [...(await playlist.text()).matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, one]) => sum + Number(one), 0);
      // Whole segments stay: up to one too many at each end of a file.
      assert.ok(Math.abs(seconds - trimmed.duration) <= 22, `${seconds} s play, ${trimmed.duration} s are left`);
    });

    test("a replay is merged with the one before it", async () => {
      const [later, earlier] = await shows();
      await see(later.id);
      await signedIn.page.keyboard.press("m");
      await until(async () => (await shows()).length === 1);
      const [merged] = await shows();
      assert.equal(merged.started_at, earlier.started_at);
      assert.equal(merged.ended_at, later.ended_at);
    });

    test("the front page is ordered by keys", async () => {
      const [merged] = await shows();
      const [other] = await replays(`stream_id=${OTHER}`);
      for (const { id } of [merged, other]) await ask("PATCH", `/replays/${id}`, { visibility: "published" });
      await ask("PUT", "/featured", { ids: [merged.id, other.id] });
      await visit("front");
      const items = hook("featured-item");
      await items.nth(1).waitFor();
      await items.nth(1).focus();
      await signedIn.page.keyboard.press("Alt+ArrowUp");
      await hook("front-save").click();
      await until(async () => (await get("/featured")).replays[0]?.id === other.id);
      assert.deepEqual((await get("/featured")).replays.map((one) => one.id), [other.id, merged.id]);
    });

    test("a backfill is started, and its progress is seen", async () => {
      await visit("work");
      const before = (await get("/queries?kind=backfill")).queries.length;
      await hook("work-backfill").click();
      await hook("backfill-start").click();
      const query = hook("query").and(signedIn.page.locator('[data-kind="backfill"]'));
      await query.first().waitFor();
      await until(async () => {
        const { queries } = await get("/queries?kind=backfill");
        return queries.length === before + 1 && queries[0].state === "done";
      });
      await signedIn.page.locator('[data-test="query"][data-kind="backfill"][data-state="done"]').nth(before).waitFor();
    });

    test("the quarantine is cleared", async () => {
      await ask("POST", "/callbacks/live", signed({ event_type: 99, text: "<img src=x onerror=alert(1)>" }));
      await ask("POST", "/callbacks/live", signed({ event_type: 98 }));
      await until(async () => (await get("/quarantine")).events.length === 2);
      await visit("quarantine");
      await hook("quarantined").first().waitFor();
      assert.equal(await hook("quarantined").count(), 2);
      for (const left of [1, 0]) {
        await hook("quarantined").first().click();
        await hook("discard").first().click();
        const sure = hook("confirm");
        if (await sure.isVisible().catch(() => false)) await sure.click();
        await until(async () => (await get("/quarantine")).events.length === left);
      }
      await hook("empty").first().waitFor();
    });
  });
}
