// Plays a playlist in a browser from its first to its last second, and prints what was seen as JSON.
//
//   node watch.mjs http://127.0.0.1:8080/page.html
//
// The page loads hls.js and has one video. It is played at speed, and the colour in its middle is looked at all the time.
import { launch } from "./browser.mjs";

const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(process.argv[2]);
  const seen = await page.evaluate(watch);
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

// Runs in the page.
function watch() {
  const video = document.querySelector("video");
  const seen = { colours: [], errors: [], duration: 0, at: 0, ended: false };
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  const look = () => {
    if (video.readyState < 2) return;
    canvas.drawImage(video, 0, 0, 1, 1);
    const [red, , blue] = canvas.getImageData(0, 0, 1, 1).data;
    const colour = red > blue ? "red" : "blue";
    if (seen.colours.at(-1) !== colour) seen.colours.push(colour);
  };
  return new Promise((resolve) => {
    const hls = new Hls();
    const done = () => {
      look();
      resolve({ ...seen, duration: video.duration, at: video.currentTime, ended: video.ended });
    };
    // What isn't fatal, as a pause on a slow machine, the player makes good itself.
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      seen.errors.push(error.details);
      done();
    });
    video.addEventListener("ended", done);
    setTimeout(done, 30_000);
    setInterval(look, 50);
    video.muted = true;
    video.playbackRate = 2;
    hls.loadSource("playlist.m3u8");
    hls.attachMedia(video);
    hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
  });
}
