//! The routes below `/replays`.

pub(crate) mod delete;
pub(crate) mod explain;
pub(crate) mod filter;
pub(crate) mod join_files;
pub(crate) mod patch;
pub(crate) mod playlist;
pub(crate) mod split_merge_undo;

use crate::{
    api::{Api, Call},
    endpoints::replays::filter::Search,
    http::{
        cursor::Mark,
        if_match::Precondition,
        pagination::Page,
        problem::Problem,
        response::{Age, Reply},
    },
    views::{
        audience::Audience,
        part::{ShownPart, items, known},
        replay::{Replay, playing_by_items, replay},
        sparse_fields::{Fields, Shown},
    },
};
use replay_store::{Broadcast, Channels, Curated, PartInBroadcast, Position};
use serde::Serialize;

/// The wire form of a page of the list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReplayPage<'a> {
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::SomeReplay>"))]
    replays: Vec<Shown<'a>>,
    next_cursor: Option<String>,
}

/// The wire form of a page of files.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PartPage {
    parts: Vec<ShownPart>,
    next_cursor: Option<String>,
}

impl Api {
    /// `GET /replays`
    pub(crate) async fn list(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let search = Search::read(&call.params, call.caller)?;
        let fields = Fields::read(&call.params)?;
        let streams = match (search.only_stream(), &search.stream_id) {
            (Some(stream), _) => Some(vec![stream]),
            (None, Some(stream_id)) => {
                let mut streams = self.store.namesakes(stream_id).await?;
                streams.retain(|stream| search.takes(stream));
                Some(streams)
            }
            (None, None) => None,
        };
        let list = search.list(streams, call.audience)?;
        let keep = |broadcast: &Broadcast| search.keeps(broadcast, call.audience, call.now);
        let page = &search.page;
        let listing = self.store.list_page(&list, page.wanted(), keep);
        // Whose channels are wanted is known before the replays are, if streams are asked for.
        let (listed, channels) = match &list.streams {
            Some(streams) => {
                let channels = self.store.channels(streams.iter());
                let (listed, channels) = tokio::try_join!(listing, channels)?;
                (listed, Some(channels))
            }
            None => (listing.await?, None),
        };
        let mut broadcasts = listed.broadcasts;
        let mark = |at: &Position| Mark {
            at: at.start,
            id: at.id.to_string(),
        };
        let next_cursor = page.cut(&mut broadcasts, |broadcast| mark(&Position::of(broadcast)));
        let stopped = || Some(page.cursor(&mark(listed.stopped_at.as_ref()?)));
        let next_cursor = next_cursor.or_else(stopped);
        let replays = match &channels {
            Some(channels) => self.replays_with(call, &broadcasts, channels),
            None => self.replays(call, &broadcasts).await?,
        };
        let age = age(&replays);
        let page = ReplayPage {
            replays: fields.of(replays)?,
            next_cursor,
        };
        Ok(Reply::json(&page)?.aged(age))
    }

    /// `GET /replays/{id}`
    pub(crate) async fn detail(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let fields = Fields::read(&call.params)?;
        let broadcast = self.seen(call, id).await?;
        self.shown_with(call, &broadcast, &fields).await
    }

    /// `GET /replays/{id}/parts`
    pub(crate) async fn parts(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let page = Page::read(&call.params, &format!("parts of {id}"), call.caller)?;
        let broadcast = self.seen(call, id).await?;
        let parts = match call.audience {
            Audience::Curators => self.store.parts_and_lost(&broadcast).await?,
            Audience::Viewers { .. } => known(self.store.parts(&broadcast).await?, call.audience),
        };
        let mark = |part: &PartInBroadcast| Mark {
            at: part.stored.content().span.start(),
            id: part.stored.file_id.to_string(),
        };
        let joined = ShownPart::joined(&broadcast, &parts, call.audience, call.links);
        let recorded = parts
            .iter()
            .map(|part| (mark(part), ShownPart::new(part, call.links)));
        let mut shown: Vec<(Mark, ShownPart)> = recorded.chain(joined).collect();
        shown.sort_by(|(one, _), (other, _)| one.cmp(other));
        if let Some(after) = &page.after {
            shown.retain(|(mark, _)| mark > after);
        }
        let next_cursor = page.cut(&mut shown, |(mark, _)| mark.clone());
        let parts = shown.into_iter().map(|(_, part)| part).collect();
        Reply::json(&PartPage { parts, next_cursor })
    }

    /// `PATCH /replays/{id}`
    pub(crate) async fn change(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let change = patch::read(call.request.headers(), call.request.body())?;
        let precondition = Precondition::read(call.request.headers())?;
        let broadcast = self.seen(call, id).await?;
        let expected = precondition.expected(broadcast.version)?;
        let (id, by) = (&broadcast.id, call.curator());
        let curated = self.store.curate(id, expected, &change, by, call.now);
        match curated.await? {
            Curated::Done(broadcast) => self.shown(call, &broadcast).await,
            Curated::VersionMismatch(now) => Err(Problem::Moved { now }),
            Curated::Unknown => Err(Problem::NoReplay),
        }
    }

    /// Broadcasts as whoever asks is shown them.
    pub(crate) async fn replays<'a>(
        &self,
        call: &Call<'a>,
        broadcasts: &'a [Broadcast],
    ) -> Result<Vec<Replay<'a>>, Problem> {
        let streams = broadcasts.iter().map(|broadcast| &broadcast.stream);
        let channels = self.store.channels(streams).await?;
        Ok(self.replays_with(call, broadcasts, &channels))
    }

    /// Broadcasts of whose streams the channels are known.
    pub(crate) fn replays_with<'a>(
        &self,
        call: &Call<'_>,
        broadcasts: &'a [Broadcast],
        channels: &Channels,
    ) -> Vec<Replay<'a>> {
        let shown = broadcasts.iter();
        let shown = shown.map(|broadcast| replay(broadcast, call.audience, self.lag(), call.links));
        shown.map(|shown| shown.in_channel(channels)).collect()
    }

    /// The broadcast of this id, if it exists for whoever asks.
    pub(crate) async fn seen(&self, call: &Call<'_>, id: &str) -> Result<Broadcast, Problem> {
        let id = id.parse().map_err(|_| Problem::NoReplay)?;
        let broadcast = self.store.broadcast(&id).await?;
        broadcast
            .filter(|broadcast| call.audience.sees(broadcast, call.now))
            .ok_or(Problem::NoReplay)
    }

    /// All that whoever asks is shown of a broadcast.
    pub(crate) async fn shown(
        &self,
        call: &Call<'_>,
        broadcast: &Broadcast,
    ) -> Result<Reply, Problem> {
        self.shown_with(call, broadcast, &Fields::all()).await
    }

    async fn shown_with(
        &self,
        call: &Call<'_>,
        broadcast: &Broadcast,
        fields: &Fields,
    ) -> Result<Reply, Problem> {
        let channels = self.store.channels([&broadcast.stream]).await?;
        let mut replay =
            replay(broadcast, call.audience, self.lag(), call.links).in_channel(&channels);
        if let Some(format) = playing_by_items(broadcast, call.audience) {
            let parts = known(self.store.parts(broadcast).await?, call.audience);
            replay = replay.with_items(items(&parts, format, call.links));
        }
        let age = age(std::slice::from_ref(&replay));
        let reply = Reply::json(&fields.of_one(replay)?)?;
        Ok(reply.aged(age).at_version(broadcast.version))
    }
}

/// How long replays may be shown as they are.
pub(crate) fn age(replays: &[Replay<'_>]) -> Age {
    match replays.iter().all(Replay::is_settled) {
        true => Age::Settled,
        false => Age::Settling,
    }
}
