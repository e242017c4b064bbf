//! `POST /replays/{id}/split`, `POST /replays/merge` and `POST /replays/{id}/undo`: curators cut a replay in two, make
//! one of several, and take back what they did last.

use crate::{
    Api,
    endpoints::Call,
    http::{Code, Problem, Reply, RequestBody, Time, field, timestamp},
    views::{Replay, UndoneView},
};
use replay_grouping::ReplayId;
use replay_store::{Broadcast, Refusal};
use serde::{Deserialize, Serialize};

const MAX_MERGED: usize = 20;

/// The replays that a split or a merge changed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Replays<'a> {
    replays: Vec<Replay<'a>>,
}

/// The change that an undo took back, and the replays that this changed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UndoneReplays<'a> {
    /// The change that was taken back.
    undone: UndoneView,
    replays: Vec<Replay<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Split {
    // If it is absent, the refusal says the same as if it is wrong.
    #[cfg_attr(test, schemars(required))]
    at: Option<Time>,
}

impl RequestBody for Split {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Merge {
    #[cfg_attr(test, schemars(required))]
    ids: Option<ReplayIds>,
}

impl RequestBody for Merge {}

field!(
    ReplayIds(Vec<ReplayId>),
    "must be a list of 2 to 20 ids",
    |ids| {
        let ids = ids.as_array()?;
        let parsed = ids.iter().map(|id| id.as_str()?.parse().ok());
        parsed
            .collect::<Option<_>>()
            .filter(|_| (2..=MAX_MERGED).contains(&ids.len()))
    },
    serde_json::json!({
        "type": "array", "items": {"type": "string", "pattern": crate::openapi::texts::ID},
        "minItems": 2, "maxItems": MAX_MERGED, "uniqueItems": true,
    }),
);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (code, detail) = match refusal {
            Refusal::Unknown | Refusal::UnknownAt(_) => return Self::NO_REPLAY,
            Refusal::FeaturedChanged => return Self::FEATURED_CHANGED,
            Refusal::TooManyRanks(ranks) => return Self::too_many_ranks(ranks),
            Refusal::VersionMismatch(now) => return Self::version_mismatch(now),
            Refusal::NothingToUndo => return Self::NOTHING_TO_UNDO,
            Refusal::HiddenFirst => {
                return Self::field("unpublish_at", "must be later than publish_at");
            }
            Refusal::NotHidden => {
                let problem = "needs a hidden replay: set visibility to hidden with it";
                return Self::field("hidden_reason", problem);
            }
            Refusal::Outside => (Code::OutsideReplay, "the moment is not inside the replay"),
            Refusal::TrimOutside => (Code::OutsideReplay, "the trim leaves nothing of the replay"),
            Refusal::TrimInGap => (
                Code::OutsideReplay,
                "the trim leaves nothing of the files that play",
            ),
            Refusal::NothingChanges => (Code::NothingChanges, "that changes nothing"),
            Refusal::DifferentStreams => (
                Code::DifferentStreams,
                "the replays are of different streams",
            ),
            Refusal::NamedTwice => (Code::SameReplay, "one replay is named twice"),
            Refusal::TooManyPins => (
                Code::TooManyPins,
                "the stream has too many splits and merges",
            ),
        };
        Self::of(code, detail)
    }
}

impl Api {
    pub(crate) async fn undo(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let (broadcast, expected) = self.visible_at(call, id).await?;
        let (id, by) = (&broadcast.id, call.curator());
        let undone = self.store.undo(id, expected, by, call.now).await??;
        let replays = self.replays(call, &undone.broadcasts).await?;
        Reply::json(&UndoneReplays {
            undone: undone.change.into(),
            replays,
        })
    }

    pub(crate) async fn split(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let missing = || Problem::field("at", timestamp::EXPECTED);
        let Time(at) = call.body::<Split>()?.at.ok_or_else(missing)?;
        let (broadcast, expected) = self.visible_at(call, id).await?;
        let (id, by) = (&broadcast.id, call.curator());
        let split = self.store.split(id, expected, at, by, call.now).await??;
        self.replays_reply(call, &split).await
    }

    pub(crate) async fn merge(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let missing = || Problem::field("ids", "must be a list of 2 to 20 ids");
        let ReplayIds(ids) = call.body::<Merge>()?.ids.ok_or_else(missing)?;
        let by = call.curator();
        let merged = self.store.merge(&ids, by, call.now).await??;
        self.replays_reply(call, &merged).await
    }

    async fn replays_reply(
        &self,
        call: &Call<'_>,
        broadcasts: &[Broadcast],
    ) -> Result<Reply, Problem> {
        let replays = self.replays(call, broadcasts).await?;
        Reply::json(&Replays { replays })
    }
}
