//! What curators' tools are told.

use super::{at, told, viewpoint};
use replay_grouping::{FileId, Format, ReplayId, Stream};
use replay_store::{
    Action, Curation, HistoryEntry, JoinJob, PinChange, QuarantineCode, Quarantined, Query,
    QueryState, Scope, StoredQuery, Windows, stream::StreamChange,
};
use serde_json::{Value, json};

fn stream() -> Stream {
    Stream::new("push.live.example.com", "live", "room42_host7").unwrap()
}

fn told_of(change: StreamChange) -> Vec<(&'static str, Value)> {
    told(change, &viewpoint(&[]))
}

fn history(set: Option<(Curation, Curation)>, pins: Option<PinChange>) -> StreamChange {
    StreamChange::History {
        stream: stream(),
        id: ReplayId::derive(&stream(), "part#0"),
        entry: Box::new(HistoryEntry {
            version: 8,
            at: at(4_100),
            by: "ada".to_owned(),
            action: Action::Change,
            change: "8".to_owned(),
            set,
            pins,
        }),
    }
}

#[test]
fn who_changed_what_is_told_without_the_values() {
    let after = Curation {
        title: Some("Finale".to_owned()),
        note: Some("ask the guest first".to_owned()),
        ..Curation::default()
    };
    let told = told_of(history(Some((Curation::default(), after)), None));
    let expected = json!({
        "id": "jakfk4v1xr1zjk1q", "version": 8, "time": "2025-10-09T10:01:40Z",
        "stream": {"domain": "push.live.example.com", "app": "live", "stream_id": "room42_host7"},
        "by": "ada", "action": "change", "changed": ["note", "title"],
    });
    assert_eq!(told, [("curation.changed", expected)]);
}

fn backfill(state: QueryState, last_error: Option<&str>) -> Box<StoredQuery> {
    let query = Query::Backfill {
        scope: Scope::default(),
        windows: Windows::default(),
    };
    stored(query, state, last_error)
}

fn stored(query: Query, state: QueryState, last_error: Option<&str>) -> Box<StoredQuery> {
    Box::new(StoredQuery {
        state,
        last_error: last_error.map(str::to_owned),
        updated_at: at(5_000),
        version: 9,
        ..StoredQuery::new("4f8k2m0c9d7s1xqa".to_owned(), query, at(0), at(60), at(0))
    })
}

/// The outcomes that are told when a query goes from `old` to `new`.
#[track_caller]
fn check(old: Option<Box<StoredQuery>>, new: Box<StoredQuery>, outcomes: &[&str]) {
    let told = told_of(StreamChange::Query { old, new });
    assert!(told.iter().all(|(kind, _)| *kind == "query.finished"));
    let found: Vec<&str> = told
        .iter()
        .map(|(_, detail)| detail["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(found, outcomes);
}

#[test]
fn a_query_is_finished_once() {
    use QueryState::{Active, Cancelled, Done};
    let active = || Some(backfill(Active, Some("timed out")));
    check(active(), backfill(Active, None), &[]);
    check(active(), backfill(Done, None), &["done"]);
    check(
        active(),
        backfill(Cancelled, Some("timed out")),
        &["cancelled"],
    );
    check(Some(backfill(Done, None)), backfill(Done, None), &[]);
    let join = |state, last_error| {
        let replay = ReplayId::derive(&stream(), "part#0");
        let sources = vec![FileId::new("5285890818412345600").unwrap()];
        let job = JoinJob::new(replay, Format::new("mp4"), sources);
        stored(Query::Join(Box::new(job)), state, last_error)
    };
    check(Some(join(Active, None)), join(Done, None), &["done"]);
    check(
        Some(join(Active, None)),
        join(Done, Some("no such file")),
        &["failed"],
    );
    let sweep = |state| {
        let query = Query::Sweep {
            watermark: None,
            windows: Windows::default(),
        };
        stored(query, state, None)
    };
    check(Some(sweep(Active)), sweep(Done), &[]);
}

#[test]
fn an_event_in_quarantine_is_told_without_its_body() {
    let told = told_of(StreamChange::Quarantined(Box::new(Quarantined {
        id: "00112233445566778899aabbccddeeff".to_owned(),
        received_at: at(10),
        code: QuarantineCode::Contradicts,
        reason: "another event says something else".to_owned(),
        body: "{\"sign\":\"hunter2\"}".to_owned(),
    })));
    let expected = json!({
        "id": "00112233445566778899aabbccddeeff", "time": "2025-10-09T08:53:30Z",
        "code": "contradicts", "reason": "another event says something else",
    });
    assert_eq!(told, [("quarantine.added", expected)]);
}

#[test]
fn splits_and_merges_are_told_by_name() {
    let pins = |change: Value| Some(serde_json::from_value::<PinChange>(change).unwrap());
    let split =
        json!({"set": {"splits": [at(60).0], "merges": []}, "unset": {"splits": [], "merges": []}});
    let (_, detail) = told_of(history(None, pins(split))).remove(0);
    assert_eq!(detail["changed"], json!(["splits"]));
}

#[test]
fn parts_pushes_and_the_rest_are_no_news() {
    assert!(told_of(StreamChange::Other).is_empty());
}
