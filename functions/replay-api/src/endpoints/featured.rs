//! `/featured`: which replays curators feature, in their order.

use crate::{
    Api,
    endpoints::Call,
    http::{Code, Problem, Reply, RequestBody, field},
    views::Replay,
};
use replay_grouping::ReplayId;
use replay_store::{Featured, MOST_RANKED_AT_ONCE, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The featured replays by rank, whether or not viewers see them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FeaturedReplays<'a> {
    replays: Vec<Replay<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FeaturedBody {
    ids: FeaturedIds,
}

impl RequestBody for FeaturedBody {}

field!(
    FeaturedIds(Vec<ReplayId>),
    "must be a list of at most 49 ids, each of 16 letters and digits",
    |ids| {
        let ids = ids.as_array()?;
        let parsed = ids.iter().map(|id| id.as_str()?.parse().ok());
        parsed
            .collect::<Option<_>>()
            .filter(|_| ids.len() <= MOST_RANKED_AT_ONCE)
    },
    serde_json::json!({
        "type": "array", "items": {"type": "string", "pattern": crate::openapi::texts::ID},
        "maxItems": MOST_RANKED_AT_ONCE, "uniqueItems": true,
    }),
);

impl Problem {
    pub(crate) fn too_many_ranks(ranks: usize) -> Self {
        let detail = format!(
            "this would change the rank of {ranks} replays, and one step changes at most \
             {MOST_RANKED_AT_ONCE}: set a shorter list first"
        );
        Self::new(Code::TooManyFeatured, detail)
    }
}

impl Api {
    /// `GET /featured`
    pub(crate) async fn featured(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let featured = self.store.featured_list().await?;
        self.featured_reply(call, &featured).await
    }

    /// `PUT /featured`: these replays get the ranks from 1 on, and no other one keeps a rank.
    pub(crate) async fn set_featured(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let FeaturedBody {
            ids: FeaturedIds(ids),
        } = call.body()?;
        // What no list can hold is refused as such, whatever the list is now.
        if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
            return Err(Refusal::NamedTwice.into());
        }
        let precondition = call.precondition()?;
        let (expected, by) = (precondition.versions(), call.curator());
        let set = self.store.set_featured(&ids, expected, by, call.now);
        let featured = set.await?.map_err(|refusal| match refusal {
            Refusal::UnknownAt(place) => {
                let id = ids.get(place).map_or("", ReplayId::as_str);
                Problem::new(Code::NotFound, format!("there is no replay {id}"))
            }
            other => other.into(),
        })?;
        self.featured_reply(call, &featured).await
    }

    async fn featured_reply(&self, call: &Call<'_>, featured: &Featured) -> Result<Reply, Problem> {
        let replays = self.replays(call, &featured.0).await?;
        let reply = Reply::json(&FeaturedReplays { replays })?;
        Ok(reply.at_version(featured.version()))
    }
}
