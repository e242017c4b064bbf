//! Reads signals. A field that only informs never makes one unusable.

use super::{
    Signal, SignalId, SignalKind, Unusable,
    read::{APP_AND_APPNAME, Reader, StreamFields},
};
use crate::fields::Fields;
use replay_grouping::{Format, Stream, Timestamp};

/// Event 332: <https://cloud.tencent.com/document/product/267/102192>.
const DOMAIN_AND_APPNAME: StreamFields = StreamFields {
    domain: "domain",
    app: "appname",
    stream_id: ["stream_id", "channel_id"],
};

/// Events 321 (<https://cloud.tencent.com/document/product/267/84046>) and 341
/// (<https://www.tencentcloud.com/document/product/267/68622>).
const DOMAIN_AND_PATH: StreamFields = StreamFields {
    domain: "domain",
    app: "path",
    stream_id: ["stream_id", "channel_id"],
};

/// Event 317, in camel case: <https://cloud.tencent.com/document/product/267/47029>.
const CAMEL_CASE: StreamFields = StreamFields {
    domain: "app",
    app: "appname",
    stream_id: ["streamId", "channelId"],
};

impl Reader<'_> {
    /// `None` when events of this type are no signals.
    pub(super) fn signal(&self, event_type: &str) -> Result<Option<Signal>, Unusable> {
        let (stream, at, kind) = match event_type {
            "200" => (
                self.stream(&APP_AND_APPNAME)?.stream,
                self.lenient_time("create_time"),
                self.screenshot(),
            ),
            "314" => (
                self.relayed_stream()?,
                self.lenient_time("event_time"),
                SignalKind::Relay,
            ),
            "317" => (
                self.stream(&CAMEL_CASE)?.stream,
                self.lenient_time("screenshotTime"),
                SignalKind::Moderation,
            ),
            "321" => (
                self.stream(&DOMAIN_AND_PATH)?.stream,
                self.lenient_millisecond_time("data_time"),
                SignalKind::PushException,
            ),
            "332" => (
                self.stream(&DOMAIN_AND_APPNAME)?.stream,
                Some(self.time("event_time")?),
                self.recording()?,
            ),
            "341" => (
                self.stream(&DOMAIN_AND_PATH)?.stream,
                Some(self.time("timestamp")?),
                self.recording_exception(),
            ),
            _ => return Ok(None),
        };
        Ok(Some(Signal {
            id: SignalId::new(&kind, self.verified),
            stream,
            at,
            kind,
        }))
    }

    fn screenshot(&self) -> SignalKind {
        SignalKind::Screenshot {
            url: self.fields.lenient_url("pic_full_url"),
        }
    }

    fn recording(&self) -> Result<SignalKind, Unusable> {
        let event = self.required_text("record_event")?;
        let detail = self.fields.lenient_object("record_detail");
        Ok(SignalKind::Recording {
            event: event.into(),
            format: numbered_format(&Fields::new(&detail)),
            session_id: self.fields.lenient_text("session_id"),
            seq: self.fields.lenient_text("seq"),
            task_id: self.fields.lenient_text("task_id"),
        })
    }

    fn recording_exception(&self) -> SignalKind {
        let exception = self.fields.lenient_object("exception");
        let exception = Fields::new(&exception);
        let format = self.fields.lenient_text("file_format");
        SignalKind::RecordingException {
            level: self.fields.lenient_text("exception_level"),
            code: exception.lenient_number("type"),
            occurs: exception.lenient_number("occurs"),
            desc: exception.lenient_text("desc"),
            format: format.map(|name| {
                // This event names an HLS recording by the format of its segments.
                Format::new(if name.eq_ignore_ascii_case("ts") {
                    "hls"
                } else {
                    &name
                })
            }),
            session_id: self.fields.lenient_text("session_id"),
        }
    }

    /// The stream that a relay pushes to: that of `rtmp://<domain>/<app>/<stream>`, or the callback's own fields.
    fn relayed_stream(&self) -> Result<Stream, Unusable> {
        let target = self.fields.lenient_text("to_url");
        match target.as_deref().and_then(pushed_to) {
            Some(stream) => Ok(stream),
            None => self.stream(&APP_AND_APPNAME).map(|named| named.stream),
        }
    }

    fn lenient_time(&self, field: &'static str) -> Option<Timestamp> {
        self.time(field).ok()
    }

    fn lenient_millisecond_time(&self, field: &'static str) -> Option<Timestamp> {
        let millisecond: i64 = self.fields.lenient_number(field)?;
        self.plausible(field, Timestamp(millisecond / 1_000)).ok()
    }
}

fn numbered_format(detail: &Fields<'_>) -> Option<Format> {
    let name = match detail.lenient_text("file_format")?.as_str() {
        "1" => "flv",
        "2" => "hls",
        "3" => "mp4",
        "4" => "aac",
        "5" => "mp3",
        _ => return None,
    };
    Some(Format::new(name))
}

fn pushed_to(url: &str) -> Option<Stream> {
    let (_, address) = url.split_once("://")?;
    let address = address.split(['?', '#']).next()?;
    let mut parts = address.splitn(3, '/');
    let (host, app, stream_id) = (parts.next()?, parts.next()?, parts.next()?);
    let domain = host.split(':').next()?;
    Stream::new(domain, app, stream_id).ok()
}
