//! What all writes to a stream have to agree on.

use crate::{
    Result,
    table::{Item, Writer, attributes, keys},
};
use replay_grouping::{Rules, Seconds, Span, Stream};
use serde::{Deserialize, Serialize};

/// A stretch that is still to be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unfinished {
    pub(crate) span: Span,
    /// Group it from the pieces, not from summaries: some of its broadcasts are combined only because a transaction was too small.
    #[serde(rename = "reopen")]
    pub(crate) from_pieces: bool,
    /// A curator wants the separation: what comes apart stays as visible and as settled as it was.
    #[serde(default, rename = "parting")]
    pub(crate) separation: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Head {
    /// Counts the writes to the stream; 0 before the first. A write goes through only if this is still the version that it
    /// has read.
    pub(crate) version: u64,
    /// The longest push, in seconds: how far back a push may have begun that still lasts.
    pub(crate) longest_push: Seconds,
    /// The longest broadcast that reaches another one's start, in seconds: how far back to look beyond the nearest one.
    /// More than 0 only where explicit sessions took turns.
    pub(crate) reach: Seconds,
    /// What is still to be grouped, because it was too much for one transaction.
    pub(crate) unfinished: Option<Unfinished>,
    /// Curators split or merged something: there is an item of pins.
    pub(crate) pinned: bool,
    /// Rules of its own, instead of the deployment's.
    pub(crate) rules: Option<Rules>,
}

impl Head {
    pub(crate) fn item(&self, stream: &Stream) -> Result<Item> {
        let item = Writer::new(&keys::stream(stream), keys::HEAD);
        self.write(item).finish()
    }
}

attributes! {
    Head {
        version: number "version",
        longest_push: number "longest_push",
        reach: number "reach",
        unfinished: optional_json "unfinished",
        pinned: flag "pinned",
        rules: optional_json "rules",
    }
    |item| {}
}
