//! What each endpoint does. A new endpoint does not compile here without its entry.

use super::{answers::Answer, bodies::body};
use crate::{
    endpoints::{
        changes::ChangePage,
        channels::{ChannelBody, ChannelPage, ChannelView},
        feed::Feed,
        health::Health,
        quarantine::{EventPage, Retried},
        queries::{QueryPage, backfill::BackfillBody},
        recordings::{TaskPage, request::RecordBody},
        replays::{
            ReplayPage,
            delete::Deleted,
            explain::Explanation,
            history::HistoryPage,
            join_files::Join,
            parts::PartPage,
            patch::ReplayPatch,
            split_merge_undo::{Merge, Replays, Split},
        },
        streams::{Regroup, Regrouped},
    },
    http::{Code, Endpoint, RequestBody},
    openapi::words::inline,
    views::{QueryView, RecordingTaskView, Replay, SparseReplay},
};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

/// What the document says of an endpoint, besides what the route table does.
pub(super) struct Operation {
    /// What generated clients call it.
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) body: Option<Value>,
    pub(super) answer: Answer,
    /// It takes `If-Match`.
    pub(super) conditional: bool,
    /// Problems that other operations don't have.
    pub(super) problems: &'static [Code],
}

/// Problems of endpoints that call Live, and where a lost answer does no harm.
const TENCENT: [Code; 3] = [
    Code::NoTencentKeys,
    Code::TencentRefused,
    Code::LiveUnavailable,
];

/// Makes operations, and collects the schemas of their responses.
struct Operations<'s>(&'s mut SchemaGenerator);

impl Operations<'_> {
    fn json<T: JsonSchema>(self, id: &'static str, summary: &'static str) -> Operation {
        operation(id, summary, Answer::Json(inline::<T>(self.0)))
    }

    fn versioned<T: JsonSchema>(self, id: &'static str, summary: &'static str) -> Operation {
        operation(id, summary, Answer::Versioned(inline::<T>(self.0)))
    }

    fn accepted<T: JsonSchema>(self, id: &'static str, summary: &'static str) -> Operation {
        operation(id, summary, Answer::Accepted(inline::<T>(self.0)))
    }
}

fn operation(id: &'static str, summary: &'static str, answer: Answer) -> Operation {
    Operation {
        id,
        summary,
        body: None,
        answer,
        conditional: false,
        problems: &[],
    }
}

impl Operation {
    fn with<T: RequestBody + JsonSchema>(self) -> Self {
        Self {
            body: Some(body::<T>()),
            ..self
        }
    }

    fn if_match(self) -> Self {
        Self {
            conditional: true,
            ..self
        }
    }

    fn or(self, problems: &'static [Code]) -> Self {
        Self { problems, ..self }
    }

    pub(super) fn of(endpoint: Endpoint, schemas: &mut SchemaGenerator) -> Self {
        let get = Operations(schemas);
        match endpoint {
            Endpoint::Health => get.json::<Health>("health", "Whether the store answers"),
            Endpoint::OpenApi => {
                let answer = Answer::Json(json!({"type": "object"}));
                operation("openapi", "This document", answer)
            }
            Endpoint::ListReplays => {
                get.json::<ReplayPage<'_>>("listReplays", "Replays, newest first")
            }
            Endpoint::GetReplay => get.versioned::<SparseReplay<'_>>("getReplay", "A replay"),
            Endpoint::ListParts => get.json::<PartPage>("listParts", "Its files"),
            Endpoint::GetPlaylist => operation(
                "getPlaylist",
                "Its HLS files as one playlist",
                Answer::Playlist,
            )
            .or(&[Code::PartUnavailable, Code::PlaylistTooLarge]),
            Endpoint::ChangeReplay => get
                .versioned::<Replay<'_>>("changeReplay", "Change what is shown of it")
                .with::<ReplayPatch>()
                .if_match(),
            Endpoint::DeleteReplay => {
                let Operations(schemas) = get;
                let either = [
                    inline::<Replay<'_>>(schemas),
                    inline::<Deleted<'_>>(schemas),
                ];
                let answer = Answer::Json(json!({"anyOf": either}));
                operation("deleteReplay", "Hide it, or delete its files", answer)
                    .if_match()
                    .or(&[
                        Code::StillLive,
                        Code::JoinRunning,
                        Code::NoTencentKeys,
                        Code::VodUnavailable,
                    ])
            }
            Endpoint::JoinFiles => get
                .accepted::<QueryView>("joinReplay", "Join its files into one")
                .with::<Join>()
                .if_match()
                .or(&[
                    Code::StillLive,
                    Code::NotSettled,
                    Code::UnconfirmedParts,
                    Code::TooManyJoins,
                    Code::TooFewParts,
                    Code::TooManyParts,
                ]),
            Endpoint::GetHistory => get.json::<HistoryPage>("getHistory", "What was done to it"),
            Endpoint::UndoChange => get
                .json::<Replays<'_>>("undo", "Take back the last change")
                .if_match()
                .or(&[Code::NothingToUndo, Code::NothingChanges]),
            Endpoint::SplitReplay => get
                .json::<Replays<'_>>("splitReplay", "Make it two")
                .with::<Split>()
                .if_match()
                .or(&[Code::OutsideReplay, Code::NothingChanges, Code::TooManyPins]),
            Endpoint::MergeReplays => get
                .json::<Replays<'_>>("mergeReplays", "Make several one")
                .with::<Merge>()
                .or(&[
                    Code::NotFound,
                    Code::DifferentStreams,
                    Code::NothingChanges,
                    Code::SameReplay,
                    Code::TooManyPins,
                ]),
            Endpoint::ExplainReplay => {
                get.json::<Explanation<'_>>("explainReplay", "Why it is what it is")
            }
            Endpoint::RegroupStream => get
                .json::<Regrouped<'_>>("regroupStream", "Group a stream anew")
                .with::<Regroup>()
                .or(&[Code::NotFound]),
            Endpoint::ListChanges => {
                get.json::<ChangePage<'_>>("listChanges", "What changed since")
            }
            Endpoint::GetFeed => get.json::<Feed<'_>>("getFeed", "A front page"),
            Endpoint::GetChannel => {
                get.json::<ChannelPage<'_>>("getChannel", "A streamer and their replays")
            }
            Endpoint::SetChannel => get
                .json::<ChannelView<'_>>("setChannel", "What a streamer shows")
                .with::<ChannelBody>(),
            Endpoint::ListQueries => {
                get.json::<QueryPage>("listQueries", "What VOD still has to be asked")
            }
            Endpoint::GetQuery => get.json::<QueryView>("getQuery", "How far a query is"),
            Endpoint::StartBackfill => get
                .accepted::<QueryView>("backfill", "Ask for a range of the past")
                .with::<BackfillBody>(),
            Endpoint::CancelQuery => {
                operation("cancelQuery", "Stop asking", Answer::Nothing).or(&[Code::NotCancellable])
            }
            Endpoint::ListQuarantine => {
                get.json::<EventPage<'_>>("listQuarantine", "Events that can't be used yet")
            }
            Endpoint::RetryEvent => get
                .json::<Retried>("retryEvent", "Read one again")
                .or(&[Code::StillUnusable, Code::Contradicts]),
            Endpoint::DiscardEvent => operation("discardEvent", "Throw one away", Answer::Nothing),
            Endpoint::ListRecordings => get
                .json::<TaskPage>("listRecordingTasks", "What is recorded on demand")
                .or(&TENCENT),
            Endpoint::StartRecording => {
                let answer = Answer::Created(inline::<RecordingTaskView>(get.0));
                operation("record", "Record a stream", answer)
                    .with::<RecordBody>()
                    .or(&[
                        Code::NoTencentKeys,
                        Code::TencentRefused,
                        Code::TaskUndecided,
                        Code::LiveUnavailable,
                    ])
            }
            Endpoint::StopRecording => {
                operation("stopRecording", "End that", Answer::Nothing).or(&TENCENT)
            }
        }
    }
}
