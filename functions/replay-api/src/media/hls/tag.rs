//! The lines of a playlist, read as leniently as players do.

use super::error::PlaylistError;
use url::Url;

/// A tag or a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Tag(Tag<'a>),
    Address(&'a str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    name: &'a str,
    /// What follows the name and its colon, without spaces around it.
    pub(super) value: &'a str,
}

impl Tag<'_> {
    /// Its name in capitals, without `#EXT`.
    pub(super) fn name(&self) -> String {
        self.name.to_ascii_uppercase()
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The lines, without blank ones and comments. Spaces around a line don't count.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let lines = text.split(['\n', '\r']).map(str::trim);
    lines.filter(|line| !line.is_empty()).filter_map(|line| {
        if !line.starts_with('#') {
            return Some(Line::Address(line));
        }
        let (mark, tag) = line.split_at_checked("#EXT".len())?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let end = tag.find(|c| !is_name(c)).unwrap_or(tag.len());
        let (name, value) = tag.split_at(end);
        let value = value.trim_start();
        let value = value.strip_prefix(':').unwrap_or(value).trim();
        mark.eq_ignore_ascii_case("#EXT")
            .then_some(Line::Tag(Tag { name, value }))
    })
}

/// The absolute URL of a reference in the playlist at `base`. A URL that is not on the web (`data:`, `skd:`) stays as it
/// is.
pub(super) fn resolved(base: &Url, reference: &str) -> Result<String, PlaylistError> {
    let malformed = PlaylistError::Malformed("address");
    // The text was not UTF-8 here.
    if reference.is_empty() || reference.contains(char::REPLACEMENT_CHARACTER) {
        return Err(malformed);
    }
    let url = base.join(reference).map_err(|_| malformed)?;
    Ok(match url.scheme() {
        "http" | "https" => url.into(),
        _ => reference.to_owned(),
    })
}
