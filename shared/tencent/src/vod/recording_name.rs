//! Reads the name of a recording.

use crate::timestamp::{self, Unzoned};
use replay_grouping::Timestamp;
use serde::Serialize;

/// The parts of a recording's name, unless a template names it otherwise:
/// `room42_host7_2025-10-09-16-53-21_2025-10-09-17-55-25`, in Beijing time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordingName {
    /// The stream name.
    pub stream_id: String,
    /// When writing began.
    pub start: Timestamp,
    /// When writing stopped.
    pub end: Timestamp,
}

impl RecordingName {
    /// `None` when the name is of another form.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        let (rest, end) = name.trim().rsplit_once('_')?;
        let (stream_id, start) = rest.rsplit_once('_')?;
        Some(Self {
            stream_id: Some(stream_id).filter(|id| !id.is_empty())?.to_owned(),
            start: time_of(start)?,
            end: time_of(end)?,
        })
    }
}

/// `2025-10-09-16-53-21`
fn time_of(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_at_checked("2025-10-09".len())?;
    let time = time.strip_prefix('-')?.replace('-', ":");
    timestamp::read(&format!("{date}T{time}"), Unzoned::Beijing)
}

#[cfg(test)]
mod tests {
    use super::RecordingName;
    use replay_grouping::Timestamp;

    #[test]
    fn the_default_name_is_read() {
        let name = "room42_host7_2025-10-09-16-53-21_2025-10-09-17-55-25";
        let read = RecordingName {
            stream_id: "room42_host7".to_owned(),
            start: Timestamp(1_760_000_001),
            end: Timestamp(1_760_003_725),
        };
        assert_eq!(RecordingName::read(name), Some(read));
    }

    #[test]
    fn other_names_are_not_read() {
        for name in [
            "",
            "room42",
            "a_b_c",
            "_2025-10-09-16-53-21_2025-10-09-17-55-25",
            "room42_2025-10-09-16-53-21",
            "room42_2025-10-09-16-53-21_2025-13-09-17-55-25",
            "room42_2025-10-09-16-53-21_2025-10-0９-17-55-25",
            "room42_2025-10-09-16-53-21_2025-10-09 17:55:25",
            "room42_2025-10-09-16-53-21_2025-10-09",
        ] {
            assert_eq!(RecordingName::read(name), None, "{name}");
        }
    }
}
