//! `GET /replays/{id}/parts`: the files of a replay.

use crate::{
    Api,
    endpoints::Call,
    http::{Ids, Mark, Problem, Reply},
    views::{Audience, PartView, known},
};
use replay_store::PartInBroadcast;
use serde::Serialize;

/// A page of files.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PartPage {
    parts: Vec<PartView>,
    next_cursor: Option<String>,
}

impl Api {
    pub(crate) async fn parts(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let page = call.page(&format!("parts of {id}"), Ids::Files)?;
        let broadcast = self.visible(call, id).await?;
        let parts = match call.audience {
            Audience::Curators => self.store.parts_and_lost(&broadcast).await?,
            Audience::Viewers { .. } => known(
                self.store.parts(&broadcast).await?,
                call.audience.of(&broadcast),
            ),
        };
        let mark = |part: &PartInBroadcast| Mark {
            at: part.stored.content().span.start(),
            id: part.stored.file_id.to_string(),
        };
        let joined = PartView::joined(&broadcast, &parts, call.audience, call.links);
        let mut views: Vec<(Mark, PartView)> = parts
            .iter()
            .map(|part| (mark(part), PartView::new(part, call.links)))
            .chain(joined)
            .collect();
        views.sort_by(|(one, _), (other, _)| one.cmp(other));
        if let Some(after) = &page.after {
            views.retain(|(mark, _)| mark > after);
        }
        let next_cursor = page.cut(&mut views, |(mark, _)| mark.clone());
        let parts = views.into_iter().map(|(_, part)| part).collect();
        Reply::json(&PartPage { parts, next_cursor })
    }
}
