//! The routes below `/replays`: the list and one replay are here, the other routes in the files of this folder.

pub(crate) mod batch;
pub(crate) mod covers;
pub(crate) mod delete;
pub(crate) mod explain;
mod filter;
pub(crate) mod history;
pub(crate) mod join_files;
pub(crate) mod parts;
pub(crate) mod patch;
mod playlist;
pub(crate) mod split_merge_undo;
mod timeline;

use crate::{
    Api,
    endpoints::{
        Call,
        channels::stream::{MOST_LOOKED_UP, MOST_READ},
    },
    http::{Mark, Page, Problem, Reply},
    views::{Fields, Replay, Showing, SparseReplay, age, items, known, playing_by_items, replay},
};
use filter::Filter;
use replay_grouping::Stream;
use replay_store::{Broadcast, Channels, Position};
use serde::Serialize;

/// A page of replays.
#[derive(Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReplayPage<'a> {
    replays: Vec<SparseReplay<'a>>,
    next_cursor: Option<String>,
}

impl Api {
    /// `GET /replays`
    pub(crate) async fn list(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let filter = Filter::read(&call.params, call.caller)?;
        let fields = Fields::read(&call.params)?;
        if !filter.can_match(call.audience) {
            return Reply::json(&ReplayPage::default());
        }
        let list = filter.list(self.named_streams(&filter).await?, call.audience)?;
        let keep = |broadcast: &Broadcast| filter.keeps(broadcast, call.audience, call.now);
        let page = &filter.page;
        let listing = self
            .store
            .list_page(&list, page.wanted(), call.most_others(), keep);
        // Where streams are named, their channels can be read while the list is.
        let (listed, channels) = match &list.streams {
            Some(streams) => {
                let channels = self.store.channels(streams.iter());
                let (listed, channels) = tokio::try_join!(listing, channels)?;
                (listed, Some(channels))
            }
            None => (listing.await?, None),
        };
        let mut broadcasts = listed.broadcasts;
        let next_cursor = page.cut(&mut broadcasts, mark_of);
        let next_cursor = next_cursor.or(stopped_cursor(page, listed.stopped_at));
        let replays = match &channels {
            Some(channels) => self.replays_with(call, &broadcasts, channels),
            None => self.replays(call, &broadcasts).await?,
        };
        let age = age(&replays);
        let replays = replays.into_iter().map(|replay| fields.of(replay));
        let page = ReplayPage {
            replays: replays.collect::<Result<_, _>>()?,
            next_cursor,
        };
        Ok(Reply::json(&page)?.aged(age))
    }

    /// The streams that the parameters name, if they are not too many to be looked at one by one. Where they are, anybody may
    /// have made them, and the page goes through the whole list instead.
    async fn named_streams(&self, filter: &Filter) -> Result<Option<Vec<Stream>>, Problem> {
        if let Some(only) = filter.only_stream() {
            return Ok(Some(vec![only]));
        }
        let Some(stream_id) = &filter.scope.stream_id else {
            return Ok(None);
        };
        let mut streams = (self.store)
            .first_namesakes(stream_id, MOST_READ + 1)
            .await?;
        let read_all = streams.len() <= MOST_READ;
        streams.retain(|stream| filter.takes(stream));
        Ok(Some(streams).filter(|streams| read_all && streams.len() <= MOST_LOOKED_UP))
    }

    /// `GET /replays/{id}`
    pub(crate) async fn detail(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let fields = Fields::read(&call.params)?;
        let broadcast = self.visible(call, id).await?;
        self.replay_reply(call, &broadcast, &fields).await
    }

    /// Broadcasts as the caller sees them.
    pub(crate) async fn replays<'a>(
        &self,
        call: &Call<'a>,
        broadcasts: &'a [Broadcast],
    ) -> Result<Vec<Replay<'a>>, Problem> {
        let streams = broadcasts.iter().map(|broadcast| &broadcast.stream);
        let channels = self.store.channels(streams).await?;
        Ok(self.replays_with(call, broadcasts, &channels))
    }

    /// The same, where the channels of their streams are known.
    pub(crate) fn replays_with<'a>(
        &self,
        call: &Call<'_>,
        broadcasts: &'a [Broadcast],
        channels: &Channels,
    ) -> Vec<Replay<'a>> {
        let replay = |broadcast| self.replay_with(call, broadcast, channels);
        broadcasts.iter().map(replay).collect()
    }

    pub(crate) fn replay_with<'a>(
        &self,
        call: &Call<'_>,
        broadcast: &'a Broadcast,
        channels: &Channels,
    ) -> Replay<'a> {
        let settings = self.store.settings();
        let showing = Showing {
            audience: call.audience,
            viewers: self.viewers(),
            lag: settings.lag,
            links: call.links,
            granting: Some(self.granting()),
            now: call.now,
        };
        replay(broadcast, showing, channels)
    }

    /// A broadcast as the caller sees it.
    pub(crate) async fn replay<'a>(
        &self,
        call: &Call<'_>,
        broadcast: &'a Broadcast,
    ) -> Result<Replay<'a>, Problem> {
        let channels = self.store.channels([&broadcast.stream]).await?;
        Ok(self.replay_with(call, broadcast, &channels))
    }

    /// The broadcast of this id, if it exists for the caller.
    pub(crate) async fn visible(&self, call: &Call<'_>, id: &str) -> Result<Broadcast, Problem> {
        let id = id.parse().map_err(|_| Problem::NO_REPLAY)?;
        let found = self.store.broadcast(&id).await?;
        let visible = found.filter(|broadcast| call.sees(broadcast));
        visible.ok_or(Problem::NO_REPLAY)
    }

    /// The broadcast of this id, and the version to which `If-Match` binds a change of it.
    pub(crate) async fn visible_at(
        &self,
        call: &Call<'_>,
        id: &str,
    ) -> Result<(Broadcast, Option<u64>), Problem> {
        let precondition = call.precondition()?;
        let broadcast = self.visible(call, id).await?;
        let expected = precondition.expected(broadcast.version)?;
        Ok((broadcast, expected))
    }

    /// A broadcast with its items, as the caller sees them.
    pub(crate) async fn replay_reply(
        &self,
        call: &Call<'_>,
        broadcast: &Broadcast,
        fields: &Fields,
    ) -> Result<Reply, Problem> {
        let mut replay = self.replay(call, broadcast).await?;
        let age = age([&replay]);
        if let Some(format) = playing_by_items(broadcast, call.audience) {
            let parts = known(
                self.store.parts(broadcast).await?,
                call.audience.of(broadcast),
            );
            replay = replay.with_items(items(&parts, format, broadcast.trim(), call.links));
        }
        let reply = Reply::json(&fields.of(replay)?)?;
        Ok(reply.aged(age).at_version(broadcast.version))
    }
}

/// The answer if the replay changed during each attempt of an endpoint.
pub(crate) fn keeps_changing(id: &str) -> Problem {
    Problem::unavailable(format!("replay {id} keeps changing"))
}

fn mark(position: &Position) -> Mark {
    Mark {
        at: position.start,
        id: position.id.to_string(),
    }
}

pub(crate) fn mark_of(broadcast: &Broadcast) -> Mark {
    mark(&Position::of(broadcast))
}

/// The cursor of a page that ends because it has looked at enough other replays.
pub(crate) fn stopped_cursor(page: &Page, stopped_at: Option<Position>) -> Option<String> {
    stopped_at.map(|place| page.cursor(&mark(&place)))
}

/// The place after which a page of a list begins.
pub(crate) fn position_after(page: &Page) -> Result<Option<Position>, Problem> {
    let Some(Mark { at, id }) = &page.after else {
        return Ok(None);
    };
    let id = id.parse().map_err(|_| Problem::CURSOR)?;
    Ok(Some(Position { start: *at, id }))
}
