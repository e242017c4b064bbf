//! The channels of streams.

use crate::{
    Channel, Result, Store,
    table::{Consistency, Reader, keys},
};
use replay_grouping::Stream;
use std::collections::BTreeMap;

/// The channels of some streams; streams without a channel are left out.
pub type Channels = BTreeMap<Stream, Channel>;

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

    /// Gives a stream a channel. An empty one removes what was there.
    pub async fn set_channel(&self, stream: &Stream, channel: &Channel) -> Result<()> {
        if *channel == Channel::default() {
            return self.delete(&keys::stream(stream), keys::CHANNEL).await;
        }
        self.put(channel.item(stream)?).await
    }
}
