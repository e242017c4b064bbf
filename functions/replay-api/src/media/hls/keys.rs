//! Keys of segments. Where a key has no initialization vector, each segment's number is its own (RFC 8216, 5.2), and in
//! a joined list segments have other numbers: their vectors are written out.

use super::tag::{Attributes, TagAroundUri};

/// The keys that hold for the next segment.
#[derive(Debug, Default)]
pub(super) struct Keys {
    tags: Vec<TagAroundUri>,
    /// One of them needs the numbers of its segments.
    numbered: bool,
    /// They were written, and no segment came since.
    fresh: bool,
}

/// A tag whose vector is still to be written.
const UNNUMBERED: &str = "\n";

impl Keys {
    /// One has been read, `NONE` included.
    pub(super) fn any(&self) -> bool {
        !self.tags.is_empty()
    }

    /// A key that stands in front of the segment of this number, as it is written. Those in front of one segment hold
    /// together.
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
        // A key of another format tells itself where its vectors come from.
        let format = attributes.quoted("KEYFORMAT").unwrap_or("identity");
        let encrypts = attributes.word("METHOD") != Some("NONE");
        if encrypts && format == "identity" && !attributes.has("IV") {
            tag.after.push_str(UNNUMBERED);
            self.numbered = true;
        }
        self.tags.push(tag.clone());
        numbered(tag, number)
    }

    /// What has to be said once more in front of the segment of this number.
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
