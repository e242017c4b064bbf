//! `GET /changes`: what changed since, for apps that keep a copy of the list.

use crate::{
    api::{Api, Call},
    http::{
        cursor::{Mark, Scope},
        pagination::limit,
        problem::Problem,
        response::Reply,
        timestamp,
    },
    views::replay::Replay,
};
use replay_grouping::ReplayId;
use replay_store::{Broadcast, ChangePosition, Changed};
use serde::Serialize;

/// So far back the next answer begins again: a change is told by the second in which its write began, and may be seen
/// later than others of that second. The longest that a run of reconcile takes, twice.
const OVERLAP_SECONDS: i64 = 120;

/// The wire form of a page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChangePage<'a> {
    changes: Vec<Change<'a>>,
    /// What to ask for next.
    next: String,
    /// There is more already.
    more: bool,
}

/// The wire form of a change.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ReplayChange"))]
struct Change<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: String,
    /// It isn't there any more for whoever asks.
    deleted: bool,
    /// What it was joined to.
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::Id>"))]
    replaced_by: Option<&'a ReplayId>,
    replay: Option<Replay<'a>>,
}

impl Api {
    /// `GET /changes`. Each change is told at least once, and the later one of a replay after the earlier.
    pub(crate) async fn changes(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let limit = limit(&call.params)?;
        let role = if call.caller.is_curator() {
            "curator"
        } else {
            "viewer"
        };
        let scope = Scope::new(["changes", role]);
        let since = since(call.params.text("since"), &scope)?;
        let mut found = self.store.changes(&since, limit + 1).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().map(|(place, _)| place.clone());
        let next = match last.filter(|_| more) {
            Some(last) => last,
            None => ChangePosition {
                at: call.now - OVERLAP_SECONDS,
                id: String::new(),
            },
        };
        let known = |changed: &Changed| call.caller.is_curator() || may_be_told(changed);
        found.retain(|(_, changed)| known(changed));
        let seen = |broadcast: &&Broadcast| call.audience.sees(broadcast, call.now);
        let broadcasts = found.iter().filter_map(|(_, changed)| match changed {
            Changed::Broadcast(broadcast) => Some(&**broadcast).filter(seen),
            Changed::Gone { .. } => None,
        });
        let broadcasts: Vec<Broadcast> = broadcasts.cloned().collect();
        let mut replays = self.replays(call, &broadcasts).await?.into_iter();
        let changes = found.iter().map(|(place, changed)| {
            let (shown, replaced_by) = match changed {
                Changed::Broadcast(broadcast) => (seen(&&**broadcast), None),
                Changed::Gone { replaced_by, .. } => (false, replaced_by.as_ref()),
            };
            Change {
                id: place.id.clone(),
                deleted: !shown,
                replaced_by,
                replay: shown.then(|| replays.next()).flatten(),
            }
        });
        Reply::json(&ChangePage {
            changes: changes.collect(),
            next: scope.cursor(&Mark {
                at: next.at,
                id: next.id,
            }),
            more,
        })
    }
}

/// What was never published is nobody's business.
fn may_be_told(changed: &Changed) -> bool {
    match changed {
        Changed::Broadcast(broadcast) => broadcast.curation.was_published(),
        Changed::Gone { was_published, .. } => *was_published,
    }
}

/// The place behind which to go on: what an earlier answer said, or a time; nothing is from the beginning.
fn since(text: Option<&str>, scope: &Scope) -> Result<ChangePosition, Problem> {
    let Some(text) = text else {
        return Ok(ChangePosition {
            at: 0,
            id: String::new(),
        });
    };
    if let Some(Mark { at, id }) = scope.mark(text) {
        return Ok(ChangePosition { at, id });
    }
    let at = timestamp::parse_in_query(text).ok_or_else(|| {
        let problem = "must be what next said, or an RFC 3339 time";
        Problem::parameter("since", problem)
    })?;
    Ok(ChangePosition {
        at,
        id: String::new(),
    })
}
