//! What a streamer shows of themselves.

use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::Stream;
use serde::{Deserialize, Serialize};

/// What a streamer shows of themselves beside their replays. It is kept and shown in the same words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Channel {
    /// What they are called.
    pub name: Option<String>,
    /// Their picture.
    pub avatar_url: Option<String>,
    /// What they say about themselves.
    pub intro: Option<String>,
}

impl Channel {
    pub(crate) fn item(&self, stream: &Stream) -> Item {
        Writer::new(&keys::stream(stream), keys::CHANNEL)
            .json("channel", self)
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        Reader(item).json("channel")
    }
}
