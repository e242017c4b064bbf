//! Timestamps as Tencent's APIs write them.

use replay_grouping::Timestamp;

/// 9999-12-31T23:59:59Z: the last second that can be written. Tencent writes it for "never".
const LAST_SECOND: Timestamp = Timestamp(253_402_300_799);

/// `2025-10-09T08:53:21Z`, for the years 1970 to 9999; others count as the nearest of these.
pub(crate) fn write(at: Timestamp) -> String {
    at.clamp(Timestamp::EPOCH, LAST_SECOND).rfc3339()
}

/// Reads `2025-10-09T08:53:21Z`, any other offset, and `2025-10-09 16:53:21`, which is Beijing time.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    Timestamp::from_rfc3339(text.trim()).or_else(|| {
        let (date, time) = text.trim().split_once(' ')?;
        read_beijing(date, time)
    })
}

/// Reads Beijing time, in which Tencent names recordings: UTC+8, all year.
pub(crate) fn read_beijing(date: &str, time: &str) -> Option<Timestamp> {
    Timestamp::from_rfc3339(&format!("{date}T{time}+08:00"))
}

/// Reads the end of something; `None` when that is never.
pub(crate) fn read_unless_never(text: &str) -> Option<Timestamp> {
    read(text).filter(|at| *at < LAST_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_and_read_back() {
        for (second, text) in [
            (Timestamp(0), "1970-01-01T00:00:00Z"),
            (Timestamp(1_760_000_001), "2025-10-09T08:53:21Z"),
            (Timestamp(1_709_164_800), "2024-02-29T00:00:00Z"),
            (LAST_SECOND, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(write(second), text);
            assert_eq!(read(text), Some(second));
        }
        assert_eq!(write(Timestamp(i64::MIN)), write(Timestamp::EPOCH));
        assert_eq!(write(Timestamp::MAX), write(LAST_SECOND));
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
            assert_eq!(read(text), second.map(Timestamp), "{text}");
        }
    }

    #[test]
    fn never_is_no_time() {
        assert_eq!(read_unless_never("9999-12-31T23:59:59Z"), None);
        assert_eq!(
            read_unless_never("9999-12-31T23:59:58Z"),
            Some(Timestamp(LAST_SECOND.0 - 1))
        );
        assert_eq!(
            read_unless_never("2025-10-09T08:53:21Z"),
            Some(Timestamp(1_760_000_001))
        );
    }
}
