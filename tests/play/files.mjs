// Plays files in a browser, each to its end with a seek in between, and prints what was seen as JSON.
//
//   node files.mjs hls http://127.0.0.1:8787/… flv http://127.0.0.1:8787/…
//
// The page has another origin than the files. FLV needs mpegts.js, HLS needs hls.js; the browser plays the others itself.
import { launch, serve } from "./browser.mjs";

const modules = new URL("node_modules/", import.meta.url);
const origin = await serve(new URL("hls.js/dist/", modules), new URL("mpegts.js/dist/", modules), new URL("./", import.meta.url));
const browser = await launch();
const seen = [];
try {
  for (let i = 2; i < process.argv.length; i += 2) {
    const page = await browser.newPage();
    await page.goto(`${origin}/player.html`);
    seen.push(await page.evaluate(watch, { format: process.argv[i], url: process.argv[i + 1] }));
    await page.close();
  }
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

// Runs in the page.
function watch({ format, url }) {
  const video = document.querySelector("video");
  const seen = { format, errors: [], duration: 0, at: 0, sought: null, ended: false };
  return new Promise((resolve) => {
    const done = () => resolve({ ...seen, duration: video.duration, at: video.currentTime, ended: video.ended });
    const fail = (what) => (seen.errors.push(String(what)), done());
    setTimeout(done, 40_000);
    video.addEventListener("ended", done);
    video.addEventListener("error", () => fail(video.error?.message));
    // Once the first second has played, seek almost to the end.
    video.addEventListener("timeupdate", () => {
      if (seen.sought !== null || video.currentTime < 1) return;
      seen.sought = Math.max(video.duration - 3, 1);
      video.currentTime = seen.sought;
    });
    video.muted = true;
    if (format === "hls") {
      const hls = new Hls();
      hls.on(Hls.Events.ERROR, (_, error) => error.fatal && fail(error.details));
      hls.loadSource(url);
      hls.attachMedia(video);
    } else if (format === "flv") {
      const flv = mpegts.createPlayer({ type: "flv", url });
      flv.on(mpegts.Events.ERROR, (_, detail) => fail(detail));
      flv.attachMediaElement(video);
      flv.load();
    } else {
      video.src = url;
    }
    video.play().catch(fail);
  });
}
