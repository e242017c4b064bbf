//! `GET /review`: the replays at which no curator has looked, oldest first.

use crate::{
    Api,
    endpoints::{Call, replays::mark_of},
    http::{Ids, Problem, Reply},
    views::Replay,
};
use serde::Serialize;

/// The count goes no further: it reads what it counts.
const MOST_COUNTED: u64 = 1_000;

/// A page of what is to be reviewed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReviewPage<'a> {
    replays: Vec<Replay<'a>>,
    /// How many replays are to be reviewed, at most 1,000. Null behind the first page.
    #[cfg_attr(test, schemars(range(max = MOST_COUNTED)))]
    count: Option<u64>,
    /// There are more than `count`.
    count_capped: bool,
    next_cursor: Option<String>,
}

impl Api {
    /// `GET /review`
    pub(crate) async fn review(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let page = call.page("review", Ids::Replays)?;
        let store = &self.store;
        let count = async {
            match page.after {
                None => store.count_unreviewed(MOST_COUNTED + 1).await.map(Some),
                Some(_) => Ok(None),
            }
        };
        let found = store.unreviewed(page.after.as_ref(), page.wanted());
        let (mut broadcasts, count) = tokio::try_join!(found, count)?;
        let next_cursor = page.cut(&mut broadcasts, mark_of);
        Reply::json(&ReviewPage {
            replays: self.replays(call, &broadcasts).await?,
            count: count.map(|count| count.min(MOST_COUNTED)),
            count_capped: count.is_some_and(|count| count > MOST_COUNTED),
            next_cursor,
        })
    }
}
