//! What each endpoint does. A new endpoint does not compile here without its entry.

use super::{answers::Answer, bodies::body, words::inline};
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
    http::{problem::Code, router::Endpoint},
    views::{
        query::QueryView, recording_task::RecordingTaskView, replay::Replay,
        sparse_fields::SparseReplay,
    },
};
use schemars::SchemaGenerator;
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

/// Where the endpoint calls Live, and a lost answer does no harm.
const TENCENT: [Code; 3] = [
    Code::NoTencentKeys,
    Code::TencentRefused,
    Code::LiveUnavailable,
];

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
    fn with(self, body: Value) -> Self {
        Self {
            body: Some(body),
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

    pub(super) fn of(endpoint: Endpoint, s: &mut SchemaGenerator) -> Self {
        match endpoint {
            Endpoint::Health => operation(
                "health",
                "Whether the store answers",
                Answer::json::<Health>(s),
            ),
            Endpoint::OpenApi => {
                let answer = Answer::Json(json!({"type": "object"}));
                operation("openapi", "This document", answer)
            }
            Endpoint::ListReplays => operation(
                "listReplays",
                "Replays, newest first",
                Answer::json::<ReplayPage<'_>>(s),
            ),
            Endpoint::GetReplay => {
                let answer = Answer::Versioned(inline::<SparseReplay<'_>>(s));
                operation("getReplay", "A replay", answer)
            }
            Endpoint::ListParts => operation("listParts", "Its files", Answer::json::<PartPage>(s)),
            Endpoint::GetPlaylist => operation(
                "getPlaylist",
                "Its HLS files as one playlist",
                Answer::Playlist,
            )
            .or(&[Code::PartUnavailable, Code::PlaylistTooLarge]),
            Endpoint::ChangeReplay => {
                let answer = Answer::Versioned(inline::<Replay<'_>>(s));
                operation("changeReplay", "Change what is shown of it", answer)
                    .with(body::<ReplayPatch>())
                    .if_match()
            }
            Endpoint::DeleteReplay => {
                let (replay, deleted) = (inline::<Replay<'_>>(s), inline::<Deleted<'_>>(s));
                let answer = Answer::Json(json!({"anyOf": [replay, deleted]}));
                operation("deleteReplay", "Hide it, or delete its files", answer)
                    .if_match()
                    .or(&[
                        Code::StillLive,
                        Code::JoinRunning,
                        Code::NoTencentKeys,
                        Code::VodUnavailable,
                    ])
            }
            Endpoint::JoinFiles => {
                let answer = Answer::Accepted(inline::<QueryView>(s));
                operation("joinReplay", "Join its files into one", answer)
                    .with(body::<Join>())
                    .if_match()
                    .or(&[
                        Code::StillLive,
                        Code::NotSettled,
                        Code::UnconfirmedParts,
                        Code::TooManyJoins,
                        Code::TooFewParts,
                        Code::TooManyParts,
                    ])
            }
            Endpoint::GetHistory => operation(
                "getHistory",
                "What was done to it",
                Answer::json::<HistoryPage>(s),
            ),
            Endpoint::UndoChange => operation(
                "undo",
                "Take back the last change",
                Answer::json::<Replays<'_>>(s),
            )
            .if_match()
            .or(&[Code::NothingToUndo, Code::NothingChanges]),
            Endpoint::SplitReplay => {
                operation("splitReplay", "Make it two", Answer::json::<Replays<'_>>(s))
                    .with(body::<Split>())
                    .if_match()
                    .or(&[Code::OutsideReplay, Code::NothingChanges, Code::TooManyPins])
            }
            Endpoint::MergeReplays => operation(
                "mergeReplays",
                "Make several one",
                Answer::json::<Replays<'_>>(s),
            )
            .with(body::<Merge>())
            .or(&[
                Code::NotFound,
                Code::DifferentStreams,
                Code::NothingChanges,
                Code::SameReplay,
                Code::TooManyPins,
            ]),
            Endpoint::ExplainReplay => operation(
                "explainReplay",
                "Why it is what it is",
                Answer::json::<Explanation<'_>>(s),
            ),
            Endpoint::RegroupStream => operation(
                "regroupStream",
                "Group a stream anew",
                Answer::json::<Regrouped<'_>>(s),
            )
            .with(body::<Regroup>())
            .or(&[Code::NotFound]),
            Endpoint::ListChanges => operation(
                "listChanges",
                "What changed since",
                Answer::json::<ChangePage<'_>>(s),
            ),
            Endpoint::GetFeed => operation("getFeed", "A front page", Answer::json::<Feed<'_>>(s)),
            Endpoint::GetChannel => {
                let answer = Answer::json::<ChannelPage<'_>>(s);
                operation("getChannel", "A streamer and their replays", answer)
            }
            Endpoint::SetChannel => {
                let answer = Answer::json::<ChannelView<'_>>(s);
                operation("setChannel", "What a streamer shows", answer).with(body::<ChannelBody>())
            }
            Endpoint::ListQueries => {
                let answer = Answer::json::<QueryPage>(s);
                operation("listQueries", "What VOD still has to be asked", answer)
            }
            Endpoint::GetQuery => operation(
                "getQuery",
                "How far a query is",
                Answer::json::<QueryView>(s),
            ),
            Endpoint::StartBackfill => {
                let answer = Answer::Accepted(inline::<QueryView>(s));
                operation("backfill", "Ask for a range of the past", answer)
                    .with(body::<BackfillBody>())
            }
            Endpoint::CancelQuery => {
                operation("cancelQuery", "Stop asking", Answer::Nothing).or(&[Code::NotCancellable])
            }
            Endpoint::ListQuarantine => {
                let answer = Answer::json::<EventPage<'_>>(s);
                operation("listQuarantine", "Events that can't be used yet", answer)
            }
            Endpoint::RetryEvent => {
                operation("retryEvent", "Read one again", Answer::json::<Retried>(s))
                    .or(&[Code::StillUnusable, Code::Contradicts])
            }
            Endpoint::DiscardEvent => operation("discardEvent", "Throw one away", Answer::Nothing),
            Endpoint::ListRecordings => operation(
                "listRecordingTasks",
                "What is recorded on demand",
                Answer::json::<TaskPage>(s),
            )
            .or(&TENCENT),
            Endpoint::StartRecording => {
                let answer = Answer::Created(inline::<RecordingTaskView>(s));
                operation("record", "Record a stream", answer)
                    .with(body::<RecordBody>())
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
