//! The bytes of the stand-in's files: a test pattern with a tone that lasts as long as the file says.
//!
//! There is one loop of 8 s in each format. A file repeats it and stamps new times into each copy. Stamping changes no size,
//! so the place of any byte follows from its offset, and a file needs no memory.

mod aac;
mod flv;
mod mp4;
mod playlist;
mod repeated;
mod ts;

pub(crate) use playlist::{SEGMENT_SECONDS, playlist};

use repeated::Loop;
use std::ops::Range;

/// Each loop lasts as long.
const LOOP_SECONDS: u64 = 8;

const COVER: &[u8] = include_bytes!("../footage/cover.jpg");

/// A file that can be read at any place.
#[derive(Debug, Clone)]
pub struct Footage {
    content_type: &'static str,
    head: Vec<u8>,
    body: Option<Body>,
}

/// Some pieces of an endlessly repeated loop.
#[derive(Debug, Clone)]
struct Body {
    repeated: &'static Loop,
    /// In bytes from the start of the endless repetition.
    bytes: Range<u64>,
}

impl Footage {
    /// A recorded file: `mp4`, `flv` or `aac`.
    pub(crate) fn file(format: &str, seconds: u64) -> Option<Self> {
        let (content_type, repeated, head, pieces) = match format {
            "mp4" => ("video/mp4", mp4::repeated(), mp4::head(seconds), seconds),
            "flv" => ("video/x-flv", flv::repeated(), flv::head(seconds), seconds),
            "aac" => (
                "audio/aac",
                aac::repeated(),
                Vec::new(),
                aac::frames(seconds),
            ),
            _ => return None,
        };
        Some(Self {
            content_type,
            head,
            body: Some(Body {
                repeated,
                bytes: 0..repeated.offset(pieces),
            }),
        })
    }

    /// The seconds `seconds` of a stream, as a segment of an HLS playlist.
    pub(crate) fn segment(seconds: Range<u64>) -> Self {
        let repeated = ts::repeated();
        Self {
            content_type: "video/mp2t",
            head: Vec::new(),
            body: Some(Body {
                repeated,
                bytes: repeated.offset(seconds.start)..repeated.offset(seconds.end),
            }),
        }
    }

    /// A playlist.
    pub(crate) fn list(text: String) -> Self {
        Self {
            content_type: "application/vnd.apple.mpegurl",
            head: text.into_bytes(),
            body: None,
        }
    }

    /// A cover or a screenshot.
    pub(crate) fn picture() -> Self {
        Self {
            content_type: "image/jpeg",
            head: COVER.to_vec(),
            body: None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        let body = (self.body.as_ref()).map_or(0, |body| body.bytes.end - body.bytes.start);
        self.head.len() as u64 + body
    }

    /// The bytes in `range`, which must lie within its size.
    #[must_use]
    pub fn read(&self, range: Range<u64>) -> Vec<u8> {
        let head = self.head.len() as u64;
        let in_head = |at: u64| usize::try_from(at.min(head)).unwrap_or_default();
        let mut bytes = self.head[in_head(range.start)..in_head(range.end)].to_vec();
        if let Some(body) = &self.body {
            let in_body = |at: u64| body.bytes.start + at.saturating_sub(head);
            let wanted = in_body(range.start)..in_body(range.end).min(body.bytes.end);
            bytes.extend(body.repeated.read(wanted));
        }
        bytes
    }
}
