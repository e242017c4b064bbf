//! Unix seconds, as the APIs write them.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// 9999-12-31T23:59:59Z: the last second that can be written. Tencent writes it for never.
const LAST_SECOND: i64 = 253_402_300_799;

/// `2025-10-09T08:53:21Z`, for a Unix second of the years 1970 to 9999; others count as the nearest of these.
pub(crate) fn utc(second: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(second.clamp(0, LAST_SECOND))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, (hour, minute, second)) = (at.date(), at.to_hms());
    format!("{date}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Reads `2025-10-09T08:53:21Z`, any other offset, and `2025-10-09 16:53:21`, which is Beijing time.
pub(crate) fn read(text: &str) -> Option<i64> {
    let at = OffsetDateTime::parse(text.trim(), &Rfc3339).ok();
    at.map(OffsetDateTime::unix_timestamp).or_else(|| {
        let (date, time) = text.trim().split_once(' ')?;
        beijing(date, time)
    })
}

/// Reads Beijing time, which is UTC+8 all year.
pub(crate) fn beijing(date: &str, time: &str) -> Option<i64> {
    OffsetDateTime::parse(&format!("{date}T{time}+08:00"), &Rfc3339)
        .ok()
        .map(OffsetDateTime::unix_timestamp)
}

/// Reads the end of something. `None` when it never ends.
pub(crate) fn read_unless_never(text: &str) -> Option<i64> {
    read(text).filter(|at| *at < LAST_SECOND)
}

#[cfg(test)]
mod tests {
    use super::{LAST_SECOND, read, read_unless_never, utc};

    #[test]
    fn seconds_are_written_and_read_back() {
        for (second, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_760_000_001, "2025-10-09T08:53:21Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (LAST_SECOND, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc(second), text);
            assert_eq!(read(text), Some(second));
        }
        assert_eq!(utc(i64::MIN), utc(0));
        assert_eq!(utc(i64::MAX), utc(LAST_SECOND));
    }

    #[test]
    fn offsets_beijing_time_and_nonsense() {
        for (text, second) in [
            ("2025-10-09T16:53:21+08:00", Some(1_760_000_001)),
            ("2025-10-09T08:53:21.987Z", Some(1_760_000_001)),
            ("2025-10-09 16:53:21", Some(1_760_000_001)),
            (" 2025-10-09T08:53:21Z ", Some(1_760_000_001)),
            ("0000-00-00T00:00:00Z", None),
            ("0000-00-00 00:00:00", None),
            ("2025-10-09", None),
            ("", None),
        ] {
            assert_eq!(read(text), second, "{text}");
        }
    }

    #[test]
    fn never_is_no_moment() {
        assert_eq!(read_unless_never("9999-12-31T23:59:59Z"), None);
        assert_eq!(
            read_unless_never("9999-12-31T23:59:58Z"),
            Some(LAST_SECOND - 1)
        );
        assert_eq!(
            read_unless_never("2025-10-09T08:53:21Z"),
            Some(1_760_000_001)
        );
    }
}
