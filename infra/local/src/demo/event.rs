//! Callback bodies with all the fields that Tencent sends, but `t` and `sign`.

use replay_grouping::Timestamp;
use replay_simulator::{SHOTS, media_url};
use serde_json::{Value, json};

/// A callback before it is signed.
pub(super) struct Delivery {
    pub(super) what: String,
    pub(super) stream_id: String,
    pub(super) body: Value,
}

impl Delivery {
    pub(super) fn remarked(mut self, remark: &str) -> Self {
        self.what = format!("{} {remark}", self.what);
        self
    }
}

/// Bytes per second of a stream of 1.5 Mbit/s, and of its sound alone.
const VIDEO_RATE: i64 = 187_500;
const AUDIO_RATE: i64 = 16_000;

/// A stream on one evening. Ids follow from the day and from what they name, so that each sending of the evening has the
/// same ids.
pub(super) struct Room<'a> {
    pub(super) stream_id: &'static str,
    pub(super) app: &'static str,
    /// One digit, different for each room, which its ids contain.
    pub(super) digit: u8,
    /// The Unix second from which all times here count.
    pub(super) opens_at: i64,
    /// The start of the URLs of its files and screenshots.
    pub(super) media_base: &'a str,
}

impl Room<'_> {
    pub(super) fn begins(&self, from: i64) -> Delivery {
        let at = self.opens_at + from;
        let mut body = self.push(from, at);
        merge(
            &mut body,
            json!({"event_type": 1, "errcode": 0, "errmsg": "ok", "width": 0, "height": 0}),
        );
        self.delivery(format!("push begins  {}", clock(at)), body)
    }

    pub(super) fn ends(&self, from: i64, to: i64) -> Delivery {
        let at = self.opens_at + to;
        let mut body = self.push(from, at);
        merge(
            &mut body,
            json!({
                "event_type": 0, "errcode": 1, "errmsg": "recv rtmp deleteStream", "width": 1280, "height": 720,
                "push_duration": ((to - from) * 1000).to_string(),
            }),
        );
        self.delivery(format!("push ends    {}", clock(at)), body)
    }

    fn push(&self, from: i64, at: i64) -> Value {
        let mut body = self.stream();
        let sequence = self.id("72104645", 9, from);
        merge(
            &mut body,
            json!({"event_time": at, "sequence": sequence, "node": "192.0.2.10", "user_ip": "198.51.100.7", "idc_id": 34, "set_id": 2}),
        );
        body
    }

    /// A file that covers all of its time.
    pub(super) fn file(&self, format: &str, from: i64, to: i64) -> Delivery {
        self.resumed(format, from, to, to - from)
    }

    /// A file that went on after drops, and so covers less than its time.
    pub(super) fn resumed(&self, format: &str, from: i64, to: i64, duration: i64) -> Delivery {
        let (digit, rate) = match format {
            "hls" => (1, VIDEO_RATE),
            "mp4" => (2, VIDEO_RATE),
            "flv" => (3, VIDEO_RATE),
            _ => (4, AUDIO_RATE),
        };
        let file_id = self.id("52858908", digit, from);
        let task_id = self.id("18206252", digit, from);
        let codecs =
            json!({"video_codec": "h264", "resolution": "1280x720", "session_id": task_id});
        let [start, end] = [from, to].map(|at| self.opens_at + at);
        let mut body = self.stream();
        merge(
            &mut body,
            json!({
                "event_type": 100, "file_id": file_id, "record_file_id": file_id, "record_temp_id": "1569294",
                "file_format": format, "task_id": task_id, "start_time": start, "start_time_usec": 224_855,
                "end_time": end, "end_time_usec": 310_221, "duration": duration, "file_size": duration * rate,
                "video_id": format!("1500000001_{file_id:0>32}"),
                "video_url": media_url(self.media_base, &file_id, format),
                "media_start_time": 80, "record_bps": 0, "callback_ext": codecs.to_string(),
            }),
        );
        self.delivery(
            format!("{format} file     {}–{}", clock(start), clock(end)),
            body,
        )
    }

    /// A screenshot of a push.
    pub(super) fn screenshot(&self, at: i64) -> Delivery {
        let at = self.opens_at + at;
        let path = format!("/{}-screenshot-{at}-1280x720.jpg", self.stream_id);
        let mut body = self.stream();
        merge(
            &mut body,
            json!({
                "event_type": 200, "create_time": at, "file_size": 14_324, "width": 1280, "height": 720,
                "pic_full_url": format!("{}/{SHOTS}{path}", self.media_base), "pic_url": path,
            }),
        );
        self.delivery(format!("screenshot   {}", clock(at)), body)
    }

    fn stream(&self) -> Value {
        json!({
            "appid": 1_500_000_001, "app": "push.live.example.com", "appname": self.app,
            "stream_id": self.stream_id, "channel_id": self.stream_id,
            "stream_param": "txSecret=5f0c1d6c9d2f4b7a8e1f3c5d7b9a0e2c&txTime=68E8B0C0",
        })
    }

    /// 19 digits: a kind's prefix, the day, the room, the format and the minute in which it starts.
    fn id(&self, prefix: &str, digit: u8, from: i64) -> String {
        let (day, minute) = (self.opens_at / 86_400, from / 60);
        format!("{prefix}{day:05}{}{digit}{minute:04}", self.digit)
    }

    fn delivery(&self, what: String, body: Value) -> Delivery {
        Delivery {
            what,
            stream_id: self.stream_id.to_owned(),
            body,
        }
    }
}

/// The old sample of Tencent's reference: without push domain and duration, and with an end 10,020 s before its start.
pub(super) fn legacy(media_base: &str) -> Delivery {
    let (stream_id, file_id) = ("2121_15919131751", "9192487266581821586");
    Delivery {
        what: "flv file     2016, ends before it starts".to_owned(),
        stream_id: stream_id.to_owned(),
        body: json!({
            "channel_id": stream_id, "end_time": 1_473_125_627, "event_type": 100, "file_format": "flv",
            "file_id": file_id, "file_size": 9_749_353, "start_time": 1_473_135_647,
            "stream_id": stream_id, "video_id": "200025724_ac92b781a22c4a3e937c9e61c2624af7",
            "video_url": media_url(media_base, file_id, "flv"),
        }),
    }
}

fn merge(body: &mut Value, more: Value) {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
}

fn clock(at: i64) -> String {
    let (hour, minute, second) = Timestamp(at).utc().to_hms();
    format!("{hour:02}:{minute:02}:{second:02}")
}
