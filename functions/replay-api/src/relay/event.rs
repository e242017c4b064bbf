//! Events: what happened, of which kind, and to what.

#[cfg(test)]
use crate::views::{Live, Replay};
use crate::{http::Time, views::QueryView};
use replay_grouping::{ReplayId, Stream};
use replay_store::Action;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::{collections::BTreeSet, fmt};

macro_rules! types {
    ($($(#[doc = $doc:literal])* $kind:ident $name:literal,)+) => {
        /// What kind of event it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventType {
            $($(#[doc = $doc])* $kind),+
        }

        impl EventType {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// Their names, and the value that a metric has for any other.
            pub(super) const METRIC_VALUES: &[&str] = &[$($name,)+ replay_metrics::OTHER];

            /// As in `replay.live`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name),+
                }
            }

            /// What it tells, for documents.
            #[cfg(test)]
            pub(crate) fn about(self) -> &'static str {
                match self {
                    $(Self::$kind => concat!($($doc),+).trim()),+
                }
            }
        }
    };
}

types! {
    /// A broadcast is live for viewers.
    ReplayLive "replay.live",
    /// A broadcast is no longer live for viewers.
    ReplayEnded "replay.ended",
    /// Viewers see a replay that they did not see before.
    ReplayPublished "replay.published",
    /// Viewers see a replay otherwise than before, and no other event of this change tells it.
    ReplayChanged "replay.changed",
    /// Viewers see a replay of which no more files are expected.
    ReplaySettled "replay.settled",
    /// Viewers no longer see a replay, or a broadcast that is live, because a curator or a schedule took it back.
    ReplayHidden "replay.hidden",
    /// A replay was merged into another one. Its id leads there.
    ReplayMerged "replay.merged",
    /// Viewers no longer see a replay, because its files or all that was known of it are gone.
    ReplayGone "replay.gone",
    /// A curator or a schedule changed a replay. For curators' tools.
    CurationChanged "curation.changed",
    /// A backfill or a join is done, cancelled or failed. For curators' tools.
    QueryFinished "query.finished",
    /// An event of Tencent can't be used and is in quarantine. For curators' tools.
    QuarantineAdded "quarantine.added",
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for EventType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Something that happened. As JSON: `{"id", "type", "time", "detail"}`.
#[derive(Debug, Serialize)]
pub struct Event {
    /// The same each time that the event is told.
    pub id: String,
    /// What kind of event it is.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When it happened.
    pub(super) time: Time,
    pub(super) detail: Detail,
}

/// What happened. The fields are those of the API.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Detail {
    Replay(Box<ReplayDetail>),
    Merged(MergedDetail),
    Curation(CurationDetail),
    Query(Box<QueryDetail>),
    Quarantine(QuarantineDetail),
}

/// What happened to a replay, and what viewers see of it since.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ReplayDetail {
    /// The id of the replay.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    pub(super) id: ReplayId,
    /// The stream that was broadcast.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    pub(super) stream: Stream,
    /// Grows with every change of the replay: what has a smaller one is older. Null once nothing is known of the replay.
    pub(super) version: Option<u64>,
    /// When the change was.
    pub(super) time: Time,
    /// The fields of `replay`, or of `live`, that viewers see otherwise than before. Of what they saw nothing before, or see
    /// nothing since, there are none.
    pub(super) changed: BTreeSet<String>,
    /// The replay as viewers see it, without addresses of files. Null while they see none.
    #[cfg_attr(test, schemars(with = "Option<Replay<'static>>"))]
    pub(super) replay: Option<Map<String, Value>>,
    /// The broadcast as `GET /feed` shows it among what is live. Null while it is not live for viewers.
    #[cfg_attr(test, schemars(with = "Option<Live<'static>>"))]
    pub(super) live: Option<Map<String, Value>>,
    /// The replay is too large for an event: `replay` is null, and `GET /replays/{id}` has it. Otherwise left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) too_large: bool,
}

/// Which replay was merged, and into which one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct MergedDetail {
    /// The id of the replay that was merged.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    pub(super) id: ReplayId,
    /// The stream of both.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    pub(super) stream: Stream,
    /// The last version that the replay had.
    pub(super) version: u64,
    /// When it was merged.
    pub(super) time: Time,
    /// Always empty.
    pub(super) changed: BTreeSet<String>,
    /// The id of the replay into which it was merged.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    pub(super) into: ReplayId,
    /// Always null: this replay is no more.
    pub(super) replay: (),
    /// Always null.
    pub(super) live: (),
}

/// Who changed what. The values are in `GET /replays/{id}/history`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CurationDetail {
    /// The id of the replay.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    pub(super) id: ReplayId,
    /// The stream that was broadcast.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    pub(super) stream: Stream,
    /// The version of the replay after the change.
    pub(super) version: u64,
    /// When the change was.
    pub(super) time: Time,
    /// The name of the curator's token, or `schedule`.
    pub(super) by: String,
    /// What was done.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Done"))]
    pub(super) action: Action,
    /// The fields that were changed, and `splits` or `merges` if some were added or removed.
    pub(super) changed: Vec<String>,
}

/// How a query ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum Outcome {
    /// All is done.
    Done,
    /// A curator cancelled it.
    Cancelled,
    /// It can't be done; `last_error` of the query says why.
    Failed,
}

/// A backfill or a join that is over.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct QueryDetail {
    /// The id of the query.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    pub(super) id: String,
    /// Grows with every change of the query.
    pub(super) version: u64,
    /// When it was over.
    pub(super) time: Time,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// The query, as `GET /queries/{id}` shows it. Null if it is too large for an event.
    pub(super) query: Option<QueryView>,
    /// The query is too large for an event. Otherwise left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) too_large: bool,
}

/// An event of Tencent that is in quarantine from now on. `GET /quarantine` shows its body.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct QuarantineDetail {
    /// The id of the event in quarantine.
    pub(super) id: String,
    /// When it came.
    pub(super) time: Time,
    /// The kind of reason.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::QuarantineReason"))]
    pub(super) code: &'static str,
    /// Why it can't be used.
    pub(super) reason: String,
}

impl Detail {
    /// Leaves out what is large. `false` if there is nothing.
    pub(super) fn shrink(&mut self) -> bool {
        match self {
            Self::Replay(detail) if detail.replay.is_some() => {
                detail.replay = None;
                detail.too_large = true;
                true
            }
            Self::Query(detail) if detail.query.is_some() => {
                detail.query = None;
                detail.too_large = true;
                true
            }
            _ => false,
        }
    }
}
