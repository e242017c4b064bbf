//! What each route does. A new route does not compile here without its entry.

use super::{
    answers::Answer,
    bodies,
    words::{SomeReplay, inline},
};
use crate::{
    api::Health,
    endpoints::{
        changes::ChangePage,
        channels::{ChannelPage, ShownChannel},
        feed::Feed,
        quarantine::{EventPage, Retried},
        queries::QueryPage,
        recordings::TaskPage,
        replays::{
            PartPage, ReplayPage,
            delete::Deleted,
            explain::Explanation,
            split_merge_undo::{HistoryPage, Replays},
        },
        streams::Regrouped,
    },
    http::router::Route,
    views::{query::ShownQuery, recording_task::ShownTask, replay::Replay},
};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

/// One of them.
pub(super) struct Operation {
    /// What generated clients call it.
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) body: Option<Value>,
    pub(super) answer: Answer,
    /// It takes `If-Match`.
    pub(super) conditional: bool,
    /// Status and code of problems that others don't have.
    pub(super) problems: &'static [(u16, &'static str)],
}

/// Where Live is asked, and nothing is lost with its answer.
const TENCENT: [(u16, &str); 3] = [
    (409, "no_tencent_keys"),
    (409, "tencent_refused"),
    (503, "live_unavailable"),
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

    fn or(self, problems: &'static [(u16, &'static str)]) -> Self {
        Self { problems, ..self }
    }

    /// What a route does.
    pub(super) fn of(route: &Route, s: &mut SchemaGenerator) -> Self {
        match route {
            Route::Health => operation(
                "health",
                "Whether the store answers",
                Answer::json::<Health>(s),
            ),
            Route::OpenApi => {
                let answer = Answer::Json(json!({"type": "object"}));
                operation("openapi", "This document", answer)
            }
            Route::Replays => operation(
                "listReplays",
                "Replays, newest first",
                Answer::json::<ReplayPage<'_>>(s),
            ),
            Route::Replay(_) => {
                let answer = Answer::Versioned(inline::<SomeReplay>(s));
                operation("getReplay", "A replay", answer)
            }
            Route::Parts(_) => operation("listParts", "Its files", Answer::json::<PartPage>(s)),
            Route::Playlist(_) => operation(
                "getPlaylist",
                "Its HLS files as one playlist",
                Answer::Playlist,
            )
            .or(&[(502, "part_unavailable"), (502, "playlist_too_large")]),
            Route::Change(_) => {
                let answer = Answer::Versioned(inline::<Replay<'_>>(s));
                operation("changeReplay", "Change what is shown of it", answer)
                    .with(bodies::change(s))
                    .if_match()
            }
            Route::Delete(_) => {
                let (replay, deleted) = (inline::<Replay<'_>>(s), inline::<Deleted<'_>>(s));
                let answer = Answer::Json(json!({"anyOf": [replay, deleted]}));
                operation("deleteReplay", "Hide it, or delete its files", answer)
                    .if_match()
                    .or(&[
                        (409, "still_live"),
                        (409, "join_running"),
                        (409, "no_tencent_keys"),
                        (503, "vod_unavailable"),
                    ])
            }
            Route::Join(_) => {
                let answer = Answer::Accepted(inline::<ShownQuery>(s));
                operation("joinReplay", "Join its files into one", answer)
                    .with(bodies::join())
                    .if_match()
                    .or(&[
                        (409, "still_live"),
                        (409, "not_settled"),
                        (409, "unconfirmed_parts"),
                        (409, "too_many_joins"),
                        (422, "too_few_parts"),
                        (422, "too_many_parts"),
                    ])
            }
            Route::History(_) => operation(
                "getHistory",
                "What was done to it",
                Answer::json::<HistoryPage>(s),
            ),
            Route::Undo(_) => operation(
                "undo",
                "Take back the last change",
                Answer::json::<Replays<'_>>(s),
            )
            .if_match()
            .or(&[(409, "nothing_to_undo"), (422, "nothing_changes")]),
            Route::Split(_) => {
                operation("splitReplay", "Make it two", Answer::json::<Replays<'_>>(s))
                    .with(bodies::split(s))
                    .if_match()
                    .or(&[
                        (422, "outside_replay"),
                        (422, "nothing_changes"),
                        (422, "too_many_pins"),
                    ])
            }
            Route::Merge => operation(
                "mergeReplays",
                "Make several one",
                Answer::json::<Replays<'_>>(s),
            )
            .with(bodies::merge(s))
            .or(&[
                (404, "not_found"),
                (422, "different_streams"),
                (422, "nothing_changes"),
                (422, "same_replay"),
                (422, "too_many_pins"),
            ]),
            Route::Explain(_) => operation(
                "explainReplay",
                "Why it is what it is",
                Answer::json::<Explanation<'_>>(s),
            ),
            Route::Regroup => operation(
                "regroupStream",
                "Group a stream anew",
                Answer::json::<Regrouped<'_>>(s),
            )
            .with(bodies::regroup(s))
            .or(&[(404, "not_found")]),
            Route::Changes => operation(
                "listChanges",
                "What changed since",
                Answer::json::<ChangePage<'_>>(s),
            ),
            Route::Feed => operation("getFeed", "A front page", Answer::json::<Feed<'_>>(s)),
            Route::Channel(_) => {
                let answer = Answer::json::<ChannelPage<'_>>(s);
                operation("getChannel", "A streamer and their replays", answer)
            }
            Route::SetChannel(_) => {
                let answer = Answer::json::<ShownChannel<'_>>(s);
                operation("setChannel", "What a streamer shows", answer).with(bodies::channel())
            }
            Route::Queries => {
                let answer = Answer::json::<QueryPage>(s);
                operation("listQueries", "What VOD still has to be asked", answer)
            }
            Route::Query(_) => operation(
                "getQuery",
                "How far a query is",
                Answer::json::<ShownQuery>(s),
            ),
            Route::Backfill => {
                let answer = Answer::Accepted(inline::<ShownQuery>(s));
                operation("backfill", "Ask for a range of the past", answer)
                    .with(bodies::backfill(s))
            }
            Route::Cancel(_) => operation("cancelQuery", "Stop asking", Answer::Nothing)
                .or(&[(409, "not_cancellable")]),
            Route::Quarantine => {
                let answer = Answer::json::<EventPage<'_>>(s);
                operation("listQuarantine", "Events that can't be used yet", answer)
            }
            Route::Retry(_) => {
                operation("retryEvent", "Read one again", Answer::json::<Retried>(s))
                    .or(&[(409, "still_unusable"), (409, "contradicts")])
            }
            Route::Discard(_) => operation("discardEvent", "Throw one away", Answer::Nothing),
            Route::Recordings => operation(
                "listRecordingTasks",
                "What is recorded on demand",
                Answer::json::<TaskPage>(s),
            )
            .or(&TENCENT),
            Route::Record => {
                let answer = Answer::Created(inline::<ShownTask>(s));
                operation("record", "Record a stream", answer)
                    .with(bodies::recording(s))
                    .or(&[
                        (409, "no_tencent_keys"),
                        (409, "tencent_refused"),
                        (502, "task_undecided"),
                        (503, "live_unavailable"),
                    ])
            }
            Route::StopRecording(_) => {
                operation("stopRecording", "End that", Answer::Nothing).or(&TENCENT)
            }
        }
    }
}
