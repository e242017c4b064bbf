//! `GET /history`: what curators did, to all replays.

use crate::{
    Api,
    endpoints::Call,
    http::{Ids, Problem, Reply},
    views::{ChangedReplay, HistoryEntryView, LoggedView, title},
};
use replay_store::{HistoryEntry, Logged};
use serde::Serialize;
use std::collections::BTreeSet;

/// A page of the changes of all replays, newest first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChangeLog {
    changes: Vec<LoggedView>,
    next_cursor: Option<String>,
}

impl Api {
    /// `GET /history`
    pub(crate) async fn all_history(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let page = call.page("history", Ids::Logged)?;
        let by = call.params.text("by");
        let keep = |entry: &HistoryEntry| by.is_none_or(|by| entry.by == by);
        let (after, others) = (page.after.as_ref(), call.most_others());
        let log = (self.store).log_page(after, page.wanted(), others, keep);
        let mut log = log.await?;
        let next_cursor = page.cut(&mut log.changes, |change| change.place.clone());
        let next_cursor = next_cursor.or_else(|| Some(page.cursor(log.stopped_at.as_ref()?)));
        let replays = log.changes.iter();
        let replays = replays.map(|change| (change.stream.clone(), change.id.clone()));
        let replays = replays.collect::<BTreeSet<_>>();
        let now = self.store.broadcasts_of(&replays).await?;
        let view = |change: Logged| {
            let broadcast = now.get(&change.id);
            let title = broadcast.map(|one| title(one, call.audience.hull(one)).into_owned());
            LoggedView {
                replay: ChangedReplay {
                    id: change.id,
                    title,
                    stream: change.stream,
                },
                change: HistoryEntryView::from(change.entry),
            }
        };
        Reply::json(&ChangeLog {
            changes: log.changes.into_iter().map(view).collect(),
            next_cursor,
        })
    }
}
