//! `GET /changes`: what changed since, for apps that keep a copy of the list.

use crate::{
    Api,
    endpoints::Call,
    http::{Ids, Mark, Problem, Reply, Scope, limit, timestamp},
    views::Replay,
};
use replay_grouping::{ReplayId, Seconds, Timestamp};
use replay_store::{Broadcast, Changed};
use serde::Serialize;

/// The next answer begins this much earlier: a change has the second in which its write began, and may become visible
/// after others of that second. Twice the time that a run of reconcile takes at most.
const OVERLAP: Seconds = Seconds::MINUTE.times(2);

/// A page of changes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChangePage<'a> {
    changes: Vec<Change<'a>>,
    /// The `since` of the next request.
    next: String,
    /// More changes are ready: ask again at once.
    more: bool,
}

/// A replay that changed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ReplayChange"))]
struct Change<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: String,
    /// The caller may not see it any more, or it no longer exists.
    deleted: bool,
    /// The replay into which it was merged.
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::Id>"))]
    replaced_by: Option<&'a ReplayId>,
    replay: Option<Replay<'a>>,
}

impl Api {
    /// Each change is in the list at least once, and the changes of a replay are in their order.
    pub(crate) async fn changes(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let limit = limit(&call.params)?;
        let scope = Scope::new(Ids::Changes, ["changes", call.caller.role()]);
        let since = since(call.params.text("since"), &scope)?;
        let mut changed = self.store.changes(&since, limit + 1).await?;
        let more = changed.len() > limit;
        changed.truncate(limit);
        let next = match changed.last() {
            Some((last, _)) if more => last.clone(),
            _ => from(call.now - OVERLAP),
        };
        changed.retain(|(_, changed)| call.caller.is_curator() || was_published(changed));
        let seen = changed
            .iter()
            .filter_map(|(_, changed)| visible(call, changed));
        let channels = self.store.channels(seen.map(|one| &one.stream)).await?;
        let changes = changed.iter().map(|(place, changed)| {
            let broadcast = visible(call, changed);
            let replay = broadcast.map(|one| self.replay_with(call, one, &channels));
            Change {
                id: place.id.clone(),
                deleted: replay.is_none(),
                replaced_by: match changed {
                    Changed::Broadcast(_) => None,
                    Changed::Gone { replaced_by, .. } => replaced_by.as_ref(),
                },
                replay,
            }
        });
        Reply::json(&ChangePage {
            changes: changes.collect(),
            next: scope.cursor(&next),
            more,
        })
    }
}

/// The broadcast, if it is one and exists for the caller.
fn visible<'c>(call: &Call<'_>, changed: &'c Changed) -> Option<&'c Broadcast> {
    match changed {
        Changed::Broadcast(broadcast) if call.sees(broadcast) => Some(broadcast),
        _ => None,
    }
}

/// Viewers do not learn of replays that were never published.
fn was_published(changed: &Changed) -> bool {
    match changed {
        Changed::Broadcast(broadcast) => broadcast.curation.was_published(),
        Changed::Gone { was_published, .. } => *was_published,
    }
}

/// The place after which the changes follow: what an earlier answer said, or a time; left out, the beginning.
fn since(text: Option<&str>, scope: &Scope) -> Result<Mark, Problem> {
    let Some(text) = text else {
        return Ok(from(Timestamp(0)));
    };
    if let Some(mark) = scope.mark(text) {
        return Ok(mark);
    }
    timestamp::parse_in_query(text).map(from).ok_or_else(|| {
        let problem = "must be the `next` of an answer, or an RFC 3339 time";
        Problem::parameter("since", problem)
    })
}

/// Before all changes of a second.
fn from(at: Timestamp) -> Mark {
    Mark {
        at,
        id: String::new(),
    }
}
