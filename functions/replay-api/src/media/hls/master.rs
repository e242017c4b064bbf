//! Master playlists: they name variants, of which a joined playlist takes one.

use super::{
    error::PlaylistError,
    tag::{Attributes, Line, resolved},
};
use url::Url;

pub(super) struct Master<'a> {
    variants: Vec<Variant<'a>>,
    /// The groups with the sound in a separate playlist.
    apart: Vec<&'a str>,
}

struct Variant<'a> {
    bandwidth: u64,
    /// The group of its sound, if the sound may be outside of its segments.
    sound: Option<&'a str>,
    address: &'a str,
}

impl<'a> Master<'a> {
    pub(super) fn read(lines: &[Line<'a>]) -> Result<Self, PlaylistError> {
        let (mut variants, mut apart, mut named) = (Vec::new(), Vec::new(), None);
        for line in lines {
            match line {
                Line::Tag(tag) if tag.name == "-X-STREAM-INF" => {
                    named = Some(Attributes::read(tag.value, "EXT-X-STREAM-INF")?);
                }
                Line::Tag(tag) if tag.name == "-X-MEDIA" => {
                    let media = Attributes::read(tag.value, "EXT-X-MEDIA")?;
                    if media.word("TYPE") == Some("AUDIO") && media.has("URI") {
                        apart.extend(media.quoted("GROUP-ID"));
                    }
                }
                Line::Tag(tag) if tag.name == "-X-DEFINE" => {
                    return Err(PlaylistError::Unsupported("EXT-X-DEFINE"));
                }
                Line::Tag(_) => {}
                Line::Address(address) => variants.extend(named.take().map(|named| Variant {
                    bandwidth: named.number("BANDWIDTH").unwrap_or(0),
                    sound: named.quoted("AUDIO"),
                    address,
                })),
            }
        }
        Ok(Self { variants, apart })
    }

    /// The variant with the highest bit rate, because a joined playlist has one quality and should have the best; of equal
    /// ones the first, with which a player would begin. Variants with separate sound do not count.
    pub(super) fn best(&self, base: &Url) -> Result<String, PlaylistError> {
        if self.variants.is_empty() {
            return Err(PlaylistError::Empty);
        }
        let whole = self.variants.iter().rev().filter(|variant| {
            let sound = variant.sound;
            sound.is_none_or(|group| !self.apart.contains(&group))
        });
        let best = whole.max_by_key(|variant| variant.bandwidth);
        resolved(base, best.ok_or(PlaylistError::SoundApart)?.address)
    }
}
