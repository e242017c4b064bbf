//! What all writes to a stream have to agree on.

use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{Rules, Seconds, Span, Stream};
use serde::{Deserialize, Serialize};

/// A stretch that is still to be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unfinished {
    pub(crate) span: Span,
    /// From its pieces: some of its broadcasts are held together by nothing but the size of a transaction.
    pub(crate) reopen: bool,
    /// A curator wants it: what is parted is as visible and as settled as it was.
    #[serde(default)]
    pub(crate) parting: bool,
}

/// The head of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Head {
    /// Counts the writes to the stream; 0 before the first. Each write asks for the version that it has read.
    pub(crate) version: u64,
    /// The longest push, in seconds: how far back one may begin that still lasts.
    pub(crate) longest_push: Seconds,
    /// The longest broadcast that reached another one's start, in seconds: how far back to look beyond the nearest one.
    /// More than 0 only where explicit sessions took turns.
    pub(crate) reach: Seconds,
    /// What is still to be done, because it was too much for one transaction.
    pub(crate) unfinished: Option<Unfinished>,
    /// Curators split or merged something: there is an item of pins.
    pub(crate) pinned: bool,
    /// Rules of its own, instead of the deployment's.
    pub(crate) rules: Option<Rules>,
}

impl Head {
    pub(crate) fn item(&self, stream: &Stream) -> Item {
        Writer::new(&keys::stream(stream), keys::HEAD)
            .number("version", self.version)
            .number("longest_push", self.longest_push)
            .number("reach", self.reach)
            .some(self.unfinished, |item, left| item.json("unfinished", &left))
            .some(self.pinned.then_some(1), |item, yes| {
                item.number("pinned", yes)
            })
            .some(self.rules.as_ref(), |item, rules| item.json("rules", rules))
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        Ok(Self {
            version: item.number("version")?,
            longest_push: item.number("longest_push")?,
            reach: item.number("reach")?,
            unfinished: item.json_or_none("unfinished")?,
            pinned: item.number_or_none::<u8>("pinned")?.is_some(),
            rules: item.json_or_none("rules")?,
        })
    }
}
