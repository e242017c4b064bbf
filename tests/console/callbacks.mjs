// Callbacks as Tencent sends them, for recordings that a test invents.
import { createHash } from "node:crypto";
import { ask, url } from "./api.mjs";

const KEY = "replay-demo-key";
const PATHS = { hls: "playlist_eof.m3u8" };

// Other tests of the same runner have other files.
let files = Date.now() * 1_000;
const digits = (kind, n) => `${kind}${String(n).padStart(17, "0")}`;

const stream = (stream_id) => ({
  appid: 1500000001,
  app: "push.live.example.com",
  appname: "live",
  stream_id,
  channel_id: stream_id,
  stream_param: "",
});

// A file of a stream, in Unix seconds. The simulated VOD has it, too, so it plays.
export function file(stream_id, format, from, to) {
  const file_id = digits(52, ++files);
  return {
    ...stream(stream_id),
    event_type: 100,
    file_id,
    file_format: format,
    task_id: digits(18, files),
    start_time: from,
    end_time: to,
    duration: to - from,
    file_size: (to - from) * 187500,
    video_id: `1500000001_${file_id}`,
    video_url: `${url}/-/media/49a26351${file_id}/${PATHS[format] ?? `f0.${format}`}`,
  };
}

// A connection of the pusher.
export const push = (stream_id, from, to) => [
  { ...stream(stream_id), event_type: 1, errcode: 0, errmsg: "ok", event_time: from, sequence: digits(72, from) },
  {
    ...stream(stream_id),
    event_type: 0,
    errcode: 1,
    errmsg: "recv rtmp deleteStream",
    event_time: to,
    sequence: digits(72, from),
    push_duration: String((to - from) * 1000),
  },
];

export const signed = (body) => {
  const t = Math.floor(Date.now() / 1000) + 600;
  return { ...body, t, sign: createHash("md5").update(`${KEY}${t}`).digest("hex") };
};

/** As Tencent does, a callback that is not taken is sent again. */
async function deliver(body) {
  for (let tries = 12; ; tries -= 1) {
    const response = await fetch(`${url}/callbacks/live`, { method: "POST", body: JSON.stringify(signed(body)) });
    if (response.ok) return;
    if (response.status !== 503 || tries === 0) throw new Error(`a callback: ${response.status} ${await response.text()}`);
  }
}

// Sends callbacks, some at once, and puts their files into the simulated VOD. Those of one stream wait for each other.
export async function send(bodies, atOnce = 8) {
  const waiting = [...bodies];
  const sender = async () => {
    for (let body = waiting.shift(); body; body = waiting.shift()) {
      if (body.file_id) await ask("POST", "/-/vod/files", body);
      await deliver(body);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
}
