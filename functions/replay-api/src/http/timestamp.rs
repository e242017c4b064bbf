//! Timestamps in requests and in texts for people.

use crate::http::field;
use replay_grouping::Timestamp;
use serde::{Serialize, Serializer};

/// The store sorts no earlier ones, and nothing was broadcast then.
const EARLIEST: Timestamp = Timestamp(1);

/// What a refusal says of another value.
pub(crate) const EXPECTED: &str = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";

field!(
    /// A timestamp, which JSON has as an RFC 3339 time.
    #[derive(Copy)]
    Time(Timestamp),
    EXPECTED,
    |value| value.as_str().and_then(parse),
    serde_json::json!({"type": "string", "format": "date-time"}),
);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339())
    }
}

/// As in `2025-10-09 08:53 UTC`.
pub(crate) fn minute(at: Timestamp) -> String {
    let at = at.utc();
    format!("{} {:02}:{:02} UTC", at.date(), at.hour(), at.minute())
}

/// The first whole second at or after an RFC 3339 time with any offset. Broadcasts start at whole seconds.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    Timestamp::from_rfc3339_rounded_up(text).map(|at| at.max(EARLIEST))
}

/// As [`parse`], but the `+` of an offset may be a space: in a query, `+` means one.
pub(crate) fn parse_in_query(text: &str) -> Option<Timestamp> {
    let offset = text.len().checked_sub("+08:00".len());
    match offset.and_then(|at| text.split_at_checked(at)) {
        Some((clock, offset)) if offset.starts_with(' ') => {
            parse(&format!("{clock}+{}", offset.trim()))
        }
        _ => parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_in_utc() {
        assert_eq!(minute(Timestamp(1_760_000_000)), "2025-10-09 08:53 UTC");
    }

    #[track_caller]
    fn check(text: &str, at: Option<i64>) {
        let at = at.map(Timestamp);
        assert_eq!(parse(text), at, "{text}");
        assert_eq!(parse_in_query(text), at, "{text}");
    }

    #[test]
    fn any_offset_is_read() {
        check("2025-10-09T08:53:20Z", Some(1_760_000_000));
        check("2025-10-09T16:53:20+08:00", Some(1_760_000_000));
        check("2025-10-09T05:23:20-03:30", Some(1_760_000_000));
        check("2025-10-09t08:53:20z", Some(1_760_000_000));
        check("9999-12-31T23:59:59Z", Some(253_402_300_799));
        check("0000-01-01T00:00:00Z", Some(1));
    }

    #[test]
    fn a_plus_may_be_a_space_only_in_a_query() {
        let spaced = "2025-10-09T16:53:20 08:00";
        assert_eq!(parse_in_query(spaced), Some(Timestamp(1_760_000_000)));
        assert_eq!(parse(spaced), None);
    }

    #[test]
    fn a_fraction_of_a_second_is_rounded_up() {
        check("2025-10-09T08:53:19.000001Z", Some(1_760_000_000));
        check("2025-10-09T08:53:20.000Z", Some(1_760_000_000));
    }

    #[test]
    fn nothing_else_is_a_time() {
        for text in [
            "",
            "yesterday",
            "2025-10-09",
            "2025-10-09T08:53:20",
            "2025-13-09T08:53:20Z",
            "1760000000",
            " 08:00",
            "ééé",
        ] {
            check(text, None);
        }
    }
}
