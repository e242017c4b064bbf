//! `GET /streams`: the streams that are known, in alphabetical order.

use crate::{
    Api,
    endpoints::Call,
    http::{Ids, Mark, Problem, Reply},
};
use replay_grouping::{Stream, Timestamp};
use replay_store::{Channel, ListedStream, StreamPosition};
use serde::Serialize;

/// A page of streams.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct StreamPage {
    streams: Vec<KnownStream>,
    next_cursor: Option<String>,
}

/// A stream of which something is known.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct KnownStream {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: Stream,
    /// The profile of the stream; null if none is set.
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::ChannelWords>"))]
    channel: Option<Channel>,
    /// Somebody is pushing, as far as callbacks tell.
    live: bool,
}

impl Api {
    /// `GET /streams`
    pub(crate) async fn streams(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let page = call.page("streams", Ids::Streams)?;
        let prefix = call.params.text("q").unwrap_or_default();
        let after = page.after.as_ref();
        let after = after.and_then(|mark| StreamPosition::new(&mark.id));
        let streams = (self.store)
            .streams(prefix, after.as_ref(), page.wanted())
            .await?;
        let mut streams = streams;
        let next_cursor = page.cut(&mut streams, |one| Mark {
            at: Timestamp::EPOCH,
            id: one.position.as_str().to_owned(),
        });
        let streams = streams.into_iter().map(|one| {
            let ListedStream {
                stream,
                channel,
                live,
                ..
            } = one;
            KnownStream {
                stream,
                channel,
                live,
            }
        });
        Reply::json(&StreamPage {
            streams: streams.collect(),
            next_cursor,
        })
    }
}
