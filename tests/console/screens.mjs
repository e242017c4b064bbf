// Every screen of the console, with something on it.
import { ask, replays } from "./api.mjs";
import { file, push, send, signed } from "./callbacks.mjs";

/** Fills the table so that no screen is empty, and returns the paths of all screens. */
export async function screens() {
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const at = Date.parse(`${day}T05:00:00Z`) / 1000;
  // A show in four formats with a drop and a lost file, and one before it that is close to it.
  await send([
    ...push("studio_a", at, at + 1200),
    ...push("studio_a", at + 1260, at + 2700),
    file("studio_a", "hls", at, at + 1200),
    file("studio_a", "hls", at + 1260, at + 2700),
    ...[0, 600, 1260, 1860].map((from) => file("studio_a", "mp4", at + from, at + from + 600)),
    file("studio_a", "flv", at, at + 1200),
    file("studio_a", "aac", at + 300, at + 1200),
    file("studio_a", "mp4", at - 1000, at - 400),
  ]);
  await ask("PUT", "/channels/studio_a?domain=push.live.example.com&app=live", { name: "Studio A", intro: "Cooking, every evening." });
  // Nothing can be done with these yet.
  for (const body of [{ event_type: 99, note: "unknown" }, { event_type: 100, stream_id: "studio_a", file_format: "mp4" }]) {
    await ask("POST", "/callbacks/live", signed(body));
  }
  const finale = (await replays("stream_id=room42_host7"))[0];
  await ask("PATCH", `/replays/${finale.id}`, { title: "Finale", featured_rank: 1 });
  const found = await replays("stream_id=studio_a");
  const show = found.find((one) => one.renditions.length > 2);
  await ask("PATCH", `/replays/${show.id}`, { title: "Twelve dishes in one hour", note: "check the sound after the drop" });
  await ask("POST", "/queries", { stream_id: "studio_a", from: `${day}T00:00:00Z`, to: `${day}T12:00:00Z` });
  const room = show.stream;
  const stream = `streams/${encodeURIComponent(room.stream_id)}?domain=${room.domain}&app=${room.app}`;
  const { id } = show;
  return { queue: "queue", replay: `replays/${id}`, front: "front", streams: "streams", stream, work: "work", quarantine: "quarantine", health: "health", log: "log" };
}

/** Waits until a screen has loaded what it shows. */
export async function ready(page) {
  await page.locator("main").waitFor();
  await page.waitForFunction(() => {
    const loading = (root) =>
      [...root.querySelectorAll("*")].some((it) => it.matches(".skeleton, .spinner, [aria-busy=true]") || (it.shadowRoot && loading(it.shadowRoot)));
    return !loading(document);
  });
  await page.evaluate(() => document.fonts.ready);
}

