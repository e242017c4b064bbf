//! The routes below `/queries`: what reconcile still has to ask VOD.

pub(crate) mod backfill;

use crate::{
    Api,
    endpoints::Call,
    http::{BROADCAST, Ids, Mark, Problem, Reply, STORED, word},
    views::{Kind, QueryView},
};
use backfill::{Backfill, BackfillBody};
use replay_grouping::ReplayId;
use replay_store::{DuePosition, Query, QueryState, StoredQuery};
use serde::Serialize;

/// How often an id is generated. Each id that exists is taken with a probability of 1 in 2^80.
const ATTEMPTS: u32 = 4;

/// A page of queries.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct QueryPage {
    queries: Vec<QueryView>,
    next_cursor: Option<String>,
}

/// Where a page begins: behind a stored query, or behind a broadcast. The stored queries (sweep, backfills, joins) come
/// first.
fn places(after: Option<Mark>) -> Result<(Option<Mark>, Option<DuePosition>), Problem> {
    let Some(Mark { at, id }) = after else {
        return Ok((None, None));
    };
    if let Some(id) = id.strip_prefix(STORED) {
        let id = id.to_owned();
        return Ok((Some(Mark { at, id }), None));
    }
    let id = id.strip_prefix(BROADCAST).and_then(|id| id.parse().ok());
    let (due_at, id) = (at, id.ok_or(Problem::CURSOR)?);
    Ok((None, Some(DuePosition { due_at, id })))
}

impl Api {
    /// `GET /queries`: the sweep, the backfills and the joins, newest first; then the broadcasts that have not settled, in
    /// the order in which they are due.
    pub(crate) async fn queries(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let kinds = "sweep, backfill, join or broadcast";
        let kind = call.params.parsed("kind", kinds, word)?;
        let page = call.page("queries", Ids::Queries)?;
        let (stored_after, due_after) = places(page.after.clone())?;
        let wanted = page.wanted();
        let mut listed: Vec<(Mark, QueryView)> = Vec::new();
        if kind != Some(Kind::Broadcast) && due_after.is_none() {
            let stored = self.stored_queries(kind, stored_after, wanted).await?;
            listed.extend(stored.into_iter().map(|query| {
                let id = format!("{STORED}{}", query.id);
                let at = query.created_at;
                (Mark { at, id }, query.into())
            }));
        }
        if kind.is_none_or(|kind| kind == Kind::Broadcast) && listed.len() < wanted {
            let left = wanted - listed.len();
            let unsettled = self.store.unsettled(due_after.as_ref(), left).await?;
            listed.extend(unsettled.into_iter().map(|(place, broadcast)| {
                let id = format!("{BROADCAST}{}", place.id);
                let at = place.due_at;
                (Mark { at, id }, broadcast.into())
            }));
        }
        let next_cursor = page.cut(&mut listed, |(mark, _)| mark.clone());
        let queries = listed.into_iter().map(|(_, query)| query).collect();
        Reply::json(&QueryPage {
            queries,
            next_cursor,
        })
    }

    /// The stored queries of one kind, or of all kinds.
    async fn stored_queries(
        &self,
        kind: Option<Kind>,
        mut after: Option<Mark>,
        wanted: usize,
    ) -> Result<Vec<StoredQuery>, Problem> {
        if kind == Some(Kind::Sweep) {
            return Ok(self.store.query(Query::SWEEP).await?.into_iter().collect());
        }
        let keep = |stored: &StoredQuery| match kind {
            Some(Kind::Backfill | Kind::Join) => kind == Some(Kind::from(&stored.query)),
            _ => true,
        };
        let mut queries = Vec::new();
        while queries.len() < wanted {
            let read = self.store.queries(after.as_ref(), wanted).await?;
            let all = read.len() < wanted;
            after = read.last().map(|last| Mark {
                at: last.created_at,
                id: last.id.clone(),
            });
            queries.extend(read.into_iter().filter(keep));
            if all {
                break;
            }
        }
        queries.truncate(wanted);
        Ok(queries)
    }

    /// `GET /queries/{id}`
    pub(crate) async fn query(&self, id: &str) -> Result<Reply, Problem> {
        Reply::json(&self.find_query(id).await?)
    }

    /// The query of this id. A broadcast is queried by the id of its replay, or of a replay that was merged into it.
    async fn find_query(&self, id: &str) -> Result<QueryView, Problem> {
        let replay = id.parse::<ReplayId>().ok();
        if id != Query::SWEEP && replay.is_none() {
            return Err(Problem::NO_QUERY);
        }
        if let Some(query) = self.store.query(id).await? {
            return Ok(query.into());
        }
        let replay = replay.ok_or(Problem::NO_QUERY)?;
        let broadcast = self.store.broadcast(&replay).await?;
        broadcast.map(QueryView::from).ok_or(Problem::NO_QUERY)
    }

    /// `POST /queries`: stores a backfill, and answers with 202.
    pub(crate) async fn backfill(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let backfill = Backfill::new(call.body::<BackfillBody>()?, call.now)?;
        for _ in 0..ATTEMPTS {
            let mut query = backfill.query(fastrand::u64(..), call.now);
            if self.store.save_query(&mut query, call.now).await? {
                let location = format!("/queries/{}", query.id);
                return Reply::accepted(&QueryView::from(query), location);
            }
        }
        Err(Problem::unavailable("no id was free for a backfill"))
    }

    /// `DELETE /queries/{id}`: cancels a query. What it found stays.
    pub(crate) async fn cancel(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let kind = self.find_query(id).await?.kind;
        if !matches!(kind, Kind::Backfill | Kind::Join) {
            return Err(Problem::NOT_CANCELLABLE);
        }
        if kind == Kind::Backfill {
            call.for_admins()?;
        }
        let query = self.store.cancel_query(id, call.now).await?;
        let state = query.ok_or(Problem::NO_QUERY)?.state;
        if kind == Kind::Join && state != QueryState::Cancelled {
            return Err(Problem::NOT_CANCELLABLE);
        }
        Ok(Reply::no_content())
    }
}
