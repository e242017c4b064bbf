//! Media playlists: they have segments.

use super::{
    attributes::{Attributes, TagAroundUri},
    error::PlaylistError,
    keys::Keys,
    number::{self, Length},
    tag::{Line, Tag, resolved},
};
use url::Url;

/// Decimal numbers as lengths of segments need version 3, byte ranges 4, initialization sections 6.
const DECIMALS: u64 = 3;
const BYTE_RANGES: u64 = 4;
const SECTIONS: u64 = 6;

/// The highest version that a draft of RFC 8216 describes. A player may refuse a higher one, and a list that states one
/// has no tags of it that are written again.
const NEWEST: u64 = 13;

/// How much memory a URL takes besides its text.
pub(super) const ADDRESS_BYTES: usize = size_of::<(String, String)>();

/// A playlist's segments, ready to be written into another.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Media {
    /// Each URL, after the text between it and the one before.
    pub(super) addresses: Vec<(String, String)>,
    /// The version that its tags need.
    pub(super) version: u64,
    /// No segment is longer, in whole seconds.
    pub(super) target: u64,
    pub(super) independent: bool,
    /// What its first segment sets.
    pub(super) begins: Reach,
    /// What still applies after its last segment.
    pub(super) ends: Reach,
    /// No more segments will come.
    pub(crate) ended: bool,
}

/// Tags that apply from one segment on to all that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reach {
    /// `EXT-X-KEY`
    pub(super) key: bool,
    /// `EXT-X-MAP`
    pub(super) section: bool,
}

impl Media {
    /// It has no segment: a push of a second can leave such a list. It adds nothing to others.
    pub(crate) fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// Roughly how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text_bytes() + self.addresses.len() * ADDRESS_BYTES
    }

    /// The length of its lines.
    pub(crate) fn text_bytes(&self) -> usize {
        let texts = self.addresses.iter();
        let lengths = texts.map(|(before, address)| before.len() + address.len());
        lengths.sum()
    }

    pub(super) fn read(lines: &[Line<'_>], base: &Url) -> Result<Self, PlaylistError> {
        let mut reading = Reading::default();
        for line in lines {
            match line {
                Line::Tag(tag) => reading.tag(*tag, base)?,
                Line::Address(address) => reading.segment(address, base)?,
            }
        }
        reading.finish()
    }
}

/// A playlist that is read line by line.
#[derive(Default)]
struct Reading {
    media: Media,
    /// The text after the last URL.
    pending: String,
    keys: Keys,
    reach: Reach,
    number: u64,
    /// The length of the next segment.
    length: Option<Length>,
    /// The bytes that it takes of its URL.
    range: Option<String>,
    /// How many URLs there were after the last segment.
    whole: usize,
}

impl Reading {
    fn tag(&mut self, tag: Tag<'_>, base: &Url) -> Result<(), PlaylistError> {
        let seconds = |value| number::whole(value).filter(|it| number::is_possible(*it as f64));
        match tag.name().as_str() {
            "INF" => {
                let length = Length::read(tag.value);
                self.lasts(length.rounded);
                self.length = Some(length);
            }
            "-X-VERSION" => {
                let version = number::whole(tag.value);
                self.needs(version.filter(|it| *it <= NEWEST).unwrap_or(0));
            }
            "-X-TARGETDURATION" => self.lasts(seconds(tag.value).unwrap_or(0)),
            "-X-MEDIA-SEQUENCE" => {
                self.number = number::whole(tag.value).unwrap_or(0);
            }
            "-X-INDEPENDENT-SEGMENTS" => self.media.independent = true,
            "-X-ENDLIST" => self.media.ended = true,
            "-X-BYTERANGE" => {
                let range = number::byte_range(tag.value.trim_matches('"'));
                self.range = Some(range.ok_or(PlaylistError::Malformed("EXT-X-BYTERANGE"))?);
                self.needs(BYTE_RANGES);
            }
            "-X-PROGRAM-DATE-TIME" if is_date(tag.value) => {
                self.line(&format!("#EXT-X-PROGRAM-DATE-TIME:{}", tag.value));
            }
            "-X-GAP" => self.line("#EXT-X-GAP"),
            // The joined playlist writes the one before the first segment.
            "-X-DISCONTINUITY" if self.whole > 0 => self.line("#EXT-X-DISCONTINUITY"),
            "-X-KEY" => self.key(tag.value, base)?,
            "-X-MAP" => self.section(tag.value, base)?,
            "-X-DEFINE" => return Err(PlaylistError::Unsupported("EXT-X-DEFINE")),
            "-X-SKIP" => return Err(PlaylistError::Unsupported("EXT-X-SKIP")),
            "-X-I-FRAMES-ONLY" => return Err(PlaylistError::Unsupported("EXT-X-I-FRAMES-ONLY")),
            // A player does not need the other tags, or they apply to a playlist as a whole.
            _ => {}
        }
        Ok(())
    }

    fn segment(&mut self, address: &str, base: &Url) -> Result<(), PlaylistError> {
        let length = self.length.take();
        let length = length.ok_or(PlaylistError::Malformed("segment without its length"))?;
        for key in self.keys.repeated(self.number) {
            self.around(key);
        }
        self.line(&length.tag());
        if let Some(range) = self.range.take() {
            self.line(&format!("#EXT-X-BYTERANGE:{range}"));
        }
        self.address(resolved(base, address)?);
        self.pending.push('\n');
        if self.whole == 0 {
            self.media.begins = Reach {
                key: self.keys.any(),
                section: self.reach.section,
            };
        }
        self.media.ends = self.reach;
        self.whole = self.media.addresses.len();
        self.number = self.number.saturating_add(1);
        Ok(())
    }

    /// Text after the last segment is dropped. A list without a segment and without an end has only begun.
    fn finish(mut self) -> Result<Media, PlaylistError> {
        if self.whole == 0 && !self.media.ended {
            return Err(PlaylistError::Empty);
        }
        self.needs(DECIMALS);
        self.media.addresses.truncate(self.whole);
        Ok(self.media)
    }

    fn key(&mut self, value: &str, base: &Url) -> Result<(), PlaylistError> {
        let attributes = Attributes::read(value);
        let method = attributes.get("METHOD");
        method.ok_or(PlaylistError::Malformed("EXT-X-KEY"))?;
        self.reach.key = !attributes.is("METHOD", "NONE");
        let tag = match self.reach.key {
            true => attributes.around_uri("EXT-X-KEY", base)?,
            false => TagAroundUri::whole("#EXT-X-KEY:METHOD=NONE"),
        };
        let key = self.keys.add(&attributes, tag, self.number);
        self.around(key);
        Ok(())
    }

    fn section(&mut self, value: &str, base: &Url) -> Result<(), PlaylistError> {
        self.around(Attributes::read(value).around_uri("EXT-X-MAP", base)?);
        self.needs(SECTIONS);
        self.reach.section = true;
        Ok(())
    }

    fn needs(&mut self, version: u64) {
        self.media.version = self.media.version.max(version);
    }

    fn lasts(&mut self, seconds: u64) {
        self.media.target = self.media.target.max(seconds);
    }

    fn line(&mut self, text: &str) {
        self.pending.push_str(text);
        self.pending.push('\n');
    }

    fn around(&mut self, tag: TagAroundUri) {
        self.pending.push_str(&tag.before);
        if let Some(address) = tag.address {
            self.address(address);
        }
        self.line(&tag.after);
    }

    fn address(&mut self, address: String) {
        let before = std::mem::take(&mut self.pending);
        self.media.addresses.push((before, address));
    }
}

/// `2025-10-09T08:53:20.5Z`; players read nothing else. Segments do without.
fn is_date(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00";
    let fits = |(c, form): (u8, &u8)| match form {
        b'0' => c.is_ascii_digit(),
        _ => c == *form,
    };
    text.len() >= form.len()
        && text.bytes().zip(form).all(fits)
        && text.bytes().all(|c| c.is_ascii_graphic())
}
