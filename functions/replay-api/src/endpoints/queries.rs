//! The routes below `/queries`: what reconcile still has to ask VOD.

pub(crate) mod backfill;

use crate::{
    Api,
    endpoints::Call,
    http::{Mark, Problem, Reply, word},
    views::{Kind, QueryView},
};
use backfill::{Backfill, BackfillBody};
use replay_grouping::ReplayId;
use replay_store::{Broadcast, DuePosition, Query, QueryPosition, StoredQuery};
use serde::Serialize;

/// How often an id is generated. Each id that exists is taken with a probability of 1 in 2^80.
const ATTEMPTS: u32 = 4;

/// A page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct QueryPage {
    queries: Vec<QueryView>,
    next_cursor: Option<String>,
}

/// A place in the list: the stored queries (sweep, backfills, joins) come first, then the broadcasts.
enum Place {
    Stored(QueryPosition),
    Broadcast(DuePosition),
}

const STORED: &str = "query#";
const BROADCAST: &str = "broadcast#";

impl Place {
    fn mark(&self) -> Mark {
        match self {
            Self::Stored(place) => Mark {
                at: place.created_at,
                id: format!("{STORED}{}", place.id),
            },
            Self::Broadcast(place) => Mark {
                at: place.due_at,
                id: format!("{BROADCAST}{}", place.id),
            },
        }
    }

    fn read(mark: &Mark) -> Result<Self, Problem> {
        if let Some(id) = mark.id.strip_prefix(STORED) {
            return Ok(Self::Stored(QueryPosition {
                created_at: mark.at,
                id: id.to_owned(),
            }));
        }
        let id = mark.id.strip_prefix(BROADCAST);
        let id = id.and_then(|id| id.parse().ok()).ok_or(Problem::CURSOR)?;
        Ok(Self::Broadcast(DuePosition {
            due_at: mark.at,
            id,
        }))
    }
}

fn position(query: &StoredQuery) -> QueryPosition {
    QueryPosition {
        created_at: query.created_at,
        id: query.id.clone(),
    }
}

impl Api {
    /// `GET /queries`: the sweep, the backfills and the joins, newest first; then the broadcasts that have not settled, in
    /// the order in which they are due.
    pub(crate) async fn queries(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let kind =
            call.params
                .parsed("kind", "sweep, backfill, join or broadcast", word::<Kind>)?;
        let page = call.page("queries")?;
        let (stored_after, due_after) = match page.after.as_ref().map(Place::read).transpose()? {
            None => (None, None),
            Some(Place::Stored(place)) => (Some(place), None),
            Some(Place::Broadcast(place)) => (None, Some(place)),
        };
        let wanted = page.wanted();
        let mut listed: Vec<(Place, QueryView)> = Vec::new();
        if kind != Some(Kind::Broadcast) && due_after.is_none() {
            let stored = self
                .stored_queries(kind, stored_after.as_ref(), wanted)
                .await?;
            let placed = |query: StoredQuery| (Place::Stored(position(&query)), query.into());
            listed.extend(stored.into_iter().map(placed));
        }
        if kind.is_none_or(|kind| kind == Kind::Broadcast) && listed.len() < wanted {
            let left = wanted - listed.len();
            let unsettled = self.store.unsettled(due_after.as_ref(), left).await?;
            let placed =
                |(place, broadcast): (_, Broadcast)| (Place::Broadcast(place), broadcast.into());
            listed.extend(unsettled.into_iter().map(placed));
        }
        let next_cursor = page.cut(&mut listed, |(place, _)| place.mark());
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
        after: Option<&QueryPosition>,
        wanted: usize,
    ) -> Result<Vec<StoredQuery>, Problem> {
        if kind == Some(Kind::Sweep) {
            return Ok(self.store.query(Query::SWEEP).await?.into_iter().collect());
        }
        let keep = |stored: &StoredQuery| match kind {
            Some(Kind::Backfill | Kind::Join) => kind == Some(Kind::from(&stored.query)),
            _ => true,
        };
        let mut after = after.cloned();
        let mut queries = Vec::new();
        while queries.len() < wanted {
            let read = self.store.queries(after.as_ref(), wanted).await?;
            let all = read.len() < wanted;
            after = read.last().map(position);
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
        match self.find_query(id).await?.kind {
            Kind::Backfill => {}
            Kind::Join if self.store.cancel_join(id, call.now).await? => {
                return Ok(Reply::no_content());
            }
            _ => return Err(Problem::NOT_CANCELLABLE),
        }
        let cancelled = self.store.cancel_query(id, call.now).await?;
        cancelled
            .map(|_| Reply::no_content())
            .ok_or(Problem::NO_QUERY)
    }
}
