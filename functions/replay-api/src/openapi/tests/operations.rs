//! What each endpoint does. A new endpoint does not compile here without its entry.

use super::{answers::Answer, bodies::body, tags::Tag};
use crate::{
    endpoints::{
        changes::ChangePage,
        channels::{ChannelBody, ChannelPage, ChannelView},
        featured::{FeaturedBody, FeaturedReplays},
        feed::Feed,
        health::Health,
        history::ChangeLog,
        index::Service,
        quarantine::{Cleared, EventPage, Retried},
        queries::{QueryPage, backfill::BackfillBody},
        recordings::{TaskPage, request::RecordBody},
        replays::{
            ReplayPage,
            batch::{Batch, BatchResults},
            covers::Covers,
            delete::Deleted,
            explain::Explanation,
            history::HistoryPage,
            join_files::Join,
            parts::PartPage,
            patch::ReplayPatch,
            split_merge_undo::{Merge, Replays, Split, UndoneReplays},
        },
        review::ReviewPage,
        session::Session,
        status::ServiceStatus,
        streams::{
            list::StreamPage,
            regroup::{Regroup, Regrouped},
        },
    },
    http::{Code, Endpoint, RequestBody},
    openapi::words::inline,
    views::{QueryView, RecordingTaskView, Replay, SparseReplay, TimelineView},
};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

/// What the document says about an endpoint, besides what the route table does.
pub(super) struct Operation {
    /// What generated clients call it.
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) body: Option<Value>,
    pub(super) answer: Answer,
    /// The group of operations to which it belongs.
    pub(super) tag: Tag,
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
        tag: Tag::Service,
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
        Self {
            tag: Tag::of(endpoint),
            ..Self::described(endpoint, schemas)
        }
    }

    fn described(endpoint: Endpoint, schemas: &mut SchemaGenerator) -> Self {
        let get = Operations(schemas);
        match endpoint {
            Endpoint::Health => {
                get.json::<Health>("checkHealth", "Check that the service and its store work")
            }
            Endpoint::GetService => {
                get.json::<Service>("getService", "Get the name, version and main paths")
            }
            Endpoint::OpenApi => {
                let answer = Answer::Json(json!({"type": "object"}));
                operation("getOpenApi", "Get this document", answer)
            }
            Endpoint::ListReplays => {
                get.json::<ReplayPage<'_>>("listReplays", "List replays, newest first")
            }
            Endpoint::GetReplay => get.versioned::<SparseReplay<'_>>("getReplay", "Get a replay"),
            Endpoint::ListParts => get.json::<PartPage>("listParts", "List the files of a replay"),
            Endpoint::GetPlaylist => operation(
                "getPlaylist",
                "Get the HLS files of a replay as one playlist",
                Answer::Playlist,
            )
            .or(&[
                Code::InvalidGrant,
                Code::PartUnavailable,
                Code::PlaylistTooLarge,
            ]),
            Endpoint::ChangeReplay => get
                .versioned::<Replay<'_>>("changeReplay", "Change what is shown of a replay")
                .with::<ReplayPatch>()
                .if_match()
                .or(&[Code::InThePast, Code::OutsideReplay]),
            Endpoint::ChangeReplays => get
                .json::<BatchResults<'_>>("changeReplays", "Change many replays")
                .with::<Batch>()
                .or(&[Code::SameReplay]),
            Endpoint::DeleteReplay => {
                let Operations(schemas) = get;
                let either = [
                    inline::<Replay<'_>>(schemas),
                    inline::<Deleted<'_>>(schemas),
                ];
                let answer = Answer::Json(json!({"anyOf": either}));
                operation("deleteReplay", "Hide a replay, or delete its files", answer)
                    .if_match()
                    .or(&[
                        Code::StillLive,
                        Code::JoinRunning,
                        Code::NoTencentKeys,
                        Code::VodUnavailable,
                    ])
            }
            Endpoint::JoinFiles => get
                .accepted::<QueryView>("joinFiles", "Join the files of a replay into one")
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
            Endpoint::GetHistory => {
                get.json::<HistoryPage>("getHistory", "List the changes that curators made")
            }
            Endpoint::UndoChange => get
                .json::<UndoneReplays<'_>>("undoChange", "Undo the last change")
                .if_match()
                .or(&[Code::NothingToUndo, Code::NothingChanges]),
            Endpoint::SplitReplay => get
                .json::<Replays<'_>>("splitReplay", "Split a replay in two")
                .with::<Split>()
                .if_match()
                .or(&[Code::OutsideReplay, Code::NothingChanges, Code::TooManyPins]),
            Endpoint::MergeReplays => get
                .json::<Replays<'_>>("mergeReplays", "Merge several replays into one")
                .with::<Merge>()
                .or(&[
                    Code::NotFound,
                    Code::DifferentStreams,
                    Code::NothingChanges,
                    Code::SameReplay,
                    Code::TooManyPins,
                ]),
            Endpoint::ExplainReplay => get.json::<Explanation<'_>>(
                "explainReplay",
                "Explain why files and pushes belong to a replay",
            ),
            Endpoint::GetTimeline => get.json::<TimelineView<'_>>(
                "getTimeline",
                "Get all that lies in the time of a replay and around it",
            ),
            Endpoint::ListCovers => {
                get.json::<Covers>("listCovers", "List the pictures that could be the cover")
            }
            Endpoint::ListStreams => {
                get.json::<StreamPage>("listStreams", "List streams in alphabetical order")
            }
            Endpoint::RegroupStream => get
                .json::<Regrouped<'_>>("regroupStream", "Group a whole stream again")
                .with::<Regroup>()
                .or(&[Code::NotFound]),
            Endpoint::ListChanges => {
                get.json::<ChangePage<'_>>("listChanges", "List what changed since a time")
            }
            Endpoint::GetFeed => {
                get.json::<Feed<'_>>("getFeed", "Get the front page: live broadcasts and replays")
            }
            Endpoint::GetFeatured => {
                get.versioned::<FeaturedReplays<'_>>("getFeatured", "List featured replays by rank")
            }
            Endpoint::SetFeatured => get
                .versioned::<FeaturedReplays<'_>>(
                    "setFeatured",
                    "Set which replays are featured, and their order",
                )
                .with::<FeaturedBody>()
                .if_match()
                .or(&[Code::NotFound, Code::SameReplay, Code::TooManyFeatured]),
            Endpoint::ListReview => get.json::<ReviewPage<'_>>(
                "listReview",
                "List what nobody has reviewed, oldest first",
            ),
            Endpoint::ListHistory => {
                get.json::<ChangeLog>("listHistory", "List the changes of all replays")
            }
            Endpoint::GetSession => {
                get.json::<Session<'_>>("getSession", "Get the name and the role of the caller")
            }
            Endpoint::GetStatus => {
                get.json::<ServiceStatus<'_>>("getStatus", "Get how the service does")
            }
            Endpoint::GetChannel => get
                .json::<ChannelPage<'_>>("getChannel", "Get a channel and its replays")
                .or(&[Code::AmbiguousStream]),
            Endpoint::SetChannel => get
                .json::<ChannelView<'_>>(
                    "setChannel",
                    "Set the name, picture and intro of a channel",
                )
                .with::<ChannelBody>()
                .or(&[Code::AmbiguousStream]),
            Endpoint::ListQueries => {
                get.json::<QueryPage>("listQueries", "List the queries to VOD")
            }
            Endpoint::GetQuery => get.json::<QueryView>("getQuery", "Get a query and its progress"),
            Endpoint::StartBackfill => get
                .accepted::<QueryView>(
                    "startBackfill",
                    "Import the recordings of a past range of time",
                )
                .with::<BackfillBody>(),
            Endpoint::CancelQuery => operation(
                "cancelQuery",
                "Cancel a backfill or a join",
                Answer::Nothing,
            )
            .or(&[Code::NotCancellable]),
            Endpoint::ListQuarantine => {
                get.json::<EventPage<'_>>("listQuarantine", "List events that can't be used yet")
            }
            Endpoint::RetryEvent => get
                .json::<Retried>("retryEvent", "Read an event again")
                .or(&[Code::StillUnusable, Code::Contradicts]),
            Endpoint::ClearQuarantine => {
                get.json::<Cleared>("clearQuarantine", "Remove many events from quarantine")
            }
            Endpoint::DiscardEvent => operation(
                "discardEvent",
                "Remove an event from quarantine",
                Answer::Nothing,
            ),
            Endpoint::ListRecordings => get
                .json::<TaskPage>("listRecordings", "List the tasks that record on demand")
                .or(&TENCENT),
            Endpoint::StartRecording => {
                let answer = Answer::Created(inline::<RecordingTaskView>(get.0));
                operation("startRecording", "Start to record a stream", answer)
                    .with::<RecordBody>()
                    .or(&[
                        Code::NoTencentKeys,
                        Code::TencentRefused,
                        Code::TaskUndecided,
                        Code::LiveUnavailable,
                    ])
            }
            Endpoint::StopRecording => {
                operation("stopRecording", "Stop a recording task", Answer::Nothing).or(&TENCENT)
            }
        }
    }
}
