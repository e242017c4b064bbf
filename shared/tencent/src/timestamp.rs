//! Timestamps as Tencent's APIs write them.

use replay_grouping::Timestamp;

/// 9999-12-31T23:59:59Z: the last second that can be written. Tencent writes it for "never".
#[cfg(feature = "client")]
const LAST_SECOND: Timestamp = Timestamp(253_402_300_799);

/// The zone of a time that names none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unzoned {
    /// In VOD.
    #[cfg(feature = "client")]
    Utc,
    /// In Live, and in the names of recordings. It has no summer time.
    Beijing,
}

/// `2025-10-09T08:53:21Z`, for the years 1970 to 9999; others count as the nearest of these.
#[cfg(feature = "client")]
pub(crate) fn write(at: Timestamp) -> String {
    at.clamp(Timestamp::EPOCH, LAST_SECOND).rfc3339()
}

/// Reads `2025-10-09T08:53:21Z`, any other offset, `2025-10-09 08:53:21`, and `2025-10-09T08:53:21`.
pub(crate) fn read(text: &str, unzoned: Unzoned) -> Option<Timestamp> {
    let text = text.trim();
    let (date, time) = text
        .split_once(['T', 't'])
        .or_else(|| text.split_once(' '))?;
    let zone = match unzoned {
        #[cfg(feature = "client")]
        Unzoned::Utc => "Z",
        Unzoned::Beijing => "+08:00",
    };
    let read = |zone| Timestamp::from_rfc3339(&format!("{date}T{}{zone}", time.trim_start()));
    read("").or_else(|| read(zone))
}

/// Reads the end of something in VOD; `None` when that is never.
#[cfg(feature = "client")]
pub(crate) fn read_unless_never(text: &str) -> Option<Timestamp> {
    read(text, Unzoned::Utc).filter(|at| *at < LAST_SECOND)
}

#[cfg(all(test, feature = "client"))]
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
            assert_eq!(read(text, Unzoned::Utc), Some(second));
        }
        assert_eq!(write(Timestamp(i64::MIN)), write(Timestamp::EPOCH));
        assert_eq!(write(Timestamp::MAX), write(LAST_SECOND));
    }

    #[test]
    fn offsets_and_nonsense() {
        for (text, second) in [
            ("2025-10-09T16:53:21+08:00", Some(1_760_000_001)),
            ("2025-10-09T08:53:21.987Z", Some(1_760_000_001)),
            ("2025-10-09 08:53:21Z", Some(1_760_000_001)),
            (" 2025-10-09T08:53:21Z ", Some(1_760_000_001)),
            ("0000-00-00T00:00:00Z", None),
            ("0000-00-00 00:00:00", None),
            ("2025-10-09", None),
            ("2025-10-09 ", None),
            ("", None),
        ] {
            for unzoned in [Unzoned::Utc, Unzoned::Beijing] {
                assert_eq!(read(text, unzoned), second.map(Timestamp), "{text}");
            }
        }
    }

    #[test]
    fn a_time_without_a_zone_is_in_that_of_its_service() {
        for text in [
            "2025-10-09 16:53:21",
            "2025-10-09T16:53:21",
            "2025-10-09t16:53:21.5",
            "2025-10-09  16:53:21 ",
        ] {
            let beijing = Some(Timestamp(1_760_000_001));
            let utc = Some(Timestamp(1_760_000_001 + 8 * 3_600));
            assert_eq!(read(text, Unzoned::Beijing), beijing, "{text}");
            assert_eq!(read(text, Unzoned::Utc), utc, "{text}");
        }
    }

    #[test]
    fn never_is_no_time() {
        assert_eq!(read_unless_never("9999-12-31T23:59:59Z"), None);
        assert_eq!(
            read_unless_never("9999-12-31T23:59:58Z"),
            Some(Timestamp(LAST_SECOND.0 - 1))
        );
        assert_eq!(read_unless_never("9999-12-31T23:59:59"), None);
        assert_eq!(
            read_unless_never("2025-10-09T08:53:21Z"),
            Some(Timestamp(1_760_000_001))
        );
    }
}
