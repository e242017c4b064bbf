//! The routes below `/queries`: what VOD still has to be asked.

mod backfill;

use crate::{
    api::{Api, Call},
    endpoints::queries::backfill::Backfill,
    http::{cursor::Mark, pagination::Page, problem::Problem, query_string::word, response::Reply},
    views::query::{Kind, ShownQuery},
};
use replay_grouping::ReplayId;
use replay_store::{DuePosition, Query, QueryKind, QueryPosition};
use serde::Serialize;

/// How often an id is made. That the first one is taken has a chance of one in 2^80 for each there is.
const ATTEMPTS: u32 = 4;

/// The wire form of a page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct QueryPage {
    queries: Vec<ShownQuery>,
    next_cursor: Option<String>,
}

/// A place in the list: the sweep, the backfills and the joins come first, then the broadcasts.
enum Place {
    Kept(QueryPosition),
    Broadcast(DuePosition),
}

const KEPT: &str = "query#";
const BROADCAST: &str = "broadcast#";

impl Place {
    fn mark(&self) -> Mark {
        match self {
            Self::Kept(place) => Mark {
                at: place.created_at,
                id: format!("{KEPT}{}", place.id),
            },
            Self::Broadcast(place) => Mark {
                at: place.due_at,
                id: format!("{BROADCAST}{}", place.id),
            },
        }
    }

    fn read(mark: &Mark) -> Result<Self, Problem> {
        if let Some(id) = mark.id.strip_prefix(KEPT) {
            return Ok(Self::Kept(QueryPosition {
                created_at: mark.at,
                id: id.to_owned(),
            }));
        }
        let id = mark.id.strip_prefix(BROADCAST);
        let id = id.and_then(|id| id.parse().ok()).ok_or(Problem::Cursor)?;
        Ok(Self::Broadcast(DuePosition {
            due_at: mark.at,
            id,
        }))
    }
}

impl Api {
    /// `GET /queries`: the sweep, the backfills and the joins, newest first; then the broadcasts that have not settled, as they are
    /// due.
    pub(crate) async fn queries(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let kind =
            call.params
                .parsed("kind", "sweep, backfill, join or broadcast", word::<Kind>)?;
        let page = Page::read(&call.params, "queries", call.caller)?;
        let (kept_after, due_after) = match page.after.as_ref().map(Place::read).transpose()? {
            None => (None, None),
            Some(Place::Kept(place)) => (Some(place), None),
            Some(Place::Broadcast(place)) => (None, Some(place)),
        };
        let wanted = page.wanted();
        let mut listed: Vec<(Place, ShownQuery)> = Vec::new();
        if kind != Some(Kind::Broadcast) && due_after.is_none() {
            let kept = self.kept(kind, kept_after.as_ref(), wanted).await?;
            listed.extend(kept.into_iter().map(|query| {
                let place = QueryPosition {
                    created_at: query.created_at,
                    id: query.id.clone(),
                };
                (Place::Kept(place), query.into())
            }));
        }
        if kind.is_none_or(|kind| kind == Kind::Broadcast) && listed.len() < wanted {
            let left = wanted - listed.len();
            let unsettled = self.store.unsettled(due_after.as_ref(), left).await?;
            listed.extend(
                unsettled
                    .into_iter()
                    .map(|(place, broadcast)| (Place::Broadcast(place), broadcast.into())),
            );
        }
        let next_cursor = page.cut(&mut listed, |(place, _)| place.mark());
        let queries = listed.into_iter().map(|(_, query)| query).collect();
        Reply::json(&QueryPage {
            queries,
            next_cursor,
        })
    }

    /// The sweep, the backfills, the joins, or all.
    async fn kept(
        &self,
        kind: Option<Kind>,
        after: Option<&QueryPosition>,
        wanted: usize,
    ) -> Result<Vec<Query>, Problem> {
        if kind == Some(Kind::Sweep) {
            return Ok(self.store.query(Query::SWEEP).await?.into_iter().collect());
        }
        let keep = |query: &Query| match kind {
            Some(Kind::Backfill) => query.kind == QueryKind::Backfill,
            Some(Kind::Join) => query.kind == QueryKind::Join,
            _ => true,
        };
        let mut after = after.cloned();
        let mut queries = Vec::new();
        while queries.len() < wanted {
            let read = self.store.queries(after.as_ref(), wanted).await?;
            let all = read.len() < wanted;
            after = read.last().map(|query| QueryPosition {
                created_at: query.created_at,
                id: query.id.clone(),
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
        Reply::json(&self.asked(id).await?)
    }

    /// The query of this id. A broadcast's is that of its replay, or of one that was joined to it.
    async fn asked(&self, id: &str) -> Result<ShownQuery, Problem> {
        let replay = id.parse::<ReplayId>().ok();
        if id != Query::SWEEP && replay.is_none() {
            return Err(Problem::NoQuery);
        }
        if let Some(query) = self.store.query(id).await? {
            return Ok(query.into());
        }
        let replay = replay.ok_or(Problem::NoQuery)?;
        let broadcast = self.store.broadcast(&replay).await?;
        broadcast.map(ShownQuery::from).ok_or(Problem::NoQuery)
    }

    /// `POST /queries`: a backfill. It is only noted here, and answered with 202.
    pub(crate) async fn backfill(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let backfill = Backfill::read(call.request.headers(), call.request.body(), call.now)?;
        for _ in 0..ATTEMPTS {
            let mut query = backfill.query(fastrand::u64(..), call.now);
            if self.store.save_query(&mut query, call.now).await? {
                let location = format!("/queries/{}", query.id);
                return Ok(Reply::json(&ShownQuery::from(query))?.accepted_at(location));
            }
        }
        Err(Problem::Unavailable {
            cause: "no id was free for a backfill".to_owned(),
        })
    }

    /// `DELETE /queries/{id}`: nobody wants to know any more. What is done stays done.
    pub(crate) async fn cancel(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        match self.asked(id).await?.kind {
            Kind::Backfill => {}
            Kind::Join if self.store.cancel_join(id, call.now).await? => {
                return Ok(Reply::nothing());
            }
            _ => return Err(Problem::NotCancellable),
        }
        let cancelled = self.store.cancel_query(id, call.now).await?;
        cancelled.map(|_| Reply::nothing()).ok_or(Problem::NoQuery)
    }
}
