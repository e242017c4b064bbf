//! The names of the kinds of events, for logs and metrics.

use super::{Verified, read::event_type};
use crate::fields::Fields;
use replay_grouping::{Seconds, Timestamp};
use replay_signature::SIGNED_FOR_SECONDS;

/// Every `event_type` that is known, and its name.
pub const EVENT_NAMES: [(&str, &str); 9] = [
    ("0", "push_end"),
    ("1", "push_begin"),
    ("100", "recording"),
    ("200", "screenshot"),
    ("314", "relay"),
    ("317", "moderation"),
    ("321", "push_exception"),
    ("332", "record_status"),
    ("341", "record_exception"),
];

impl Verified {
    /// The name of its kind, even when the rest of the callback is unusable. `None` when the kind is unknown.
    #[must_use]
    pub fn event_name(&self) -> Option<&'static str> {
        let event_type = event_type(&Fields::new(self.fields())).ok()?;
        let mut names = EVENT_NAMES.iter();
        let (_, name) = names.find(|(known, _)| *known == event_type)?;
        Some(name)
    }

    /// When it was sent, in Unix seconds. A retry is signed anew.
    #[must_use]
    pub fn sent_at(&self) -> Option<Timestamp> {
        let expires_at = Fields::new(self.fields()).lenient_number("t")?;
        Some(Timestamp(expires_at) - Seconds(SIGNED_FOR_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use crate::callback::Unverified;

    #[track_caller]
    fn check(body: &str, name: Option<&str>, sent_at: Option<i64>) {
        let verified = Unverified::parse(body.as_bytes()).unwrap().trusted();
        let sent = verified.sent_at().map(|at| at.0);
        assert_eq!((verified.event_name(), sent), (name, sent_at));
    }

    #[test]
    fn names_and_times_are_read_loosely() {
        let at = Some(1_760_000_000);
        check(
            r#"{"event_type": 0, "t": 1760000600}"#,
            Some("push_end"),
            at,
        );
        check(
            r#"{"event_type": "332", "t": "1760000600"}"#,
            Some("record_status"),
            at,
        );
        check(r#"{"event_type": 4711}"#, None, None);
        check(r#"{"event_type": {}, "t": "soon"}"#, None, None);
    }
}
