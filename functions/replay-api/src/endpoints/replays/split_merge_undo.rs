//! Routes by which curators look at their work, take it back, and part and join broadcasts.

use crate::{
    api::{Api, Call},
    http::{
        cursor::Mark, if_match::Precondition, json_body, pagination::Page, problem::Problem,
        response::Reply, timestamp,
    },
    views::{history_entry::ShownEntry, replay::Replay},
};
use replay_grouping::ReplayId;
use replay_store::{Broadcast, HistoryEntry, Pinned, Undone};
use serde::Serialize;
use serde_json::Value;

/// So many broadcasts can be named in one merge.
pub(crate) const MOST_MERGED: usize = 20;

/// The wire form of a page of the history.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct HistoryPage {
    changes: Vec<ShownEntry>,
    next_cursor: Option<String>,
}

/// The wire form of what a split, a merge or an undo left.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Replays<'a> {
    replays: Vec<Replay<'a>>,
}

impl Api {
    /// `GET /replays/{id}/history`
    pub(crate) async fn history(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let broadcast = self.seen(call, id).await?;
        let list = format!("history of {}", broadcast.id);
        let page = Page::read(&call.params, &list, call.caller)?;
        let before = page.after.as_ref().and_then(|mark| mark.id.parse().ok());
        let store = &self.store;
        let mut entries = store.history(&broadcast, before, page.wanted()).await?;
        let next_cursor = page.cut(&mut entries, |entry: &HistoryEntry| Mark {
            at: entry.at,
            id: entry.version.to_string(),
        });
        Reply::json(&HistoryPage {
            changes: entries.into_iter().map(ShownEntry::from).collect(),
            next_cursor,
        })
    }

    /// `POST /replays/{id}/undo`
    pub(crate) async fn undo(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let (broadcast, expected) = self.expected(call, id).await?;
        let by = call.curator();
        match self
            .store
            .undo(&broadcast.id, expected, by, call.now)
            .await?
        {
            Undone::Set(broadcast) => self.shown_all(call, &[broadcast]).await,
            Undone::Pins(pinned) => self.pinned(call, pinned).await,
            Undone::VersionMismatch(now) => Err(Problem::Moved { now }),
            Undone::Unknown => Err(Problem::NoReplay),
            Undone::Nothing => Err(Problem::NothingToUndo),
        }
    }

    /// `POST /replays/{id}/split`
    pub(crate) async fn split(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let fields = json_body::object(
            call.request.headers(),
            call.request.body(),
            &[json_body::JSON],
        )?;
        let mut at = None;
        for (name, value) in &fields {
            match name.as_str() {
                "at" => at = value.as_str().and_then(timestamp::parse),
                _ => return Err(Problem::field(name, "is not known here")),
            }
        }
        let problem = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";
        let at = at.ok_or_else(|| Problem::field("at", problem))?;
        let (broadcast, expected) = self.expected(call, id).await?;
        let (id, by) = (&broadcast.id, call.curator());
        let split = self.store.split(id, expected, at, by, call.now).await?;
        self.pinned(call, split).await
    }

    /// `POST /replays/merge`
    pub(crate) async fn merge(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let fields = json_body::object(
            call.request.headers(),
            call.request.body(),
            &[json_body::JSON],
        )?;
        if let Some(name) = fields.keys().find(|name| *name != "ids") {
            return Err(Problem::field(name, "is not known here"));
        }
        let ids = fields.get("ids").and_then(ids);
        let ids = ids.ok_or_else(|| Problem::field("ids", "must be a list of 2 to 20 ids"))?;
        let by = call.curator();
        let merged = self.store.merge(&ids, by, call.now).await?;
        self.pinned(call, merged).await
    }

    /// The replay, and the version that a change of it is bound to.
    async fn expected(
        &self,
        call: &Call<'_>,
        id: &str,
    ) -> Result<(Broadcast, Option<u64>), Problem> {
        let precondition = Precondition::read(call.request.headers())?;
        let broadcast = self.seen(call, id).await?;
        let expected = precondition.expected(broadcast.version)?;
        Ok((broadcast, expected))
    }

    async fn pinned(&self, call: &Call<'_>, pinned: Pinned) -> Result<Reply, Problem> {
        match pinned {
            Pinned::Done(broadcasts) => self.shown_all(call, &broadcasts).await,
            Pinned::VersionMismatch(now) => Err(Problem::Moved { now }),
            Pinned::Unknown => Err(Problem::NoReplay),
            Pinned::Outside => Err(Problem::Pins(
                "the moment is not inside the replay",
                "outside_replay",
            )),
            Pinned::Nothing => Err(Problem::Pins("that changes nothing", "nothing_changes")),
            Pinned::DifferentStreams => Err(Problem::Pins(
                "the replays are of different streams",
                "different_streams",
            )),
            Pinned::NamedTwice => Err(Problem::Pins("one replay is named twice", "same_replay")),
            Pinned::TooMany => Err(Problem::Pins(
                "the stream has too many splits and merges",
                "too_many_pins",
            )),
        }
    }

    async fn shown_all(&self, call: &Call<'_>, broadcasts: &[Broadcast]) -> Result<Reply, Problem> {
        let replays = self.replays(call, broadcasts).await?;
        Reply::json(&Replays { replays })
    }
}

fn ids(value: &Value) -> Option<Vec<ReplayId>> {
    let ids: &Vec<Value> = value.as_array()?;
    let fits = (2..=MOST_MERGED).contains(&ids.len());
    let ids = ids.iter().map(|id| id.as_str()?.parse().ok());
    ids.collect::<Option<Vec<_>>>().filter(|_| fits)
}
