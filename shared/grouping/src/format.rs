//! The formats of recordings, in the order in which a player should try them.

use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt};

const PREFERRED: [&str; 4] = ["hls", "mp4", "flv", "aac"];

/// A recording format: `hls`, `mp4`, `flv`, `aac`, or one that we don't know, in lower case.
///
/// Ordered by preference for playing: those four first, then the others by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Format(String);

impl Format {
    /// Reads the name as callbacks and VOD give it: any case, and `m3u8` for HLS.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = name.trim().to_ascii_lowercase();
        Self(if name == "m3u8" {
            "hls".to_owned()
        } else {
            name
        })
    }

    /// As text, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// HLS is the one format that a network drop need not cut, so its times read differently.
    #[must_use]
    pub fn is_hls(&self) -> bool {
        self.0 == "hls"
    }

    fn rank(&self) -> usize {
        PREFERRED
            .iter()
            .position(|name| *name == self.0)
            .unwrap_or(PREFERRED.len())
    }
}

impl Ord for Format {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank()
            .cmp(&other.rank())
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Format {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Format {
    fn from(name: String) -> Self {
        Self::new(&name)
    }
}

impl From<Format> for String {
    fn from(format: Format) -> Self {
        format.0
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn formats_sort_by_preference_then_name() {
        let mut formats = ["mp3", "aac", "FLV", "avi", "Mp4", "m3u8"].map(Format::new);
        formats.sort();
        assert_eq!(
            formats.map(String::from),
            ["hls", "mp4", "flv", "aac", "avi", "mp3"]
        );
    }
}
