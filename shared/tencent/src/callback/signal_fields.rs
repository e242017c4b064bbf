//! Reads the signals. What only informs is taken where it can be read, and never fails them.

use super::{
    Signal, SignalId, SignalKind, Unusable,
    read::{APP_AND_APPNAME, Names, Reader},
};
use crate::fields::Fields;
use replay_grouping::{Format, Stream};

/// Event 332: <https://cloud.tencent.com/document/product/267/102192>.
const DOMAIN_AND_APPNAME: Names = Names {
    domain: "domain",
    app: "appname",
    stream_id: ["stream_id", "channel_id"],
};

/// Events 321 (<https://cloud.tencent.com/document/product/267/84046>) and 341
/// (<https://www.tencentcloud.com/document/product/267/68622>).
const DOMAIN_AND_PATH: Names = Names {
    domain: "domain",
    app: "path",
    stream_id: ["stream_id", "channel_id"],
};

/// Event 317, in camel case: <https://cloud.tencent.com/document/product/267/47029>.
const CAMEL_CASE: Names = Names {
    domain: "app",
    app: "appname",
    stream_id: ["streamId", "channelId"],
};

impl Reader<'_> {
    /// None when events of this type are no signals.
    pub(super) fn signal(&self, event_type: &str) -> Result<Option<Signal>, Unusable> {
        let (stream, at, kind) = match event_type {
            "200" => (
                self.stream(&APP_AND_APPNAME)?.stream,
                self.noted_moment("create_time"),
                self.screenshot(),
            ),
            "314" => (
                self.relayed_stream()?,
                self.noted_moment("event_time"),
                SignalKind::Relay,
            ),
            "317" => (
                self.stream(&CAMEL_CASE)?.stream,
                self.noted_moment("screenshotTime"),
                SignalKind::Moderation,
            ),
            "321" => (
                self.stream(&DOMAIN_AND_PATH)?.stream,
                self.noted_millisecond("data_time"),
                SignalKind::PushException,
            ),
            "332" => (
                self.stream(&DOMAIN_AND_APPNAME)?.stream,
                Some(self.moment("event_time")?),
                self.recording()?,
            ),
            "341" => (
                self.stream(&DOMAIN_AND_PATH)?.stream,
                Some(self.moment("timestamp")?),
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
            url: self.fields.url("pic_full_url").ok().flatten(),
        }
    }

    fn recording(&self) -> Result<SignalKind, Unusable> {
        const FIELD: &str = "record_event";
        let event = self.fields.text(FIELD)?.ok_or(Unusable::Missing(FIELD))?;
        let detail = self.fields.object("record_detail");
        Ok(SignalKind::Recording {
            event: event.into(),
            format: numbered_format(&Fields::new(&detail)),
            session_id: self.fields.note("session_id"),
            seq: self.fields.note("seq"),
            task_id: self.fields.note("task_id"),
        })
    }

    fn recording_exception(&self) -> SignalKind {
        let exception = self.fields.object("exception");
        let exception = Fields::new(&exception);
        let format = self.fields.note("file_format");
        SignalKind::RecordingException {
            level: self.fields.note("exception_level"),
            code: exception.number("type").ok().flatten(),
            occurs: exception.number("occurs").ok().flatten(),
            desc: exception.note("desc"),
            format: format.map(|name| {
                // This event calls an HLS recording by the format of its segments.
                Format::new(if name.eq_ignore_ascii_case("ts") {
                    "hls"
                } else {
                    &name
                })
            }),
            session_id: self.fields.note("session_id"),
        }
    }

    /// The stream that a relay pushes to: `rtmp://<domain>/<app>/<stream>`, else by its name alone.
    fn relayed_stream(&self) -> Result<Stream, Unusable> {
        let target = self.fields.note("to_url");
        match target.as_deref().and_then(pushed_to) {
            Some(stream) => Ok(stream),
            None => self.stream(&APP_AND_APPNAME).map(|named| named.stream),
        }
    }

    fn noted_moment(&self, field: &'static str) -> Option<i64> {
        self.moment(field).ok()
    }

    fn noted_millisecond(&self, field: &'static str) -> Option<i64> {
        let millisecond: i64 = self.fields.number(field).ok()??;
        self.plausible(field, millisecond / 1_000).ok()
    }
}

fn numbered_format(detail: &Fields<'_>) -> Option<Format> {
    let name = match detail.note("file_format")?.as_str() {
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
