//! Unix seconds, and the ways in which Tencent writes them.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Beijing is 8 hours ahead all year.
const BEIJING_SECONDS: i64 = 8 * 3_600;

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
            Self::Beijing => {
                let (date, (hour, minute, second)) = parts(at + BEIJING_SECONDS);
                format!("{date} {hour:02}:{minute:02}:{second:02}")
            }
        }
    }
}

/// `2025-10-09T08:53:20Z`.
pub(crate) fn utc(at: i64) -> String {
    let (date, (hour, minute, second)) = parts(at);
    format!("{date}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `2025-10-09-16-53-20`: file names tell Beijing time.
pub(crate) fn in_names(at: i64) -> String {
    let (date, (hour, minute, second)) = parts(at + BEIJING_SECONDS);
    format!("{date}-{hour:02}-{minute:02}-{second:02}")
}

/// ISO 8601 with any offset.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(at.unix_timestamp())
}

/// Either of the two ways in which the Live API takes a time.
pub(crate) fn parse_either(text: &str) -> Option<(i64, Style)> {
    if let Some(at) = parse(text) {
        return Some((at, Style::Iso));
    }
    let (date, clock) = text.split_once(' ')?;
    Some((parse(&format!("{date}T{clock}+08:00"))?, Style::Beijing))
}

fn parts(at: i64) -> (String, (u8, u8, u8)) {
    let at = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    (format!("{year:04}-{month:02}-{day:02}"), at.to_hms())
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
