//! The groups into which the document divides the operations.

use crate::http::Endpoint;
use serde_json::{Value, json};

/// A group of operations.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tag {
    Watching,
    Channels,
    Curating,
    Vod,
    Quarantine,
    Recording,
    Callbacks,
    Service,
}

impl Tag {
    const ALL: [Self; 8] = [
        Self::Watching,
        Self::Channels,
        Self::Curating,
        Self::Vod,
        Self::Quarantine,
        Self::Recording,
        Self::Callbacks,
        Self::Service,
    ];

    /// The group of an endpoint. A new endpoint does not compile without one.
    pub(super) fn of(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::ListReplays
            | Endpoint::GetReplay
            | Endpoint::ListParts
            | Endpoint::GetPlaylist
            | Endpoint::ListChanges
            | Endpoint::GetFeed => Self::Watching,
            Endpoint::GetChannel | Endpoint::SetChannel => Self::Channels,
            Endpoint::ChangeReplay
            | Endpoint::ChangeReplays
            | Endpoint::DeleteReplay
            | Endpoint::JoinFiles
            | Endpoint::GetHistory
            | Endpoint::UndoChange
            | Endpoint::SplitReplay
            | Endpoint::MergeReplays
            | Endpoint::ListReview
            | Endpoint::ListHistory
            | Endpoint::GetFeatured
            | Endpoint::SetFeatured
            | Endpoint::ExplainReplay
            | Endpoint::GetTimeline
            | Endpoint::ListCovers
            | Endpoint::ListStreams
            | Endpoint::RegroupStream => Self::Curating,
            Endpoint::ListQueries
            | Endpoint::GetQuery
            | Endpoint::StartBackfill
            | Endpoint::CancelQuery => Self::Vod,
            Endpoint::ListQuarantine
            | Endpoint::ClearQuarantine
            | Endpoint::RetryEvent
            | Endpoint::DiscardEvent => Self::Quarantine,
            Endpoint::ListRecordings | Endpoint::StartRecording | Endpoint::StopRecording => {
                Self::Recording
            }
            Endpoint::GetService
            | Endpoint::Health
            | Endpoint::OpenApi
            | Endpoint::GetSession
            | Endpoint::GetStatus => Self::Service,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Watching => "Watching",
            Self::Channels => "Channels",
            Self::Curating => "Curating",
            Self::Vod => "Queries to VOD",
            Self::Quarantine => "Quarantine",
            Self::Recording => "Recording on demand",
            Self::Callbacks => "Callbacks",
            Self::Service => "Service",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Watching => "Lists of replays, single replays, and what plays.",
            Self::Channels => "The profile of a stream, and its replays.",
            Self::Curating => "What curators change, and why replays are as they are.",
            Self::Vod => "What the service asks VOD for, and how far it is.",
            Self::Quarantine => "Signed events that can't be used yet.",
            Self::Recording => "Tasks that record streams which no template records.",
            Self::Callbacks => "The events that Tencent sends.",
            Self::Service => "The service itself.",
        }
    }
}

/// All groups, in the order in which a reader meets them.
pub(super) fn tags() -> Value {
    let tags = Tag::ALL.map(|tag| json!({"name": tag.name(), "description": tag.description()}));
    json!(tags)
}
