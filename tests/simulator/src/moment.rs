//! Unix seconds, and the ways in which Tencent writes them.

use replay_grouping::{Seconds, Timestamp};

/// Beijing is 8 hours ahead all year.
const BEIJING: Seconds = Seconds::HOUR.times(8);

/// The way in which a time was written, so that an answer can use the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `2025-10-09T08:53:20Z`.
    Iso,
    /// `2025-10-09 16:53:20`, which means Beijing time.
    Beijing,
}

impl Style {
    pub(crate) fn write(self, at: i64) -> String {
        match self {
            Self::Iso => utc(at),
            Self::Beijing => beijing(at, ' ', ':'),
        }
    }
}

/// `2025-10-09T08:53:20Z`.
pub(crate) fn utc(at: i64) -> String {
    Timestamp(at).rfc3339()
}

/// `2025-10-09-16-53-20`: file names have Beijing time.
pub(crate) fn in_names(at: i64) -> String {
    beijing(at, '-', '-')
}

fn beijing(at: i64, before_time: char, between: char) -> String {
    let at = (Timestamp(at) + BEIJING).utc();
    let (date, (hour, minute, second)) = (at.date(), at.to_hms());
    format!("{date}{before_time}{hour:02}{between}{minute:02}{between}{second:02}")
}

/// ISO 8601 with any offset.
pub(crate) fn parse(text: &str) -> Option<i64> {
    Timestamp::from_rfc3339(text).map(|at| at.0)
}

/// Either of the two ways in which the Live API takes a time.
pub(crate) fn parse_either(text: &str) -> Option<(i64, Style)> {
    if let Some(at) = parse(text) {
        return Some((at, Style::Iso));
    }
    let (date, clock) = text.split_once(' ')?;
    Some((parse(&format!("{date}T{clock}+08:00"))?, Style::Beijing))
}

/// A Unix second as RFC 3339 text in a file.
pub(crate) mod serde_utc {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(at: &i64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::utc(*at))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
        let text = String::deserialize(from)?;
        super::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not RFC 3339")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_in_all_its_styles() {
        let at = 1_760_000_000;
        assert_eq!(utc(at), "2025-10-09T08:53:20Z");
        assert_eq!(in_names(at), "2025-10-09-16-53-20");
        for (text, style) in [
            ("2025-10-09T08:53:20Z", Style::Iso),
            ("2025-10-09 16:53:20", Style::Beijing),
        ] {
            assert_eq!(parse_either(text), Some((at, style)));
            assert_eq!(style.write(at), text);
        }
        assert_eq!(parse("2025-10-09T16:53:20+08:00"), Some(at));
        assert_eq!(parse_either("yesterday"), None);
    }
}
