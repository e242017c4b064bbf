//! Timestamps as text.

use crate::Timestamp;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

impl Timestamp {
    /// Its date and time of day in UTC. Outside of the years ±9999, which have no text, those of the epoch.
    #[must_use]
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// As in `2025-10-09T08:53:20Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let at = self.utc();
        let (date, (hour, minute, second)) = (at.date(), at.to_hms());
        format!("{date}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Reads RFC 3339 with any offset. A fraction of a second is dropped.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        parse(text).map(|at| Self(at.unix_timestamp()))
    }

    /// Reads RFC 3339 with any offset. A fraction of a second counts as a whole one.
    #[must_use]
    pub fn from_rfc3339_rounded_up(text: &str) -> Option<Self> {
        parse(text).map(|at| Self(at.unix_timestamp() + i64::from(at.nanosecond() > 0)))
    }
}

fn parse(text: &str) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    at.checked_to_offset(UtcOffset::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(at: i64, text: &str) {
        assert_eq!(Timestamp(at).rfc3339(), text);
        assert_eq!(Timestamp::from_rfc3339(text), Some(Timestamp(at)));
        assert_eq!(
            Timestamp::from_rfc3339_rounded_up(text),
            Some(Timestamp(at))
        );
    }

    #[test]
    fn written_in_utc_and_read_back() {
        check(0, "1970-01-01T00:00:00Z");
        check(1_760_000_000, "2025-10-09T08:53:20Z");
        check(1_709_164_800, "2024-02-29T00:00:00Z");
        check(253_402_300_799, "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::MAX.rfc3339(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn any_offset_is_read() {
        for text in [
            "2025-10-09T16:53:20+08:00",
            "2025-10-09T05:23:20-03:30",
            "2025-10-09t08:53:20z",
        ] {
            assert_eq!(
                Timestamp::from_rfc3339(text),
                Some(Timestamp(1_760_000_000))
            );
        }
    }

    #[test]
    fn a_fraction_is_dropped_or_rounded_up() {
        let text = "2025-10-09T08:53:20.987Z";
        let (down, up) = (
            Timestamp::from_rfc3339(text),
            Timestamp::from_rfc3339_rounded_up(text),
        );
        assert_eq!(
            (down, up),
            (
                Some(Timestamp(1_760_000_000)),
                Some(Timestamp(1_760_000_001))
            )
        );
    }

    #[test]
    fn nothing_else_is_read() {
        for text in [
            "",
            "2025-10-09",
            "2025-10-09T08:53:20",
            "2025-13-09T08:53:20Z",
            "1760000000",
            "9999-12-31T23:59:59-01:00",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
    }
}
