//! Callbacks as Tencent sends them.

use crate::file_id;
use replay_grouping::{Defaults, Fact, Stream, Timestamp};
use replay_signature::{CallbackVerifier, Secret, sign};
use replay_tencent::callback::{Event, Unverified, read};
use serde_json::{Value, json};

/// The callback key of the tests.
pub const KEY: &str = "replay-demo-key";

/// The callback key of the tests.
pub fn key() -> Secret {
    Secret::new(KEY).unwrap()
}

/// So many seconds after 2025-10-09T08:53:20Z, when the evening of the tests begins.
pub const fn at(seconds: i64) -> i64 {
    1_760_000_000 + seconds
}

/// A stream of the usual domain and app.
pub fn stream(name: &str) -> Stream {
    Stream::new("push.live.example.com", "live", name).unwrap()
}

/// The begin of a push.
pub fn begin(stream: &str, sequence: u64, when: i64) -> Value {
    push(
        stream,
        sequence,
        when,
        json!({"event_type": 1, "errcode": 0, "errmsg": "ok"}),
    )
}

/// The end of a push that lasted `seconds`.
pub fn end(stream: &str, sequence: u64, when: i64, seconds: i64) -> Value {
    let duration = (seconds * 1_000).to_string();
    push(
        stream,
        sequence,
        when,
        json!({"event_type": 0, "errcode": 1, "push_duration": duration}),
    )
}

fn push(stream: &str, sequence: u64, when: i64, more: Value) -> Value {
    let base = json!({
        "app": "push.live.example.com", "appname": "live", "stream_id": stream, "channel_id": stream,
        "event_time": when, "sequence": format!("72104645{sequence:011}"), "stream_param": "txSecret=x&txTime=68E8B0C0",
    });
    merged(base, more)
}

/// A recorded file that holds the seconds from `start` to `end`.
pub fn part(stream: &str, file: u64, format: &str, start: i64, end: i64) -> Value {
    let file = file_id(file).to_string();
    json!({
        "event_type": 100, "app": "push.live.example.com", "appname": "live", "stream_id": stream,
        "channel_id": stream, "file_id": file, "record_file_id": file, "file_format": format,
        "start_time": start, "end_time": end, "duration": end - start, "file_size": (end - start) * 1_000,
        "stream_param": "txSecret=x&txTime=68E8B0C0",
        "video_url": format!("http://1500000001.vod2.myqcloud.com/{file}/f0.{format}"),
    })
}

/// A screenshot with the name `name`.
pub fn screenshot(stream: &str, when: i64, name: &str) -> Value {
    let path = format!("/2025-10-09/{name}.jpg");
    json!({
        "event_type": 200, "app": "push.live.example.com", "appname": "live", "stream_id": stream,
        "channel_id": stream, "create_time": when, "file_size": 30_670, "width": 1280, "height": 720,
        "pic_full_url": format!("http://shots-1500000001.cos.ap-shanghai.myqcloud.com{path}"), "pic_url": path,
    })
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Some(one), Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}

/// Signs a callback that is sent at `now`.
pub fn signed(body: &Value, now: i64) -> String {
    let t = now + 600;
    merged(body.clone(), json!({"t": t, "sign": sign(&key(), t)})).to_string()
}

/// An evening of many streams with `callbacks` callbacks or a few more. The same arguments give the same evening.
///
/// Broadcasts have drops of less than 300 s, four formats and several files, and are more than 300 s apart.
pub fn evening(streams: u16, callbacks: usize) -> Vec<Value> {
    let mut evening = Evening {
        random: fastrand::Rng::with_seed(7),
        next: 0,
        callbacks: Vec::new(),
    };
    let mut clocks: Vec<i64> = (0..streams)
        .map(|stream| at(i64::from(stream) * 7))
        .collect();
    while evening.callbacks.len() < callbacks {
        for (stream, clock) in clocks.iter_mut().enumerate() {
            let end = evening.broadcast(&format!("room{stream}"), *clock);
            *clock = end + evening.random.i64(301..5_000);
        }
    }
    evening.callbacks
}

struct Evening {
    random: fastrand::Rng,
    next: u64,
    callbacks: Vec<Value>,
}

impl Evening {
    fn broadcast(&mut self, stream: &str, mut start: i64) -> i64 {
        let first = start;
        let mut end_of_all = start;
        for _ in 0..self.random.u8(1..4) {
            let end = start + self.random.i64(60..4_000);
            let sequence = self.number();
            self.callbacks.push(begin(stream, sequence, start));
            self.callbacks
                .push(crate::end(stream, sequence, end, end - start));
            for format in ["mp4", "flv", "aac"] {
                let mut from = start;
                while from < end {
                    let to = (from + 1_800).min(end);
                    let file = self.number();
                    self.callbacks.push(part(stream, file, format, from, to));
                    from = to;
                }
            }
            end_of_all = end;
            start = end + self.random.i64(5..300);
        }
        let file = self.number();
        self.callbacks
            .push(part(stream, file, "hls", first, end_of_all));
        end_of_all
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

/// The fact in a callback, read as the function reads it.
pub fn fact(body: &Value, session_param: Option<&str>) -> Fact {
    let now = at(86_400);
    let verifier = CallbackVerifier::new(vec![key()], 900).unwrap();
    let unverified = Unverified::parse(signed(body, now).as_bytes()).unwrap();
    let defaults = Defaults {
        domain: "default".to_owned(),
        app: "live".to_owned(),
        session_param: session_param.map(ToOwned::to_owned),
    };
    match read(
        &unverified.verify_at(&verifier, Timestamp(now)).unwrap(),
        &defaults,
        Timestamp(now),
    )
    .unwrap()
    {
        Event::Fact(fact) => fact,
        Event::Signal(signal) => panic!("{signal:?} is no fact"),
    }
}
