//! A recorded file, as it was told and as VOD shows it.

use crate::{
    StoreError,
    item::{Item, Reader, Writer},
    keys,
};
use replay_grouping::{Content, Part, RecordedFile};

/// A recorded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// What the callback told. It is never changed.
    pub told: RecordedFile,
    /// The callback itself, whole.
    pub raw: String,
    /// Which write to its stream brought it.
    pub order: u64,
    /// When it was kept, in Unix seconds.
    pub kept_at: i64,
    /// When VOD showed it to us.
    pub confirmed_at: Option<i64>,
    /// Since when VOD has it no longer. It takes no part in grouping.
    pub gone_at: Option<i64>,
}

impl StoredPart {
    /// Where its content lies.
    #[must_use]
    pub fn content(&self) -> Content {
        self.told.times.content(&self.told.format)
    }

    /// As grouping sees it.
    #[must_use]
    pub fn part(&self) -> Part {
        Part {
            file_id: self.told.file_id.clone(),
            format: self.told.format.clone(),
            content: self.content(),
            bytes: self.told.bytes.unwrap_or(0),
            url: self.told.url.clone(),
            session: self.told.session.clone(),
            confirmed: self.confirmed_at.is_some(),
            expires_at: None,
        }
    }

    /// Who told of it.
    #[must_use]
    pub fn sources(&self) -> Vec<&'static str> {
        let mut sources = vec!["callback"];
        sources.extend(self.confirmed_at.map(|_| "vod"));
        sources
    }

    /// A later callback for the same file says otherwise.
    pub(crate) fn contradicts(&self, file: &RecordedFile) -> bool {
        let said = |file: &RecordedFile| {
            (
                file.stream.clone(),
                file.format.clone(),
                file.times,
                file.bytes,
                file.url.clone(),
            )
        };
        said(&self.told) != said(file)
    }

    pub(crate) fn item(&self) -> Item {
        let told = &self.told;
        Writer::new(&keys::stream(&told.stream), &keys::part(&told.file_id))
            .text("at", keys::at(keys::PART, self.content().span.start()))
            .text("id", told.file_id.as_str())
            .json("told", told)
            .text("raw", &self.raw)
            .number("order", self.order)
            .number("kept_at", self.kept_at)
            .some(self.confirmed_at, |item, at| {
                item.number("confirmed_at", at)
            })
            .some(self.gone_at, |item, at| item.number("gone_at", at))
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        Ok(Self {
            told: item.json("told")?,
            raw: item.text("raw")?.to_owned(),
            order: item.number("order")?,
            kept_at: item.number("kept_at")?,
            confirmed_at: item.number_or_none("confirmed_at")?,
            gone_at: item.number_or_none("gone_at")?,
        })
    }
}
