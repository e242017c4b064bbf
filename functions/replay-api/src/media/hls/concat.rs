//! Writes several playlists as one.

use super::media::Media;
use crate::media::Links;

/// A function may answer with 6 MB of JSON, which has the playlist as a text: line breaks and quotes take two bytes.
pub(crate) const MAX_BYTES: usize = 5 << 20;

/// Why playlists can't be written as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConcatError {
    /// This one has no initialization section, and the one before it has: no tag ends a section.
    Section(usize),
    /// There would be more than [`MAX_BYTES`].
    TooLarge,
}

/// One playlist of all segments, in the order of the playlists. Empty ones add nothing.
///
/// It has an end even while more is being recorded: a part that comes late may belong before the others, and a playlist
/// without an end may only grow at its end.
pub(crate) fn concat(lists: &[impl AsRef<Media>], links: Links<'_>) -> Result<String, ConcatError> {
    let all = || {
        lists
            .iter()
            .map(AsRef::as_ref)
            .filter(|list| !list.is_empty())
    };
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
    for (i, list) in lists.iter().map(AsRef::as_ref).enumerate() {
        if list.is_empty() {
            continue;
        }
        if let Some(before) = before {
            text.push_str("#EXT-X-DISCONTINUITY\n");
            if before.ends.key && !list.begins.key {
                text.push_str("#EXT-X-KEY:METHOD=NONE\n");
            }
            if before.ends.section && !list.begins.section {
                return Err(ConcatError::Section(i));
            }
        }
        for (lines, address) in &list.addresses {
            text.push_str(lines);
            text.push_str(&links.public_url(address));
            if text.len() > MAX_BYTES {
                return Err(ConcatError::TooLarge);
            }
        }
        text.push('\n');
        before = Some(list);
    }
    text.push_str("#EXT-X-ENDLIST\n");
    Ok(text)
}
