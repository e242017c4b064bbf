//! Keys of segments. Where a key has no initialization vector, the number of a segment is its vector (RFC 8216, 5.2).
//! Segments have other numbers in a joined playlist, so their vectors are written out.

use super::attributes::{Attributes, TagAroundUri};

/// The keys that apply to the next segment.
#[derive(Debug, Default)]
pub(super) struct Keys {
    tags: Vec<TagAroundUri>,
    /// One of them has no vector of its own.
    numbered: bool,
    /// They were written, and no segment has followed yet.
    fresh: bool,
}

/// Ends a tag whose vector is still to be written.
const UNNUMBERED: &str = "\n";

impl Keys {
    /// Whether there is a key, `NONE` included.
    pub(super) fn any(&self) -> bool {
        !self.tags.is_empty()
    }

    /// Adds a key before the segment of this number, and returns how to write it. All keys before one segment apply to
    /// it.
    pub(super) fn add(
        &mut self,
        attributes: &Attributes<'_>,
        mut tag: TagAroundUri,
        number: u64,
    ) -> TagAroundUri {
        if !self.fresh {
            *self = Self::default();
            self.fresh = true;
        }
        // Other key formats define where their vectors come from.
        let format = attributes.get("KEYFORMAT").unwrap_or("identity");
        let encrypts = !attributes.is("METHOD", "NONE");
        if encrypts && format == "identity" && attributes.get("IV").is_none() {
            tag.after.push_str(UNNUMBERED);
            self.numbered = true;
        }
        self.tags.push(tag.clone());
        numbered(tag, number)
    }

    /// The keys to write again before the segment of this number.
    pub(super) fn repeated(&mut self, number: u64) -> Vec<TagAroundUri> {
        let repeat = self.numbered && !self.fresh;
        self.fresh = false;
        let tags = self.tags.iter().filter(|_| repeat).cloned();
        tags.map(|tag| numbered(tag, number)).collect()
    }
}

fn numbered(mut tag: TagAroundUri, number: u64) -> TagAroundUri {
    if let Some(after) = tag.after.strip_suffix(UNNUMBERED) {
        tag.after = format!("{after},IV=0x{number:032x}");
    }
    tag
}
