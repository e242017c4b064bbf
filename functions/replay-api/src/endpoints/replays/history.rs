//! `GET /replays/{id}/history`: what curators did to a replay.

use crate::{
    Api,
    endpoints::Call,
    http::{Ids, Mark, Problem, Reply},
    views::HistoryEntryView,
};
use replay_store::HistoryEntry;
use serde::Serialize;

/// A page of the history.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct HistoryPage {
    changes: Vec<HistoryEntryView>,
    next_cursor: Option<String>,
}

impl Api {
    pub(crate) async fn history(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let broadcast = self.visible(call, id).await?;
        let page = call.page(&format!("history of {}", broadcast.id), Ids::Versions)?;
        let before = page.after.as_ref().and_then(|mark| mark.id.parse().ok());
        let store = &self.store;
        let mut entries = store.history(&broadcast, before, page.wanted()).await?;
        let next_cursor = page.cut(&mut entries, |entry: &HistoryEntry| Mark {
            at: entry.at,
            id: entry.version.to_string(),
        });
        Reply::json(&HistoryPage {
            changes: entries.into_iter().map(HistoryEntryView::from).collect(),
            next_cursor,
        })
    }
}
