// Titles, names, notes and bodies that are markup are shown as the text that they are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, replays, until, url } from "./api.mjs";
import { launch, open } from "./browser.mjs";
import { file, push, send, signed } from "./callbacks.mjs";
import { ready } from "./screens.mjs";

const MARKUP = `<img src=x onerror="document.title='owned'">'"><script>document.title='owned'</script>`;
const NAME = "a<b>'\"&{{7*7}}${1}";
const at = Math.floor(Date.now() / 86_400_000) * 86_400 - 19 * 3600;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("nothing hostile becomes markup on any screen", async () => {
  await send([...push(NAME, at, at + 60), file(NAME, "mp4", at, at + 60)]);
  const [replay] = await until(async () => {
    const found = await replays(`stream_id=${encodeURIComponent(NAME)}`);
    return found[0]?.confirmed && found;
  });
  const { stream } = replay;
  await ask("PATCH", `/replays/${replay.id}`, { title: MARKUP, note: MARKUP, visibility: "hidden", hidden_reason: MARKUP });
  await ask("PATCH", `/replays/${replay.id}`, { visibility: "published", featured_rank: 1, reviewed: false }).catch(() => {});
  const channel = `/channels/${encodeURIComponent(stream.stream_id)}?domain=${stream.domain}&app=${stream.app}`;
  await ask("PUT", channel, { name: MARKUP, intro: MARKUP });
  await ask("POST", "/callbacks/live", signed({ event_type: 99, text: MARKUP }));
  const { page, faults } = await open(browser, "queue");
  await ready(page);
  const streamPath = `streams/${encodeURIComponent(stream.stream_id)}?domain=${stream.domain}&app=${stream.app}`;
  for (const path of ["queue", `replays/${replay.id}`, "front", "streams", streamPath, "work", "quarantine", "log"]) {
    await page.goto(`${url}/console/${path}`);
    await ready(page);
    const made = await page.evaluate(() => {
      const all = (root) => [...root.querySelectorAll("*")].flatMap((it) => [it, ...(it.shadowRoot ? all(it.shadowRoot) : [])]);
      return all(document).filter((it) => it.matches('img[src="x"], script:not([src]), b:not(.brand b)') && it.isConnected).map((it) => it.outerHTML);
    });
    assert.deepEqual(made, [], path);
    assert.ok(!(await page.title()).startsWith("owned"), path);
  }
  await page.goto(`${url}/console/replays/${replay.id}`);
  await page.getByText(MARKUP).first().waitFor();
  assert.deepEqual(faults, []);
});
