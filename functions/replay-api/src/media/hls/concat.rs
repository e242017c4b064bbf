//! Writes several playlists as one, pure.

use super::media::Media;
use crate::media::signed_url::Links;
use std::fmt::Write;

/// A function may answer with 6 MB of JSON, in which the list is a text whose line breaks and quotes take two bytes.
pub(crate) const MAX_BYTES: usize = 5 << 20;

/// Why lists can't be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    /// This one has no initialization section, and the one before it has: nothing in a list takes a section back.
    Section(usize),
    /// There would be more than [`MAX_BYTES`].
    TooLarge,
}

/// One list of all segments, each list behind the one before.
///
/// It is a list of what there is now and has an end, also while more is being recorded: a part that comes late may lie
/// before those that are here, and a list without an end may grow at its end alone.
pub(crate) fn join(lists: &[impl AsRef<Media>], links: Links<'_>) -> Result<String, Apart> {
    let all = || lists.iter().map(AsRef::as_ref);
    let version = all().map(|list| list.version).max().unwrap_or(1);
    let target = all().map(|list| list.target).max().unwrap_or(0);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:{version}\n#EXT-X-TARGETDURATION:{target}\n\
         #EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    );
    if all().all(|list| list.independent) {
        text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    let mut before: Option<&Media> = None;
    for (i, list) in all().enumerate() {
        if let Some(before) = before {
            text.push_str("#EXT-X-DISCONTINUITY\n");
            if before.ends.key && !list.begins.key {
                text.push_str("#EXT-X-KEY:METHOD=NONE\n");
            }
            if before.ends.section && !list.begins.section {
                return Err(Apart::Section(i));
            }
        }
        for (lines, address) in &list.addresses {
            // Writing to a String can't fail.
            let _ = write!(text, "{lines}{}", links.shown(address));
            if text.len() > MAX_BYTES {
                return Err(Apart::TooLarge);
            }
        }
        text.push('\n');
        before = Some(list);
    }
    text.push_str("#EXT-X-ENDLIST\n");
    Ok(text)
}
