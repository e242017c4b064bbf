//! The streams of all names, in alphabetical order.
//!
//! The item that lists a stream under its name has a place in `by_shelf`, and so has a channel with a name. Both are rarely
//! written: the one with a stream's first fact, the other by a curator.

use super::Channels;
use crate::{
    Channel, Result, Store,
    items::{Head, Namesake},
    table::{BY_SHELF, Consistency, Item, Range, Reader, keys},
};
use replay_grouping::Stream;
use std::collections::BTreeMap;

/// A place in the list of streams: the text by which a stream is listed there, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreamPosition(String);

/// A stream in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedStream {
    /// The stream.
    pub stream: Stream,
    /// Its channel, if it has one.
    pub channel: Option<Channel>,
    /// Its newest push goes on.
    pub live: bool,
    /// Its place in the list.
    pub position: StreamPosition,
}

impl StreamPosition {
    /// The place that a text names, if it can be one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        keys::is_stream_position(text).then(|| Self(text.to_owned()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Store {
    /// The first `wanted` streams behind a place whose name begins with `prefix`, or whose channel's name does, in upper or
    /// lower case; in the order of these names.
    pub async fn streams(
        &self,
        prefix: &str,
        after: Option<&StreamPosition>,
        wanted: usize,
    ) -> Result<Vec<ListedStream>> {
        let prefix = keys::listed_name(prefix);
        if prefix.len() > keys::LONGEST_STREAM_POSITION {
            return Ok(Vec::new());
        }
        let by_name = self.listed(keys::STREAM_SHELF, &prefix, after, wanted, |_| true);
        let is_named_otherwise =
            |stream: &Stream| !keys::listed_name(stream.stream_id()).starts_with(&prefix);
        let by_channel = async {
            // Without a prefix, each stream is found by its own name.
            if prefix.is_empty() {
                return Ok(Vec::new());
            }
            self.listed(
                keys::CHANNEL_SHELF,
                &prefix,
                after,
                wanted,
                is_named_otherwise,
            )
            .await
        };
        let (mut found, by_channel) = tokio::try_join!(by_name, by_channel)?;
        found.extend(by_channel);
        found.sort();
        found.dedup();
        found.truncate(wanted);
        let streams = || found.iter().map(|(_, stream)| stream);
        let (channels, live) = self.channels_and_live(streams()).await?;
        let listed = found.iter().map(|(position, stream)| ListedStream {
            channel: channels.get(stream).cloned(),
            live: live.get(stream).copied().unwrap_or_default(),
            position: position.clone(),
            stream: stream.clone(),
        });
        Ok(listed.collect())
    }

    /// The first `wanted` streams that `takes` takes, of those on a shelf whose place there begins with `prefix`.
    async fn listed(
        &self,
        shelf: &str,
        prefix: &str,
        after: Option<&StreamPosition>,
        wanted: usize,
        takes: impl Fn(&Stream) -> bool,
    ) -> Result<Vec<(StreamPosition, Stream)>> {
        // Nothing lies between a place and the same with the smallest character behind it.
        let first = after.map(|after| format!("{}\u{0}", after.0));
        let first = first.into_iter().chain([prefix.to_owned()]).max();
        let last = format!("{prefix}{}", char::MAX);
        let range = match first.filter(|first| !first.is_empty()) {
            Some(first) if first <= last => Range::Between(first, last),
            Some(_) => return Ok(Vec::new()),
            None => Range::AtMost(last),
        };
        let read = |item: &Item| {
            let item = Reader(item);
            let stream = item.stream().or_else(|_| Namesake::listed_stream(item))?;
            let position = StreamPosition(item.str("shelf_at")?.to_owned());
            Ok(takes(&stream).then_some((position, stream)))
        };
        let pages = self.paginated(BY_SHELF, shelf, range).page_size(wanted);
        pages.first(wanted, read).await
    }

    /// The channels of these streams, and whether their newest push goes on.
    async fn channels_and_live(
        &self,
        streams: impl Iterator<Item = &Stream>,
    ) -> Result<(Channels, BTreeMap<Stream, bool>)> {
        let own = streams.flat_map(|stream| {
            [keys::CHANNEL, keys::HEAD].map(|sk| (keys::stream(stream), sk.to_owned()))
        });
        let (mut channels, mut live) = (Channels::new(), BTreeMap::new());
        for item in &self.batch(own.collect(), Consistency::Eventual).await? {
            let stream = Reader(item).stream()?;
            if Reader(item).key()?.1 == keys::CHANNEL {
                channels.insert(stream, Channel::read(item)?);
            } else {
                live.insert(stream, Head::read(item)?.is_live());
            }
        }
        Ok((channels, live))
    }
}
