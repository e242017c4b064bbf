//! `GET /replays/{id}/timeline`: all that lies in the time of a replay, and one gap around it.

use crate::{
    Api,
    endpoints::Call,
    http::{Problem, Reply},
    views::TimelineView,
};

impl Api {
    pub(crate) async fn timeline(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let id = id.parse().map_err(|_| Problem::NO_REPLAY)?;
        let found = self.store.surroundings(&id, call.now).await?;
        let found = found.ok_or(Problem::NO_REPLAY)?;
        Reply::json(&TimelineView::new(&found, call.links))
    }
}
