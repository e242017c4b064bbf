//! Writes several playlists as one.

use super::media::{Media, Segment, Tags};
use crate::media::{Links, NamedBy};
use replay_grouping::Cut;
use std::ops::Range;

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

/// A playlist, and which seconds of it play.
#[derive(Debug, Clone)]
pub(crate) struct Continued<M> {
    pub(crate) list: M,
    pub(crate) cut: Cut,
    /// Who named the address of the playlist, and so those in it.
    pub(crate) named_by: NamedBy,
}

/// One playlist of all segments, in the order of the playlists, without those of which no part is to play. Empty playlists add
/// nothing.
///
/// It has an end even while more is being recorded: a part that comes late may belong before the others, and a playlist
/// without an end may only grow at its end.
pub(crate) fn concat(
    lists: &[Continued<impl AsRef<Media>>],
    links: Links<'_>,
) -> Result<String, ConcatError> {
    let lists: Vec<(usize, &Media, Range<usize>, NamedBy)> = lists
        .iter()
        .enumerate()
        .map(|(i, continued)| {
            let list = continued.list.as_ref();
            (i, list, list.kept(continued.cut), continued.named_by)
        })
        .filter(|(_, _, kept, _)| !kept.is_empty())
        .collect();
    let last = lists.len().saturating_sub(1);
    let all = || lists.iter().map(|(_, list, ..)| list);
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
    for (place, (i, list, kept, named_by)) in lists.iter().enumerate() {
        let public_url = |address: &str| links.public_url(address, *named_by);
        if let Some(before) = before {
            text.push_str("#EXT-X-DISCONTINUITY\n");
            if before.ends.key && !list.begins.key {
                text.push_str("#EXT-X-KEY:METHOD=NONE\n");
            }
            if before.ends.section && !list.begins.section {
                return Err(ConcatError::Section(*i));
            }
        }
        let written = match place == last {
            true => kept.end,
            false => list.segments.len(),
        };
        for (i, segment) in list.segments.iter().take(written).enumerate() {
            write(&mut text, segment, !kept.contains(&i), public_url);
            if text.len() > MAX_BYTES {
                return Err(ConcatError::TooLarge);
            }
        }
        before = Some(list);
    }
    text.push_str("#EXT-X-ENDLIST\n");
    Ok(text)
}

/// Writes a segment, or of one that is left out what the next ones need.
fn write(
    text: &mut String,
    segment: &Segment,
    is_left_out: bool,
    public_url: impl Fn(&str) -> String,
) {
    for tags in &segment.before {
        match tags {
            Tags::Own(_) if is_left_out => {}
            Tags::Own(lines) => text.push_str(lines),
            Tags::Lasting(tag) => {
                text.push_str(&tag.before);
                if let Some(address) = &tag.address {
                    text.push_str(&public_url(address));
                }
                text.push_str(&tag.after);
                text.push('\n');
            }
        }
    }
    if !is_left_out {
        text.push_str(&public_url(&segment.address));
        text.push('\n');
    }
}
