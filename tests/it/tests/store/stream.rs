//! What the table's stream tells of real writes, and which of it each consumer gets.

use replay_grouping::Timestamp;
use replay_it::{Play, Stage, at, begin, end, file_id, part, stream, vod_file};
use replay_store::{
    Loss, StoredPart,
    stream::{BatchResponse, StreamChange, confirm_filters, passes, records, relay_filters},
};
use serde_json::{Value, json};

const NOW: i64 = at(4_000);

/// Reads what was written since it was last asked.
struct Reading<'a> {
    stage: &'a Stage,
    behind: Option<String>,
}

impl Reading<'_> {
    /// The new records that pass these filters, each as the kind of its item and its sort key.
    fn told(&mut self, filters: [&[Value]; 2]) -> [Vec<String>; 2] {
        let new = self.stage.table.records(self.behind.as_deref());
        if let Some(last) = new.last() {
            let number = last["dynamodb"]["SequenceNumber"].as_str();
            self.behind = number.map(ToOwned::to_owned);
        }
        filters.map(|filters| {
            let passed = new.iter().filter(|record| passes(filters, record));
            let mut kinds: Vec<String> = passed.map(kind).collect();
            kinds.sort();
            kinds
        })
    }
}

fn kind(record: &Value) -> String {
    let read = records(&json!({"Records": [record]})).remove(0).unwrap();
    let of = match read.change().unwrap() {
        StreamChange::Broadcast { old, new } => match (old, new) {
            (None, Some(_)) => "new broadcast",
            (Some(_), Some(_)) => "broadcast",
            (_, None) => "no broadcast",
        },
        StreamChange::Merged { id, into, .. } if id != into => "merged",
        StreamChange::Removed { .. } => "removed",
        StreamChange::History { entry, .. } if entry.by == "ann" => "history",
        StreamChange::Query { new, .. } if new.due_at.is_none() => "query",
        StreamChange::Quarantined(event) if event.body.contains("event_type") => "quarantined",
        StreamChange::Part { new, .. } if new.awaits_vod() => "part",
        StreamChange::Push { new, .. } if new.began_at().is_some() => "push",
        other => panic!("{other:?}"),
    };
    of.to_owned()
}

#[tokio::test]
async fn each_consumer_gets_what_it_needs_and_nothing_else() {
    let stage = Stage::start(Play::quiet(NOW, &[])).await;
    let (confirm, relay) = (confirm_filters(), relay_filters());
    let mut reading = Reading {
        stage: &stage,
        behind: None,
    };
    let mut told = || reading.told([&confirm, &relay]);
    let expect = |confirm: &[&str], relay: &[&str]| {
        [confirm, relay].map(|kinds| {
            kinds
                .iter()
                .map(|kind| (*kind).to_owned())
                .collect::<Vec<_>>()
        })
    };
    let (room, store) = (stream("room"), &stage.store);
    assert_eq!(told(), expect(&[], &[]));

    stage.deliver(&begin("room", 1, at(0))).await;
    assert_eq!(told(), expect(&["push"], &["new broadcast"]));
    stage.deliver(&part("room", 1, "hls", at(0), at(60))).await;
    assert_eq!(told(), expect(&["part"], &["broadcast"]));
    stage.deliver(&part("room", 1, "hls", at(0), at(60))).await;
    assert_eq!(told(), expect(&[], &[]), "repeated");
    stage.deliver(&end("room", 1, at(60), 60)).await;
    assert_eq!(told(), expect(&[], &["broadcast"]));
    stage.deliver(&end("room", 2, at(90), 20)).await;
    assert_eq!(told(), expect(&[], &["broadcast"]), "a lost begin");

    let known = store.known_parts(&[(&room, &file_id(1))]).await.unwrap();
    let missed: &StoredPart = &known[0];
    store.record_missing(missed, Timestamp(NOW)).await.unwrap();
    assert_eq!(told(), expect(&[], &[]), "VOD was asked already");
    let shown = [(
        file_id(1),
        vod_file("hls", at(0), at(60), "https://v.example.com/1"),
    )];
    let shown = store.record_vod_files(&room, &shown, None, Timestamp(NOW));
    shown.await.unwrap();
    assert_eq!(told(), expect(&[], &["broadcast"]));
    let one = [file_id(1)];
    let lost = store.record_losses(&room, &one, Loss::Gone, Timestamp(NOW));
    assert_eq!(lost.await.unwrap(), 1);
    assert_eq!(told(), expect(&[], &["broadcast"]));

    // Two broadcasts become one.
    stage
        .deliver(&part("room", 2, "mp4", at(800), at(860)))
        .await;
    assert_eq!(told(), expect(&["part"], &["new broadcast"]));
    stage
        .deliver(&part("room", 3, "mp4", at(300), at(600)))
        .await;
    assert_eq!(
        told(),
        expect(&["part"], &["broadcast", "merged", "no broadcast"])
    );

    let (_, list) = stage.ask("GET", "/replays", None, "").await;
    let replay = format!("/replays/{}", list["replays"][0]["id"].as_str().unwrap());
    let titled = stage.ask("PATCH", &replay, Some("curator-token"), r#"{"title": "x"}"#);
    assert_eq!(titled.await.0, 200);
    assert_eq!(told(), expect(&[], &["broadcast", "history"]));
    let mut odd = begin("room", 3, at(0));
    odd["event_type"] = json!(77);
    stage.deliver(&odd).await;
    stage.deliver(&odd).await;
    assert_eq!(told(), expect(&[], &["quarantined"]));
    let range = r#"{"from": "2025-10-09T00:00:00Z", "to": "2025-10-09T01:00:00Z"}"#;
    let (status, query) = stage
        .ask("POST", "/queries", Some("curator-token"), range)
        .await;
    assert_eq!(status, 202, "{query}");
    assert_eq!(told(), expect(&[], &[]), "it is active");
    let query = format!("/queries/{}", query["id"].as_str().unwrap());
    let cancelled = stage.ask("DELETE", &query, Some("curator-token"), "").await;
    assert_eq!(cancelled.0, 204, "{cancelled:?}");
    assert_eq!(told(), expect(&[], &["query"]));
}

#[test]
fn failed_records_are_named_as_lambda_expects() {
    let mut response = BatchResponse::default();
    assert_eq!(json!(response), json!({"batchItemFailures": []}));
    response.failed("111");
    let named = json!({"batchItemFailures": [{"itemIdentifier": "111"}]});
    assert_eq!(json!(response), named);
    assert_eq!(response.failures().collect::<Vec<_>>(), ["111"]);
}
