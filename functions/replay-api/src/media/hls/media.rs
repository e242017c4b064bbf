//! Media playlists: they have segments.

use super::{
    error::PlaylistError,
    keys::Keys,
    tag::{Attributes, Line, Tag, TagAroundUri, resolved},
};
use quick_m3u8::tag::TagValue;
use url::Url;

/// Decimal numbers as lengths of segments need version 3, byte ranges 4, initialization sections 6.
const DECIMALS: u64 = 3;
const BYTE_RANGES: u64 = 4;
const SECTIONS: u64 = 6;

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
    has_length: bool,
    /// How many URLs there were after the last segment.
    whole: usize,
}

impl Reading {
    fn tag(&mut self, tag: Tag<'_>, base: &Url) -> Result<(), PlaylistError> {
        let Tag { name, value, text } = tag;
        let number = |tag| {
            let number = value.and_then(|value| value.try_as_decimal_integer().ok());
            number.ok_or(PlaylistError::Malformed(tag))
        };
        match name {
            "-X-VERSION" => self.needs(number("EXT-X-VERSION")?),
            "-X-TARGETDURATION" => self.lasts(number("EXT-X-TARGETDURATION")?),
            "-X-MEDIA-SEQUENCE" => self.number = number("EXT-X-MEDIA-SEQUENCE")?,
            "-X-INDEPENDENT-SEGMENTS" => self.media.independent = true,
            "-X-ENDLIST" => self.media.ended = true,
            "INF" => {
                self.lasts(length(value)?);
                self.has_length = true;
                self.line(text);
            }
            "-X-BYTERANGE" => {
                self.needs(BYTE_RANGES);
                self.line(text);
            }
            "-X-PROGRAM-DATE-TIME" | "-X-GAP" => self.line(text),
            // The joined playlist writes the one before the first segment.
            "-X-DISCONTINUITY" if self.whole > 0 => self.line(text),
            "-X-KEY" => self.key(value, base)?,
            "-X-MAP" => self.section(value, base)?,
            "-X-DEFINE" => return Err(PlaylistError::Unsupported("EXT-X-DEFINE")),
            "-X-SKIP" => return Err(PlaylistError::Unsupported("EXT-X-SKIP")),
            "-X-I-FRAMES-ONLY" => return Err(PlaylistError::Unsupported("EXT-X-I-FRAMES-ONLY")),
            // A player does not need the other tags, or they apply to a playlist as a whole.
            _ => {}
        }
        Ok(())
    }

    fn segment(&mut self, address: &str, base: &Url) -> Result<(), PlaylistError> {
        if !self.has_length {
            return Err(PlaylistError::Malformed("segment without its length"));
        }
        for key in self.keys.repeated(self.number) {
            self.around(key);
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
        self.has_length = false;
        Ok(())
    }

    /// Text after the last segment is dropped.
    fn finish(mut self) -> Result<Media, PlaylistError> {
        if self.has_length {
            return Err(PlaylistError::Malformed("segment without its address"));
        }
        if self.whole == 0 {
            return Err(PlaylistError::Empty);
        }
        self.needs(DECIMALS);
        self.media.addresses.truncate(self.whole);
        Ok(self.media)
    }

    fn key(&mut self, value: Option<TagValue<'_>>, base: &Url) -> Result<(), PlaylistError> {
        let attributes = Attributes::read(value, "EXT-X-KEY")?;
        let method = attributes.word("METHOD");
        self.reach.key = method.ok_or(PlaylistError::Malformed("EXT-X-KEY"))? != "NONE";
        let tag = attributes.around_address("EXT-X-KEY", base)?;
        let key = self.keys.add(&attributes, tag, self.number);
        self.around(key);
        Ok(())
    }

    fn section(&mut self, value: Option<TagValue<'_>>, base: &Url) -> Result<(), PlaylistError> {
        let attributes = Attributes::read(value, "EXT-X-MAP")?;
        self.around(attributes.around_address("EXT-X-MAP", base)?);
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

/// The length of a segment as it counts for the target duration.
fn length(value: Option<TagValue<'_>>) -> Result<u64, PlaylistError> {
    let length = value.and_then(|value| value.try_as_decimal_floating_point_with_title().ok());
    let seconds = length.map(|(seconds, _)| seconds.round());
    let seconds = seconds.filter(|seconds| (0.0..1e9).contains(seconds));
    let seconds = seconds.map(|seconds| seconds as u64);
    seconds.ok_or(PlaylistError::Malformed("EXTINF"))
}
