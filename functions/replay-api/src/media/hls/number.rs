//! Numbers in playlists. Players read as much of a text as is a number, and ignore the rest; what is written has the form
//! that RFC 8216 asks for.

use replay_grouping::MAX_RECORDING;
use std::fmt;

/// A number from 0, with the text behind it.
fn leading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let digits = |from: &str| from.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let mut end = whole;
    if let Some(fraction) = text.get(end..)?.strip_prefix('.') {
        end += 1 + digits(fraction);
    }
    if whole == 0 && end < 2 {
        return None;
    }
    let exponent = text.get(end..)?;
    if let Some(power) = exponent.strip_prefix(['e', 'E']) {
        let sign = power.strip_prefix(['+', '-']).unwrap_or(power);
        if digits(sign) > 0 {
            end += 1 + (power.len() - sign.len()) + digits(sign);
        }
    }
    text.split_at_checked(end)
}

/// A whole number from 0. A fraction counts as the next one above.
pub(super) fn whole(text: &str) -> Option<u64> {
    let (number, _) = leading(text)?;
    number.parse().ok().or_else(|| {
        let number: f64 = number.parse().ok()?;
        (number < u64::MAX as f64).then(|| number.ceil() as u64)
    })
}

/// The length of a segment, and its title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Length {
    /// Digits, and perhaps a point and more digits.
    text: String,
    /// In whole seconds, as it counts for the target duration.
    pub(super) rounded: u64,
    pub(super) milliseconds: u64,
    title: String,
}

impl Length {
    /// Reads `6.0,title`. A length that is no number, is negative or exceeds that of any recording is not known: players
    /// take such a segment for one of 0 s.
    pub(super) fn read(value: &str) -> Self {
        let (number, rest) = leading(value).unwrap_or(("0", value));
        let seconds = number.parse().ok().filter(|length| is_possible(*length));
        let plain = number.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        let plain = plain && !number.starts_with('.') && !number.ends_with('.');
        let text = match seconds {
            Some(_) if plain => number.to_owned(),
            _ => seconds.unwrap_or(0.0).to_string(),
        };
        let title = rest.split_once(',').map_or("", |(_, title)| title.trim());
        let seconds: f64 = seconds.unwrap_or(0.0);
        Self {
            text,
            rounded: seconds.round() as u64,
            milliseconds: (seconds * 1_000.0).ceil() as u64,
            title: title.to_owned(),
        }
    }

    /// The whole tag.
    pub(super) fn tag(&self) -> String {
        format!("#EXTINF:{},{}", self.text, self.title)
    }
}

/// A recording can be this many seconds long.
pub(super) fn is_possible(seconds: f64) -> bool {
    (0.0..=MAX_RECORDING.0 as f64).contains(&seconds)
}

/// `100@0`: a length, and where it begins. Without a beginning it follows the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ByteRange {
    length: u64,
    start: Option<u64>,
}

impl ByteRange {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (length, start) = match text.split_once('@') {
            Some((length, start)) => (length, Some(integer(start)?)),
            None => (text, None),
        };
        Some(Self {
            length: integer(length)?,
            start,
        })
    }

    /// The same one with its beginning, where that is known from the last one: that may not be played.
    pub(super) fn starting(self, at: Option<u64>) -> Self {
        Self {
            start: self.start.or(at),
            ..self
        }
    }

    /// The byte behind it.
    pub(super) fn end(self) -> Option<u64> {
        self.start?.checked_add(self.length)
    }
}

impl fmt::Display for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.length)?;
        self.start.map_or(Ok(()), |start| write!(f, "@{start}"))
    }
}

fn integer(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_players_do() {
        for (text, expected) in [
            ("6", Some(6)),
            (" 6 ", Some(6)),
            ("6.0", Some(6)),
            ("6.2", Some(7)),
            ("6s", Some(6)),
            ("06", Some(6)),
            (".5", Some(1)),
            ("6.", Some(6)),
            ("1e2", Some(100)),
            ("1e", Some(1)),
            ("1E+2", Some(100)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("1e300", None),
            ("", None),
            (".", None),
            ("-1", None),
            ("x", None),
            ("nan", None),
            ("inf", None),
            ("６", None),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }

    #[test]
    fn lengths_are_written_strictly() {
        for (value, tag, rounded) in [
            ("6.0,", "#EXTINF:6.0,", 6),
            ("6", "#EXTINF:6,", 6),
            (
                "6.0 ,a title, and more ",
                "#EXTINF:6.0,a title, and more",
                6,
            ),
            ("6.0\t, x", "#EXTINF:6.0,x", 6),
            ("5.96667 tvg-id=\"a\",x", "#EXTINF:5.96667,x", 6),
            ("6.", "#EXTINF:6,", 6),
            (".5,", "#EXTINF:0.5,", 1),
            ("6e0,", "#EXTINF:6,", 6),
            ("25e-1,", "#EXTINF:2.5,", 3),
            ("1e-9,", "#EXTINF:0.000000001,", 0),
            ("7200.5,", "#EXTINF:7200.5,", 7_201),
            ("604800,", "#EXTINF:604800,", 604_800),
            ("604801,long", "#EXTINF:0,long", 0),
            ("1e300,", "#EXTINF:0,", 0),
            ("-1,unknown", "#EXTINF:0,unknown", 0),
            ("nan,", "#EXTINF:0,", 0),
            ("", "#EXTINF:0,", 0),
            (",title", "#EXTINF:0,title", 0),
        ] {
            let length = Length::read(value);
            assert_eq!(
                (length.tag().as_str(), length.rounded),
                (tag, rounded),
                "{value}"
            );
        }
    }

    #[test]
    fn byte_ranges_are_written_strictly() {
        for (text, expected) in [
            ("100@0", Some("100@0")),
            (" 100 @ 0 ", Some("100@0")),
            ("0100", Some("100")),
            ("100@", None),
            ("@0", None),
            ("1.5@0", None),
            ("-1@0", None),
        ] {
            let range = ByteRange::read(text).map(|range| range.to_string());
            assert_eq!(range.as_deref(), expected, "{text}");
        }
    }
}
