//! The channels of streams.

use crate::{
    Channel, Result, Store,
    items::newest_screenshot,
    table::{Consistency, Reader, keys},
};
use replay_grouping::{Screenshot, Stream};
use std::collections::BTreeMap;

/// The channels of some streams; streams without a channel are left out.
pub type Channels = BTreeMap<Stream, Channel>;

/// The newest screenshots of some streams; streams without one are left out.
pub type Screenshots = BTreeMap<Stream, Screenshot>;

impl Store {
    /// The channel of a stream, as it is now.
    pub async fn channel(&self, stream: &Stream) -> Result<Option<Channel>> {
        let pk = keys::stream(stream);
        self.get(&pk, keys::CHANNEL, Channel::read).await
    }

    /// The channels of these streams, as they were a moment ago at the latest: one round trip for up to 100 of them, and
    /// none without streams.
    pub async fn channels(&self, streams: impl IntoIterator<Item = &Stream>) -> Result<Channels> {
        let streams = streams.into_iter();
        let keys = streams.map(|stream| (keys::stream(stream), keys::CHANNEL.to_owned()));
        let items = self.batch(keys.collect(), Consistency::Eventual).await?;
        let channel = |item| Ok((Reader(item).stream()?, Channel::read(item)?));
        items.iter().map(channel).collect()
    }

    /// The same, and in the same round trip the newest screenshots of those streams that are `live`.
    pub async fn channels_and_screenshots(
        &self,
        streams: impl IntoIterator<Item = &Stream>,
        live: impl IntoIterator<Item = &Stream>,
    ) -> Result<(Channels, Screenshots)> {
        let item = |stream: &Stream, sk: &str| (keys::stream(stream), sk.to_owned());
        let channels = streams.into_iter().map(|one| item(one, keys::CHANNEL));
        let newest = live.into_iter();
        let newest = newest.map(|one| item(one, keys::NEWEST_SCREENSHOT));
        let keys = channels.chain(newest).collect();
        let (mut channels, mut screenshots) = (Channels::new(), Screenshots::new());
        for item in &self.batch(keys, Consistency::Eventual).await? {
            let stream = Reader(item).stream()?;
            if Reader(item).key()?.1 == keys::CHANNEL {
                channels.insert(stream, Channel::read(item)?);
            } else {
                screenshots.insert(stream, newest_screenshot(item)?);
            }
        }
        Ok((channels, screenshots))
    }

    /// Gives a stream a channel. An empty one removes what was there.
    pub async fn set_channel(&self, stream: &Stream, channel: &Channel) -> Result<()> {
        if *channel == Channel::default() {
            return self.delete(&keys::stream(stream), keys::CHANNEL).await;
        }
        self.put(channel.item(stream)?).await
    }
}
