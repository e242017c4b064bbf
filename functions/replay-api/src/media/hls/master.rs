//! Master playlists: they name variants, of which a joined playlist takes one.

use super::{
    attributes::Attributes,
    error::PlaylistError,
    tag::{Line, resolved},
};
use url::Url;

#[derive(Default)]
pub(super) struct Master<'a> {
    variants: Vec<Variant<'a>>,
    /// The groups of sound that name separate playlists …
    apart: Vec<&'a str>,
    /// … and those of which some sound has no playlist of its own: it is inside the variant.
    inside: Vec<&'a str>,
}

struct Variant<'a> {
    bandwidth: u64,
    /// The group of its sound, if the sound may be outside of its segments.
    sound: Option<&'a str>,
    address: &'a str,
}

impl<'a> Master<'a> {
    pub(super) fn read(lines: &[Line<'a>]) -> Result<Self, PlaylistError> {
        let mut master = Self::default();
        let mut named = None;
        for line in lines {
            match line {
                Line::Tag(tag) if tag.is("-X-STREAM-INF") => {
                    named = Some(Attributes::read(tag.value));
                }
                Line::Tag(tag) if tag.is("-X-MEDIA") => {
                    let media = Attributes::read(tag.value);
                    if media.is("TYPE", "AUDIO") {
                        let groups = match media.get("URI") {
                            Some(_) => &mut master.apart,
                            None => &mut master.inside,
                        };
                        groups.extend(media.get("GROUP-ID"));
                    }
                }
                Line::Tag(tag) if tag.is("-X-DEFINE") => {
                    return Err(PlaylistError::Unsupported("EXT-X-DEFINE"));
                }
                Line::Tag(_) => {}
                Line::Address(address) => {
                    master.variants.extend(named.take().map(|named| Variant {
                        bandwidth: named.number("BANDWIDTH").unwrap_or(0),
                        sound: named.get("AUDIO"),
                        address,
                    }));
                }
            }
        }
        Ok(master)
    }

    /// The variant with the highest bit rate, because a joined playlist has one quality and should have the best; of equal
    /// ones the first, with which a player would begin. Variants with separate sound do not count.
    pub(super) fn best(&self, base: &Url) -> Result<String, PlaylistError> {
        if self.variants.is_empty() {
            return Err(PlaylistError::Empty);
        }
        let whole = self.variants.iter().rev().filter(|variant| {
            variant
                .sound
                .is_none_or(|group| !self.apart.contains(&group) || self.inside.contains(&group))
        });
        let best = whole.max_by_key(|variant| variant.bandwidth);
        resolved(base, best.ok_or(PlaylistError::SoundApart)?.address)
    }
}
