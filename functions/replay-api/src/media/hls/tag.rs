//! The lines of a playlist.

use super::error::PlaylistError;
use quick_m3u8::{
    custom_parsing::tag,
    tag::{AttributeValue, TagValue},
};
use url::Url;

/// A tag or a URL.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Line<'a> {
    Tag(Tag<'a>),
    Address(&'a str),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tag<'a> {
    /// Without `#EXT`.
    pub(super) name: &'a str,
    pub(super) value: Option<TagValue<'a>>,
    pub(super) text: &'a str,
}

/// The lines, without blank ones and comments.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().filter_map(|line| {
        let text = line.trim();
        if text.is_empty() {
            return None;
        }
        if !text.starts_with('#') {
            return Some(Line::Address(text));
        }
        let tag = tag::parse(text).ok()?.parsed;
        Some(Line::Tag(Tag {
            name: tag.name(),
            value: tag.value(),
            text,
        }))
    })
}

pub(super) struct Attributes<'a>(Vec<(&'a str, AttributeValue<'a>)>);

impl<'a> Attributes<'a> {
    /// The attributes of a tag; `tag` is its name in a refusal.
    pub(super) fn read(
        value: Option<TagValue<'a>>,
        tag: &'static str,
    ) -> Result<Self, PlaylistError> {
        let list = value.and_then(|value| value.try_as_ordered_attribute_list().ok());
        list.map(Self).ok_or(PlaylistError::Malformed(tag))
    }

    fn get(&self, name: &str) -> Option<AttributeValue<'a>> {
        let found = self.0.iter().find(|(known, _)| known.trim() == name);
        found.map(|(_, value)| *value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn quoted(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.quoted()
    }

    pub(super) fn word(&self, name: &str) -> Option<&'a str> {
        let word = self.get(name)?.unquoted()?;
        word.try_as_utf_8().ok().map(str::trim)
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.word(name)?.parse().ok()
    }

    /// The whole tag, cut around its URI, which becomes absolute.
    pub(super) fn around_address(
        &self,
        tag: &'static str,
        base: &Url,
    ) -> Result<TagAroundUri, PlaylistError> {
        let (mut before, mut address, mut after) = (format!("#{tag}:"), None, String::new());
        for (i, (name, value)) in self.0.iter().enumerate() {
            let out = match address {
                Some(_) => &mut after,
                None => &mut before,
            };
            if i > 0 {
                out.push(',');
            }
            let name = name.trim();
            match value {
                AttributeValue::Quoted(text) if name == "URI" && address.is_none() => {
                    before.push_str("URI=\"");
                    address = Some(resolved(base, text)?);
                    after.push('"');
                }
                AttributeValue::Quoted(text) => out.push_str(&format!("{name}=\"{text}\"")),
                AttributeValue::Unquoted(word) => {
                    let word = word.try_as_utf_8();
                    let word = word.map_err(|_| PlaylistError::Malformed(tag))?;
                    out.push_str(&format!("{name}={}", word.trim()));
                }
            }
        }
        Ok(TagAroundUri {
            before,
            address,
            after,
        })
    }
}

/// A tag as the text around its URI; without a URI, all of it is `before`.
#[derive(Debug, Clone)]
pub(super) struct TagAroundUri {
    pub(super) before: String,
    pub(super) address: Option<String>,
    pub(super) after: String,
}

/// The absolute URL of a reference in the playlist at `base`. A URL that is not on the web (`data:`, `skd:`) stays as it
/// is.
pub(super) fn resolved(base: &Url, reference: &str) -> Result<String, PlaylistError> {
    let url = base.join(reference);
    let url = url.map_err(|_| PlaylistError::Malformed("address"))?;
    Ok(match url.scheme() {
        "http" | "https" => url.into(),
        _ => reference.to_owned(),
    })
}
