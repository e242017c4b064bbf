//! The formats of recordings, in the order in which a player should try them.

use super::text::wraps_text;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

const PREFERRED: [&str; 4] = ["hls", "mp4", "flv", "aac"];

/// Formats of pictures, and VOD's word for any of them.
const PICTURES: [&str; 16] = [
    "apng", "avif", "bmp", "gif", "heic", "heif", "image", "jfif", "jpe", "jpeg", "jpg", "png",
    "svg", "tif", "tiff", "webp",
];

/// A recording format: `hls`, `mp4`, `flv`, `aac`, or another name in lower case.
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
        match name.as_str() {
            "m3u8" => Self("hls".to_owned()),
            _ => Self(name),
        }
    }

    /// It is a playlist of segments: a file may go on after a network drop, and several files can be played as one.
    #[must_use]
    pub fn is_hls(&self) -> bool {
        self.0 == "hls"
    }

    /// A picture, which some task left beside the recordings.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        PICTURES.contains(&self.as_str())
    }

    fn rank(&self) -> usize {
        let mut preferred = PREFERRED.iter();
        preferred
            .position(|name| *name == self.0)
            .unwrap_or(PREFERRED.len())
    }
}

impl Ord for Format {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.rank(), &self.0).cmp(&(other.rank(), &other.0))
    }
}

impl PartialOrd for Format {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

wraps_text!(Format);

impl From<String> for Format {
    fn from(name: String) -> Self {
        Self::new(&name)
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
