//! Media playlists: they have segments.

use super::{
    attributes::{Attributes, TagAroundUri},
    error::PlaylistError,
    keys::Keys,
    number::{self, ByteRange, Length},
    tag::{Line, Tag, resolved},
};
use replay_grouping::Cut;
use std::ops::Range;
use url::Url;

/// Decimal numbers as lengths of segments need version 3, byte ranges 4, initialization sections 6.
const DECIMALS: u64 = 3;
const BYTE_RANGES: u64 = 4;
const SECTIONS: u64 = 6;

/// The highest version that a draft of RFC 8216 describes. A player may refuse a higher one, and a list that states one
/// has no tags of it that are written again.
const NEWEST: u64 = 13;

/// How much memory a segment takes besides its texts.
pub(super) const SEGMENT_BYTES: usize = size_of::<Segment>() + 2 * size_of::<Tags>();

/// A playlist's segments, ready to be written into another.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Media {
    pub(super) segments: Vec<Segment>,
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

/// A segment, and the tags before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub(super) before: Vec<Tags>,
    pub(super) address: String,
    /// Its length in milliseconds.
    pub(super) length: u64,
}

/// Tags before a segment.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tags {
    /// Lines that concern only this segment.
    Own(String),
    /// `EXT-X-KEY` or `EXT-X-MAP`: the segments that follow need it too.
    Lasting(TagAroundUri),
}

impl Tags {
    fn bytes(&self) -> usize {
        match self {
            Self::Own(lines) => lines.len(),
            Self::Lasting(tag) => {
                let address = tag.address.as_ref().map_or(0, String::len);
                tag.before.len() + address + tag.after.len()
            }
        }
    }
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
        self.segments.is_empty()
    }

    /// The segments of which at least a part lies in a cut.
    pub(super) fn kept(&self, cut: Cut) -> Range<usize> {
        let begin_before = |end: u32| {
            let mut begins = 0;
            let segments = self.segments.iter().take_while(|segment| {
                let is_inside = begins < u64::from(end) * 1_000;
                begins += segment.length;
                is_inside
            });
            segments.count()
        };
        let all = self.segments.len();
        self.whole_within(cut.start)..cut.end.map_or(all, begin_before)
    }

    /// How many segments at the beginning lie in its first `seconds` seconds as a whole.
    fn whole_within(&self, seconds: u32) -> usize {
        let mut left = u64::from(seconds) * 1_000;
        let lengths = self.segments.iter().map(|segment| segment.length);
        let whole = lengths.take_while(|length| {
            let fits = *length <= left;
            left = left.saturating_sub(*length);
            fits
        });
        if seconds == 0 { 0 } else { whole.count() }
    }

    /// Roughly how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text_bytes() + self.segments.len() * SEGMENT_BYTES
    }

    /// The length of its lines.
    pub(crate) fn text_bytes(&self) -> usize {
        let lengths = self.segments.iter().map(|segment| {
            let before: usize = segment.before.iter().map(Tags::bytes).sum();
            before + segment.address.len()
        });
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
    /// The tags after the last segment.
    pending: Vec<Tags>,
    keys: Keys,
    reach: Reach,
    number: u64,
    /// The length of the next segment.
    length: Option<Length>,
    /// The bytes that it takes of its URL.
    range: Option<ByteRange>,
    /// The URL of the last segment, and which of its bytes follows that.
    behind: Option<(String, u64)>,
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
                let range = ByteRange::read(tag.value.trim_matches('"'));
                self.range = Some(range.ok_or(PlaylistError::Malformed("EXT-X-BYTERANGE"))?);
                self.needs(BYTE_RANGES);
            }
            "-X-PROGRAM-DATE-TIME" if is_date(tag.value) => {
                self.line(&format!("#EXT-X-PROGRAM-DATE-TIME:{}", tag.value));
            }
            "-X-GAP" => self.line("#EXT-X-GAP"),
            // The joined playlist writes the one before the first segment.
            "-X-DISCONTINUITY" if !self.media.is_empty() => self.line("#EXT-X-DISCONTINUITY"),
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
            self.lasting(key);
        }
        self.line(&length.tag());
        let address = resolved(base, address)?;
        let behind = self.behind.take().filter(|(last, _)| *last == address);
        if let Some(range) = self.range.take() {
            let range = range.starting(behind.map(|(_, next)| next));
            self.line(&format!("#EXT-X-BYTERANGE:{range}"));
            self.behind = range.end().map(|end| (address.clone(), end));
        }
        if self.media.is_empty() {
            self.media.begins = Reach {
                key: self.keys.any(),
                section: self.reach.section,
            };
        }
        self.media.segments.push(Segment {
            before: std::mem::take(&mut self.pending),
            address,
            length: length.milliseconds,
        });
        self.media.ends = self.reach;
        self.number = self.number.saturating_add(1);
        Ok(())
    }

    /// Tags after the last segment are dropped. A list without a segment and without an end has only begun.
    fn finish(mut self) -> Result<Media, PlaylistError> {
        if self.media.is_empty() && !self.media.ended {
            return Err(PlaylistError::Empty);
        }
        self.needs(DECIMALS);
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
        self.lasting(key);
        Ok(())
    }

    fn section(&mut self, value: &str, base: &Url) -> Result<(), PlaylistError> {
        self.lasting(Attributes::read(value).around_uri("EXT-X-MAP", base)?);
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
        if !matches!(self.pending.last(), Some(Tags::Own(_))) {
            self.pending.push(Tags::Own(String::new()));
        }
        if let Some(Tags::Own(lines)) = self.pending.last_mut() {
            lines.push_str(text);
            lines.push('\n');
        }
    }

    fn lasting(&mut self, tag: TagAroundUri) {
        self.pending.push(Tags::Lasting(tag));
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
