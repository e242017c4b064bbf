//! Master playlists: they name variants, of which a joined playlist takes one.

use super::{
    error::ParseError,
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
    pub(super) fn read(lines: &[Line<'a>]) -> Result<Self, ParseError> {
        let (mut variants, mut apart, mut named) = (Vec::new(), Vec::new(), None);
        for line in lines {
            match *line {
                Line::Tag {
                    name: "-X-STREAM-INF",
                    value,
                    ..
                } => named = Some(Attributes::read(value, "EXT-X-STREAM-INF")?),
                Line::Tag {
                    name: "-X-MEDIA",
                    value,
                    ..
                } => {
                    let media = Attributes::read(value, "EXT-X-MEDIA")?;
                    if media.word("TYPE") == Some("AUDIO") && media.has("URI") {
                        apart.extend(media.quoted("GROUP-ID"));
                    }
                }
                Line::Tag {
                    name: "-X-DEFINE", ..
                } => return Err(ParseError::Unsupported("EXT-X-DEFINE")),
                Line::Tag { .. } => {}
                Line::Address(address) => {
                    if let Some(attributes) = named.take() {
                        variants.push(Variant {
                            bandwidth: attributes.number("BANDWIDTH").unwrap_or(0),
                            sound: attributes.quoted("AUDIO"),
                            address,
                        });
                    }
                }
            }
        }
        Ok(Self { variants, apart })
    }

    /// The variant with the highest bit rate, because a joined playlist has one quality and should have the best; of equal
    /// ones the first, with which a player would begin. Variants with separate sound do not count.
    pub(super) fn best(&self, base: &Url) -> Result<String, ParseError> {
        if self.variants.is_empty() {
            return Err(ParseError::Empty);
        }
        let whole = self.variants.iter().rev().filter(|variant| {
            let sound = variant.sound;
            sound.is_none_or(|group| !self.apart.contains(&group))
        });
        let best = whole.max_by_key(|variant| variant.bandwidth);
        resolved(base, best.ok_or(ParseError::SoundApart)?.address)
    }
}
