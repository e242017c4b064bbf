//! Reads a verified callback, and the fields that several kinds of events share.

use super::{Event, Unusable, Verified};
use crate::{
    fields::{Fields, Unreadable},
    timestamp::{self, Unzoned},
};
use replay_grouping::{Defaults, Fact, InvalidName, Seconds, SessionId, Stream, Timestamp};
use std::{cell::RefCell, collections::BTreeSet};

/// 2010-01-01T00:00:00Z. Tencent Cloud Live is younger.
pub const EARLIEST: Timestamp = Timestamp(1_262_304_000);

/// How far in the future a fact may lie. Clocks may differ, even by a time zone, but not by more than a day.
pub const MAX_AHEAD: Seconds = Seconds::DAY;

/// Reads a callback, at the Unix second `now`.
///
/// # Errors
/// [`Unusable`] when it is of an unknown kind, or when a needed field is missing, unreadable or impossible: the stream name;
/// of a file, its id, its format and its end; of a push, its sequence and its time. Any other field that can't be read
/// counts as unknown, and the fact names it.
pub fn read(verified: &Verified, defaults: &Defaults, now: Timestamp) -> Result<Event, Unusable> {
    let reader = Reader {
        fields: Fields::new(verified.fields()),
        verified,
        defaults,
        now,
        unread: RefCell::default(),
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
    /// The fields that could not be read so far.
    unread: RefCell<BTreeSet<&'static str>>,
}

pub(super) fn event_type(fields: &Fields<'_>) -> Result<String, Unusable> {
    const FIELD: &str = "event_type";
    match fields.whole_number(FIELD) {
        Some(number) => Some(number.to_string()),
        None => fields.text(FIELD)?,
    }
    .ok_or(Unusable::Missing(FIELD))
}

impl Reader<'_> {
    /// The value of a field that isn't needed. One that can't be read is noted, and counts as absent.
    pub(super) fn optional<T>(&self, value: Result<Option<T>, Unreadable>) -> Option<T> {
        value.unwrap_or_else(|Unreadable { field, .. }| {
            self.unread.borrow_mut().insert(field);
            None
        })
    }

    /// The fields that could not be read, by name.
    pub(super) fn unread(&self) -> Vec<String> {
        let unread = self.unread.borrow();
        unread.iter().map(|field| (*field).to_owned()).collect()
    }

    pub(super) fn stream(&self, names: &StreamFields) -> Result<NamedStream, Unusable> {
        let address = |field| {
            let name = self.fields.text(field).and_then(|name| {
                let checked = name.map(|name| Stream::new(&name, "app", "any").map(|_| name));
                checked
                    .transpose()
                    .map_err(|invalid| Unreadable::new(field, invalid.problem))
            });
            self.optional(name)
        };
        let (domain, app) = (address(names.domain), address(names.app));
        let valid = |name: String| {
            let stream = Stream::new(&self.defaults.domain, &self.defaults.app, &name);
            stream.map(|_| name)
        };
        let stream_id = self.either(names.stream_id, valid)?;
        let explicitly = domain.is_some() && app.is_some();
        let domain = domain.as_deref().unwrap_or(&self.defaults.domain);
        let app = app.as_deref().unwrap_or(&self.defaults.app);
        let stream = Stream::new(domain, app, &stream_id)
            .map_err(|invalid| Unreadable::new(names.stream_id[0], invalid.problem))?;
        Ok(NamedStream { stream, explicitly })
    }

    pub(super) fn required_text(&self, field: &'static str) -> Result<String, Unusable> {
        self.fields.text(field)?.ok_or(Unusable::Missing(field))
    }

    /// The first of two fields that is there and of which `read` makes something.
    pub(super) fn either<T>(
        &self,
        fields: [&'static str; 2],
        read: impl Fn(String) -> Result<T, InvalidName>,
    ) -> Result<T, Unusable> {
        let mut problem = None;
        for field in fields {
            let value = self.fields.text(field).and_then(|text| {
                let value = text.map(&read).transpose();
                value.map_err(|invalid| Unreadable::new(field, invalid.problem))
            });
            match value {
                Ok(Some(value)) => {
                    let unread = problem.map(|Unreadable { field, .. }| field);
                    self.unread.borrow_mut().extend(unread);
                    return Ok(value);
                }
                Ok(None) => {}
                Err(unreadable) => problem = problem.or(Some(unreadable)),
            }
        }
        Err(problem.map_or(Unusable::Missing(fields[0]), Unusable::from))
    }

    /// The explicit session that the push URL names: the first non-empty value of its parameter.
    pub(super) fn session(&self) -> Option<SessionId> {
        const FIELD: &str = "stream_param";
        let query = self.optional(self.fields.text(FIELD))?;
        let param = self.defaults.session_param.as_ref()?;
        let query = query.trim_start_matches('?');
        let session = form_urlencoded::parse(query.as_bytes())
            .find(|(name, value)| name == param && !value.trim().is_empty())
            .map(|(_, value)| SessionId::new(value.trim()))
            .transpose();
        self.optional(session.map_err(|_| Unreadable::new(FIELD, "names no session")))
    }

    /// A plausible Unix second, or the text of its date and time, which is Beijing time where it names no zone.
    pub(super) fn time(&self, field: &'static str) -> Result<Timestamp, Unusable> {
        let at = match self.fields.number(field) {
            Ok(second) => second.map(Timestamp),
            Err(unreadable) => {
                let text = self.fields.text(field).ok().flatten();
                let at = text.and_then(|text| timestamp::read(&text, Unzoned::Beijing));
                Some(at.ok_or(unreadable)?)
            }
        };
        self.plausible(field, at.ok_or(Unusable::Missing(field))?)
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
