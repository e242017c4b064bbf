//! `POST /replays/batch`: a curator changes many replays. What refuses the change of one stops no other.

use super::patch::ReplayPatch;
use crate::{
    Api,
    endpoints::Call,
    http::{Problem, ProblemView, Reply, RequestBody, field, json_body, not_null, whole},
    views::Replay,
};
use futures_util::{StreamExt, stream};
use replay_grouping::ReplayId;
use replay_store::{Broadcast, Change, Refusal};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Map, Value};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

const MOST_CHANGED: usize = 100;

/// Each change is three requests to the store, one after the other.
const CHANGED_AT_ONCE: usize = 8;

/// API Gateway gives up after 30 s, and a change that has begun takes up to 8 s more.
const TIME_TO_CHANGE: Duration = Duration::from_secs(15);

/// JSON has no larger whole numbers that every reader takes exactly.
const MAX_VERSION: u64 = (1 << 53) - 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Batch {
    replays: Changes,
}

impl RequestBody for Batch {
    /// 100 times all that a patch may hold: some 10 KB, if its characters have up to 3 bytes.
    const MAX_BYTES: usize = 1 << 20;
}

/// One of the changes: its id, and all fields as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct One {
    id: ReplayId,
    fields: Map<String, Value>,
}

field!(
    Changes(Vec<One>),
    "must be a list of 1 to 100 objects, each with an id of 16 letters and digits",
    |changes| {
        let changes = changes.as_array()?;
        let read = |one: &Value| {
            let fields = one.as_object()?;
            Some(One {
                id: fields.get("id")?.as_str()?.parse().ok()?,
                fields: fields.clone(),
            })
        };
        let fits = (1..=MOST_CHANGED).contains(&changes.len());
        changes
            .iter()
            .map(read)
            .collect::<Option<_>>()
            .filter(|_| fits)
    },
    serde_json::json!({
        "type": "array", "minItems": 1, "maxItems": MOST_CHANGED,
        "items": {
            "type": "object", "required": ["id", "patch"], "additionalProperties": false,
            "properties": {
                "id": {"type": "string", "pattern": crate::openapi::texts::ID},
                "version": {"type": "integer", "minimum": 1, "maximum": MAX_VERSION},
                "patch": <ReplayPatch as schemars::JsonSchema>::json_schema(&mut schemars::SchemaGenerator::default()),
            },
        },
    }),
);

/// The fields of a change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneBody {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(default, deserialize_with = "not_null")]
    version: Option<Version>,
    patch: PatchFields,
}

impl RequestBody for OneBody {}

field!(Version(u64), "must be a whole number from 1", |version| {
    whole(version, 1..=MAX_VERSION)
});

field!(
    PatchFields(Map<String, Value>),
    "must be an object",
    |patch| patch.as_object().cloned()
);

/// What became of each change, in the order of the request.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct BatchResults<'a> {
    results: Vec<BatchResult<'a>>,
}

/// What became of a change.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BatchResult<'a> {
    /// The id that was sent.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    /// The status with which this change alone would be answered.
    #[cfg_attr(test, schemars(range(min = 200, max = 599)))]
    status: u16,
    /// The replay as it is now, as lists show it. Only with status 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<Replay<'a>>,
    /// Why nothing was changed. Only with another status than 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemView>,
}

impl Api {
    /// `POST /replays/batch`
    pub(crate) async fn change_many(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let Batch {
            replays: Changes(changes),
        } = call.body()?;
        let ids: BTreeSet<&ReplayId> = changes.iter().map(|one| &one.id).collect();
        if ids.len() < changes.len() {
            return Err(Refusal::NamedTwice.into());
        }
        let until = Instant::now() + TIME_TO_CHANGE;
        let changed = changes.iter().map(|one| self.change_one(call, one, until));
        let changed = stream::iter(changed.collect::<Vec<_>>()).buffered(CHANGED_AT_ONCE);
        let changed: Vec<Result<Broadcast, Problem>> = changed.collect().await;
        let done = changed.iter().filter_map(|one| one.as_ref().ok());
        let channels = self.store.channels(done.map(|one| &one.stream)).await?;
        let results = changes.iter().zip(&changed).map(|(one, changed)| {
            let (status, replay, problem) = match changed {
                Ok(broadcast) => (
                    200,
                    Some(self.replay_with(call, broadcast, &channels)),
                    None,
                ),
                Err(problem) => (problem.code.status().as_u16(), None, Some(problem.view())),
            };
            BatchResult {
                id: &one.id,
                status,
                replay,
                problem,
            }
        });
        Reply::json(&BatchResults {
            results: results.collect(),
        })
    }

    async fn change_one(
        &self,
        call: &Call<'_>,
        one: &One,
        until: Instant,
    ) -> Result<Broadcast, Problem> {
        let (version, change) = one.read(call)?;
        if Instant::now() >= until {
            return Err(Problem::unavailable("there was no time for it"));
        }
        let store = &self.store;
        let curated = store.curate(&one.id, version, &change, call.curator(), call.now);
        let changed = curated.await.map_err(Problem::from);
        if let Err(problem) = &changed {
            let cause = problem.cause.as_deref().unwrap_or_default();
            tracing::error!(replay = %one.id, cause, "a change of a batch failed");
        }
        Ok(changed??)
    }
}

impl One {
    /// The version that it is bound to, and the change.
    fn read(&self, call: &Call<'_>) -> Result<(Option<u64>, Change), Problem> {
        let body: OneBody = json_body::read_fields(&self.fields)?;
        let patch: ReplayPatch = json_body::read_fields(&body.patch.0)?;
        patch.refuse_past(call.now)?;
        Ok((body.version.map(|version| version.0), patch.into()))
    }
}
