//! Reads a verified callback, and the fields that several kinds of events share.

use super::{Event, Unusable, Verified};
use crate::fields::{Fields, Unreadable};
use replay_grouping::{Defaults, Fact, Seconds, SessionId, Stream, Timestamp};

/// 2010-01-01T00:00:00Z. Tencent Cloud Live is younger.
pub const EARLIEST: Timestamp = Timestamp(1_262_304_000);

/// How far in the future a fact may lie. Clocks may differ, even by a time zone, but not by more than a day.
pub const MAX_AHEAD: Seconds = Seconds::DAY;

/// Reads a callback, at the Unix second `now`.
///
/// # Errors
/// [`Unusable`] when it is of an unknown kind, or when a field that matters is missing, unreadable or impossible. Fields
/// that only inform, and unknown fields, never make it unusable.
pub fn read(verified: &Verified, defaults: &Defaults, now: Timestamp) -> Result<Event, Unusable> {
    let reader = Reader {
        fields: Fields::new(verified.fields()),
        verified,
        defaults,
        now,
    };
    let event_type = event_type(&reader.fields)?;
    match event_type.as_str() {
        "0" => reader.push_end().map(Fact::End).map(Event::Fact),
        "1" => reader.push_begin().map(Fact::Begin).map(Event::Fact),
        "100" => reader.recorded_file().map(Fact::Part).map(Event::Fact),
        other => match reader.signal(other)? {
            Some(signal) => Ok(Event::Signal(signal)),
            // Enough to recognise it; the curator sees the whole body as well.
            None => Err(Unusable::UnknownEvent(other.chars().take(64).collect())),
        },
    }
}

/// The names of the fields that hold the stream in one kind of event.
pub(super) struct StreamFields {
    pub(super) domain: &'static str,
    pub(super) app: &'static str,
    /// The stream name is in the first of these that is there.
    pub(super) stream_id: [&'static str; 2],
}

/// Events 0, 1, 100 and 200: `app` is the push domain, not the application.
pub(super) const APP_AND_APPNAME: StreamFields = StreamFields {
    domain: "app",
    app: "appname",
    stream_id: ["stream_id", "channel_id"],
};

pub(super) struct NamedStream {
    pub(super) stream: Stream,
    /// The callback itself names domain and app; they are not the defaults.
    pub(super) explicitly: bool,
}

/// One callback, and the settings and the time that it is read with.
pub(super) struct Reader<'a> {
    pub(super) fields: Fields<'a>,
    pub(super) verified: &'a Verified,
    defaults: &'a Defaults,
    now: Timestamp,
}

pub(super) fn event_type(fields: &Fields<'_>) -> Result<String, Unusable> {
    const FIELD: &str = "event_type";
    match fields.number::<i64>(FIELD) {
        Ok(number) => number.map(|number| number.to_string()),
        Err(_) => fields.text(FIELD)?,
    }
    .ok_or(Unusable::Missing(FIELD))
}

impl Reader<'_> {
    pub(super) fn stream(&self, names: &StreamFields) -> Result<NamedStream, Unusable> {
        let domain = self.fields.text(names.domain)?;
        let app = self.fields.text(names.app)?;
        let (stream_field, stream_id) = self.either(names.stream_id)?;
        let explicitly = domain.is_some() && app.is_some();
        let domain = domain.as_deref().unwrap_or(&self.defaults.domain);
        let app = app.as_deref().unwrap_or(&self.defaults.app);
        match Stream::new(domain, app, &stream_id) {
            Ok(stream) => Ok(NamedStream { stream, explicitly }),
            Err(invalid) => {
                let field = match invalid.what {
                    "domain" => names.domain,
                    "app" => names.app,
                    _ => stream_field,
                };
                Err(Unreadable::new(field, invalid.problem).into())
            }
        }
    }

    pub(super) fn required_text(&self, field: &'static str) -> Result<String, Unusable> {
        self.fields.text(field)?.ok_or(Unusable::Missing(field))
    }

    /// The text of the first of two fields that is there, and that field.
    pub(super) fn either(
        &self,
        fields: [&'static str; 2],
    ) -> Result<(&'static str, String), Unusable> {
        for field in fields {
            if let Some(text) = self.fields.text(field)? {
                return Ok((field, text));
            }
        }
        Err(Unusable::Missing(fields[0]))
    }

    /// The explicit session that the push URL names: the first non-empty value of its parameter.
    pub(super) fn session(&self) -> Result<Option<SessionId>, Unusable> {
        const FIELD: &str = "stream_param";
        let Some(param) = &self.defaults.session_param else {
            return Ok(None);
        };
        let Some(query) = self.fields.text(FIELD)? else {
            return Ok(None);
        };
        let query = query.trim_start_matches('?');
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, value)| name == param && !value.trim().is_empty())
            .map(|(_, value)| SessionId::new(value.trim()))
            .transpose()
            .map_err(|_| Unreadable::new(FIELD, "names a session that can't be one").into())
    }

    /// A plausible Unix second.
    pub(super) fn time(&self, field: &'static str) -> Result<Timestamp, Unusable> {
        let second = self.fields.number(field)?.ok_or(Unusable::Missing(field))?;
        self.plausible(field, Timestamp(second))
    }

    pub(super) fn plausible(
        &self,
        field: &'static str,
        at: Timestamp,
    ) -> Result<Timestamp, Unusable> {
        let problem = if at < EARLIEST {
            "lies before 2010"
        } else if at > self.now + MAX_AHEAD {
            "lies more than a day ahead"
        } else {
            return Ok(at);
        };
        Err(Unusable::Wrong { field, problem })
    }
}
