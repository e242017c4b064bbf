//! What a streamer shows of themselves.

use crate::{
    Result,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::Stream;
use serde::{Deserialize, Serialize};

/// What a streamer shows of themselves beside their replays. The table and the API use the same field names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Channel {
    /// The streamer's name.
    pub name: Option<String>,
    /// The streamer's picture.
    pub avatar_url: Option<String>,
    /// What the streamer says about themselves.
    pub intro: Option<String>,
}

impl Channel {
    pub(crate) fn item(&self, stream: &Stream) -> Result<Item> {
        let name = self.name.as_deref();
        let listed = name.map(|name| keys::listed_stream(name, stream));
        Writer::new(&keys::stream(stream), keys::CHANNEL)
            .json("channel", self)
            .optional(listed, |item, at| {
                item.text("shelf", keys::CHANNEL_SHELF).text("shelf_at", at)
            })
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        Reader(item).json("channel")
    }
}
